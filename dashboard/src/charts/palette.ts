import { useSyncExternalStore } from 'react'

/** What a canvas needs of the page's tokens. Lines are ink; hue is a priority. */
export type Palette = {
  font: string
  ink: string
  soft: string
  faint: string
  line: string
  surface: string
  priority: (priority: 1 | 2 | 3 | 4) => string
}

export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return {
    font: `12px ${style.fontFamily}`,
    ink: token('--cb-ink'),
    soft: token('--cb-ink-3'),
    faint: token('--cb-line-strong'),
    line: token('--cb-line'),
    surface: token('--cb-surface'),
    priority: (priority) => token(`--cb-p${priority}`),
  }
}

const attribute = 'data-mantine-color-scheme'

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributeFilter: [attribute] })
  return () => observer.disconnect()
}

/** Changes when light becomes dark: a canvas has to be drawn again. */
export const useScheme = (): string =>
  useSyncExternalStore(subscribe, () => document.documentElement.getAttribute(attribute) ?? '')

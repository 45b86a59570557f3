import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  rem,
  type VariantColorsResolver,
} from '@mantine/core'
import type { Priority } from './domain.ts'

/** Buttons and marks are ink: hue is kept for priorities. */
const ink: MantineColorsTuple = [
  '#f1f1ee',
  '#e0e0dc',
  '#c8c8c3',
  '#a6a8ac',
  '#888b92',
  '#686b72',
  '#4c4f55',
  '#34363b',
  '#24262a',
  '#17181b',
]

const font =
  'Inter, -apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", sans-serif'

/** What is filled is ink with paper on it, whichever of the two is the dark one. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colours = defaultVariantColorsResolver(input)
  if (input.variant !== 'filled' || (input.color ?? 'ink') !== 'ink') return colours
  return {
    background: 'var(--cb-inverse)',
    hover: 'var(--cb-inverse-hover)',
    color: 'var(--cb-on-inverse)',
    border: '1px solid transparent',
  }
}

export const theme = createTheme({
  colors: { ink },
  primaryColor: 'ink',
  primaryShade: { light: 9, dark: 0 },
  variantColorResolver,
  fontFamily: font,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Noto Sans Mono", monospace',
  headings: { fontFamily: font, fontWeight: '650' },
  defaultRadius: 8,
  cursorType: 'pointer',
  respectReducedMotion: true,
  // What is checked is filled: its mark is of the paper's colour, in the dark too.
  components: { Checkbox: { defaultProps: { iconColor: 'var(--cb-on-inverse)' } } },
  fontSizes: { xs: rem(12), sm: rem(13), md: rem(14), lg: rem(16), xl: rem(20) },
})

/** Mantine's own variables follow Carebell's tokens, so that its controls sit on the same paper. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--cb-surface)',
    '--mantine-color-text': 'var(--cb-ink)',
    '--mantine-color-dimmed': 'var(--cb-ink-3)',
    '--mantine-color-placeholder': 'var(--cb-ink-3)',
    '--mantine-color-error': 'var(--cb-ink)',
    '--mantine-color-default': 'var(--cb-surface)',
    '--mantine-color-disabled': 'var(--cb-sunken)',
    '--mantine-color-disabled-color': 'var(--cb-ink-3)',
    '--mantine-color-disabled-border': 'var(--cb-line)',
    '--mantine-color-default-hover': 'var(--cb-hover)',
    '--mantine-color-default-color': 'var(--cb-ink)',
    '--mantine-color-default-border': 'var(--cb-line-strong)',
  }
  return { variables: {}, light: shared, dark: shared }
}

/** The colour of a priority as CSS variables; the only hues there are. */
export function priorityColours(priority: Priority): { solid: string; soft: string; onSolid: string } {
  return { solid: `var(--cb-p${priority})`, soft: `var(--cb-p${priority}-soft)`, onSolid: 'var(--cb-on-p)' }
}

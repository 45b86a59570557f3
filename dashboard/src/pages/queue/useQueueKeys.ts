import type { RefObject } from 'react'
import { panelKeys } from './keys.ts'
import { type Tab, tabs } from './order.ts'
import { useKeys } from './useKeys.ts'

type Does = {
  /** Whether a panel is open beside the queue. */
  showing: boolean
  chooseTab(tab: Tab): void
  move(by: 1 | -1): void
  show(): void
  claim(): void
  close(): void
  help: boolean
  setHelp(help: boolean): void
}

/** The keys of the queue and of the panel that is open beside it, whose buttons say by `data-key` which is theirs. */
export function useQueueKeys(panel: RefObject<HTMLElement | null>, does: Does): void {
  const { showing, chooseTab, move, show, claim, close, help, setHelp } = does
  const inPanel = (name: string) => panel.current?.querySelector<HTMLElement>(`[data-key="${name}"]`) ?? null
  const digit = (nth: number) => () => {
    const tab = tabs[nth - 1]
    if (showing) (inPanel(`outcome-${nth}`) ?? inPanel(`call-${nth}`))?.click()
    else if (tab !== undefined) chooseTab(tab)
  }
  useKeys({
    ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((nth) => [String(nth), digit(nth)])),
    j: () => move(1),
    k: () => move(-1),
    o: show,
    c: claim,
    ...Object.fromEntries(Object.entries(panelKeys).map(([key, name]) => [key, () => inPanel(name)?.click()])),
    // The form that is open already: to what is chosen there, or may be.
    r: () => {
      const ask = inPanel('resolve')
      if (ask) return ask.click()
      const outcomes = ['checked', 'enabled'].map((state) => `input[name="outcome"]:enabled:${state}`)
      const at = outcomes.map((which) => panel.current?.querySelector<HTMLElement>(which)).find(Boolean)
      at?.focus()
    },
    n: () => inPanel('note')?.focus(),
    Escape: () => {
      const keep = inPanel('keep')
      if (help) setHelp(false)
      else if (keep !== null) keep.click()
      else close()
    },
    '?': () => setHelp(!help),
  })
}

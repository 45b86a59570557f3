import { headingOf, isNowhere, tabStops } from './places.ts'
import { uncover } from './uncovered.ts'

const isRow = (node: Node): boolean => node instanceof Element && node.matches('li, tr, article')
const parts = 'section, article, aside, [role="dialog"], dialog, main'

/**
 * Keeps the focus on the page when what had it goes away: a row that was resolved, a button that was replaced, a list
 * that was sorted anew. One place for all of them, so that no list has to think of it. Answers how to stop.
 *
 * What comes back or moved gets the focus back; of a row that went, the next one has it, else the one before; of
 * anything else the row or the heading it stood below. Whoever lets go with the pointer has let go.
 */
export function keepFocus(): () => void {
  let held: HTMLElement | null = null

  const observer = new MutationObserver((records) => settle(records))
  const settle = (records: readonly MutationRecord[]) => {
    if (held === null || !isNowhere() || !document.hasFocus()) return
    if (!held.isConnected) return heirOf(held, records)?.focus({ preventScroll: true })
    if (!held.matches(':disabled')) held.focus({ preventScroll: true })
  }
  const took = ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement)) return
    held = target
    uncover(target)
  }
  const left = ({ target, relatedTarget }: FocusEvent) => {
    if (relatedTarget !== null || !(target instanceof HTMLElement)) return
    // Chromium says so in the middle of taking an element away: what it was is known once the page has its new shape.
    queueMicrotask(() => {
      const records = observer.takeRecords()
      if (records.some((record) => takesAway(record, target))) return settle(records)
      if (target === held && isNowhere() && !target.matches(':disabled')) held = null
    })
  }
  document.addEventListener('focusin', took)
  document.addEventListener('focusout', left)
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled', 'data-disabled'] })
  return () => {
    observer.disconnect()
    document.removeEventListener('focusin', took)
    document.removeEventListener('focusout', left)
  }
}

const takesAway = ({ removedNodes }: MutationRecord, element: Node): boolean =>
  [...removedNodes].some((node) => node.contains(element))

/** Who has the focus after `lost`, which is on the page no more. */
function heirOf(lost: HTMLElement, records: readonly MutationRecord[]): HTMLElement | null {
  const record = records.findLast((one) => one.target.isConnected && takesAway(one, lost))
  const place = record?.target instanceof Element ? record.target : null
  if (record === undefined || place === null) return lastResort()
  const gone = [...record.removedNodes].find((node) => node.contains(lost))
  if (gone !== undefined && isRow(gone)) {
    const next = inSiblings(record.nextSibling, 'nextSibling') ?? inSiblings(record.previousSibling, 'previousSibling')
    if (next !== null) return next
  }
  const row = place.closest('li, tr')
  const inRow = row === null ? null : (tabStops(row)[0] ?? null)
  if (inRow !== null) return inRow
  for (let part = place.closest(parts); part !== null; part = part.parentElement?.closest(parts) ?? null) {
    const heading = headingOf(part)
    if (heading !== null) return heading
  }
  return lastResort()
}

function inSiblings(first: Node | null, towards: 'nextSibling' | 'previousSibling'): HTMLElement | null {
  for (let at = first; at !== null; at = at[towards]) {
    const stop = at.isConnected && at instanceof Element ? tabStops(at)[0] : undefined
    if (stop !== undefined) return stop
  }
  return null
}

function lastResort(): HTMLElement | null {
  const main = document.querySelector<HTMLElement>('main')
  return main === null ? null : (headingOf(main) ?? main)
}

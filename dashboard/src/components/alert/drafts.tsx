import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import type { Outcome } from '../../app/domain.ts'

/** What somebody was writing about an alert, and had not yet said. */
export type Draft = { note: string; resolving: boolean; outcome: Outcome | null; why: string }
const nothing: Draft = { note: '', resolving: false, outcome: null, why: '' }

type Drafts = { known: Readonly<Record<string, Draft>>; write(alertId: string, change: Partial<Draft>): void }
const OwnDrafts = createContext<Drafts>({ known: {}, write() {} })

/** Keeps what is half written while another alert, or another page, is before one's eyes. */
export function DraftsProvider({ children }: { children: ReactNode }) {
  const [known, setKnown] = useState<Drafts['known']>({})
  const drafts = useMemo(
    () => ({
      known,
      write: (id: string, change: Partial<Draft>) =>
        setKnown((before) => ({ ...before, [id]: { ...(before[id] ?? nothing), ...change } })),
    }),
    [known],
  )
  return <OwnDrafts value={drafts}>{children}</OwnDrafts>
}

/** The draft of one alert, and how it changes. */
export function useDraft(alertId: string): [Draft, (change: Partial<Draft>) => void] {
  const { known, write } = useContext(OwnDrafts)
  return [known[alertId] ?? nothing, (change) => write(alertId, change)]
}

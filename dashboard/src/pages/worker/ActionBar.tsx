import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PictureSent, Ticket } from '../../../../server/contract/tickets.ts'
import { ApiProblem, api, HubUnreachable } from '../../app/api.ts'
import { useProblemText } from '../../app/problem.ts'
import { DoneSheet, type Said } from './DoneSheet.tsx'
import { type Doubt, doubtOf, whereAmI, whereAmIIfAllowed } from './place.ts'
import { ReasonSheet } from './ReasonSheet.tsx'
import { hasTaken, nextStep, type Step } from './steps.ts'
import { useStep } from './useStep.ts'
import styles from './worker.module.css'

type Sheet = { is: 'none' } | { is: 'decline' } | { is: 'fail' } | { is: 'done' } | { is: 'doubt'; doubt: Doubt }
const closed: Sheet = { is: 'none' }

/** The one thing to do next, where a thumb is; beside it the way out. */
export function ActionBar({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation('worker')
  const say = useProblemText()
  const navigate = useNavigate()
  const { sending, send, forget } = useStep(ticket.id)
  const [sheet, setSheet] = useState<Sheet>(closed)
  const [locating, setLocating] = useState(false)
  const step = nextStep(ticket.state)
  if (step === null) return null

  const open = (next: Sheet) => {
    forget()
    setSheet(next)
  }
  const take = (taken: Step, body: object) => send(taken, body, (now) => hasTaken(now.state, taken))

  async function arrive() {
    setLocating(true)
    const place = await whereAmI(8_000)
    setLocating(false)
    const doubt = doubtOf(place, ticket.resident?.place ?? null)
    if (doubt) return open({ is: 'doubt', doubt })
    await take('arrive', { place })
  }
  async function explain(note: string) {
    const place = await whereAmIIfAllowed(3_000)
    if (await take('arrive', { note, ...(place ? { place } : {}) })) setSheet(closed)
  }
  async function press() {
    if (step === 'done') return open({ is: 'done' })
    if (step === 'arrive') return arrive()
    if (step === null) return
    const place = await whereAmIIfAllowed(1_500)
    await take(step, place ? { place } : {})
  }
  async function finish({ picture, ...said }: Said) {
    const place = await whereAmIIfAllowed(1_500)
    const sendPicture = async () => {
      if (picture)
        await api.upload<PictureSent>(`/tickets/${ticket.id}/picture`, await picture(), { proof: said.proof })
    }
    const body = { ...said, ...(place ? { place } : {}) }
    if (await send('done', body, (now) => hasTaken(now.state, 'done'), sendPicture)) setSheet(closed)
  }
  async function leave(path: 'decline' | 'fail', reason: string) {
    const left = await send(path, { reason }, (now) => nextStep(now.state) === null)
    if (left) await navigate({ to: '/worker' })
  }

  const busy = sending.is === 'sending' || locating
  const problem =
    sending.is !== 'failed' ? null : sending.error instanceof HubUnreachable ? t('notSent') : say(sending.error)
  const shown = sheet.is === 'none' ? problem : null
  return (
    <>
      <div className={styles.bar} data-bar>
        {shown && (
          <p role="alert" className={styles.problem}>
            {shown}
          </p>
        )}
        <div className={styles.barButtons}>
          <Button
            variant="default"
            className={styles.wayOut}
            disabled={busy}
            onClick={() => open({ is: ticket.state === 'offered' ? 'decline' : 'fail' })}
          >
            {t(ticket.state === 'offered' ? 'decline' : 'giveUp')}
          </Button>
          <Button className={styles.primary} aria-busy={busy} data-busy={busy} onClick={() => !busy && void press()}>
            {locating ? t('locating') : sending.is === 'sending' ? t('sending') : t(`do.${step}`)}
          </Button>
        </div>
      </div>
      <ReasonSheet
        about={sheet.is === 'decline' || sheet.is === 'fail' ? { is: sheet.is } : sheet.is === 'doubt' ? sheet : null}
        busy={busy}
        problem={problem}
        onClose={() => setSheet(closed)}
        onSend={(reason) =>
          void (sheet.is === 'decline' || sheet.is === 'fail' ? leave(sheet.is, reason) : explain(reason))
        }
      />
      <DoneSheet
        open={sheet.is === 'done'}
        busy={busy}
        problem={problem}
        fields={sending.is === 'failed' && sending.error instanceof ApiProblem ? sending.error.fields : []}
        onClose={() => setSheet(closed)}
        onSend={(said) => void finish(said)}
      />
    </>
  )
}

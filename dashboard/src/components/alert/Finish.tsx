import { Button, TextInput, VisuallyHidden } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { lastingText } from '../../app/clock.ts'
import { useNow } from '../../app/LiveProvider.tsx'
import { useTimeline } from '../../app/queries.ts'
import { useAgain } from '../../app/Ringing.tsx'
import { useKeyed } from '../Key.tsx'
import { useAlertAction } from './actions.ts'
import { claimEndsAt, warnedMs } from './claim.ts'
import { useTicketsOf } from './Dispatch.tsx'
import { useDraft } from './drafts.tsx'
import styles from './Finish.module.css'
import { ResolveForm } from './ResolveForm.tsx'

/** At the foot of an alert in one's hands: write down, give back, end it. */
export function Finish({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alert')
  const act = useAlertAction()
  const keyed = useKeyed()
  const [draft, write] = useDraft(alert.id)
  // One that stands open from before takes no focus from whoever walks past it.
  const [asked, setAsked] = useState(false)
  const wasThere = useTicketsOf(alert).length > 0 && alert.openTickets === 0
  const { unseen, see } = useAgain()
  const again = unseen.some(({ id }) => id === alert.id)
  return (
    <footer className={styles.finish} data-bar>
      {again && (
        <div role="alert" className={styles.again}>
          <span>{t('raisedAgain', { count: alert.repeats })}</span>
          <Button size="compact-sm" variant="default" data-key="seen" onClick={() => see(alert)} {...keyed('V')}>
            {t('raisedAgainSeen')}
          </Button>
        </div>
      )}
      <Ending alert={alert} />
      {alert.noSpeechAt !== null && !draft.resolving && (
        <p className={styles.noSpeech} role="status">
          {t('noSpeechHolds')}
        </p>
      )}
      {draft.resolving ? (
        <ResolveForm alert={alert} again={again} asked={asked} draft={draft} write={write} />
      ) : (
        <div className={styles.bar}>
          <NoteForm alertId={alert.id} note={draft.note} onNote={(note) => write({ note })} />
          <Button
            variant="subtle"
            disabled={act.isPending}
            data-key="release"
            {...keyed('B')}
            onClick={() => act.mutate({ id: alert.id, action: { do: 'release' } })}
          >
            {t('release')}
          </Button>
          <Button
            variant={wasThere ? 'filled' : 'default'}
            data-key="resolve"
            {...keyed('R')}
            onClick={() => {
              setAsked(true)
              write({ resolving: true })
            }}
          >
            {t('resolve')}
          </Button>
        </div>
      )}
    </footer>
  )
}

/** The place of all this while it is nobody's: what is claimed brings nothing under the hand that was not there. */
export function FinishAhead() {
  const { t } = useTranslation('alert')
  return (
    <footer className={styles.finish} data-bar>
      <div className={styles.bar}>
        <form>
          <TextInput aria-label={t('note')} placeholder={t('noteAhead')} disabled />
        </form>
        <Button variant="subtle" disabled>
          {t('release')}
        </Button>
        <Button variant="default" disabled>
          {t('resolve')}
        </Button>
      </div>
    </footer>
  )
}

type NoteProps = { alertId: string; note: string; onNote: (note: string) => void }

function NoteForm({ alertId, note, onNote }: NoteProps) {
  const { t } = useTranslation('alert')
  const act = useAlertAction()
  const n = useKeyed()('N')
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (note.trim() === '') return
    // The panel may go meanwhile; a refusal is said in a corner.
    act.mutateAsync({ id: alertId, action: { do: 'note', note } }).then(
      () => onNote(''),
      () => {},
    )
  }
  return (
    <form onSubmit={add}>
      <TextInput
        aria-label={t('note')}
        placeholder={t('notePlaceholder')}
        data-key="note"
        value={note}
        onChange={(event) => onNote(event.currentTarget.value)}
        rightSectionWidth={64}
        {...n}
        rightSectionPointerEvents={note.trim() === '' ? 'none' : 'all'}
        rightSection={
          note.trim() === '' ? (
            n.rightSection
          ) : (
            <Button type="submit" size="compact-sm" variant="default" disabled={act.isPending}>
              {t('noteAdd')}
            </Button>
          )
        }
      />
    </form>
  )
}

/** What was half written when the alert went out of one's hands: it can still be put into its story. */
export function LeftOver({ alertId, otherwise }: { alertId: string; otherwise: ReactNode }) {
  const { t } = useTranslation('alert')
  const [draft, write] = useDraft(alertId)
  const { note, why } = draft
  if (note === '' && why === '') return otherwise
  return (
    <footer className={styles.finish} data-bar>
      <p className={styles.silent}>{t('leftOver')}</p>
      <div className={styles.bar}>
        {note !== '' && <NoteForm alertId={alertId} note={note} onNote={(said) => write({ note: said })} />}
        {note === '' && <NoteForm alertId={alertId} note={why} onNote={(said) => write({ why: said })} />}
      </div>
    </footer>
  )
}

/** Before the hub takes a claim back on which nothing was done, its owner is told, and can say that they are at it. */
function Ending({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alert')
  const act = useAlertAction()
  const story = useTimeline('alert', alert.id).data
  const tickets = useTicketsOf(alert)
  const now = useNow()
  const ends = story === undefined ? null : claimEndsAt(alert, story, tickets)
  const isEnding = ends !== null && ends - now <= warnedMs
  return (
    <>
      {/* Said once: a sentence that counts would be said every second. */}
      <VisuallyHidden role="status">{isEnding && t('claimEnding')}</VisuallyHidden>
      {isEnding && (
        <div className={styles.again}>
          <span>{ends > now ? t('claimEnds', { time: lastingText(ends - now) }) : t('claimEnding')}</span>
          <Button
            size="compact-sm"
            variant="default"
            disabled={act.isPending}
            onClick={() => act.mutate({ id: alert.id, action: { do: 'note', note: t('stillAtIt') } })}
          >
            {t('stillAtIt')}
          </Button>
        </div>
      )}
    </>
  )
}

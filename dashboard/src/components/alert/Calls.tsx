import { Button } from '@mantine/core'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { isHidden } from '../../app/api.ts'
import { useTimes } from '../../app/clock.ts'
import { useContacts, useTimeline } from '../../app/queries.ts'
import { useKeyed } from '../Key.tsx'
import { PhoneLink } from '../PhoneLink.tsx'
import { useAlertAction } from './actions.ts'
import { Block } from './Block.tsx'
import { createBounce } from './bounce.ts'
import styles from './Calls.module.css'
import { Missing } from './Contacts.tsx'
import { type Called, type Callee, type CallResult, calleeOf, calleesOf, lastCalls, nextCallee } from './calls.ts'
import { TellAll } from './TellAll.tsx'

const EmergencyCalls = lazy(() => import('./EmergencyCalls.tsx'))

const keys = { answered: 'A', no_answer: 'W', no_speech: 'Q' } as const satisfies Record<CallResult, string>

/** Whom to call, in what order, and how each call ended: one key each. */
export function Calls({
  alert,
  resident,
  inHand,
  keepsPlaces,
}: {
  alert: Alert
  resident: NonNullable<Alert['resident']>
  inHand: boolean
  /** Whether what its owner may press stands there already, to be pressed once it is claimed. */
  keepsPlaces: boolean
}) {
  const { t } = useTranslation('alert')
  const contacts = useContacts(resident.id)
  const story = useTimeline('alert', alert.id).data ?? []
  const act = useAlertAction()
  const keyed = useKeyed()
  const [picked, setPicked] = useState<string | null>(null)
  const known = isHidden(contacts.error) ? undefined : contacts.data
  const callees = calleesOf(resident, known ?? [])
  const calls = lastCalls(story)
  const next = callees.find(({ key }) => key === picked) ?? nextCallee(callees, calls)
  const last = story.findLast(({ type }) => type === 'alert.called')
  const [made, called] = last === undefined ? [null, null] : [last.seq, calleeOf(last.data)]
  const [isSettling, setSettling] = useState(false)
  const [bounce] = useState(() => createBounce(setSettling))
  // How the call with whom was picked ended is recorded, here or elsewhere: the next one is who comes next.
  useEffect(() => {
    if (made !== null) setPicked((whom) => (whom === called ? null : whom))
  }, [made, called])
  const isDone = !act.isPending && isSettling
  useEffect(() => (isDone ? bounce.settles() : undefined), [isDone, bounce])

  const record = (result: CallResult) => {
    if (next === null || !bounce.takes()) return
    const to = next.key === 'resident' ? { who: 'resident' as const } : { who: 'contact' as const, contactId: next.key }
    act.mutate({ id: alert.id, action: { do: 'calls', to, result } })
  }
  const nameOf = (callee: Callee | null) => callee?.name ?? resident.name
  return (
    <Block title={t('calls')}>
      <ol className={styles.callees}>
        {callees.map((callee, index) => (
          <Row
            key={callee.key}
            callee={callee}
            number={index + 1}
            called={calls.get(callee.key)}
            isNext={inHand && callee === next}
            inHand={inHand}
            onPick={() => setPicked(callee.key)}
          />
        ))}
      </ol>
      {/* In one place, whoever is next: no number moves because of how a call ended. */}
      {keepsPlaces && (
        <fieldset className={styles.results} aria-label={t('callEnded', { name: nameOf(next) })}>
          <span aria-hidden>{t('callEnded', { name: nameOf(next) })}</span>
          {(['answered', 'no_answer', 'no_speech'] as const).map((result) => (
            <Button
              key={result}
              size="compact-sm"
              variant="default"
              data-key={result}
              disabled={!inHand || next === null || act.isPending || isSettling}
              onClick={() => record(result)}
              {...keyed(keys[result])}
            >
              {t(`callResult.${result}`)}
            </Button>
          ))}
        </fieldset>
      )}
      {keepsPlaces && callees.some(({ key, mayBeTold }) => key !== 'resident' && mayBeTold) && (
        <TellAll alert={alert} story={story} inHand={inHand} />
      )}
      <Suspense fallback={<div className={styles.waits} />}>
        <EmergencyCalls alert={alert} resident={resident} calls={calls} inHand={inHand} />
      </Suspense>
      <Missing error={known === undefined ? contacts.error : null} again={contacts.refetch} />
      {known?.length === 0 && <p className={styles.none}>{t('noContacts')}</p>}
      {/* Its owner is told at the foot. */}
      {!inHand && alert.noSpeechAt !== null && alert.state !== 'resolved' && (
        <p className={styles.silent} role="status">
          {t('noSpeechHolds')}
        </p>
      )}
    </Block>
  )
}

type RowProps = {
  callee: Callee
  number: number
  called: Called | undefined
  isNext: boolean
  inHand: boolean
  onPick: () => void
}

function Row({ callee, number, called, isNext, inHand, onPick }: RowProps) {
  const { t } = useTranslation('alert')
  const times = useTimes()
  const { name, relation, phone } = callee
  const shown = relation === null ? t('theResident') : name
  return (
    <li className={styles.callee} data-next={isNext || undefined}>
      <span className={styles.position} aria-hidden>
        {number}
      </span>
      <span className={styles.who}>
        {inHand && phone !== null ? (
          <button type="button" data-key={`call-${number}`} aria-pressed={isNext} onClick={onPick}>
            {shown}
          </button>
        ) : (
          <strong>{shown}</strong>
        )}{' '}
        {relation}
        <span className={styles.below}>
          {called !== undefined && (
            <span className={styles.last} data-result={called.result}>
              {t(`callResult.${called.result}`)} {times.minute(called.at)}
            </span>
          )}
          {!callee.mayBeTold && <em>{t('notTold')}</em>}
        </span>
      </span>
      {phone === null ? (
        <span className={styles.none}>{t('noPhone')}</span>
      ) : (
        <span className={styles.phone}>
          <PhoneLink phone={phone} label={`${t('call')} ${name}`} isNext={isNext} />
        </span>
      )}
    </li>
  )
}

import { Button, Textarea } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type KeyboardEvent, type ReactNode, type RefObject, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { HandOver } from '../../../../server/contract/shifts.ts'
import { useMe } from '../../app/session.ts'
import { HandOvers } from './HandOvers.tsx'
import styles from './ShiftMenu.module.css'
import { seesShifts, useMove, useShifts, worksShifts } from './useShifts.ts'

/** In the account's menu: am I on shift, and what I do about it. What was handed over is read on coming. */
export function ShiftMenu({ item, onChosen }: { item: string | undefined; onChosen: () => void }) {
  const { t } = useTranslation('shifts')
  const { role } = useMe()
  const { data } = useShifts()
  const [handedOver, setHandedOver] = useState<readonly HandOver[]>([])
  const [note, setNote] = useState('')
  const leaving = useRef<HTMLDialogElement>(null)
  const arriving = useRef<HTMLDialogElement>(null)
  const move = useMove((now, { to }) => {
    if (to === 'sign-off') {
      setNote('')
      leaving.current?.close()
    }
    if (to !== 'sign-on' || now.handOvers.length === 0) return
    setHandedOver(now.handOvers)
    arriving.current?.show()
  })
  if (!seesShifts(role)) return null
  const choose = (does: () => void) => () => {
    onChosen()
    does()
  }
  const button = (text: string, does: () => void) => (
    <button type="button" className={item} disabled={move.isPending} onClick={choose(does)}>
      {text}
    </button>
  )
  const me = worksShifts(role) ? data?.me : undefined
  return (
    <>
      {me !== undefined && <p className={styles.me}>{t(`me.${me}`)}</p>}
      {me === 'off' && button(t('signOn'), () => move.mutate({ to: 'sign-on' }))}
      {me === 'on' && button(t('takeBreak'), () => move.mutate({ to: 'break' }))}
      {me === 'break' && button(t('comeBack'), () => move.mutate({ to: 'back' }))}
      {(me === 'on' || me === 'break') && button(t('signOff'), () => leaving.current?.show())}
      <Link to="/shifts" className={`${item} ${styles.link}`} onClick={onChosen}>
        {t('open')}
      </Link>
      <hr />
      <Dialog name={t('signOffTitle')} of={leaving}>
        <Textarea
          label={t('signOffHint')}
          rows={5}
          maxLength={4000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className={styles.buttons}>
          <Button variant="default" onClick={() => leaving.current?.close()}>
            {t('cancel')}
          </Button>
          <Button loading={move.isPending} onClick={() => move.mutate({ to: 'sign-off', handOver: note })}>
            {t('signOff')}
          </Button>
        </div>
      </Dialog>
      <Dialog name={t('handOverTitle')} of={arriving}>
        <HandOvers notes={handedOver} />
        <div className={styles.buttons}>
          <Button onClick={() => arriving.current?.close()}>{t('read')}</Button>
        </div>
      </Dialog>
    </>
  )
}

/** What opened it went with the menu: the focus goes to what opens the menu. */
const toAccount = () => document.querySelector<HTMLElement>('[popovertarget="account"]')?.focus()

type DialogProps = { name: string; of: RefObject<HTMLDialogElement | null>; children: ReactNode }

/** Beside the queue, which it neither dims nor stops: not modal. Outside the menu, which has gone by then. */
function Dialog({ name, of, children }: DialogProps) {
  const closeOn = ({ key, nativeEvent }: KeyboardEvent) => {
    if (key === 'Escape' && !nativeEvent.isComposing) of.current?.close()
  }
  return createPortal(
    <dialog ref={of} className={styles.dialog} aria-label={name} onClose={toAccount} onKeyDown={closeOn}>
      <h2>{name}</h2>
      {children}
    </dialog>,
    document.body,
  )
}

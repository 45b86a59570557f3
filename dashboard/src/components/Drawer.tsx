import { CloseButton } from '@mantine/core'
import { type ReactNode, Suspense, useId, useLayoutEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { Edge } from '../focus/Edge.tsx'
import { goRound, useHeld } from '../focus/useHeld.ts'
import styles from './Drawer.module.css'

type Props = { title: string; close: string; onClose: () => void; from: 'right' | 'below'; children: ReactNode }

/** A form over the page it belongs to, below the header, which stays in sight. It is there while it is rendered. */
export function Drawer({ title, close, onClose, from, children }: Props) {
  const box = useRef<HTMLElement>(null)
  const name = useId()
  useHeld(box)
  const latest = useRef(onClose)
  latest.current = onClose
  // On the document, below the page's own keys: what had the focus in the drawer may just have gone.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return
      // Of two drawers the one that was opened last.
      if ([...document.querySelectorAll('[data-drawer]')].at(-1) !== box.current) return
      // A list that is open below a field has the first word.
      if (event.target instanceof Element && event.target.getAttribute('aria-expanded') === 'true') return
      event.stopPropagation()
      latest.current()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
  return createPortal(
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: keys have Escape */}
      <div className={styles.ground} onClick={onClose} />
      <section
        ref={box}
        role="dialog"
        aria-modal
        aria-labelledby={name}
        tabIndex={-1}
        className={styles.drawer}
        data-drawer
        data-from={from}
      >
        <Edge onReach={() => goRound(box.current, 'end')} />
        <div className={styles.head}>
          <h2 id={name} tabIndex={-1}>
            {title}
          </h2>
          <CloseButton size="lg" aria-label={close} onClick={onClose} />
        </div>
        <div className={styles.body}>
          <Suspense>{children}</Suspense>
        </div>
        <Edge onReach={() => goRound(box.current, 'start')} />
      </section>
    </>,
    document.body,
  )
}

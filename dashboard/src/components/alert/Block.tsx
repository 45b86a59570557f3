import type { ReactNode } from 'react'
import styles from './Block.module.css'

/** A titled part of an alert's or a resident's page. */
export function Block({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.block}>
      <header>
        <h3>{title}</h3>
        {aside}
      </header>
      {children}
    </section>
  )
}

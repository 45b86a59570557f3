import type { ReactNode } from 'react'
import styles from '../admin.module.css'

/** The name of a section, its explanation, and what can be done. */
export function SectionHead(props: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <header className={styles.head}>
      <div>
        <h1>{props.title}</h1>
        {props.hint && <p>{props.hint}</p>}
      </div>
      {props.children && <div className={styles.actions}>{props.children}</div>}
    </header>
  )
}

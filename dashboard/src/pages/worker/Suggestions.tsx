import { UnstyledButton } from '@mantine/core'
import styles from './worker.module.css'

/** Sentences for one tap. */
export function Suggestions(props: { of: readonly string[]; chosen: string; onChoose: (text: string) => void }) {
  return (
    <div className={styles.suggestions}>
      {props.of.map((text) => (
        <UnstyledButton key={text} aria-pressed={props.chosen === text} onClick={() => props.onChoose(text)}>
          {text}
        </UnstyledButton>
      ))}
    </div>
  )
}

import { useMutation } from '@tanstack/react-query'
import type { Ticket } from '../../../server/contract/tickets.ts'
import { api } from '../app/api.ts'
import { useProblemText } from '../app/problem.ts'
import styles from './Stars.module.css'

type Props = {
  ticketId: string
  by: 'resident' | 'family'
  /** The question, and what each answer is called. */
  ask: string
  name: (stars: number) => string
  refuse: string
  onRated: (ticket: Ticket) => void
}

/** One to five, or rather not: asked once, at the end. */
export function Stars({ ticketId, by, ask, name, refuse, onRated }: Props) {
  const say = useProblemText()
  const rate = useMutation({
    mutationFn: (stars: number | null) => api.post<Ticket>(`/tickets/${ticketId}/rating`, { stars, by }),
    onSuccess: onRated,
  })
  return (
    <fieldset className={styles.ask} disabled={rate.isPending}>
      <legend>{ask}</legend>
      <div className={styles.stars}>
        {[1, 2, 3, 4, 5].map((stars) => (
          <button key={stars} type="button" aria-label={name(stars)} onClick={() => rate.mutate(stars)}>
            {stars}
          </button>
        ))}
        <button type="button" className={styles.refuse} onClick={() => rate.mutate(null)}>
          {refuse}
        </button>
      </div>
      {rate.isError && <p role="alert">{say(rate.error)}</p>}
    </fieldset>
  )
}

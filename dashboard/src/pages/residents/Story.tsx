import { Button, TextInput } from '@mantine/core'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TimelineEntry } from '../../../../server/contract/alerts.ts'
import type { Page } from '../../../../server/contract/common.ts'
import type { Resident } from '../../../../server/contract/people.ts'
import { api } from '../../app/api.ts'
import { useProblemText, useShowProblem } from '../../app/problem.ts'
import { useMe, worksAlerts } from '../../app/session.ts'
import { instantOf } from '../../charts/localTime.ts'
import { Block } from '../../components/alert/Block.tsx'
import { TicketsLink } from '../../components/TicketsLink.tsx'
import { Timeline } from '../../components/Timeline.tsx'
import styles from './Story.module.css'

const parts = ['alerts', 'tickets', 'devices', 'modes', 'care', 'changes', 'notes'] as const
type Part = (typeof parts)[number]
const begin: string | null = null

/** Everything that happened around a person, or the parts and days somebody looks for; and a place to write a note. */
export function Story({ residentId }: { residentId: string }) {
  const { t } = useTranslation('residents')
  const me = useMe()
  const say = useProblemText()
  const [about, setAbout] = useState<readonly Part[]>([])
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const story = useInfiniteQuery({
    // Below the resident's key: every live event of theirs brings it up to date.
    queryKey: ['resident', residentId, 'story', about.join(), from, to],
    queryFn: ({ pageParam }) =>
      api.get<Page<TimelineEntry>>(`/residents/${residentId}/timeline`, {
        limit: 50,
        about: about.join(),
        from: from === '' ? undefined : instantOf(`${from}T00:00`, me.area.timezone),
        to: to === '' ? undefined : instantOf(`${dayAfter(to)}T00:00`, me.area.timezone),
        ...(pageParam !== null && { cursor: pageParam }),
      }),
    initialPageParam: begin,
    getNextPageParam: (last) => last.nextCursor,
  })
  const entries = story.data?.pages.flatMap(({ items }) => items).toReversed()
  return (
    <Block title={t('story')} aside={<TicketsLink residentId={residentId} />}>
      {worksAlerts(me.role) && <Note residentId={residentId} />}
      <fieldset className={styles.filters}>
        <legend>{t('storyFilter.title')}</legend>
        {parts.map((part) => (
          <button
            key={part}
            type="button"
            aria-pressed={about.includes(part)}
            onClick={() => setAbout(about.includes(part) ? about.filter((one) => one !== part) : [...about, part])}
          >
            {t(`storyFilter.${part}`)}
          </button>
        ))}
        <label>
          {t('storyFilter.from')} <input type="date" value={from} max={to} onChange={(e) => setFrom(e.target.value)} />
        </label>
        <label>
          {t('storyFilter.to')} <input type="date" value={to} min={from} onChange={(e) => setTo(e.target.value)} />
        </label>
      </fieldset>
      {story.isError && <p role="alert">{say(story.error)}</p>}
      {entries?.length === 0 ? t('noStory') : <Timeline entries={entries ?? []} days />}
      {story.hasNextPage && (
        <Button
          size="compact-sm"
          variant="default"
          loading={story.isFetchingNextPage}
          onClick={() => story.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </Block>
  )
}

function Note({ residentId }: { residentId: string }) {
  const { t } = useTranslation(['residents', 'alert'])
  const show = useShowProblem()
  const [note, setNote] = useState('')
  const write = useMutation({
    mutationFn: () => api.post<Resident>(`/residents/${residentId}/notes`, { note: note.trim() }),
    onSuccess: () => setNote(''),
    onError: show,
  })
  return (
    <form
      className={styles.note}
      onSubmit={(event) => {
        event.preventDefault()
        if (note.trim() !== '') write.mutate()
      }}
    >
      <TextInput
        aria-label={t('noteOnPerson')}
        placeholder={t('noteOnPerson')}
        maxLength={2000}
        value={note}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={note.trim() === ''} loading={write.isPending}>
        {t('alert:noteAdd')}
      </Button>
    </form>
  )
}

/** The day that was chosen is in it to its end. */
const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)

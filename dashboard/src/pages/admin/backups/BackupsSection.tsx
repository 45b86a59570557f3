import '@mantine/core/styles/NumberInput.layer.css'
import { Button, NumberInput, Select } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Backups } from '../../../../../server/contract/hub.ts'
import { api } from '../../../app/api.ts'
import { useTimes } from '../../../app/clock.ts'
import { useProblemText, useShowProblem } from '../../../app/problem.ts'
import { Empty } from '../../../components/Empty.tsx'
import styles from '../admin.module.css'
import { SectionHead } from '../list/SectionHead.tsx'
import { bytesText } from './bytes.ts'

const key = ['backups']
const hours = Array.from({ length: 24 }, (_, hour) => hour)

/** Whether everything could be had again, and from when. */
export function BackupsSection({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation('manage')
  const times = useTimes()
  const say = useProblemText()
  const show = useShowProblem()
  const queries = useQueryClient()
  const known = (state: Backups) => queries.setQueryData(key, state)
  const backups = useQuery({
    queryKey: key,
    queryFn: () => api.get<Backups>('/backups'),
    // While one is made nothing else says that it is done.
    refetchInterval: ({ state }) => (state.data?.running === true ? 1_000 : 60_000),
  })
  const make = useMutation({ mutationFn: () => api.post<Backups>('/backups'), onSuccess: known, onError: show })
  const schedule = useMutation({
    mutationFn: (wanted: Backups['schedule']) => api.put<Backups>('/backups/schedule', wanted),
    onSuccess: known,
    onError: show,
  })
  const state = backups.data
  if (backups.isError) return <p role="alert">{say(backups.error)}</p>
  if (state === undefined) return null
  if (state.of === 'external')
    return (
      <>
        <SectionHead title={t('backups.title')} />
        <Empty title={t('backups.external')} hint={t('backups.externalHint')} />
      </>
    )
  return (
    <>
      <SectionHead title={t('backups.title')} hint={t('backups.hint', { folder: state.folder ?? '' })}>
        {mayChange && (
          <Button loading={state.running || make.isPending} onClick={() => make.mutate()}>
            {t('backups.make')}
          </Button>
        )}
      </SectionHead>
      {(state.overdue || state.failed) && (
        <p className={styles.problem} role="alert">
          {state.failed
            ? t('backups.failed', { time: times.dayAndMinute(state.failed.at), reason: state.failed.reason })
            : t('backups.overdue')}
        </p>
      )}
      {mayChange && (
        <div className={styles.schedule}>
          <Select
            label={t('backups.daily')}
            allowDeselect={false}
            data={[
              { value: 'never', label: t('backups.never') },
              ...hours.map((hour) => ({ value: String(hour), label: `${String(hour).padStart(2, '0')}:00` })),
            ]}
            value={state.schedule.hour === null ? 'never' : String(state.schedule.hour)}
            onChange={(value) =>
              schedule.mutate({ ...state.schedule, hour: value === null || value === 'never' ? null : Number(value) })
            }
          />
          <NumberInput
            label={t('backups.keep')}
            min={1}
            max={365}
            allowDecimal={false}
            value={state.schedule.keep}
            onBlur={(event) => {
              const keep = Number(event.currentTarget.value)
              if (Number.isInteger(keep) && keep !== state.schedule.keep) schedule.mutate({ ...state.schedule, keep })
            }}
          />
        </div>
      )}
      {state.items.length === 0 ? (
        <Empty title={t('backups.none')} hint={t('backups.noneHint')} />
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('backups.taken')}</th>
              <th scope="col">{t('backups.size')}</th>
              <th scope="col">{t('backups.rows')}</th>
              <th scope="col">
                <span className={styles.unseen}>{t('backups.download')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {state.items.map((file) => (
              <tr key={file.name} data-off={file.rows === null}>
                <th scope="row">
                  {times.dayAndMinute(file.takenAt)}
                  <small>{file.name}</small>
                </th>
                <td className={styles.aside}>{bytesText(file.bytes)}</td>
                <td className={styles.first}>
                  {file.rows === null
                    ? t('backups.broken')
                    : t('backups.rowCount', { count: file.rows, version: file.version ?? '' })}
                </td>
                <td className={styles.asideBelow}>
                  {mayChange && file.rows !== null && (
                    <a className={styles.link} href={`/api/v1/backups/${file.name}`} download>
                      {t('backups.download')}
                    </a>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className={styles.hint}>{t('backups.restore')}</p>
      <pre className={styles.command}>npm run restore -- {state.items[0]?.name ?? 'FILE'}</pre>
    </>
  )
}

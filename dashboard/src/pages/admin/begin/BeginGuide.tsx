import { IconCircle, IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Begin } from '../../../../../server/contract/begin.ts'
import { api } from '../../../app/api.ts'
import styles from './BeginGuide.module.css'

const steps = [
  { name: 'areas', section: 'areas' },
  { name: 'staff', section: 'staff' },
  { name: 'residents', section: 'residents' },
  { name: 'devices', section: 'devices' },
  { name: 'told', section: 'residents' },
] as const
type Step = (typeof steps)[number]['name']

/** What is left until the station can take a call; gone once it can, and for good once it has taken one. */
export function BeginGuide() {
  const { t } = useTranslation('begin')
  const led = useRef(false)
  const { data } = useQuery({
    queryKey: ['begin'],
    queryFn: () => api.get<Begin>('/begin'),
    // Devices are heard and people sign in elsewhere: looked at until there is nothing left.
    refetchInterval: ({ state }) => (state.data?.ready ? false : 3_000),
  })
  if (data === undefined) return null
  if (data.ready)
    return led.current ? (
      <p className={styles.ready} role="status">
        {t('ready')} <Link to="/queue">{t('queue')}</Link>
      </p>
    ) : null
  led.current = true
  const left = steps.filter(({ name }) => !data[name].done)
  return (
    <section className={styles.guide} aria-labelledby="begin">
      <h2 id="begin">{t('title')}</h2>
      <p>{t('left', { count: left.length })}</p>
      <ol>
        {steps.map(({ name, section }) => {
          const { done } = data[name]
          const Icon = done ? IconCircleCheck : IconCircle
          return (
            <li key={name} data-done={done || undefined} aria-current={name === left[0]?.name ? 'step' : undefined}>
              <Icon size={18} stroke={1.7} aria-label={done ? t('isDone') : undefined} aria-hidden={!done} />
              <strong>{t(`${name}.title`)}</strong>
              <span>{t(textOf(name, data), { count: data[name].count })}</span>
              {!done && (
                <Link to="/admin/$section" params={{ section }} aria-label={`${t('go')}：${t(`${name}.title`)}`}>
                  {t('go')}
                </Link>
              )}
            </li>
          )
        })}
      </ol>
    </section>
  )
}

function textOf(name: Step, begin: Begin) {
  const { done, count } = begin[name]
  if (done) return `${name}.done` as const
  return (name === 'staff' || name === 'devices') && count > 0
    ? (`${name}.waiting` as const)
    : (`${name}.todo` as const)
}

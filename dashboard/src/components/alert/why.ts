import type { TFunction } from 'i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { isIn } from '../../app/isIn.ts'
import { unitOf } from '../../app/unit.ts'
import { alert as alertWords } from '../../locales/zh/alert.ts'
import { domain } from '../../locales/zh/domain.ts'

type T = TFunction<['alert', 'domain']>
type Seen = Alert['why']['seen'][number]

/** What was seen, in words: 'In bed: no', 'Heart rate 38 /min', 'The button was pressed'. */
export function seenText({ what, value }: Seen, t: T): string {
  if (what === 'in_bed' && (value === false || value === 0)) return t('saw.out of bed')
  const [metric = '', ...rest] = what.split(' ')
  const about = rest.join(' ')
  if (isIn(domain.metric, metric)) {
    const name = t(`domain:metric.${metric}`)
    if (about === 'since') return t('outsideSince', { metric: name })
    if (about === 'level' && value !== null)
      return t('drifting', { metric: name, value: `${value} ${unitOf(metric, t('unit.bpm'))}`.trim() })
    if (about === 'last seen') return t('lastSeen', { metric: name })
    if (about === 'points') return t('points', { metric: name, points: value })
  }
  if (about === 'points' && isIn(alertWords.saw, metric))
    return t('points', { metric: t(`saw.${metric}`), points: value })
  if (isIn(domain.metric, what)) {
    const name = t(`domain:metric.${what}`)
    if (typeof value === 'boolean') return `${name} ${value ? t('yes') : t('no')}`
    return value === null ? name : `${name} ${value} ${unitOf(what, t('unit.bpm'))}`.trim()
  }
  const saw = what.replace(/[._]/g, ' ').replace(/[:,]/g, '')
  const said = isIn(alertWords.saw, saw) ? t(`saw.${saw}`) : what
  return value === null ? said : `${said} ${valueSeen(what, value, t)}`
}

function valueSeen(what: string, value: NonNullable<Seen['value']>, t: T): string {
  if (typeof value === 'boolean') return value ? t('yes') : t('no')
  if (what === 'mode' && typeof value === 'string' && isIn(domain.mode, value)) return t(`domain:mode.${value}`)
  if (what === 'not measured' && typeof value === 'string')
    return value
      .split(', ')
      .map((name) =>
        isIn(domain.metric, name) ? t(`domain:metric.${name}`) : isIn(alertWords.saw, name) ? t(`saw.${name}`) : name,
      )
      .join(t('listed'))
  return String(value)
}

/** What people call a rule; a person's own ones are called that, whatever they watch. */
export function ruleName(rule: string, t: T): string {
  if (rule.startsWith('own:')) return t('ruleName.own')
  return isIn(alertWords.ruleName, rule) ? t(`ruleName.${rule}`) : rule
}

/** Which rule it was, in which version; for a person's own rule that it is one. */
export function ruleText({ rule, ruleVersion, limitsVersion }: Alert['why'], t: T): string {
  const said = rule.startsWith('own:')
    ? t('ownRule', { version: ruleVersion })
    : t('rule', { rule: ruleName(rule, t), version: ruleVersion })
  return limitsVersion === undefined || limitsVersion === 0
    ? said
    : `${said} · ${t('limitsVersion', { version: limitsVersion })}`
}

/** A limit with its unit: { name: 'Held for', value: '60 s' }. Seconds of whole minutes read as minutes. */
export function limitText(name: string, value: number | string, t: T): { name: string; value: string } {
  const [metric = '', side] = name.split(' ')
  if (isIn(domain.metric, metric) && (side === 'above' || side === 'below'))
    return {
      name: `${t(`domain:metric.${metric}`)} ${t(`side.${side}`)}`,
      value: `${value} ${unitOf(metric, t('unit.bpm'))}`.trim(),
    }
  return { name: isIn(alertWords.limit, name) ? t(`limit.${name}`) : name, value: valueText(name, value, t) }
}

function valueText(name: string, value: number | string, t: T): string {
  if (typeof value === 'string') return value
  if (name.endsWith('_seconds'))
    return value >= 120 && value % 60 === 0 ? `${value / 60} ${t('unit.minutes')}` : `${value} ${t('unit.seconds')}`
  if (name.endsWith('_bpm') || name.endsWith('_per_min')) return `${value} ${t('unit.bpm')}`
  if (name.endsWith('_celsius')) return `${value} °C`
  if (name.endsWith('_mmhg')) return `${value} mmHg`
  if (name.endsWith('_percent')) return `${value} ${t('unit.percent')}`
  if (name.endsWith('_hour')) return `${String(value).padStart(2, '0')}:00`
  if (name.endsWith('_beats')) return `${value} ${t('unit.beats')}`
  return String(value)
}

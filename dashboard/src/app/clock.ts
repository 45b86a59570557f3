import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from './session.ts'

/** How long something has lasted, in ms: 0:07, 12:34, 1:02:03. */
export function lastingText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

type Answered = { receivedAt: string; claimedAt: string | null; firstClaimedAt: string | null }

/** How long it was until somebody answered an alert first, ms: whoever has it later changes nothing. Null: nobody did. */
export function answeredMs({ receivedAt, claimedAt, firstClaimedAt }: Answered): number | null {
  const at = firstClaimedAt ?? claimedAt
  return at === null ? null : Math.max(0, Date.parse(at) - Date.parse(receivedAt))
}

/** The marks the service is judged by: an emergency is answered within 60 s, at the latest 180 s. */
export type WaitingMark = 'in_time' | 'near_60s' | 'past_60s' | 'near_180s' | 'past_180s'
export function waitingMark(ms: number): WaitingMark {
  if (ms >= 180_000) return 'past_180s'
  if (ms >= 150_000) return 'near_180s'
  if (ms >= 60_000) return 'past_60s'
  return ms >= 40_000 ? 'near_60s' : 'in_time'
}

type Instant = string | number

/** Formats in the reader's language and a given zone. All take ISO text or epoch ms. */
export function timesIn(language: string, timeZone: string) {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
  const of = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options })
    return (at: Instant) => format.format(new Date(at))
  }
  return {
    /** 03:12:07 */
    clock: of({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    /** 03:12 */
    minute: of({ hour: '2-digit', minute: '2-digit' }),
    /** 11月22日 03:12 */
    dayAndMinute: of({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }),
    /** 2026年11月22日 */
    day: of({ year: 'numeric', month: 'long', day: 'numeric' }),
  }
}

/** `timesIn` for whoever is signed in: their language, their area's zone. */
export function useTimes(): ReturnType<typeof timesIn> {
  const { i18n } = useTranslation()
  const { timezone } = useMe().area
  return useMemo(() => timesIn(i18n.language, timezone), [i18n.language, timezone])
}

/** Minutes since midnight as a clock shows them, `08:30`. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** Minutes since midnight of what a time field says; null for what is no time. */
export function minuteOf(clock: string): number | null {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(clock) ?? []
  return hour === undefined ? null : Number(hour) * 60 + Number(minute)
}

/** Whole years at `now`; null when the birthday is not known. */
export function ageOf(bornOn: string | null, now: number): number | null {
  if (bornOn === null) return null
  const born = new Date(bornOn)
  const today = new Date(now)
  const before =
    today.getUTCMonth() < born.getUTCMonth() ||
    (today.getUTCMonth() === born.getUTCMonth() && today.getUTCDate() < born.getUTCDate())
  return today.getUTCFullYear() - born.getUTCFullYear() - (before ? 1 : 0)
}

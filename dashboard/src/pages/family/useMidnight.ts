import { useNow } from '../../app/LiveProvider.tsx'
import { useMe } from '../../app/session.ts'
import { atLocalHour } from '../../charts/localTime.ts'

/** When today began, epoch ms, by the clocks of the reader's area. */
export function useMidnight(): number {
  const { timezone } = useMe().area
  return atLocalHour(useNow(), 0, 0, timezone)
}

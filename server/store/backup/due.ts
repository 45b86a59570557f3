const hourMs = 3_600_000

/** When it last was this full hour by the clock of the zone, epoch ms; the clock of UTC where nobody knows the zone. */
export function dueSince(hour: number, now: number, zone: string): number {
  const formatter = new Intl.DateTimeFormat('en-GB', { timeZone: knownZone(zone), hour: '2-digit', hourCycle: 'h23' })
  // Zones are off by whole quarters of an hour: the full hour is found by looking back in quarters.
  const quarter = hourMs / 4
  for (let at = Math.floor(now / quarter) * quarter; at > now - 26 * hourMs; at -= quarter)
    if (Number(formatter.format(at)) === hour && Number(formatter.format(at - 1)) !== hour) return at
  return now - 26 * hourMs
}

function knownZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return 'UTC'
  }
}

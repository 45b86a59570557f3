import type { AlarmType } from '../../../devices/reading.ts'
import type { AlertKind } from '../alert/alert.ts'

export const modes = ['home', 'away', 'hospital', 'holiday'] as const
export type Mode = (typeof modes)[number]

/** What a person asks for, and what endangers a home, is told whatever anybody has set: the table can't even name it. */
type Silenceable = Exclude<AlertKind, AlarmType | 'mode_check'>

/** Nobody is in the bed, and nobody at home is to be heard of. */
const nobodyThere = ['vitals', 'bed_exit', 'no_activity', 'wet', 'turn_due', 'medication'] as const

/**
 * What each mode of a person silences. The home's devices are supervised all the same: they must work when the person
 * comes back. Somebody who is gone for days can't try the button.
 */
const silencedByMode: Readonly<Record<Mode, readonly Silenceable[]>> = {
  home: [],
  away: nobodyThere,
  hospital: [...nobodyThere, 'test_overdue'],
  holiday: [...nobodyThere, 'test_overdue'],
}

/** What the maintenance of a device silences of that device: what it says while somebody has it open in their hands. */
const silencedByMaintenance: readonly Silenceable[] = [
  'vitals',
  'bed_exit',
  'wet',
  'device_offline',
  'battery_low',
  'mains_lost',
  'tamper',
  'bed_unsteady',
  'test_overdue',
]

/** Whether this kind is silent for this device and person now (epoch ms). */
export function isSilenced(
  { mode, maintenanceUntil }: { mode: Mode; maintenanceUntil?: number | null },
  kind: Silenceable,
  now: number,
): boolean {
  if (mode !== 'home' && silencedByMode[mode].includes(kind)) return true
  return maintenanceUntil !== null && maintenanceUntil !== undefined && isMaintained(maintenanceUntil, kind, now)
}

const isMaintained = (until: number, kind: Silenceable, now: number): boolean =>
  now < until && silencedByMaintenance.includes(kind)

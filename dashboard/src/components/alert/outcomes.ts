import type { AlertKind, Outcome } from '../../app/domain.ts'

const everyOutcome: Record<Outcome, true> = {
  reassured: true,
  worker_attended: true,
  family_attends: true,
  ambulance: true,
  police_fire: true,
  false_alarm: true,
  test: true,
  technical_fixed: true,
  cancelled_by_resident: true,
  died: true,
  other: true,
}

/** Outcomes for this kind: those that are likely, best first, then all the others. */
export function outcomesFor(kind: AlertKind): { likely: readonly Outcome[]; others: readonly Outcome[] } {
  const likely = likelyFor(kind)
  const others = Object.keys(everyOutcome).filter((name): name is Outcome => !likely.some((other) => other === name))
  return { likely, others }
}

function likelyFor(kind: AlertKind): readonly Outcome[] {
  switch (kind) {
    case 'call':
      return ['reassured', 'worker_attended', 'family_attends', 'ambulance', 'test', 'false_alarm']
    case 'fall':
      return ['worker_attended', 'ambulance', 'reassured', 'family_attends', 'false_alarm']
    case 'smoke':
    case 'gas':
      return ['false_alarm', 'police_fire', 'worker_attended', 'family_attends']
    case 'water':
      return ['worker_attended', 'family_attends', 'false_alarm']
    case 'vitals':
      return ['reassured', 'ambulance', 'worker_attended', 'family_attends', 'false_alarm']
    case 'bed_exit':
    case 'no_activity':
      return ['reassured', 'worker_attended', 'family_attends', 'false_alarm']
    case 'wet':
    case 'turn_due':
    case 'medication':
      return ['worker_attended', 'family_attends', 'reassured']
    case 'device_offline':
    case 'battery_low':
    case 'mains_lost':
    case 'tamper':
    case 'test_overdue':
      return ['technical_fixed', 'false_alarm']
    case 'mode_check':
      return ['reassured', 'false_alarm', 'family_attends']
  }
}

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

/** What was done and heard so far, which speaks for one outcome or another. */
export type Evidence = {
  /** The resident's own voice, last. */
  answered: boolean
  familyAnswered: boolean
  /** An ambulance was called and answered; fire brigade or police likewise. */
  ambulanceCalled: boolean
  policeCalled: boolean
  /** Somebody was at the door. */
  attended: boolean
  cancelled: boolean
  /** A call was taken, nobody spoke, and nothing has shown otherwise since. */
  isSilent: boolean
}
export const noEvidence: Evidence = {
  answered: false,
  familyAnswered: false,
  ambulanceCalled: false,
  policeCalled: false,
  attended: false,
  cancelled: false,
  isSilent: false,
}

/** Somebody saw the person, or goes there; as in server/core/alert/speech.ts. */
const seen: readonly Outcome[] = ['worker_attended', 'family_attends', 'ambulance', 'police_fire', 'died']

/** While nobody spoke, only an end that has somebody there. The hub decides; this keeps useless choices away. */
export const mayEndWith = (outcome: Outcome, { isSilent }: Evidence): boolean => !isSilent || seen.includes(outcome)

/** Outcomes for this kind: those that are likely, best first by what was done and heard, then all the others. */
export function outcomesFor(
  kind: AlertKind,
  evidence: Evidence = noEvidence,
): { likely: readonly Outcome[]; others: readonly Outcome[] } {
  const first: Outcome[] = []
  if (evidence.ambulanceCalled) first.push('ambulance')
  if (evidence.policeCalled) first.push('police_fire')
  if (evidence.attended) first.push('worker_attended')
  if (evidence.cancelled && !evidence.isSilent) first.push('cancelled_by_resident')
  if (evidence.answered) first.push('reassured')
  if (evidence.familyAnswered) first.push('family_attends')
  if (evidence.isSilent) first.push('worker_attended', 'ambulance', 'family_attends', 'police_fire')
  const all = [...new Set([...first, ...likelyFor(kind)])]
  const likely = evidence.isSilent ? all.filter((outcome) => seen.includes(outcome)) : all
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
    case 'bed_unsteady':
    case 'test_overdue':
      return ['technical_fixed', 'false_alarm']
    case 'mode_check':
    case 'undisclosed':
      return ['reassured', 'false_alarm', 'family_attends']
  }
}

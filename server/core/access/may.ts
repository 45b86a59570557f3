import { type Actor, type Role, roles } from './roles.ts'

/**
 * Who may do what. `area`: in their own area and below. `own`: family, for the residents they belong to and what
 * those agreed to share; a worker, for the ticket in hand and its resident.
 */
const rights = {
  'area.read': area(...roles),
  'area.write': area('administrator'),
  /** What is left to do until the area can take a call. */
  'begin.read': area('administrator', 'auditor'),
  'staff.read': area('administrator', 'supervisor', 'operator', 'provider_manager', 'auditor'),
  'staff.write': area('administrator'),
  'resident.read': { ...area('administrator', 'supervisor', 'operator', 'provider_manager', 'auditor'), ...own() },
  'resident.write': area('administrator', 'supervisor'),
  /** Limits and rules of one person: who may see them, and who may try and set them. */
  'limits.read': area('administrator', 'supervisor', 'operator', 'auditor'),
  'limits.write': area('administrator', 'supervisor'),
  /** Whether a press of theirs would be answered right now. */
  'coverage.read': area('administrator', 'supervisor', 'operator', 'auditor'),
  /** Who changed what of a person. */
  'history.read': area('administrator', 'supervisor', 'operator', 'auditor'),
  'resident.change_mode': area('administrator', 'supervisor', 'operator'),
  /** Write down what was done at the bedside. */
  'resident.care': { ...area('administrator', 'supervisor', 'operator'), worker: 'own' },
  /** Say that somebody works on a device. */
  'device.maintain': area('administrator', 'supervisor', 'operator'),
  /** Key-safe code: after an alert is claimed or a ticket accepted, and every look is recorded. */
  'resident.reveal': { ...area('administrator', 'supervisor', 'operator'), worker: 'own' },
  /** Health details: likewise. Whoever keeps the record or examines the service may look with nothing in hand. */
  'health.look': { ...area('administrator', 'supervisor', 'operator', 'auditor'), worker: 'own' },
  'health.look_unclaimed': area('administrator', 'supervisor', 'auditor'),
  'contact.read': { ...area('administrator', 'supervisor', 'operator', 'auditor'), ...own() },
  'contact.write': area('administrator', 'supervisor', 'operator'),
  /** Every look is recorded; what a doctor wrote is a health detail, and asked for as one. */
  'document.read': { ...area('administrator', 'supervisor', 'operator', 'auditor'), ...own() },
  'document.write': area('administrator', 'supervisor', 'operator'),
  /** What is planned for a person, what was done and what is overdue. */
  'visit.read': { ...area('administrator', 'supervisor', 'operator', 'provider_manager', 'auditor'), family: 'own' },
  /** What ending a plan would cancel. */
  'visit.foresee': area('administrator', 'supervisor', 'operator', 'provider_manager', 'auditor'),
  'visit.write': area('administrator', 'supervisor', 'operator', 'provider_manager'),
  'device.read': { ...area('administrator', 'supervisor', 'operator', 'provider_manager', 'auditor'), ...own() },
  'device.write': area('administrator'),
  'reading.read': { ...area('administrator', 'supervisor', 'operator', 'auditor'), family: 'own' },
  'event.read': { ...area('administrator', 'supervisor', 'operator', 'auditor'), family: 'own' },
  'alert.read': { ...area('administrator', 'supervisor', 'operator', 'auditor'), ...own() },
  'incident.read': area('administrator', 'supervisor', 'operator', 'auditor'),
  'alert.work': area('administrator', 'supervisor', 'operator'),
  'alert.take_over': area('administrator', 'supervisor'),
  /** What to do for a kind of alert. */
  'instruction.read': area('administrator', 'supervisor', 'operator', 'auditor'),
  'instruction.write': area('administrator', 'supervisor'),
  'ticket.read': { ...area('administrator', 'supervisor', 'operator', 'provider_manager', 'auditor'), ...own() },
  /** Open a ticket, offer it, cancel it. */
  'ticket.dispatch': area('administrator', 'supervisor', 'operator', 'provider_manager'),
  /** Who could go, and why: whoever sends them, and whoever examines that. */
  'candidate.read': area('administrator', 'supervisor', 'operator', 'provider_manager', 'auditor'),
  /** Accept, decline, travel, arrive, do. */
  'ticket.work': { worker: 'own' },
  'ticket.fail': { ...area('administrator', 'supervisor', 'operator', 'provider_manager'), worker: 'own' },
  /** Write down how satisfied somebody was: the family itself, or whoever asked. */
  'ticket.rate': { ...area('administrator', 'supervisor', 'operator', 'provider_manager'), ...own() },
  'ticket.confirm': area('administrator', 'supervisor', 'operator', 'provider_manager'),
  /** The figures of the service, by operator too; the big screen. */
  'kpi.read': area('administrator', 'supervisor', 'auditor'),
  'map.read': area('administrator', 'supervisor', 'operator', 'auditor'),
  'policy.read': area('administrator', 'supervisor', 'operator', 'auditor'),
  'policy.write': area('administrator', 'supervisor'),
  'shift.read': area('administrator', 'supervisor', 'operator', 'auditor'),
  /** Sign on and off. */
  'shift.work': area('supervisor', 'operator'),
  'shift.write': area('administrator', 'supervisor'),
  'quarantine.read': area('administrator', 'auditor'),
  'quarantine.retry': area('administrator'),
  'provider.read': area('administrator', 'supervisor', 'operator', 'provider_manager', 'auditor'),
  'provider.write': area('administrator'),
  /** Of the whole hub, and so for those alone whose area is all of it: texts, backups, how it is. */
  'hub.read': area('administrator', 'auditor'),
  'hub.write': area('administrator'),
} as const satisfies Record<string, Rights>

type Reach = 'area' | 'own'
type Rights = Partial<Record<Role, Reach>>
export type Action = keyof typeof rights

/** Where something is. `own`: it is this family member's resident, or belongs to the ticket this worker has in hand. */
export type Where = { areaPath: string; own?: boolean }

/** How far this role reaches with this action: its area, only its own, or not at all. */
export const reach = (role: Role, action: Action): Reach | null => {
  const all: Rights = rights[action]
  return all[role] ?? null
}

/** Whether the role may do it anywhere at all. */
export const mayRole = (role: Role, action: Action): boolean => reach(role, action) !== null

/** Whether this person may do it there. Pure: the caller says what is whose. */
export function may(actor: Actor, action: Action, where: Where): boolean {
  const far = reach(actor.role, action)
  if (far === null) return false
  return far === 'area' ? inArea(actor, where.areaPath) : where.own === true
}

/** Paths are `/<id>/<id>/`, root first; everybody sees their own area and below. */
export const inArea = (actor: Actor, areaPath: string): boolean =>
  actor.areaPath.length > 1 && actor.areaPath.endsWith('/') && areaPath.startsWith(actor.areaPath)

/** The areas of a path, the widest first. */
export const areaIdsOf = (areaPath: string): string[] => areaPath.split('/').filter((id) => id !== '')

function area(...who: readonly Role[]): Rights {
  return Object.fromEntries(who.map((role) => [role, 'area' as const]))
}
function own(): Rights {
  return { worker: 'own', family: 'own' }
}

/** What can be planned for a person: the visit 探访, and the service catalogue 菜单式服务. */
export const services = [
  'visit',
  'meals',
  'cleaning',
  'bathing',
  'medical_accompaniment',
  'going_out',
  'errands',
  'remote_care',
  'rehabilitation',
  'comfort',
  'legal_aid',
  'emergency_help',
  'home_adaptation',
  'turning',
  'wound_care',
] as const
export type Service = (typeof services)[number]

/** Which kind of ticket it becomes. */
export const ticketKindOf = (service: Service): 'visit' | 'service' => (service === 'visit' ? 'visit' : 'service')

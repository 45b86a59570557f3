/** Every query of the store by noun; rooms take this as a value from main.ts and know only its type. */
export * as alerts from './alerts.ts'
export * as areas from './areas.ts'
export * as commands from './commands.ts'
export * as jobs from './jobs.ts'
export * as liveEvents from './live-events.ts'
export * as notices from './notices.ts'
export * as staff from './staff.ts'
export * as story from './story.ts'
export * as tickets from './tickets.ts'
export * as timeline from './timeline.ts'
export * as workers from './workers.ts'

export type Queries = typeof import('./queries.ts')

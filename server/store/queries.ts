/** Every query of the store by noun; rooms take this as a value from main.ts and know only its type. */
export * as areas from './areas.ts'
export * as staff from './staff.ts'

export type Queries = typeof import('./queries.ts')

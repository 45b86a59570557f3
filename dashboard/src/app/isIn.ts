/** Whether it is one of these names. */
export const isIn = <K extends string>(names: Record<K, unknown>, value: unknown): value is K =>
  typeof value === 'string' && Object.hasOwn(names, value)

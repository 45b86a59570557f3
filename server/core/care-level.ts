/** 自理, 半失能, 失能, 失智. */
export const careLevels = ['independent', 'partly_dependent', 'dependent', 'dementia'] as const
export type CareLevel = (typeof careLevels)[number]

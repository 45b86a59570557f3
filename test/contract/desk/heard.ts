import type { House } from './house.ts'

/** The contacts that word of an alert was queued for, by name, in order. */
export const toldOf = async (house: House, alertId: string) =>
  (await house.story(alertId))
    .filter(({ type, data }) => type === 'notice.queued' && data.contactId !== undefined)
    .map(({ data }) => data.contactName)

/** Whom each step of an alert's plan told, in order. */
export const levelsOf = async (house: House, alertId: string) =>
  (await house.story(alertId)).filter(({ type }) => type === 'alert.escalated').map(({ data }) => data.tell)

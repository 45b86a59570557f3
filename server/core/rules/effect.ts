import type { AlertKind, Priority, Why } from '../alert/alert.ts'

/** What a rule wants done, as data. Ingest turns effects into rows of one transaction; nothing happens in the core. */
export type Effect =
  /** A new alert, or one more repeat of the open one of this device and kind (whose priority only ever rises). */
  | { do: 'raise'; kind: AlertKind; priority: Priority; at: number; late: boolean; why: Why; eventId: string | null }
  /** The condition is gone. Technical alerts resolve themselves; every other still needs somebody's outcome. */
  | { do: 'clear'; kind: AlertKind; at: number; reason: string }
  /** The person took it back. It stays open until somebody has made sure. */
  | { do: 'cancel'; kind: AlertKind; at: number; eventId: string }
  | { do: 'start_timer'; name: string; due: number }
  | { do: 'cancel_timer'; name: string }
  | { do: 'open_ticket'; kind: 'maintenance'; reason: string }
  /** What that ticket was for is over by itself. */
  | { do: 'close_ticket'; kind: 'maintenance'; reason: string }
  /** A device that somebody's life may hang on has been broken for too long: a person looks in, unless it is dealt with in a mass outage. */
  | { do: 'look_in'; about: AlertKind }
  /** Nobody answered whether the person is back, and somebody is: their mode is over. */
  | { do: 'end_mode'; at: number }
  /** Tells the person at the device what happens to their call. */
  | { do: 'command'; type: CommandType; about: AlertKind | null }
  | { do: 'note'; type: 'device.online' | 'device.offline'; at: number }

const commandTypes = ['call.received', 'call.claimed', 'help.sent', 'call.closed', 'test', 'configure'] as const
export type CommandType = (typeof commandTypes)[number]

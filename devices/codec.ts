import type { Said } from './reading.ts'

/** One message as it arrived, before anybody has looked inside. */
export type Message = {
  topic: string
  payload: Uint8Array
  /** A broker kept it and hands it out later. Not the flag with which a device asks for that: it says so now. */
  retained: boolean
}

const decodeErrorCodes = [
  'topic_unknown',
  'topic_forbidden',
  'too_large',
  'not_utf8',
  'not_json',
  'invalid_payload',
  'time_out_of_range',
] as const

export type DecodeError = {
  code: (typeof decodeErrorCodes)[number]
  /** For an administrator: names the field and what was wrong with it. */
  reason: string
}

/** The code of what is put aside of a message whose rest was read. */
export const partlyRead = 'partly_read'

/** What could not be read in a message whose rest was. `alike` is the same for all that lack the same, whatever they measured. */
export type LeftOut = { reason: string; alike: string }

/**
 * A message may say several things, nothing at all (and why), or be unreadable. `clockAhead`: the device's clock is so far
 * ahead that the time of receipt was taken; `clockUnset`: it was never set, and so was it. Codecs never throw.
 */
export type Decoded =
  | { ok: true; said: readonly Said[]; note?: string; leftOut?: LeftOut; clockAhead?: true; clockUnset?: true }
  | { ok: false; error: DecodeError }

export type Codec = (message: Message, receivedAt: number) => Decoded

/** What the message said, in its order. */
export const said = (...all: readonly Said[]): Decoded => ({ ok: true, said: all })
/** The message was read and says nothing; `note` says why, for an administrator. */
export const nothing = (note: string): Decoded => ({ ok: true, said: [], note })
/** The message can't be read; `reason` names the field and what was wrong with it. */
export const unreadable = (code: DecodeError['code'], reason: string): Decoded => ({
  ok: false,
  error: { code, reason },
})

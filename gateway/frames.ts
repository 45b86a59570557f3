/** Reading MQTT 3.1.1 control packets as bytes, just far enough to decide whether the broker may see them. Pure. */

const kib = 1024
export const sizes = {
  /** A CONNECT, whole. */
  connect: 16 * kib,
  payload: 256 * kib,
  /** Any packet after sign-in. A payload between the two is refused, acknowledged and skipped unbuffered. */
  packet: 1024 * kib,
  /** What is kept of a payload that is skipped. */
  beginning: 4 * kib,
  topic: 1024,
} as const

export const packetTypes = {
  connect: 1,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  unsubscribe: 10,
  pingreq: 12,
  disconnect: 14,
} as const

const fromDevices: ReadonlySet<number> = new Set(Object.values(packetTypes))
/** Whether a device may send a packet of this type (MQTT 3.1.1, table 2.1). */
export const isFromDevice = (type: number): boolean => fromDevices.has(type)

export type FixedHeader = { type: number; flags: number; headerSize: number; remaining: number }

/** `bytes` from `offset` to `end`: the fixed header, null while it is incomplete, 'malformed' after 4 length bytes. */
export const readFixedHeader = (bytes: Buffer, offset: number, end: number): FixedHeader | 'malformed' | null => {
  const first = bytes[offset]
  if (first === undefined || offset >= end) return null
  let remaining = 0
  for (let index = 1; index <= 4; index++) {
    const byte = bytes[offset + index]
    if (byte === undefined || offset + index >= end) return null
    remaining += (byte & 0x7f) * 128 ** (index - 1)
    if (byte < 0x80) return { type: first >> 4, flags: first & 0x0f, headerSize: index + 1, remaining }
  }
  return 'malformed'
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const controlCharacters = /[\u0000-\u001f\u007f-\u009f]/

/** An MQTT string: UTF-8 without surrogates, NUL or other control characters. Null when it is not one. */
export const readText = (bytes: Buffer): string | null => {
  try {
    const text = utf8.decode(bytes)
    return controlCharacters.test(text) ? null : text
  } catch {
    return null
  }
}

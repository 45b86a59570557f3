import type { Secret } from './orders.ts'

/** MQTT 3.1.1 packets by hand: a generator that spent its time in a library would measure that. */
export const pingreq = Buffer.from([0xc0, 0])

export function connectPacket({ id, secret }: Secret, keepaliveSeconds: number): Buffer {
  const body = [text('MQTT'), Buffer.from([4, 0xc2, keepaliveSeconds >> 8, keepaliveSeconds & 0xff])]
  return packet(0x10, [...body, text(id), text(id), text(secret)])
}

export type Payload = {
  /** How many times something was measured; more than one is an array. */
  sets: number
  /** Values of each: the heart rate alone, or with breathing, movement and the bed. */
  values: 1 | 4
}

/** A bed's readings with QoS 1, the sets half a second apart, the last one at `at` (epoch ms). */
export function readingsPacket(id: string, messageId: number, at: number, { sets, values }: Payload): Buffer {
  const others = values === 4 ? `,"respiratory_rate":14,"in_bed":true,"movement":0.${messageId % 10}` : ''
  const one = (i: number) =>
    `{"at":${at - (sets - 1 - i) * 500},"values":{"heart_rate":${60 + (messageId % 7)}${others}}}`
  const payload = sets === 1 ? one(0) : `[${Array.from({ length: sets }, (_, i) => one(i)).join(',')}]`
  const number = Buffer.from([messageId >> 8, messageId & 0xff])
  return packet(0x32, [text(`care/v1/${id}/telemetry`), number, Buffer.from(payload)])
}

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
}

function packet(header: number, parts: Buffer[]): Buffer {
  let length = parts.reduce((sum, part) => sum + part.length, 0)
  const head = [header]
  do {
    head.push(length > 127 ? (length & 127) | 128 : length)
    length >>= 7
  } while (length > 0)
  return Buffer.concat([Buffer.from(head), ...parts])
}

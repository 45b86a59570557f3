import type { Decoded } from '../../codec.ts'
import { decode } from './codec.ts'

/** When the hub of these tests hears everything, epoch ms. */
export const receivedAt = 1795305600000

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
/** What the codec makes of a payload of one device on one of its topics. */
export const hear = (about: string, payload: unknown, retained = false): Decoded =>
  decode({ topic: `care/v1/k3-118/${about}`, payload: bytes(JSON.stringify(payload)), retained }, receivedAt)
export const hearText = (about: string, text: string): Decoded =>
  decode({ topic: `care/v1/k3-118/${about}`, payload: bytes(text), retained: false }, receivedAt)

/** The code and the reason of what was refused. */
export const refusal = (decoded: Decoded): string =>
  decoded.ok ? 'it was read' : `${decoded.error.code} ${decoded.error.reason}`
/** The one thing that was said; throws with the reason when it was refused, or wasn't one. */
export const only = (decoded: Decoded) => {
  const [said, ...more] = decoded.ok ? decoded.said : []
  if (said === undefined || more.length > 0) throw new Error(`not one thing: ${refusal(decoded)}`)
  return said
}

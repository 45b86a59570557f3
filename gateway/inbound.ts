import type { Refusal } from './frame-guard.ts'
import type { InboundMessage } from './ports.ts'
import { mayPublish } from './topics.ts'

type Sent = { topic: string; payload: string | Buffer; qos: number; retain: boolean; dup: boolean }

/** What the hub is asked to keep: the message, or the message and why it may not be used. Null for a superseded state. */
export const toInbound = (
  sent: Sent,
  refusal: Refusal | undefined,
  about: { signedInAs: string; speaksFor: (deviceId: string) => boolean; will: boolean; receivedAt: number },
): InboundMessage => {
  const { signedInAs, will, receivedAt } = about
  const qos = sent.qos === 0 ? 0 : 1
  const flags = { qos, retained: sent.retain, duplicate: sent.dup, will, receivedAt } as const
  const topic = refusal?.topic ?? sent.topic
  const payload = refusal?.payload ?? (typeof sent.payload === 'string' ? Buffer.from(sent.payload) : sent.payload)
  const verdict = mayPublish(topic, signedInAs, about.speaksFor)
  const message = { signedInAs, deviceId: verdict.deviceId, topic, payload, ...flags }
  // A forbidden topic weighs more than a payload too large for it.
  if (!verdict.ok) {
    const size = refusal?.size ?? payload.length
    return { ...message, refused: { code: verdict.code, reason: refusal?.reason ?? verdict.reason, size } }
  }
  if (refusal === undefined) return message
  return { ...message, refused: { code: refusal.code, reason: refusal.reason, size: refusal.size } }
}

/** A last will that says its device is gone. Not true any more once a newer connection took over. */
export const isStateTopic = (topic: string): boolean => topic.endsWith('/state')

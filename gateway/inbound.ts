import type { InboundMessage } from './ports.ts'
import type { Publish } from './publish-frame.ts'
import { mayPublish } from './topics.ts'

/** What the hub is asked to keep: the message, or as much of it as there is and why it may not be used. */
export const toInbound = (
  publish: Publish,
  about: { signedInAs: string; speaksFor: (deviceId: string) => boolean; will: boolean; receivedAt: number },
): InboundMessage => {
  const { signedInAs, will, receivedAt } = about
  const { topic, payload, refusal } = publish
  const verdict = mayPublish(topic, signedInAs, about.speaksFor)
  const message: InboundMessage = {
    signedInAs,
    deviceId: verdict.deviceId,
    topic,
    payload,
    qos: publish.qos === 0 ? 0 : 1,
    retained: publish.retain,
    duplicate: publish.dup,
    will,
    receivedAt,
  }
  // A forbidden topic weighs more than a payload too large for it.
  if (!verdict.ok && (refusal === null || verdict.code === 'topic_forbidden'))
    return {
      ...message,
      refused: { code: verdict.code, reason: verdict.reason, size: refusal?.size ?? payload.length },
    }
  return refusal === null ? message : { ...message, refused: refusal }
}

/** A last will there says that the device is gone. */
export const isStateTopic = (topic: string): boolean => topic.endsWith('/state')

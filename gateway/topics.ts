import type { DecodeError } from '../devices/codec.ts'

const uplinks = ['event', 'telemetry', 'motion', 'state'] as const
export type Leaf = (typeof uplinks)[number] | 'command'

export type Topic = { deviceId: string; leaf: Leaf }

/** Hub ids of devices: short enough for a topic level, and nothing in them that MQTT reads as a separator or wildcard. */
const deviceIdPattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/
const isDeviceId = (text: string): boolean => deviceIdPattern.test(text)

const isLeaf = (text: string): text is Leaf => text === 'command' || uplinks.some((leaf) => leaf === text)

/** `care/v1/{device}/{leaf}`, or null when it is anything else. */
export const parseTopic = (topic: string): Topic | null => {
  const [service, version, deviceId, leaf, ...more] = topic.split('/')
  if (service !== 'care' || version !== 'v1' || more.length > 0) return null
  if (deviceId === undefined || leaf === undefined || !isDeviceId(deviceId) || !isLeaf(leaf)) return null
  return { deviceId, leaf }
}

/** Where the hub's commands to a device go. */
export const commandTopic = (deviceId: string): string => `care/v1/${deviceId}/command`

type SpeaksFor = (deviceId: string) => boolean

export type PublishVerdict =
  | { ok: true; deviceId: string; leaf: Leaf }
  | { ok: false; deviceId: string; code: DecodeError['code']; reason: string }

/** May the device that signed in publish here? It answers for the topics of `signedInAs` and those it speaks for. */
export const mayPublish = (topic: string, signedInAs: string, speaksFor: SpeaksFor): PublishVerdict => {
  const forbidden = (deviceId: string, reason: string): PublishVerdict => ({
    ok: false,
    deviceId,
    code: 'topic_forbidden',
    reason,
  })
  if (topic.startsWith('$')) return forbidden(signedInAs, 'topics beginning with $ belong to the broker')
  const parsed = parseTopic(topic)
  if (parsed === null) {
    const reason = `not one of care/v1/{device}/{${uplinks.join(',')}}`
    return { ok: false, deviceId: signedInAs, code: 'topic_unknown', reason }
  }
  const { deviceId, leaf } = parsed
  if (deviceId !== signedInAs && !speaksFor(deviceId))
    return forbidden(deviceId, `${signedInAs} may not speak for ${deviceId}`)
  if (leaf === 'command') return forbidden(deviceId, 'only the hub publishes commands')
  return { ok: true, deviceId, leaf }
}

/** The device whose commands this filter asks for, or null when it may not be subscribed to. */
export const maySubscribe = (filter: string, signedInAs: string, speaksFor: SpeaksFor): string | null => {
  const parsed = parseTopic(filter)
  if (parsed === null || parsed.leaf !== 'command') return null
  return parsed.deviceId === signedInAs || speaksFor(parsed.deviceId) ? parsed.deviceId : null
}

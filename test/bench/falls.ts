import { type Detector, detect, newDetector } from '../../devices/fall/detect.ts'
import { aFall, heard, inMessages, lying, standing, walking } from '../../devices/fall/synthetic.testing.ts'
import { type DeviceFacts, type DeviceState, newDeviceState } from '../../server/core/rules/device.ts'
import { step } from '../../server/core/rules/step.ts'
import type { Figure } from './figures.ts'

const hz = 50

/**
 * How much of one core the motion of so many devices takes at 50 Hz, in messages of a second, while people walk, stand,
 * lie and now and then fall. The detector alone, and with all rules around it.
 */
export function measureFalls({ devices = 1_000, seconds = 60 } = {}): Figure[] {
  const told = lives(seconds)
  const messageOf = (device: number, second: number) => told[device % told.length]?.[second]

  const detectors: Detector[] = Array.from({ length: devices }, () => newDetector)
  const detector = measured('the fall detector', { devices, seconds }, (device, second) => {
    const message = messageOf(device, second)
    const before = detectors[device]
    if (message === undefined || before === undefined) return 0
    const { next, falls } = detect(before, message, 'waist')
    detectors[device] = next
    return falls.length
  })
  const largest = Math.max(...detectors.map((one) => JSON.stringify(one).length))

  const states: DeviceState[] = Array.from({ length: devices }, () => newDeviceState)
  const all = measured('all rules', { devices, seconds }, (device, second) => {
    const message = messageOf(device, second)
    const before = states[device]
    if (message === undefined || before === undefined) return 0
    const now = message.at + 1000
    const said = { kind: 'motion', id: `${second}`, receivedAt: now, ...message } as const
    const { state, effects } = step(facts, before, said, now)
    states[device] = state
    return effects.filter((effect) => effect.do === 'raise').length
  })
  return [
    detector,
    all,
    { name: 'what the fall detector remembers of a device, at most', value: largest, unit: 'bytes of JSON' },
  ]
}

/** Every device is somewhere else in the same minute and a bit of life. */
function lives(seconds: number) {
  const day = heard([walking(20), standing(10), ...aFall, walking(10), lying(20)], hz)
  return Array.from({ length: 20 }, (_, i) => {
    const from = Math.floor((i * day.length) / 20)
    const life = [...day.slice(from), ...day.slice(0, from)]
    const samples = Array.from({ length: seconds * hz }, (_, n) => life[n % life.length] ?? ([0, 0, 0] as const))
    return inMessages(samples, hz, hz)
  })
}

function measured(
  what: string,
  { devices, seconds }: { devices: number; seconds: number },
  everyMessage: (device: number, second: number) => number,
): Figure {
  const cpu = process.cpuUsage()
  const start = performance.now()
  let falls = 0
  for (let second = 0; second < seconds; second += 1)
    for (let device = 0; device < devices; device += 1) falls += everyMessage(device, second)
  const tookMs = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  return {
    name: `${what}: motion of ${devices} devices at ${hz} Hz`,
    value: (100 * (user + system)) / 1e6 / seconds,
    unit: '% of a core',
    target: { is: 'at most', value: 100 },
    note: `${seconds} s took ${(tookMs / 1000).toFixed(2)} s, ${((tookMs * 1000) / (devices * seconds)).toFixed(1)} µs a message; ${falls} falls`,
  }
}

const facts: DeviceFacts = {
  id: 'pendant',
  kind: 'fall_sensor',
  power: 'battery',
  beatMs: 86_400_000,
  timezone: 'Asia/Shanghai',
  limits: {},
  mode: 'home',
}

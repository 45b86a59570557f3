import { parseArgs } from 'node:util'
import { type Detector, detect, newDetector } from '../../devices/fall/detect.ts'
import { aFall, heard, inMessages, lying, standing, walking } from '../../devices/fall/synthetic.testing.ts'
import { type DeviceFacts, type DeviceState, newDeviceState } from '../../server/core/rules/device.ts'
import { step } from '../../server/core/rules/step.ts'

/**
 * `node test/bench/falls.ts`: how much of one core the motion of so many devices takes at 50 Hz, in messages of a
 * second, while people walk, stand, lie and now and then fall. The detector alone, and with all rules around it.
 */
const { values: asked } = parseArgs({
  options: { devices: { type: 'string', default: '1000' }, seconds: { type: 'string', default: '60' } },
})
const devices = Number(asked.devices)
const seconds = Number(asked.seconds)
const hz = 50
const day = heard([walking(20), standing(10), ...aFall, walking(10), lying(20)], hz)

/** Every device is somewhere else in the same minute and a bit of life. */
const lives = Array.from({ length: 20 }, (_, i) => {
  const from = Math.floor((i * day.length) / 20)
  return [...day.slice(from), ...day.slice(0, from)]
})
const told = lives.map((life) =>
  inMessages(
    Array.from({ length: seconds * hz }, (_, i) => life[i % life.length] ?? [0, 0, 0]),
    hz,
    hz,
  ),
)

function measured(what: string, everyMessage: (device: number, second: number) => number): void {
  const cpu = process.cpuUsage()
  const start = performance.now()
  let falls = 0
  for (let second = 0; second < seconds; second += 1)
    for (let device = 0; device < devices; device += 1) falls += everyMessage(device, second)
  const tookMs = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  const cpuSeconds = (user + system) / 1e6
  const perMessage = (tookMs * 1000) / (devices * seconds)
  console.info(
    `${what}: ${devices} devices for ${seconds} s at ${hz} Hz took ${(tookMs / 1000).toFixed(2)} s ` +
      `(${cpuSeconds.toFixed(2)} s of CPU, ${((100 * cpuSeconds) / seconds).toFixed(1)} % of a core, ` +
      `${perMessage.toFixed(1)} µs a message), ${falls} falls`,
  )
  if (tookMs > seconds * 1000) process.exitCode = 1
}

const detectors: Detector[] = Array.from({ length: devices }, () => newDetector)
measured('detector', (device, second) => {
  const message = told[device % told.length]?.[second]
  const before = detectors[device]
  if (message === undefined || before === undefined) return 0
  const { next, falls } = detect(before, message, 'waist')
  detectors[device] = next
  return falls.length
})
const largest = Math.max(...detectors.map((detector) => JSON.stringify(detector).length))
console.info(`what is remembered of a device: at most ${largest} bytes as JSON`)

const facts: DeviceFacts = {
  id: 'pendant',
  kind: 'fall_sensor',
  power: 'battery',
  beatMs: 86_400_000,
  timezone: 'Asia/Shanghai',
  limits: {},
  mode: 'home',
}
const states: DeviceState[] = Array.from({ length: devices }, () => newDeviceState)
measured('all rules', (device, second) => {
  const message = told[device % told.length]?.[second]
  const before = states[device]
  if (message === undefined || before === undefined) return 0
  const now = message.at + 1000
  const { state, effects } = step(facts, before, { kind: 'motion', id: `${second}`, receivedAt: now, ...message }, now)
  states[device] = state
  return effects.filter((effect) => effect.do === 'raise').length
})

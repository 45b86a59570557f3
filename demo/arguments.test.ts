import { describe, expect, it } from 'vitest'
import { readWishes } from './arguments.ts'

describe('what the demo is asked for', () => {
  it('has a default for everything', () => {
    expect(readWishes([], {})).toEqual({
      speed: 1,
      seed: 1,
      homes: 60,
      host: '127.0.0.1',
      httpPort: 8080,
      mqttPort: 1883,
      dataDir: './data/demo',
      ownMail: false,
    })
  })

  it('takes the command line before the environment', () => {
    const env = { DEMO_SPEED: '3', HUB_HTTP_PORT: '9000', HUB_DATA_DIR: '/tmp/x' }
    expect(readWishes(['--speed', '5'], env)).toMatchObject({ speed: 5, httpPort: 9000, dataDir: '/tmp/x' })
  })

  it('keeps the people of another seed in a folder of their own', () => {
    expect(readWishes(['--seed=7'], {})).toMatchObject({ seed: 7, dataDir: './data/demo-7' })
  })

  it.each([
    [['--speed', 'fast'], {}, '--speed: expected a number'],
    [['--speed', '0'], {}, '--speed: expected at least 0.1'],
    [['--homes', '2.5'], {}, '--homes: expected a whole number'],
    [[], { HUB_MQTT_PORT: '0' }, 'HUB_MQTT_PORT: expected a fixed port'],
  ])('names what is wrong in %j %j', (args, env, reason) => {
    expect(() => readWishes(args, env)).toThrow(reason)
  })

  it('refuses what it does not know', () => {
    expect(() => readWishes(['--sped', '5'], {})).toThrow("'--sped'")
  })
})

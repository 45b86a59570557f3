import { parseArgs } from 'node:util'
import { z } from 'zod'

const number = (text: string | undefined, fallback: number): number => (text ? Number(text) : fallback)

const Wish = z.object({
  '--speed': z.number({ error: 'a number' }).min(0.1, { error: 'at least 0.1' }).max(60, { error: 'at most 60' }),
  '--seed': z
    .int({ error: 'a whole number' })
    .min(0, { error: 'not negative' })
    .max(2 ** 31, { error: 'smaller' }),
  '--homes': z.int({ error: 'a whole number' }).min(1, { error: 'at least 1' }).max(500, { error: 'at most 500' }),
  HUB_HTTP_PORT: z.int({ error: 'a port' }).min(1, { error: 'a fixed port' }).max(65_535, { error: 'a port' }),
  HUB_MQTT_PORT: z.int({ error: 'a port' }).min(1, { error: 'a fixed port' }).max(65_535, { error: 'a port' }),
})

export type Wishes = {
  speed: number
  seed: number
  homes: number
  /** Where the hub listens. */
  host: string
  httpPort: number
  mqttPort: number
  dataDir: string
  /** The caller's own mail server; without one the demo shows what the hub would have sent. */
  ownMail: boolean
}

/** From the command line, then the environment, then the defaults. Throws an error of one line that names what is wrong. */
export const readWishes = (args: readonly string[], env: Readonly<Record<string, string | undefined>>): Wishes => {
  const { values } = parseArgs({
    args: [...args],
    options: { speed: { type: 'string' }, seed: { type: 'string' }, homes: { type: 'string' } },
  })
  const parsed = Wish.safeParse({
    '--speed': number(values.speed ?? env.DEMO_SPEED, 1),
    '--seed': number(values.seed ?? env.DEMO_SEED, 1),
    '--homes': number(values.homes ?? env.DEMO_HOMES, 60),
    HUB_HTTP_PORT: number(env.HUB_HTTP_PORT, 8080),
    HUB_MQTT_PORT: number(env.HUB_MQTT_PORT, 1883),
  })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Error(`${issue?.path.join('.')}: expected ${issue?.message}`)
  }
  const wish = parsed.data
  const seed = wish['--seed']
  return {
    speed: wish['--speed'],
    seed,
    homes: wish['--homes'],
    host: env.HUB_HOST || '127.0.0.1',
    httpPort: wish.HUB_HTTP_PORT,
    mqttPort: wish.HUB_MQTT_PORT,
    // Another seed is another quarter of town: its people don't move into the homes of the first.
    dataDir: env.HUB_DATA_DIR || (seed === 1 ? './data/demo' : `./data/demo-${seed}`),
    ownMail: Boolean(env.HUB_SMTP_URL),
  }
}

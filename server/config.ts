import type { BlockList } from 'node:net'
import { z } from 'zod'
import { proxyList } from './peer-address.ts'

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback)
const url = (protocols: readonly string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `must be a ${protocols.join(' or ')}// address`,
    )

const proxies = z
  .string()
  .default('')
  .transform((text, context) => {
    try {
      return proxyList(text)
    } catch (error) {
      context.addIssue(error instanceof Error ? error.message : String(error))
      return z.NEVER
    }
  })

/** Every variable the hub reads, with its default. Empty counts as not set. */
const Variables = z
  .object({
    HUB_DATA_DIR: z.string().default('./data'),
    HUB_HOST: z.string().default('127.0.0.1'),
    HUB_HTTP_PORT: port(8080),
    HUB_MQTT_PORT: port(1883),
    HUB_MQTTS_PORT: port(8883).optional(),
    HUB_TLS_CERT: z.string().optional(),
    HUB_TLS_KEY: z.string().optional(),
    HUB_PUBLIC_URL: url(['http:', 'https:']).optional(),
    HUB_ADMIN_EMAIL: z.email().optional(),
    HUB_ADMIN_PASSWORD: z.string().min(10, 'must have at least 10 characters').max(128).optional(),
    HUB_SMTP_URL: url(['smtp:', 'smtps:']).optional(),
    HUB_MAIL_FROM: z.string().default('Carebell 安铃 <carebell@localhost>'),
    HUB_WEBHOOK_URL: url(['http:', 'https:']).optional(),
    HUB_WEBHOOK_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
    HUB_MAP_STYLE_URL: url(['http:', 'https:']).optional(),
    HUB_MAP_TILES: url(['http:', 'https:'])
      .refine((text) => ['{z}', '{x}', '{y}'].every((part) => text.includes(part)), 'must hold {z}, {x} and {y}')
      .optional(),
    HUB_MAP_ATTRIBUTION: z.string().max(200).optional(),
    HUB_LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
    HUB_SIGN_IN_LIMIT: z.coerce.number().int().min(1).default(30),
    HUB_TRUSTED_PROXIES: proxies,
    HUB_GATEWAY_PROCESSES: z.coerce.number().int().min(0).max(64).default(0),
    HUB_CONNECTIONS_PER_ADDRESS: z.coerce.number().int().min(1).default(256),
    DATABASE_URL: url(['postgres:', 'postgresql:']).optional(),
    INFLUX_URL: url(['http:', 'https:']).optional(),
    INFLUX_TOKEN: z.string().optional(),
    INFLUX_ORG: z.string().optional(),
    INFLUX_BUCKET: z.string().default('carebell'),
    REDIS_URL: z.undefined('several hubs sharing Redis are not built yet; leave it unset').optional(),
  })
  .refine((v) => (v.HUB_TLS_CERT === undefined) === (v.HUB_TLS_KEY === undefined), {
    path: ['HUB_TLS_KEY'],
    message: 'HUB_TLS_CERT and HUB_TLS_KEY go together',
  })
  .refine((v) => (v.HUB_WEBHOOK_URL === undefined) === (v.HUB_WEBHOOK_SECRET === undefined), {
    path: ['HUB_WEBHOOK_SECRET'],
    message: 'HUB_WEBHOOK_URL and HUB_WEBHOOK_SECRET go together',
  })

export type Config = {
  dataDir: string
  host: string
  httpPort: number
  mqttPort: number
  mqtts: { port: number; cert: string; key: string } | null
  publicUrl: string | null
  admin: { email: string | null; password: string | null }
  smtp: { url: string; from: string } | null
  /** Where people are told by SMS or voice: whoever listens there rings them. */
  webhook: { url: string; secret: string } | null
  /** What maps are drawn on, with whose name below; a plain ground without. */
  ground: { style: string | null; tiles: string | null; attribution: string | null }
  logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** Sign-ins to the web application that one address may try in a minute. */
  signInLimit: number
  /** Whose X-Forwarded-For is believed. */
  trustedProxies: BlockList
  /** MQTT connections from one address that have not signed in yet. */
  unauthenticatedPerAddress: number
  /** Processes that hold the device connections; 0: the hub's own does. */
  gatewayProcesses: number
  databaseUrl: string | null
  /** Readings go to InfluxDB; PostgreSQL keeps them otherwise. Without an organisation it is version 1's API. */
  influx: { url: string; token: string | null; org: string | null; bucket: string } | null
}

/** The environment, read once. Throws an error whose message is one line that names the variable. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = Variables.safeParse(set)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Error(`${issue?.path.join('.') ?? 'environment'}: ${issue?.message ?? 'invalid'}`)
  }
  const v = parsed.data
  return {
    dataDir: v.HUB_DATA_DIR,
    host: v.HUB_HOST,
    httpPort: v.HUB_HTTP_PORT,
    mqttPort: v.HUB_MQTT_PORT,
    mqtts:
      v.HUB_TLS_CERT === undefined || v.HUB_TLS_KEY === undefined
        ? null
        : { port: v.HUB_MQTTS_PORT ?? 8883, cert: v.HUB_TLS_CERT, key: v.HUB_TLS_KEY },
    publicUrl: v.HUB_PUBLIC_URL ?? null,
    admin: { email: v.HUB_ADMIN_EMAIL ?? null, password: v.HUB_ADMIN_PASSWORD ?? null },
    smtp: v.HUB_SMTP_URL === undefined ? null : { url: v.HUB_SMTP_URL, from: v.HUB_MAIL_FROM },
    webhook:
      v.HUB_WEBHOOK_URL === undefined || v.HUB_WEBHOOK_SECRET === undefined
        ? null
        : { url: v.HUB_WEBHOOK_URL, secret: v.HUB_WEBHOOK_SECRET },
    ground: {
      style: v.HUB_MAP_STYLE_URL ?? null,
      tiles: v.HUB_MAP_TILES ?? null,
      attribution: v.HUB_MAP_ATTRIBUTION ?? null,
    },
    logLevel: v.HUB_LOG_LEVEL,
    signInLimit: v.HUB_SIGN_IN_LIMIT,
    trustedProxies: v.HUB_TRUSTED_PROXIES,
    unauthenticatedPerAddress: v.HUB_CONNECTIONS_PER_ADDRESS,
    gatewayProcesses: v.HUB_GATEWAY_PROCESSES,
    databaseUrl: v.DATABASE_URL ?? null,
    influx:
      v.INFLUX_URL === undefined
        ? null
        : {
            url: v.INFLUX_URL,
            token: v.INFLUX_TOKEN ?? null,
            org: v.INFLUX_ORG ?? null,
            bucket: v.INFLUX_BUCKET,
          },
  }
}

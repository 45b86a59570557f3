import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

describe('the environment', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      httpPort: 8080,
      mqttPort: 1883,
      databaseUrl: null,
      mqtts: null,
      smtp: null,
      influx: null,
    })
  })

  it('is told of whole by README, and passed on whole by docker-compose but for where things are inside it', () => {
    const textOf = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
    const known = [...textOf('config.ts').matchAll(/^ {4}([A-Z_]+): /gm)].map(([, name]) => name ?? '')
    expect(known).toContain('HUB_TRUSTED_PROXIES')
    const readme = textOf('../README.md')
    expect(known.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
    const compose = textOf('../docker-compose.yml')
    const inside = ['HUB_DATA_DIR', 'HUB_HOST', 'HUB_HTTP_PORT', 'HUB_MQTT_PORT', 'HUB_MQTTS_PORT', 'REDIS_URL']
    expect(known.filter((name) => !compose.includes(`      ${name}: `))).toEqual(inside)
  })

  it.each([
    ['HUB_HTTP_PORT', 'eighty'],
    ['HUB_HTTP_PORT', '70000'],
    ['HUB_MQTT_PORT', '-1'],
    ['HUB_ADMIN_EMAIL', 'nobody'],
    ['HUB_ADMIN_PASSWORD', 'short'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['HUB_PUBLIC_URL', 'localhost'],
    ['HUB_SMTP_URL', 'http://mail'],
    ['HUB_LOG_LEVEL', 'loud'],
    ['HUB_MAP_TILES', 'https://tiles.example.org/tiles.png'],
    ['HUB_MAP_STYLE_URL', 'file:///style.json'],
    ['HUB_TRUSTED_PROXIES', '10.0.0.0/40'],
    ['INFLUX_URL', 'influx://localhost'],
    ['REDIS_URL', 'redis://localhost'],
  ])('names the variable that is wrong: %s=%s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^${name}: [^\\n]+$`))
  })

  it('takes an empty variable as not set', () => {
    expect(readConfig({ HUB_HTTP_PORT: '', DATABASE_URL: '' })).toMatchObject({ httpPort: 8080, databaseUrl: null })
  })

  it('sends readings to InfluxDB when it is told where that is', () => {
    expect(readConfig({ INFLUX_TOKEN: 'of a container beside it' }).influx).toBe(null)
    expect(readConfig({ INFLUX_URL: 'http://localhost:8086' }).influx).toEqual({
      url: 'http://localhost:8086',
      token: null,
      org: null,
      bucket: 'carebell',
    })
  })

  it('wants certificate and key together', () => {
    expect(() => readConfig({ HUB_TLS_CERT: 'cert.pem' })).toThrow(/HUB_TLS_KEY/)
  })
})

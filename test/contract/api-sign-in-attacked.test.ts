import { describe, expect, it } from 'vitest'
import { peerHeader } from '../../server/api/auth.ts'
import { createHttp } from '../../server/http.ts'
import { proxyList } from '../../server/peer-address.ts'
import { baseUrl, password, startApi } from '../harness/api.ts'

const json = { 'content-type': 'application/json' }

describe('sign-in under attack', () => {
  it('counts attempts by browser behind a proxy of ours, and by nobody who only claims to be one', async () => {
    const api = await startApi({ signInAttempts: 3 })
    const https = [createHttp(proxyList('127.0.0.1')), createHttp(proxyList(''))] as const
    try {
      const [behindProxy, open] = await Promise.all(
        https.map(async (http) => {
          const port = await http.listen({ host: '127.0.0.1', port: 0 })
          http.serve(api.app.fetch, peerHeader)
          return async (from: string) => {
            const answer = await fetch(`http://127.0.0.1:${port}/api/auth/sign-in/email`, {
              method: 'POST',
              headers: { ...json, 'x-forwarded-for': from, [peerHeader]: '10.9.9.9' },
              body: JSON.stringify({ email: 'nobody@hub.test', password }),
            })
            return answer.status
          }
        }),
      )
      const statuses = async (call: typeof open, from: readonly string[]) => {
        const all: unknown[] = []
        for (const address of from) all.push(await call?.(address))
        return all
      }
      const four = ['10.0.0.5', '10.0.0.5', '10.0.0.5', '10.0.0.5']
      expect(await statuses(behindProxy, [...four, '10.0.0.6'])).toEqual([401, 401, 401, 429, 401])
      expect((await statuses(open, ['10.0.1.1', '10.0.1.2', '10.0.1.3', '10.0.1.4'])).at(-1)).toBe(429)
    } finally {
      await Promise.all(https.map((http) => http.close()))
      await api.close()
    }
  })

  it('lends no cookie to a page of another port, for anything that changes something', async () => {
    const api = await startApi()
    try {
      const { email, token } = await api.person('operator', await api.area('市'))
      const signedIn = await api.app.request(`${baseUrl}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ email, password }),
      })
      const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
      const signOn = async (headers: Record<string, string>) => {
        const answer = await api.app.request(`${baseUrl}/api/v1/shifts/sign-on`, {
          method: 'POST',
          headers: { host: 'hub.test', ...json, ...headers },
          body: '{}',
        })
        return answer.status
      }
      expect(await signOn({ cookie, origin: 'http://hub.test:9999' })).toBe(403)
      expect(await signOn({ cookie, origin: 'http://hub.test:9999', 'sec-fetch-site': 'same-site' })).toBe(403)
      expect(await signOn({ cookie, origin: 'http://hub.test' })).toBeLessThan(300)
      // Behind a proxy that changes the host, the browser itself knows.
      expect(await signOn({ cookie, origin: 'https://care.example', 'sec-fetch-site': 'same-origin' })).not.toBe(403)
      expect(await signOn({ authorization: `Bearer ${token}`, origin: 'http://other.test' })).not.toBe(403)
    } finally {
      await api.close()
    }
  })

  it('answers 429 after as many attempts as are allowed, whatever address the request claims', async () => {
    const api = await startApi({ signInAttempts: 5 })
    try {
      const statuses: number[] = []
      for (let i = 0; i < 7; i += 1) {
        const answer = await api.app.request(`${baseUrl}/api/auth/sign-in/email`, {
          method: 'POST',
          headers: { ...json, 'x-forwarded-for': `10.0.0.${i}`, 'x-carebell-peer': `10.0.0.${i}` },
          body: JSON.stringify({ email: 'nobody@hub.test', password }),
        })
        statuses.push(answer.status)
      }
      expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(2)
      expect(statuses.at(-1)).toBe(429)
    } finally {
      await api.close()
    }
  })
})

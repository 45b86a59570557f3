import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createHttp } from './http.ts'
import { proxyList } from './peer-address.ts'

async function starting(): Promise<string> {
  const http = createHttp(proxyList(''))
  const port = await http.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(() => http.close())
  return `127.0.0.1:${port}`
}

describe('a hub that is still starting', () => {
  it.each(['/socket.io/?EIO=4&transport=websocket', '/elsewhere'])(
    'lets no browser hang that wants %s',
    async (path) => {
      const socket = new WebSocket(`ws://${await starting()}${path}`)
      const [closed] = await once(socket, 'close')
      expect(closed).toMatchObject({ wasClean: false })
    },
  )

  it('tells who asks, socket.io included, to come back in a second', async () => {
    const address = await starting()
    for (const path of ['/healthz', '/socket.io/?EIO=4&transport=polling']) {
      const answer = await fetch(`http://${address}${path}`)
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1'])
    }
  })
})

describe('a hub that answers', () => {
  it('is told where a request came from, by the socket or by a proxy that it was told to believe', async () => {
    for (const [proxies, claimed, expected] of [
      ['', '203.0.113.9', '127.0.0.1'],
      ['127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ] as const) {
      const http = createHttp(proxyList(proxies))
      const port = await http.listen({ host: '127.0.0.1', port: 0 })
      onTestFinished(() => http.close())
      http.serve((request) => new Response(request.headers.get('x-peer')), 'x-peer')
      const headers = { 'x-forwarded-for': claimed, 'x-peer': 'made up' }
      const answer = await fetch(`http://127.0.0.1:${port}/`, { headers })
      expect(await answer.text()).toBe(expected)
    }
  })
})

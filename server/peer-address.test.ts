import { describe, expect, it } from 'vitest'
import { peerAddress, proxyList } from './peer-address.ts'

const proxies = proxyList('10.0.0.7, 192.168.0.0/16, fd00::/8')

describe('where a request came from', () => {
  it.each([
    ['a browser that comes by itself', '203.0.113.9', undefined, '203.0.113.9'],
    ['one that claims to be another', '203.0.113.9', '127.0.0.1', '203.0.113.9'],
    ['one behind a proxy of ours', '10.0.0.7', '203.0.113.9', '203.0.113.9'],
    ['one behind two of ours', '10.0.0.7', '203.0.113.9, 192.168.4.4', '203.0.113.9'],
    ['one behind ours that claims to be another', '10.0.0.7', '127.0.0.1, 203.0.113.9', '203.0.113.9'],
    ['one behind a proxy that is not ours', '10.0.0.7', '203.0.113.9, 198.51.100.2', '198.51.100.2'],
    ['a proxy of ours that says nothing', '10.0.0.7', undefined, '10.0.0.7'],
    ['a proxy of ours that says nonsense', '10.0.0.7', 'unknown', '10.0.0.7'],
    ['IPv4 on a socket for both', '::ffff:10.0.0.7', '203.0.113.9', '203.0.113.9'],
    ['IPv6', 'fd00::1', '2001:db8::5', '2001:db8::5'],
    ['only proxies of ours', '10.0.0.7', '192.168.1.1', '192.168.1.1'],
  ])('%s', (_what, remote, forwardedFor, expected) => {
    expect(peerAddress(remote, forwardedFor, proxies)).toBe(expected)
  })

  it('believes nobody when no proxy is named', () => {
    expect(peerAddress('10.0.0.7', '203.0.113.9', proxyList(''))).toBe('10.0.0.7')
  })

  it.each(['10.0.0.7/33', 'proxy.example', '10.0.0.0/x'])('refuses %s and quotes it', (text) => {
    expect(() => proxyList(text)).toThrow(text)
  })
})

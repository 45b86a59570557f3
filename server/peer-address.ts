import { BlockList, isIP } from 'node:net'

/**
 * A list of proxies as an operator writes it, `10.0.0.7, 192.168.0.0/16`: addresses and networks, commas between.
 * Throws an error that quotes the entry that is neither.
 */
export function proxyList(text: string): BlockList {
  const list = new BlockList()
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue
    const [address = '', bits] = entry.split('/')
    const family = familyOf(address)
    const widest = family === 'ipv6' ? 128 : 32
    if (family === null || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= widest)))
      throw new Error(`"${entry}" is neither an address nor a network like 10.0.0.0/8`)
    list.addSubnet(address, bits === undefined ? widest : Number(bits), family)
  }
  return list
}

/**
 * The address a request came from: the socket's, or, when that is a proxy of ours, the last one in X-Forwarded-For that is
 * not. What stands before it was written by whoever asked, and is believed by nobody.
 */
export function peerAddress(remote: string, forwardedFor: string | undefined, proxies: BlockList): string {
  const hops = [...(forwardedFor ?? '').split(',').map((hop) => hop.trim()), plain(remote)]
  for (let i = hops.length - 1; i > 0; i--) {
    const family = familyOf(hops[i] ?? '')
    const before = hops[i - 1] ?? ''
    const isOurs = family !== null && proxies.check(hops[i] ?? '', family)
    if (!isOurs || familyOf(before) === null) return hops[i] ?? remote
  }
  return hops[0] ?? remote
}

/** A socket that listens for both families shows an IPv4 address as one of IPv6. */
const plain = (address: string): string => (address.startsWith('::ffff:') ? address.slice(7) : address)

const familyOf = (address: string): 'ipv4' | 'ipv6' | null => {
  const version = isIP(address)
  return version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : null
}

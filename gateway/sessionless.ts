import { Readable } from 'node:stream'

/**
 * What aedes keeps and routes, taken away. The hub stores what devices say and what they have still to hear, so the
 * broker holds no session, no retained message and no route from one device to another.
 */

const nothing = async (): Promise<void> => {}
const none = async (): Promise<never[]> => []
const empty = (): Readable => Readable.from([])

/** An aedes persistence that remembers nothing. A last will lives on its connection alone. */
export const sessionless = () => ({
  // An async function by name: aedes looks at its constructor.
  setup: async (): Promise<void> => {},
  storeRetained: nothing,
  createRetainedStream: empty,
  createRetainedStreamCombi: empty,
  addSubscriptions: nothing,
  removeSubscriptions: nothing,
  subscriptionsByClient: none,
  subscriptionsByTopic: none,
  cleanSubscriptions: nothing,
  outgoingEnqueue: nothing,
  outgoingEnqueueCombi: nothing,
  outgoingUpdate: nothing,
  outgoingStream: empty,
  /** aedes hands the result to its `ack` event, which is where commands hear of a PUBACK. */
  outgoingClearMessageId: async <P>(_client: unknown, packet: P): Promise<P> => packet,
  incomingStorePacket: nothing,
  /** QoS 2: every PUBLISH is new (a repeat is recognised by its event id), every PUBREL finds its own. */
  incomingGetPacket: async <P extends { cmd: string }>(_client: unknown, packet: P): Promise<P> => {
    if (packet.cmd === 'publish') throw new Error('not stored')
    return packet
  },
  incomingDelPacket: nothing,
  cleanIncoming: nothing,
  putWill: nothing,
  getWill: nothing,
  delWill: nothing,
  streamWill: empty,
  getClientList: empty,
  destroy: nothing,
})

type Done = (() => void) | undefined

/** An mqemitter that routes nothing. */
export const unrouted = () => ({
  on: (_topic: string, _listener: unknown, done: Done) => done?.(),
  removeListener: (_topic: string, _listener: unknown, done: Done) => done?.(),
  emit: (_packet: unknown, done: Done) => done?.(),
  close: (done: Done) => done?.(),
})

import { toInbound } from './inbound.ts'
import type { GatewayPorts } from './ports.ts'
import type { Publish } from './publish-frame.ts'

export type GatewayCounters = {
  /** Signed in now. */
  connections: number
  received: number
  refused: number
  acknowledged: number
  signInFailures: number
}

/** Hands messages to the hub and knows which are still being written. */
export const createKeeping = (
  ports: Pick<GatewayPorts, 'accept' | 'maySpeakFor' | 'now' | 'log'>,
  counters: GatewayCounters,
) => {
  let underWay = 0
  let idle: (() => void)[] = []

  const settled = (): void => {
    underWay--
    if (underWay > 0) return
    for (const tell of idle) tell()
    idle = []
  }

  return {
    /** Resolves when it is durable; rejects, and never throws at once, when it can't be kept. */
    keep(signedInAs: string, publish: Publish, will: boolean): Promise<void> {
      counters.received++
      underWay++
      const kept = (async () => {
        const speaksFor = (deviceId: string): boolean => ports.maySpeakFor(signedInAs, deviceId)
        const message = toInbound(publish, { signedInAs, speaksFor, will, receivedAt: ports.now() })
        const { refused, topic } = message
        if (refused !== undefined) {
          counters.refused++
          ports.log.debug({ signedInAs, topic, ...refused }, 'a message was refused')
        }
        await ports.accept(message)
      })()
      kept.then(settled, settled)
      return kept
    },

    /** Resolves when nothing is being written. */
    whenIdle: (): Promise<void> =>
      new Promise((resolve) => {
        if (underWay === 0) resolve()
        else idle.push(resolve)
      }),
  }
}

export type Keeping = ReturnType<typeof createKeeping>

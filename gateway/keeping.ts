import type { GatewayPorts, InboundMessage } from './ports.ts'

export type GatewayCounters = {
  /** Signed in now. */
  connections: number
  received: number
  refused: number
  acknowledged: number
  signInFailures: number
}

/** Hands messages to the hub and knows which are still being written. */
export const createKeeping = (ports: Pick<GatewayPorts, 'accept' | 'log'>, counters: GatewayCounters) => {
  let underWay = 0
  let idle: (() => void)[] = []

  const settled = (): void => {
    underWay--
    if (underWay > 0) return
    for (const tell of idle) tell()
    idle = []
  }

  return {
    /** As `accept`, and never throws at once. */
    keep(message: InboundMessage): Promise<void> {
      counters.received++
      const { refused, signedInAs, topic } = message
      if (refused !== undefined) {
        counters.refused++
        ports.log.info({ signedInAs, topic, ...refused }, 'a message was refused')
      }
      underWay++
      const kept = (async () => ports.accept(message))()
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

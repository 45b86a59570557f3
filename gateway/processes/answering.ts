import type { GatewayCounters } from '../keeping.ts'
import type { GatewayPorts, InboundMessage } from '../ports.ts'
import { mayPublish } from '../topics.ts'
import { type Answered, inBunches, type Saying, type ToGateway } from './messages.ts'

/** The hub's side of one gateway process: what it asks is asked of the ports, and the answers go back in bunches. */
export function answerer(
  ports: GatewayPorts,
  judged: GatewayCounters,
  post: (message: ToGateway) => void,
  about: Pick<GatewayPorts, 'connected' | 'disconnected'>,
): (saying: Saying) => void {
  const answer = inBunches<Answered>((answers) => post({ is: 'answers', answers }))
  const reply = (ask: number, work: Promise<unknown>): void => {
    work.then(
      (value) => answer({ ask, value }),
      (error: unknown) => answer({ ask, error: error instanceof Error ? error.message : String(error) }),
    )
  }
  return (saying) => {
    switch (saying.is) {
      case 'message': {
        const message = judge(saying.message, ports)
        if (message !== saying.message) judged.refused++
        return reply(saying.ask, ports.accept(message))
      }
      case 'sign_in':
        return reply(saying.ask, ports.signIn(saying.deviceId, saying.secret))
      case 'may_listen':
        return answer({ ask: saying.ask, value: ports.maySpeakFor(saying.signedInId, saying.deviceId) })
      case 'pending':
        return reply(saying.ask, ports.pendingCommands(saying.deviceId))
      case 'connected':
        return about.connected(saying.deviceId, saying.at)
      case 'disconnected':
        return about.disconnected(saying.deviceId, saying.at)
      case 'delivered':
        return ports.commandDelivered(saying.commandId)
      case 'log':
        return ports.log[saying.level](saying.facts, saying.message)
    }
  }
}

/** The gateway process let any device speak for any other: here it is known who may. */
function judge(message: InboundMessage, ports: GatewayPorts): InboundMessage {
  const { topic, signedInAs, payload, refused } = message
  const verdict = mayPublish(topic, signedInAs, (deviceId) => ports.maySpeakFor(signedInAs, deviceId))
  if (verdict.ok || verdict.code !== 'topic_forbidden' || refused?.code === 'topic_forbidden') return message
  const { deviceId, code, reason } = verdict
  return { ...message, deviceId, refused: { code, reason, size: refused?.size ?? payload.length } }
}

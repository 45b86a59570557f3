import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from './fault.ts'

/** Of where the hub sends word to. */
export const outgoingFaults: readonly Fault[] = [
  {
    name: 'no mail server',
    touches: 'outgoing',
    async happen(place, chance) {
      await place.mail.shut()
      await pause(chance.between(2_000, 15_000))
      await place.mail.open()
    },
  },
  {
    name: 'the receiver of webhooks hangs or refuses',
    touches: 'outgoing',
    async happen(place, chance) {
      place.calls.manner = chance.one(0.6) ? 'hangs' : 'refuses'
      await pause(chance.between(2_000, 20_000))
      place.calls.manner = 'takes'
    },
  },
]

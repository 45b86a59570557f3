import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type Answer, createLines } from './lines.ts'
import { createQueue } from './queue.ts'
import { registeredBed } from './registered.testing.ts'
import type { Work } from './work.ts'

const event = (type: 'call' | 'activity'): Work['what'] => ({
  kind: 'message',
  topic: '',
  payload: new Uint8Array(),
  size: 0,
  decoded: { ok: true, said: [{ kind: 'event', id: type, type, at: 0, receivedAt: 0, data: {} }] },
})
const came: Work['what'] = { kind: 'input', input: { kind: 'connected', at: 0 } }

/** Commits that end when the test says so; `begun` and `answered` name what they were given, by device and kind. */
function rig() {
  const queue = createQueue({ messages: 1_000, bytes: 1e6 })
  const begun: string[] = []
  const answered: string[] = []
  const held: (() => void)[] = []
  let comingsMayGo = () => {}
  const nameOf = ({ device, what }: Work) => `${device.id} ${what.kind}`
  const settle = (line: string, works: readonly Work[]): Promise<Answer> => {
    begun.push(`${line}: ${works.map(nameOf).join(', ')}`)
    const answer = async () => {
      for (const work of works) work.done()
    }
    return new Promise((resolve) => held.push(() => resolve(answer)))
  }
  const lines = createLines(queue, settle, () => new Promise((resolve) => (comingsMayGo = resolve)))
  return {
    begun,
    answered,
    lines,
    say(id: string, what: Work['what']) {
      const name = `${id} ${what.kind}`
      const work: Work = {
        device: registeredBed(id),
        receivedAt: 0,
        what,
        done: () => answered.push(name),
        failed: () => {},
      }
      queue.add(work)
      lines.added(work)
    },
    /** Ends the oldest commit that runs. */
    end: () => held.shift()?.(),
    aQuarterOfASecondPasses: () => comingsMayGo(),
    async settled() {
      for (let turns = 0; turns < 5; turns++) await turn()
    },
  }
}

describe('two lines of commits', () => {
  it('an emergency is committed while another commit runs', async () => {
    const { begun, say, settled } = rig()
    say('bed', event('activity'))
    await settled()
    say('button', event('call'))
    await settled()
    expect(begun).toEqual(['rest: bed message', 'alarm: button message'])
  })

  it('a device is on one of them at a time: its emergency comes next, and what it says after that follows', async () => {
    const { begun, say, settled, end } = rig()
    say('bed', event('activity'))
    await settled()
    say('bed', event('call'))
    say('bed', event('activity'))
    await settled()
    expect(begun).toEqual(['rest: bed message'])
    end()
    await settled()
    expect(begun).toHaveLength(2)
    end()
    await settled()
    expect(begun).toHaveLength(3)
    expect([...begun].sort()).toEqual(['alarm: bed message', 'rest: bed message', 'rest: bed message'])
  })

  it('who comes while others are written is written as well, also when nobody says anything more', async () => {
    const { begun, say, settled, end, aQuarterOfASecondPasses } = rig()
    say('bed', event('activity'))
    await settled()
    say('button', came)
    end()
    await settled()
    expect(begun).toHaveLength(1)
    aQuarterOfASecondPasses()
    await settled()
    expect(begun).toEqual(['rest: bed message', 'rest: button input'])
  })

  it('at the end everything there is is written and answered', async () => {
    const { answered, say, settled, end, lines } = rig()
    say('button', came)
    say('bed', event('activity'))
    say('another', event('call'))
    let over = false
    void lines.finish().then(() => {
      over = true
    })
    for (let round = 0; round < 6; round++) {
      end()
      await settled()
    }
    expect(over).toBe(true)
    expect([...answered].sort()).toEqual(['another message', 'bed message', 'button input'])
  })
})

import type { DeviceFacts, Input } from '../device.ts'
import { story } from '../story.testing.ts'
import type { Told } from './told.testing.ts'

/** What is done to a device and its hub, each after some time has passed. */
export type Done =
  | { afterMs: number; input: (now: number) => Input }
  | { afterMs: number; facts: Partial<DeviceFacts> }
  /** The hub stands still meanwhile: nothing is heard and no timer fires. */
  | { afterMs: number; downMs: number }

/** Lives through it with the real rules, every state through JSON; timers fire when they are due. */
export function lived(from: string, own: Partial<DeviceFacts>, all: readonly Done[], untilMs: number): Told[] {
  const home = story(from, own)
  const told: Told[] = []
  const end = home.now() + untilMs
  let seen = 0
  const keep = () => {
    for (const effect of home.all().slice(seen)) {
      if (effect.do === 'raise') told.push({ now: home.now(), what: `${effect.kind}/${effect.priority}` })
      if (effect.do === 'clear') told.push({ now: home.now(), what: `${effect.kind} cleared` })
      if (effect.do === 'open_ticket') told.push({ now: home.now(), what: 'ticket' })
      if (effect.do === 'close_ticket') told.push({ now: home.now(), what: 'ticket closed' })
      if (effect.do === 'look_in') told.push({ now: home.now(), what: 'look in' })
    }
    seen = home.all().length
  }
  /** In steps that end at each timer, so that what it told has its own instant. */
  const pass = (ms: number) => {
    const until = home.now() + ms
    for (;;) {
      const due = Math.min(...Object.values(home.state().timers))
      if (!(due <= until)) break
      home.waits(Math.max(0, due - home.now()))
      keep()
    }
    home.waits(until - home.now())
    keep()
  }
  for (const one of all) {
    pass(one.afterMs)
    if ('input' in one) home.take(one.input(home.now()))
    else if ('facts' in one) {
      home.change(one.facts)
      home.take({ kind: 'changed', at: home.now() })
    } else home.hubIsDown(one.downMs)
    keep()
  }
  pass(Math.max(0, end - home.now()))
  return told
}

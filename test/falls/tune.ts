import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf, missing, personOf, recorded } from './recordings.ts'
import { examplesOf, train, type Worn } from './train.ts'

/** `node test/falls/tune.ts`: makes devices/fall/cards.ts from the recordings, the same every time, and made-of.ts here. */
const root = join(import.meta.dirname, '../..')
const waist = made('waist')
const wrist = made('wrist')

write(
  'devices/fall/cards.ts',
  `import type { Card } from './card.ts'
import type { Placement } from './placement.ts'

// Made by \`node test/falls/tune.ts\` from recordings; not edited by hand.
const waist: Card = ${JSON.stringify(waist.card)}

const wrist: Card = ${JSON.stringify(wrist.card)}

/** There are no recordings of pendants to tune on: they go by the waist's, the nearest on the trunk. */
export const cards: Readonly<Record<Placement, Card>> = { waist, wrist, pendant: waist }
`,
)
write(
  'test/falls/made-of.ts',
  `/** The recordings that devices/fall/cards.ts was made of, and the people in them. Made by \`node test/falls/tune.ts\`. */
export const madeOf = ${JSON.stringify({ waist: waist.of, wrist: wrist.of })} as const
`,
)

function made(worn: Worn) {
  const reason = missing(worn)
  if (reason !== null) throw new Error(reason)
  const trials = recorded(worn)
  const people = [...new Set(trials.map(personOf))].sort()
  return {
    card: train(examplesOf(trials, worn), worn),
    of: { digest: digestOf(worn), trials: trials.length, people },
  }
}

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text)
  execFileSync(join(root, 'node_modules/.bin/biome'), ['check', '--write', join(root, path)], { stdio: 'inherit' })
}

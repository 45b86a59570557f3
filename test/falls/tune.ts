import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { missing, recorded } from './recordings.ts'
import { examplesOf, train, type Worn } from './train.ts'

/** `node test/falls/tune.ts`: makes devices/fall/cards.ts from the recordings, the same every time. */
const reason = missing()
if (reason !== null) throw new Error(reason)

const cardFor = (worn: Worn) => train(examplesOf(recorded(worn), worn), worn)
const root = join(import.meta.dirname, '../..')
const file = join(root, 'devices/fall/cards.ts')
writeFileSync(
  file,
  `import type { Card } from './card.ts'
import type { Placement } from './placement.ts'

// Made by \`node test/falls/tune.ts\` from recordings; not edited by hand.
const waist: Card = ${JSON.stringify(cardFor('waist'))}

const wrist: Card = ${JSON.stringify(cardFor('wrist'))}

/** There are no recordings of pendants to tune on: they go by the waist's, the nearest on the trunk. */
export const cards: Readonly<Record<Placement, Card>> = { waist, wrist, pendant: waist }
`,
)
execFileSync(join(root, 'node_modules/.bin/biome'), ['check', '--write', file], { stdio: 'inherit' })

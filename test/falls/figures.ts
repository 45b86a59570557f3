import { parseArgs } from 'node:util'
import { cards } from '../../devices/fall/cards.ts'
import { confidentFrom } from '../../devices/fall/detect.ts'
import { type Count, figures, isFallSeen, shareOf } from './judge.ts'
import { madeOf } from './made-of.ts'
import { missing, personOf, recorded, type Trial } from './recordings.ts'

const help = `node test/falls/figures.ts [RATE…]

What the cards that are shipped make of the recordings in CARE_DATA_DIR/falls, heard at each rate (Hz; 25 50 100 200 where
none is given) in messages of a second. It reads every file that ends in where it was worn, *-waist.ndjson.gz,
*-wrist.ndjson.gz and *-pendant.ndjson.gz: one JSON a line, gzip,
  {"set","subject","activity","fall","hz","samples":[[x,y,z],…]} in milli-g, and "age" where it is known.
People the cards were made of stand apart from others: of them the figures flatter.

  --from N    without the first N samples, so that the tenths of a second fall elsewhere`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: 'string', default: '0' }, help: { type: 'boolean', short: 'h' } },
})
const rates = positionals.length === 0 ? [25, 50, 100, 200] : positionals.map(Number)
const skip = Number(values.from)
const readable = Number.isInteger(skip) && skip >= 0 && rates.every((hz) => hz >= 10 && hz <= 400)
if (values.help === true || !readable) {
  console.log(help)
  process.exit(readable ? 0 : 2)
}

const row = (...cells: readonly string[]) =>
  console.log(
    cells
      .map((cell) => cell.padEnd(24))
      .join('')
      .trimEnd(),
  )
const told = (count: Count): string => {
  const share = shareOf(count)
  return share === null ? 'none' : `${(100 * share).toFixed(1)} %  (${count.flagged} of ${count.trials})`
}

for (const worn of ['waist', 'wrist', 'pendant'] as const) {
  const reason = missing(worn)
  if (reason !== null) {
    console.log(`${worn}: ${reason}\n`)
    continue
  }
  const known = new Set<string>(worn === 'pendant' ? madeOf.waist.people : madeOf[worn].people)
  const of = Map.groupBy(recorded(worn), (trial) => (known.has(personOf(trial)) ? 'tuned' : 'others'))
  for (const [who, trials] of of)
    print(`${worn}, ${who === 'tuned' ? 'people the card was made of' : 'other people'}`, trials)

  function print(title: string, trials: readonly Trial[]): void {
    const people = new Set(trials.map(personOf)).size
    console.log(`${title}: ${people} people, ${trials.length} trials`)
    row('', 'falls found', 'daily life flagged', 'of 60 and above')
    for (const hz of rates) {
      const { falls, others, elderly } = figures(
        trials.map((trial) => ({ trial, card: cards[worn] })),
        (trial, card) => isFallSeen(card, trial, confidentFrom, { hz, skip }),
      )
      row(`${hz} Hz`, told(falls), told(others), told(elderly))
    }
    console.log()
  }
}

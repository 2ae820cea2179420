/**
 * The properties of the publish path and of federation with a million cases each, or as many as are asked for. A failure prints the case and
 * what reproduces it.
 */

import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import fc from 'fast-check'
import {
  BYTES_PROPERTIES,
  CERTIFICATE_PROPERTIES,
  JSON_PROPERTIES,
  type NamedProperty,
  TOKEN_PROPERTIES,
} from '../test/properties/decoders.ts'
import { FEDERATION_PROPERTIES } from '../test/properties/federation.ts'
import { PUBLISH_PROPERTIES } from '../test/properties/publish.ts'

const HELP = `npm run fuzz -- [--cases 1000000] [--seed N] [--only TEXT]

  --cases  cases of a property of cost 1; one of cost n gets that many divided by n, at least 1000
  --seed   reproduces a run; without it a fresh one is drawn and printed
  --only   properties whose name contains TEXT

  npm run fuzz -- --only token --seed 5 --cases 100000

Exits with 0 where every property held, with 1 where one did not, with 2 where the arguments make no sense.`

/** Cases between two moves of the bar. */
const CHUNK = 5000
const MIN_CASES = 1000

const PROPERTIES: readonly NamedProperty[] = [
  ...JSON_PROPERTIES,
  ...BYTES_PROPERTIES,
  ...CERTIFICATE_PROPERTIES,
  ...TOKEN_PROPERTIES,
  ...PUBLISH_PROPERTIES,
  ...FEDERATION_PROPERTIES,
]

const { values: args } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    seed: { type: 'string' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
})
const cases = Number(args.cases)
const seed = Number(args.seed ?? crypto.getRandomValues(new Int32Array(1))[0])
const chosen = PROPERTIES.filter(({ name }) => name.includes(args.only))

if (args.help) {
  console.log(HELP)
} else if (
  !Number.isInteger(cases) ||
  cases < 1 ||
  !Number.isInteger(seed) ||
  chosen.length === 0
) {
  console.error(HELP)
  process.exitCode = 2
} else {
  console.log(`seed ${seed}`)
  for (const property of chosen) {
    if (!(await fuzz(property, Math.max(MIN_CASES, Math.ceil(cases / property.cost))))) {
      process.exitCode = 1
      break
    }
  }
}

async function fuzz({ name, property }: NamedProperty, total: number): Promise<boolean> {
  const bar = new SingleBar({
    format: `{bar} {value}/{total} {duration_formatted} ${name}`,
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  })
  bar.start(total, 0)
  for (let done = 0, chunk = 0; done < total; done += CHUNK, chunk++) {
    const numRuns = Math.min(CHUNK, total - done)
    const details = await fc.check(property as fc.IAsyncProperty<never>, {
      numRuns,
      seed: (seed + chunk) | 0,
    })
    if (details.failed) {
      bar.stop()
      console.error(`\nFAILED: ${name}\n${await fc.asyncDefaultReportMessage(details)}`)
      console.error(`again: npm run fuzz -- --only ${JSON.stringify(name)} --seed ${details.seed}`)
      return false
    }
    bar.update(done + numRuns)
  }
  bar.stop()
  return true
}

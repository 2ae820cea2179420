/** Gateways of ours that exchange with one another, each a member of the others': every key everywhere, once, as its phone's country's. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addSeconds } from '../../../src/core/time.ts'
import { efgsServers } from '../../support/efgs-servers.ts'
import {
  type Death,
  type FederatedServer,
  type FederatedServers,
  hubKeys,
  startServers,
  storedKeys,
  TOPOLOGIES,
} from '../../support/three-servers.ts'

/** The same cases on each run. */
const SEED = 1127
const COUNTRIES = ['DE', 'FR', 'NL'] as const
/** A key is at the other end by then, over two gateways, each of which keeps it for a slot. */
const HOURS_TO_THE_END = 12

type Step =
  | { readonly kind: 'upload'; readonly server: number; readonly keys: number }
  | {
      readonly kind: 'run'
      readonly server: number
      readonly partner: number
      readonly direction: 'import' | 'export'
      readonly death: Death | undefined
    }
  | { readonly kind: 'work'; readonly server: number; readonly diesAt: number | undefined }
  | { readonly kind: 'time'; readonly minutes: number }

const server = fc.nat({ max: COUNTRIES.length - 1 })
const death: fc.Arbitrary<Death | undefined> = fc.option(
  fc.record({
    of: fc.constantFrom('client', 'hub'),
    at: fc.nat({ max: 25 }),
    how: fc.constantFrom('dies before', 'dies after'),
  }),
  { nil: undefined },
)
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('upload' as const),
        server,
        keys: fc.integer({ min: 1, max: 7 }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('run' as const),
        server,
        partner: fc.nat({ max: 2 }),
        direction: fc.constantFrom('import', 'export'),
        death,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('work' as const),
        server,
        diesAt: fc.option(fc.nat({ max: 5 }), { nil: undefined }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('time' as const),
        // Over midnight now and then.
        minutes: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.constant(14 * 60)),
      }),
    },
  ),
  { maxLength: 40 },
)

/** @returns the country of each key's phone */
async function play(
  all: FederatedServers,
  history: readonly Step[],
): Promise<ReadonlyMap<string, string>> {
  const countries = new Map<string, string>()
  for (const step of history) {
    if (step.kind === 'time') {
      all.now = addSeconds(all.now, step.minutes * 60)
      continue
    }
    const at = all.servers[step.server]
    if (at === undefined) throw new Error('no such server')
    if (step.kind === 'upload') {
      const keys = Array.from({ length: step.keys }, (_, i) =>
        (countries.size + i + 1).toString(16).padStart(32, '0'),
      )
      for (const key of keys) countries.set(key, at.region)
      await all.upload(at, keys)
    } else if (step.kind === 'work') {
      await all.work(
        at,
        step.diesAt === undefined ? undefined : { at: step.diesAt, how: 'dies before' },
      )
    } else {
      const id = at.partnerIds[step.partner % at.partnerIds.length]
      if (id !== undefined) await all.run(at, id, step.direction, step.death)
    }
  }
  return countries
}

const uploadsOf = ({ calls }: FederatedServers) => calls.filter(({ method }) => method === 'POST')

async function expectAllEverywhere(
  all: FederatedServers,
  countries: ReadonlyMap<string, string>,
): Promise<void> {
  const keys = [...countries].sort()
  for (const one of all.servers) {
    expect(await storedKeys(one), one.region).toEqual(
      keys.map(([key, country]) => ({ key, origin: country === one.region ? null : country })),
    )
    // A gateway knows keys by all that they say: whoever forwards one says less of it, and may be the second to send it.
    const distinct = new Map((await hubKeys(one)).map(({ key, origin }) => [key, origin]))
    expect([...distinct], one.region).toEqual(keys)
    expect(await readRepeated(one), one.region).toEqual([])
  }
}

/** Keys that one member sent more than once. */
async function readRepeated({ db, hub }: FederatedServer): Promise<readonly unknown[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT key, uploader FROM (${hub.keysSql}) GROUP BY key, uploader HAVING count(*) > 1`,
    )
    .all()
  return results
}

describe.each(Object.entries(TOPOLOGIES))('a %s', (_name, topology) => {
  test('brings every key everywhere once, whoever dies at what', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const faults: unknown[] = []
        const all = await startServers(await efgsServers(COUNTRIES, faults), COUNTRIES, topology)
        const countries = await play(all, history)
        for (let hour = 0; hour < HOURS_TO_THE_END; hour++) await all.passHour()
        await expectAllEverywhere(all, countries)
        // Then it is over: nobody sends what the other has.
        const before = uploadsOf(all).length
        for (let hour = 0; hour < 3; hour++) await all.passHour()
        expect(uploadsOf(all)).toHaveLength(before)
        expect([...all.faults, ...faults]).toEqual([])
      }),
      { seed: SEED, numRuns: 10 },
    )
  }, 300_000)
})

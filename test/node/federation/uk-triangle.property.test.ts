/** Servers of the UK protocol that exchange with one another, each a gateway between the others: every key everywhere, once. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addSeconds } from '../../../src/core/time.ts'
import {
  type Death,
  type FederatedServers,
  hubKeys,
  startServers,
  storedKeys,
  TOPOLOGIES,
} from '../../support/three-servers.ts'
import { ukServers } from '../../support/uk-servers.ts'

/** The same cases on each run. */
const SEED = 1126
const REGIONS = ['GB-EAW', 'IE', 'JE'] as const
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

const server = fc.nat({ max: REGIONS.length - 1 })
/** A run of ours has tens of effects, a request to a hub a few. */
const deathOf = (of: Death['of'], most: number) =>
  fc.record({
    of: fc.constant(of),
    at: fc.nat({ max: most }),
    how: fc.constantFrom('dies before' as const, 'dies after' as const),
  })
const death: fc.Arbitrary<Death | undefined> = fc.oneof(
  fc.constant(undefined),
  deathOf('client', 15),
  deathOf('client', 60),
  deathOf('hub', 5),
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
      weight: 1,
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
        minutes: fc.integer({ min: 20, max: 120 }),
      }),
    },
  ),
  { minLength: 40, maxLength: 70, size: 'max' },
)

/** @returns the region of each key's phone */
async function play(
  all: FederatedServers,
  history: readonly Step[],
): Promise<ReadonlyMap<string, string>> {
  const regions = new Map<string, string>()
  for (const step of history) {
    if (step.kind === 'time') {
      all.now = addSeconds(all.now, step.minutes * 60)
      continue
    }
    const at = all.servers[step.server]
    if (at === undefined) throw new Error('no such server')
    if (step.kind === 'upload') {
      const keys = Array.from({ length: step.keys }, (_, i) =>
        (regions.size + i + 1).toString(16).padStart(32, '0'),
      )
      for (const key of keys) regions.set(key, at.region)
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
  return regions
}

const uploadsOf = ({ calls }: FederatedServers) => calls.filter(({ method }) => method === 'POST')

async function expectAllEverywhere(
  all: FederatedServers,
  regions: ReadonlyMap<string, string>,
): Promise<void> {
  const keys = [...regions].sort()
  for (const one of all.servers) {
    expect(await storedKeys(one), one.region).toEqual(
      keys.map(([key, region]) => ({ key, origin: region === one.region ? null : region })),
    )
    expect(await hubKeys(one), one.region).toEqual(keys.map(([key, origin]) => ({ key, origin })))
  }
}

/** What a server sends over a wire, together with what came over it, is each key once at most. */
async function expectFewSent(all: FederatedServers, keys: number): Promise<void> {
  for (const { db, partnerIds } of all.servers) {
    for (const id of partnerIds) {
      const [row] = (
        await db.d1
          .prepare(
            `SELECT (SELECT coalesce(sum(total_keys), 0) FROM outgoing_batches WHERE partner_id = ?1 AND status = 'sent')
              + (SELECT count(*) FROM diagnosis_keys WHERE source_id = ?1) AS keys,
              (SELECT count(*) FROM outgoing_batches WHERE partner_id = ?1 AND status <> 'sent') AS open`,
          )
          .bind(id)
          .all<{ keys: number; open: number }>()
      ).results
      expect(row?.keys).toBeLessThanOrEqual(keys)
      expect(row?.open).toBe(0)
    }
  }
}

describe.each(Object.entries(TOPOLOGIES))('a %s', (_name, topology) => {
  test('brings every key everywhere once, whoever dies at what', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const faults: unknown[] = []
        const all = await startServers(ukServers(faults), REGIONS, topology)
        const regions = await play(all, history)
        for (let hour = 0; hour < HOURS_TO_THE_END; hour++) await all.passHour()
        await expectAllEverywhere(all, regions)
        await expectFewSent(all, regions.size)
        // Then it is over: nobody sends what the other has.
        const before = uploadsOf(all).length
        for (let hour = 0; hour < 3; hour++) await all.passHour()
        expect(uploadsOf(all)).toHaveLength(before)
        expect([...all.faults, ...faults]).toEqual([])
      }),
      { seed: SEED, numRuns: 6 },
    )
  })
})

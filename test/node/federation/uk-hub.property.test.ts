/** Whatever the order of uploads, builds and downloads: a nation that follows its tags meets each key of the others once. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from '../../../src/core/bytes.ts'
import { addSeconds, asUnixSeconds, type UnixSeconds } from '../../../src/core/time.ts'
import { type KeyserverDatabase, openKeyserver } from '../../../src/db/keyserver/database.ts'
import { downloadNextBatch } from '../../../src/db/keyserver/queries/uk-hub-batches.ts'
import { insertUkUpload } from '../../../src/db/keyserver/queries/uk-hub-uploads.ts'
import { buildFullBatches, flushBatches } from '../../../src/flows/uk-hub/build-batches.ts'
import { sqliteD1 } from '../../support/sqlite-d1.ts'

/** The same cases on each run. */
const SEED = 1125
const START = asUnixSeconds(Date.UTC(2026, 10, 19, 10, 20) / 1000)
const DAY_AGO = addSeconds(START, -86_400)
const NATIONS = ['IE', 'GB-SCT', 'GB-SCT'] as const

type Step =
  | { readonly kind: 'upload'; readonly nation: number; readonly keys: readonly number[] }
  | { readonly kind: 'build' | 'flush' }
  | { readonly kind: 'download'; readonly nation: number }

const nation = fc.nat({ max: NATIONS.length - 1 })
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    // Few names of keys, so that nations often send what others have sent.
    fc.record({
      kind: fc.constant('upload' as const),
      nation,
      keys: fc.array(fc.nat({ max: 60 }), { maxLength: 12 }),
    }),
    fc.record({ kind: fc.constantFrom('build' as const, 'flush' as const) }),
    fc.record({ kind: fc.constant('download' as const), nation }),
  ),
  { maxLength: 40, size: 'max' },
)

const exposureOf = (name: number, origin: string) => ({
  keyData: new Uint8Array(16).fill((name * 97) % 251),
  rollingStartNumber: 2_671_920,
  transmissionRiskLevel: 0,
  rollingPeriod: 144,
  regions: [],
  origin,
  testType: 1,
  reportType: 1,
  daysSinceOnset: 0,
})

let serial = 0
const randomBytes = (length: number) => {
  const bytes = new Uint8Array(length)
  new DataView(bytes.buffer).setUint32(0, serial++)
  return bytes
}

class Reader {
  readonly #db: KeyserverDatabase
  readonly #nationId: number
  #tag: string | undefined
  readonly batches: string[][] = []

  constructor(db: KeyserverDatabase, nationId: number) {
    this.#db = db
    this.#nationId = nationId
  }

  /** @returns whether there was a batch */
  async step(now: UnixSeconds): Promise<boolean> {
    const request = {
      nationId: this.#nationId,
      region: NATIONS[this.#nationId] ?? '',
      afterTag: this.#tag,
      since: DAY_AGO,
      regions: undefined,
    }
    const batch = await downloadNextBatch(this.#db, request, DAY_AGO, now)
    if (batch === undefined) return false
    this.#tag = batch.tag
    const keys = batch.exposures.map(({ keyData }) => toHex(keyData))
    expect(keys).toEqual(keys.toSorted())
    this.batches.push(keys)
    return true
  }

  async toTheEnd(now: UnixSeconds): Promise<void> {
    while (await this.step(now));
  }
}

test('each key once, in the same batches for who follows and for who comes late', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 9 }), async (history, size) => {
      const db = openKeyserver(sqliteD1())
      const deps = { db, randomBytes }
      const readers = NATIONS.map((_, id) => new Reader(db, id))
      const senders = new Map<string, number>()
      let now = START
      for (const step of history) {
        now = addSeconds(now, 1)
        switch (step.kind) {
          case 'upload': {
            const region = NATIONS[step.nation] ?? ''
            const exposures = step.keys.map((name) => exposureOf(name, region))
            const fresh = new Set(
              exposures.map(({ keyData }) => toHex(keyData)).filter((key) => !senders.has(key)),
            )
            for (const key of fresh) senders.set(key, step.nation)
            const upload = { nationId: step.nation, region, tag: 'x', exposures, sentKeys: 0 }
            expect(await insertUkUpload(db, upload, now)).toBe(fresh.size)
            break
          }
          case 'build':
            await buildFullBatches(deps, size, now)
            break
          case 'flush':
            await flushBatches(deps, size, now)
            break
          case 'download':
            await readers[step.nation]?.step(now)
            break
          default:
            throw step satisfies never
        }
      }
      await flushBatches(deps, size, now)
      for (const [id, reader] of readers.entries()) {
        await reader.toTheEnd(now)
        const wanted = [...senders]
          .filter(([, sender]) => NATIONS[sender] !== NATIONS[id])
          .map(([key]) => key)
        expect(reader.batches.flat().toSorted()).toEqual(wanted.toSorted())
        const late = new Reader(db, id)
        await late.toTheEnd(now)
        expect(late.batches).toEqual(reader.batches)
      }
    }),
    { seed: SEED, numRuns: 150 },
  )
})

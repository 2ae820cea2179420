/**
 * Whatever the order of uploads, builds, clean-ups, midnights and clocks that go back: a member that follows the names of batches
 * meets each key of the others once, whole uploads in batches of bounded size, and who is told of batches is told of each in order.
 */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EFGS_CALLBACK_DEFAULTS } from '../../../src/core/federation/efgs/hub-settings.ts'
import { succeed } from '../../../src/core/result.ts'
import {
  addSeconds,
  asUnixSeconds,
  SECONDS_PER_DAY,
  type UnixSeconds,
} from '../../../src/core/time.ts'
import { type KeyserverDatabase, openKeyserver } from '../../../src/db/keyserver/database.ts'
import {
  readEfgsBatch,
  readFirstEfgsBatch,
} from '../../../src/db/keyserver/queries/efgs-hub-batches.ts'
import { putEfgsCallback } from '../../../src/db/keyserver/queries/efgs-hub-subscriptions.ts'
import { buildEfgsBatches } from '../../../src/flows/efgs-hub/build-batches.ts'
import { notifySubscribers } from '../../../src/flows/efgs-hub/notify-subscribers.ts'
import type { PartnerHttp } from '../../../src/flows/federation/protocol.ts'
import { efgsKeys, hexOf } from '../../support/efgs-gateway.ts'
import { addMember, keysOfBatch, storeEfgsUpload } from '../../support/efgs-hub-store.ts'
import { sqliteD1 } from '../../support/sqlite-d1.ts'

/** The same cases on each run. */
const SEED = 1125
const START = asUnixSeconds(Date.UTC(2026, 10, 25, 22) / 1000)
const COUNTRIES = ['DE', 'FR', 'NL'] as const

type Country = (typeof COUNTRIES)[number]
type Step =
  | {
      readonly kind: 'upload'
      readonly country: Country
      readonly keys: readonly number[]
      readonly version: string
    }
  | { readonly kind: 'build'; readonly builders: number }
  | { readonly kind: 'read'; readonly country: Country }
  | { readonly kind: 'notify'; readonly answers: readonly boolean[] }
  | { readonly kind: 'wait'; readonly seconds: number }

const country = fc.constantFrom(...COUNTRIES)
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      // Few names of keys, so that members often send what others have sent.
      arbitrary: fc.record({
        kind: fc.constant('upload' as const),
        country,
        keys: fc.uniqueArray(fc.nat({ max: 99 }), { minLength: 1, maxLength: 6 }),
        version: fc.constantFrom('1.0', '1.0', '1.0', '1.1'),
      }),
    },
    fc.record({ kind: fc.constant('build' as const), builders: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind: fc.constant('read' as const), country }),
    fc.record({
      kind: fc.constant('notify' as const),
      answers: fc.array(fc.boolean(), { maxLength: 6 }),
    }),
    fc.record({
      kind: fc.constant('wait' as const),
      seconds: fc.oneof(fc.integer({ min: -7200, max: 7200 }), fc.constant(SECONDS_PER_DAY)),
    }),
  ),
  { maxLength: 40 },
)

/** Follows the names, asked with the day on which it began, and takes up where it stopped. */
class Reader {
  readonly #db: KeyserverDatabase
  readonly #country: Country
  #last: string | undefined
  readonly batches: { readonly name: string; readonly keys: readonly string[] }[] = []

  constructor(db: KeyserverDatabase, of: Country) {
    this.#db = db
    this.#country = of
  }

  async toTheEnd(now: UnixSeconds): Promise<void> {
    for (;;) {
      const batch =
        this.#last === undefined
          ? await readFirstEfgsBatch(this.#db, asUnixSeconds(0))
          : await this.#following(this.#last)
      if (batch === undefined) return
      this.#last = batch.name
      const keys = await keysOfBatch(this.#db, batch, this.#country, now)
      this.batches.push({ name: batch.name, keys })
    }
  }

  async #following(name: string) {
    const next = (await readEfgsBatch(this.#db, name))?.next
    return next === undefined ? undefined : readEfgsBatch(this.#db, next)
  }
}

test('each key once, in batches that hold for whoever follows and whoever comes late', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 6, max: 12 }), async (history, limit) => {
      const db = openKeyserver(sqliteD1())
      for (const one of COUNTRIES) await addMember(db, one)
      await putEfgsCallback(
        db,
        'FR',
        { callbackId: '1', url: 'https://fr.example.org/x' },
        1,
        START,
      )
      const readers = new Map(COUNTRIES.map((one) => [one, new Reader(db, one)]))
      const senders = new Map<string, Country>()
      const versions = new Map<string, string>()
      const told: string[] = []
      let uploads = 0
      let now = START
      const notify = (answers: boolean[]) => {
        const http: PartnerHttp = {
          async send(url) {
            const answersWell = answers.shift() ?? true
            if (answersWell) told.push(new URL(url).searchParams.get('batchTag') ?? '')
            const status = answersWell ? 200 : 500
            return succeed({ status, headers: new Headers(), body: new Uint8Array() })
          },
        }
        const deps = { db, http, allowsLoopback: false, settings: EFGS_CALLBACK_DEFAULTS }
        return notifySubscribers(deps, { clock: () => now, remaining: () => 100 })
      }
      for (const step of history) {
        now = addSeconds(now, 1)
        switch (step.kind) {
          case 'upload': {
            const keys = step.keys.flatMap((name) => efgsKeys(1, { origin: 'XX' }, name))
            const isNew = hexOf(keys).every((key) => !senders.has(key))
            const upload = {
              tag: `${uploads++}`,
              country: step.country,
              version: step.version,
              keys,
            }
            expect(await storeEfgsUpload(db, upload, now)).toBe(isNew ? 'stored' : 'key_exists')
            for (const key of isNew ? hexOf(keys) : []) {
              senders.set(key, step.country)
              versions.set(key, step.version)
            }
            break
          }
          case 'build':
            await Promise.all(
              Array.from({ length: step.builders }, () => buildEfgsBatches(db, limit, now)),
            )
            break
          case 'read':
            await readers.get(step.country)?.toTheEnd(now)
            break
          case 'notify':
            await notify([...step.answers])
            break
          case 'wait':
            now = addSeconds(now, step.seconds)
            break
          default:
            throw step satisfies never
        }
      }
      await buildEfgsBatches(db, limit, now)
      for (const [of, reader] of readers) {
        await reader.toTheEnd(now)
        const wanted = [...senders].filter(([, sender]) => sender !== of).map(([key]) => key)
        const found = reader.batches.flatMap(({ keys }) => keys)
        // In the order in which they came, too.
        expect(found).toEqual(wanted)
        const late = new Reader(db, of)
        await late.toTheEnd(now)
        expect(late.batches).toEqual(reader.batches)
        for (const { keys } of late.batches) {
          expect(keys.length).toBeLessThanOrEqual(limit)
          expect(new Set(keys.map((key) => versions.get(key))).size).toBeLessThanOrEqual(1)
        }
      }
      const names = readers.get('FR')?.batches.map(({ name }) => name) ?? []
      expect(new Set(names).size).toBe(names.length)
      for (let i = 0; i <= names.length; i++) {
        now = addSeconds(now, SECONDS_PER_DAY)
        await notify([])
      }
      expect(told).toEqual(names)
    }),
    { seed: SEED, numRuns: 150 },
  )
})

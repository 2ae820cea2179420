/** Whoever follows the cursors gets each key once, whatever comes meanwhile, and each revision once, after its key. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from '../../../src/core/bytes.ts'
import { type FetchState, FIRST_STATE } from '../../../src/core/federation/google/messages.ts'
import { readFetchResponse } from '../../../src/core/federation/google/read-messages.ts'
import { writeFetchRequest } from '../../../src/core/federation/google/write-messages.ts'
import { asUnixSeconds, floorTo } from '../../../src/core/time.ts'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import {
  authorize,
  fetchToken,
  type GoogleServer,
  googleServer,
  HOUR,
  keyName,
  makeSigner,
  storeLeavingKeys,
} from '../../support/google-federation.ts'
import { sqliteD1 } from '../../support/sqlite-d1.ts'

const signer = makeSigner()
const START = asUnixSeconds(Date.UTC(2026, 10, 19, 10, 20) / 1000)

async function fetchOnce(server: GoogleServer, state: FetchState, maxExposureKeys: number) {
  const answer = await server.request({
    method: 'POST',
    headers: {
      authorization: `Bearer ${fetchToken(signer, server.now)}`,
      'content-type': 'application/x-protobuf',
    },
    body: writeFetchRequest({
      includeRegions: ['US'],
      excludeRegions: [],
      onlyTravelers: false,
      onlyLocalProvenance: true,
      maxExposureKeys,
      state,
    }),
  })
  const read = readFetchResponse(new Uint8Array(await answer.arrayBuffer()), 500)
  if (!read.ok) throw new Error(read.failure)
  return read.value
}

const step = fc.oneof(
  // An upload: keys of now, some under embargo for hours; not all may leave.
  fc.record({
    kind: fc.constant('upload' as const),
    keys: fc.array(
      fc.record({ number: fc.nat(10_000), embargoHours: fc.nat(3), mayLeave: fc.boolean() }),
      { minLength: 1, maxLength: 12 },
    ),
  }),
  fc.record({ kind: fc.constant('revise' as const), which: fc.nat(1000) }),
  fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 0, max: 150 }) }),
  fc.record({ kind: fc.constant('fetch' as const), limit: fc.integer({ min: 1, max: 5 }) }),
)

test('each key comes once, and each revision once and later', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const db = openKeyserver(sqliteD1())
      await authorize(db, { keys: [{ kid: 'k1', publicKeyPem: signer.publicKeyPem }] })
      const server = googleServer(db, START)
      const stored = new Map<string, boolean>()
      const revised = new Set<string>()
      const seen: string[] = []
      let state = FIRST_STATE
      const fetch = async (limit: number): Promise<boolean> => {
        const { keys, revisedKeys, isPartial, nextState } = await fetchOnce(server, state, limit)
        expect(keys.length + revisedKeys.length).toBeLessThanOrEqual(limit)
        seen.push(...keys.map((key) => toHex(key.exposureKey)))
        seen.push(...revisedKeys.map((key) => `revised ${toHex(key.exposureKey)}`))
        state = nextState
        return isPartial
      }
      for (const one of steps) {
        if (one.kind === 'wait') server.now = asUnixSeconds(server.now + one.minutes * 60)
        if (one.kind === 'fetch') await fetch(one.limit)
        const slot = floorTo(server.now, HOUR)
        if (one.kind === 'upload') {
          const keys = new Map(one.keys.map((key) => [keyName(key.number), key]))
          const fresh = [...keys].filter(([name]) => !stored.has(name))
          await storeLeavingKeys(
            db,
            fresh.map(([key, { embargoHours, mayLeave }]) => ({
              key,
              createdAt: slot + embargoHours * HOUR,
              consent: mayLeave ? 'always' : 'never',
            })),
          )
          for (const [name, { mayLeave }] of fresh) stored.set(name, mayLeave)
        }
        if (one.kind === 'revise' && stored.size > 0) {
          const [name = ''] = [...stored.keys()].slice(one.which % stored.size)
          await db.d1
            .prepare(
              `UPDATE diagnosis_keys SET revised_report_type = 5, revised_at = max(created_at, ?2)
              WHERE key_data = unhex(?1) AND revised_at IS NULL`,
            )
            .bind(name, slot)
            .run()
          revised.add(name)
        }
      }
      // All embargoes are over by then.
      server.now = asUnixSeconds(server.now + 6 * HOUR)
      for (let calls = 0; await fetch(3); calls++) expect(calls).toBeLessThan(500)
      expect(await fetch(500)).toBe(false)

      const leaving = [...stored].flatMap(([name, mayLeave]) => (mayLeave ? [name] : []))
      const expected = [
        ...leaving,
        ...leaving.filter((name) => revised.has(name)).map((name) => `revised ${name}`),
      ]
      expect([...seen].sort()).toEqual(expected.sort())
      for (const name of leaving.filter((key) => revised.has(key))) {
        expect(seen.indexOf(name)).toBeLessThan(seen.indexOf(`revised ${name}`))
      }
    }),
    { numRuns: 150 },
  )
})

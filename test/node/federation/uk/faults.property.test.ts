/** Whatever the original's server does to its clients, nothing is lost and nothing comes twice. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addSeconds, asUnixSeconds } from '../../../../src/core/time.ts'
import type { FetchedBatch } from '../../../../src/flows/federation/protocol.ts'
import { openUkAdapter } from '../../../../src/flows/federation/uk/open-adapter.ts'
import {
  anExposure,
  anOutgoingKey,
  keysOfBatches,
  keyText,
  register,
  runImport,
  ukPartner,
} from '../../../support/uk-partner.ts'
import { UkTestServer } from '../../../support/uk-server.ts'

/** The same cases on each run. */
const SEED = 1125
const START = asUnixSeconds(Date.parse('2020-09-15T12:00:00Z') / 1000)
const SETTLING_SECONDS = 60

type Step =
  | { readonly kind: 'others_upload'; readonly keys: number }
  | { readonly kind: 'we_upload'; readonly keys: number }
  | { readonly kind: 'batch_shown'; readonly size: number }
  | { readonly kind: 'batch_filled' }
  | { readonly kind: 'server_fails' }
  | { readonly kind: 'we_poll' }
  | { readonly kind: 'we_poll_and_crash' }
  | { readonly kind: 'time_passes'; readonly seconds: number }

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('others_upload' as const),
      keys: fc.integer({ min: 1, max: 4 }),
    }),
    fc.record({ kind: fc.constant('we_upload' as const), keys: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constant('batch_shown' as const), size: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind: fc.constant('batch_filled' as const) }),
    fc.record({ kind: fc.constant('server_fails' as const) }),
    fc.record({ kind: fc.constant('we_poll' as const) }),
    fc.record({ kind: fc.constant('we_poll_and_crash' as const) }),
    fc.record({
      kind: fc.constant('time_passes' as const),
      seconds: fc.integer({ min: 1, max: 100 }),
    }),
  ),
  { maxLength: 60, size: 'max' },
)

test('each key of others is read once, and none of ours, however batches are shown and filled', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const server = new UkTestServer()
      const partner = ukPartner({ ...register(server, 'GB-EAW') })
      const read: FetchedBatch[] = []
      const others: string[] = []
      /** Batches that are shown, with when at the latest they are filled. */
      let filling: { readonly fill: () => void; readonly by: number }[] = []
      let now = START
      let cursor: unknown
      let seed = 0

      /** Whoever fills batches is done with one within a minute. */
      const pass = (seconds: number) => {
        for (const { fill } of filling.filter(({ by }) => by <= now + seconds)) fill()
        filling = filling.filter(({ by }) => by > now + seconds)
        now = addSeconds(now, seconds)
      }
      const poll = async () => {
        const { importer } = openUkAdapter(server.http, partner)
        return runImport(importer, cursor, now)
      }
      for (const step of list) {
        switch (step.kind) {
          case 'others_upload': {
            const seeds = Array.from({ length: step.keys }, () => seed++)
            server.store(seeds.map((each) => anExposure(each)))
            others.push(...seeds.map(keyText))
            break
          }
          case 'we_upload': {
            const { exporter } = openUkAdapter(server.http, partner)
            const keys = Array.from({ length: step.keys }, () => anOutgoingKey(seed++))
            server.instead.splice(0)
            await exporter.send(await exporter.encode(keys, now))
            break
          }
          case 'batch_shown':
            filling.push({ fill: server.beginBatch(step.size), by: now + SETTLING_SECONDS })
            break
          case 'batch_filled':
            filling.shift()?.fill()
            break
          case 'server_fails':
            server.instead.push({ status: 500, body: {} })
            break
          case 'we_poll': {
            const run = await poll()
            read.push(...run.batches)
            cursor = run.cursor
            break
          }
          case 'we_poll_and_crash':
            await poll()
            break
          case 'time_passes':
            pass(step.seconds)
        }
      }
      server.instead.splice(0)
      pass(SETTLING_SECONDS)
      server.flush(3)
      for (let i = 0; i < 4; i++) {
        const run = await poll()
        read.push(...run.batches)
        cursor = run.cursor
        pass(SETTLING_SECONDS)
      }
      expect([...keysOfBatches(read)].sort()).toEqual([...others].sort())
      expect(new Set(read.map(({ tag }) => tag)).size).toBe(read.length)
    }),
    { seed: SEED, numRuns: 300 },
  )
})

test('each key of ours is at the server once, whatever it answers on the way', async () => {
  const faults = fc.array(
    fc.constantFrom<'stored' | 'not_stored' | 'unreachable' | 'no_json'>(
      'stored',
      'not_stored',
      'unreachable',
      'no_json',
    ),
    { maxLength: 8 },
  )
  await fc.assert(
    fc.asyncProperty(faults, fc.integer({ min: 1, max: 20 }), async (list, count) => {
      const server = new UkTestServer()
      const partner = ukPartner({ ...register(server, 'GB-EAW') })
      const keys = Array.from({ length: count }, (_, i) => anOutgoingKey(i))
      const batch = await openUkAdapter(server.http, partner).exporter.encode(keys, START)
      for (const fault of list) {
        if (fault === 'stored') server.afterStoring.push({ status: 500, body: {} })
        if (fault === 'not_stored') server.instead.push({ status: 500, body: {} })
        if (fault === 'unreachable') server.instead.push('unreachable')
        if (fault === 'no_json') server.afterStoring.push({ status: 200, body: 'OK' })
      }
      let kind = ''
      for (let i = 0; i <= list.length && kind !== 'sent'; i++) {
        const outcome = await openUkAdapter(server.http, partner).exporter.send(batch)
        kind = outcome.kind
        expect(['sent', 'retry']).toContain(kind)
      }
      expect(kind).toBe('sent')
      expect([...server.exposures.keys()].sort()).toEqual(keys.map((_, i) => keyText(i)).sort())
      expect([...server.exposures.values()].every(({ origin }) => origin === 'GB-EAW')).toBe(true)
    }),
    { seed: SEED, numRuns: 100 },
  )
})

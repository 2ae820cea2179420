/** A gateway that makes batches at any time, and a backend that asks at any time and may forget what it was just told. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asUnixSeconds, type UnixSeconds } from '../../../src/core/time.ts'
import type { PartnerAdapter } from '../../../src/flows/federation/protocol.ts'
import { efgsAdapter } from '../../support/efgs-adapter.ts'
import { efgsGateway, efgsKeys } from '../../support/efgs-gateway.ts'

const START = Date.UTC(2026, 10, 20, 12) / 1000
const END = Date.UTC(2026, 10, 25, 12) / 1000
const MAX_STEPS = 60

interface Event {
  readonly kind: 'batch' | 'poll' | 'interrupted poll'
  readonly at: number
}

/** Around midnight more often than elsewhere. */
const time = fc.oneof(
  fc.integer({ min: START, max: END }),
  fc
    .tuple(fc.integer({ min: 21, max: 25 }), fc.integer({ min: -900, max: 900 }))
    .map(([day, seconds]) => Date.UTC(2026, 10, day) / 1000 + seconds),
)
const events = fc.array(
  fc.record({
    kind: fc.constantFrom<Event['kind']>('batch', 'batch', 'poll', 'interrupted poll'),
    at: time,
  }),
  { maxLength: 20 },
)

/** Steps until there is nothing more, or only one. @returns the cursor that is kept */
async function poll(
  { importer }: PartnerAdapter,
  kept: unknown,
  now: UnixSeconds,
  isInterrupted: boolean,
  take: (tag: string) => void,
): Promise<unknown> {
  let cursor = kept
  for (let step = 0; step < MAX_STEPS; step++) {
    const polled = await importer.poll(cursor, now)
    if (!polled.ok) throw new Error(polled.failure.reason)
    // What was asked for and never written down is asked for again.
    if (isInterrupted && step > 0) return cursor
    if (polled.value.batch !== undefined) take(polled.value.batch.tag)
    cursor = JSON.parse(JSON.stringify(polled.value.cursor))
    if (!polled.value.hasMore) return cursor
  }
  throw new Error('the poll does not end')
}

test.each([
  ['names what follows across midnight', true],
  ['names what follows on the same day alone', false],
])('of a gateway that %s each batch comes once, in its order', async (_, linksDays) => {
  await fc.assert(
    fc.asyncProperty(
      events,
      fc.integer({ min: 0, max: 500 }),
      fc.boolean(),
      async (unordered, slowSeconds, isEmptyAtTimes) => {
        const gateway = await efgsGateway({ now: asUnixSeconds(START), caller: 'NL', linksDays })
        const adapter = await efgsAdapter(gateway.http, { settings: { auditsBatches: false } })
        const made: string[] = []
        const taken: string[] = []
        const take = (tag: string) => taken.push(tag)
        let cursor: unknown
        for (const { kind, at } of [...unordered].sort((a, b) => a.at - b.at)) {
          // Its clock may be behind ours.
          gateway.setNow(asUnixSeconds(at - slowSeconds))
          if (kind === 'batch') {
            const from = isEmptyAtTimes && made.length % 2 === 0 ? 'NL' : 'DE'
            made.push(await gateway.publish(from, efgsKeys(1, { origin: from }, made.length)))
          } else {
            const isInterrupted = kind === 'interrupted poll'
            cursor = await poll(adapter, cursor, asUnixSeconds(at), isInterrupted, take)
          }
        }
        gateway.setNow(asUnixSeconds(END))
        cursor = await poll(adapter, cursor, asUnixSeconds(END), false, take)
        expect(taken).toEqual(made)
        await poll(adapter, cursor, asUnixSeconds(END + 1), false, take)
        expect(taken).toEqual(made)
      },
    ),
    { numRuns: 60 },
  )
})

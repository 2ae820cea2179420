/** Members are told of batches: in order, one at a time, again where they did not answer, and for so long and no longer. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { EFGS_CALLBACK_DEFAULTS } from '../../../../src/core/federation/efgs/hub-settings.ts'
import { fail, succeed } from '../../../../src/core/result.ts'
import { addSeconds, asUnixSeconds, type UnixSeconds } from '../../../../src/core/time.ts'
import { type KeyserverDatabase, openKeyserver } from '../../../../src/db/keyserver/database.ts'
import { deleteEverything } from '../../../../src/db/keyserver/queries/seed.ts'
import {
  listCallbacks,
  putCallback,
  removeCallback,
} from '../../../../src/flows/efgs-hub/administer-callbacks.ts'
import { buildEfgsBatches } from '../../../../src/flows/efgs-hub/build-batches.ts'
import {
  type NotifySubscribersDeps,
  notifySubscribers,
} from '../../../../src/flows/efgs-hub/notify-subscribers.ts'
import type { PartnerHttp } from '../../../../src/flows/federation/protocol.ts'
import type { OutboundRequest } from '../../../../src/flows/outbound.ts'
import { outbound } from '../../../../src/platform/outbound.ts'
import { addMember, freshKeys, storeEfgsUpload } from '../../../support/efgs-hub-store.ts'
import { rowsOf } from '../../../support/exchange.ts'
import { interruptEverywhere } from '../../../support/recorded-effects.ts'

const NOON = asUnixSeconds(Date.UTC(2026, 10, 25, 12) / 1000)
const at = (seconds: number): UnixSeconds => addSeconds(NOON, seconds)
const RETRY_WAIT = 300

type Answer = number | 'timeout' | 'unreachable' | 'address_refused' | 'hangs'

/** Servers of members, which answer what the test says. */
class Subscribers {
  /** Host, path and question. */
  readonly calls: string[] = []
  readonly requests: OutboundRequest[] = []
  /** By host; the rest answers 200. */
  readonly answers: Record<string, Answer | (() => Answer)> = {}
  underway = 0
  mostUnderway = 0

  readonly http: PartnerHttp = {
    send: async (url, request) => {
      const { host, pathname, search } = new URL(url)
      this.calls.push(`${host}${pathname}${search}`)
      this.requests.push(request)
      this.mostUnderway = Math.max(this.mostUnderway, ++this.underway)
      await Promise.resolve()
      const planned = this.answers[host] ?? 200
      const answer = typeof planned === 'function' ? planned() : planned
      if (answer === 'hangs') return new Promise(() => undefined)
      this.underway--
      if (typeof answer === 'string') return fail({ reason: answer })
      return succeed({ status: answer, headers: new Headers(), body: new Uint8Array() })
    },
  }

  /** Names of the batches that a host was told of, in order. */
  told(host: string): readonly string[] {
    const own = this.calls.filter((call) => call.startsWith(`${host}/`))
    return own.map((call) => new URL(`https://${call}`).searchParams.get('batchTag') ?? '')
  }
}

let db: KeyserverDatabase
let subscribers: Subscribers
beforeEach(async () => {
  db = openKeyserver(env.KEYSERVER_DB)
  await deleteEverything(db)
  subscribers = new Subscribers()
  for (const country of ['DE', 'FR', 'NL']) await addMember(db, country)
})

let serial = 0
async function makeBatches(count: number, now = NOON): Promise<void> {
  for (let i = 0; i < count; i++) {
    await storeEfgsUpload(db, { tag: `n${serial++}`, keys: freshKeys(1) }, now)
    await buildEfgsBatches(db, 5000, now)
  }
}

const subscribe = async (country: string, host: string, callbackId = '1', now = NOON) =>
  expect(
    await putCallback(
      { db, allowsLoopback: false },
      country,
      { callbackId, url: `https://${host}/callback` },
      now,
    ),
  ).toEqual({ ok: true, value: undefined })

const run = (
  now = NOON,
  change: Partial<NotifySubscribersDeps> = {},
  remaining: () => number = () => 100,
) =>
  notifySubscribers(
    {
      db,
      http: subscribers.http,
      allowsLoopback: false,
      settings: EFGS_CALLBACK_DEFAULTS,
      ...change,
    },
    { clock: () => now, remaining },
  )

const subscriptions = () =>
  rowsOf(
    'efgs_hub_subscriptions',
    'country, callback_id AS id, notified_batch_id AS notified, failed_tries AS tries, last_tried_at AS tried, locked_until AS locked',
    'country, callback_id',
  )

const NOTHING = { delivered: 0, failed: 0, deletedSubscriptions: 0 }

describe('a batch', () => {
  test('is told by its name and day to each subscription, the uploader’s too', async () => {
    await subscribe('DE', 'de.example.org')
    await subscribe('FR', 'fr.example.org')
    await subscribe('FR', 'fr2.example.org', '2')
    await makeBatches(1)
    expect(await run()).toEqual({ ...NOTHING, delivered: 3 })
    expect(subscribers.calls.toSorted()).toEqual(
      ['de', 'fr', 'fr2'].map(
        (name) => `${name}.example.org/callback?batchTag=20261125-1&date=2026-11-25`,
      ),
    )
    for (const request of subscribers.requests) {
      expect(request).toMatchObject({
        method: 'GET',
        headers: { 'User-Agent': 'EFGS Callback Engine' },
        timeoutMs: 10_000,
      })
      expect(request.body).toBeUndefined()
    }
    expect(await run(at(60))).toEqual(NOTHING)
    expect(subscribers.calls).toHaveLength(3)
  })

  test('that was there before is not told', async () => {
    await makeBatches(2)
    await subscribe('FR', 'fr.example.org')
    await makeBatches(1)
    await run()
    expect(subscribers.told('fr.example.org')).toEqual(['20261125-3'])
  })

  test('has its own day, even where it is told the day after', async () => {
    await subscribe('FR', 'fr.example.org')
    await makeBatches(1)
    await run(at(86_400))
    expect(subscribers.calls).toEqual([
      'fr.example.org/callback?batchTag=20261125-1&date=2026-11-25',
    ])
  })

  test('comes after those before it, one at a time', async () => {
    await subscribe('FR', 'fr.example.org')
    await makeBatches(4)
    expect(await run()).toEqual({ ...NOTHING, delivered: 4 })
    expect(subscribers.told('fr.example.org')).toEqual([1, 2, 3, 4].map((n) => `20261125-${n}`))
    expect(subscribers.mostUnderway).toBe(1)
  })

  test('is not told to a country that is no member any more', async () => {
    await addMember(db, 'IT', { revokedAt: NOON })
    await addMember(db, 'ES', { type: 'SIGNING' })
    await subscribe('IT', 'it.example.org')
    await subscribe('ES', 'es.example.org')
    await makeBatches(1)
    expect(await run()).toEqual({ ...NOTHING, failed: 2 })
    expect(subscribers.calls).toEqual([])
  })
})

describe('a subscriber that does not answer', () => {
  test.each<Answer>([199, 300, 301, 302, 307, 400, 403, 404, 500, 503, 'timeout', 'unreachable'])(
    'well (%s) is asked again after five minutes and not before, and what follows waits',
    async (answer) => {
      await subscribe('FR', 'fr.example.org')
      await makeBatches(2)
      subscribers.answers['fr.example.org'] = answer
      expect(await run()).toEqual({ ...NOTHING, failed: 1 })
      expect(await subscriptions()).toEqual([
        { country: 'FR', id: '1', notified: 0, tries: 1, tried: NOON, locked: null },
      ])
      expect(await run(at(RETRY_WAIT - 1))).toEqual(NOTHING)
      subscribers.answers['fr.example.org'] = 204
      expect(await run(at(RETRY_WAIT))).toEqual({ ...NOTHING, delivered: 2 })
      expect(subscribers.told('fr.example.org')).toEqual(['20261125-1', '20261125-1', '20261125-2'])
      expect(await subscriptions()).toMatchObject([{ notified: 2, tries: 0, tried: null }])
    },
  )

  test.each<Answer>([500, 302, 'timeout'])(
    'six times (%s) is deleted with all that it was to be told, and nobody else is',
    async (answer) => {
      await subscribe('FR', 'fr.example.org')
      await subscribe('FR', 'fr2.example.org', '2')
      await makeBatches(3)
      subscribers.answers['fr.example.org'] = answer
      for (let i = 0; i < 5; i++) expect(await run(at(i * RETRY_WAIT))).toMatchObject({ failed: 1 })
      expect(await listCallbacks({ db }, 'FR')).toHaveLength(2)
      expect(await run(at(5 * RETRY_WAIT))).toEqual({ ...NOTHING, deletedSubscriptions: 1 })
      expect(await listCallbacks({ db }, 'FR')).toEqual([
        { callbackId: '2', url: 'https://fr2.example.org/callback' },
      ])
      expect(subscribers.told('fr.example.org')).toEqual(Array(6).fill('20261125-1'))
      expect(subscribers.told('fr2.example.org')).toHaveLength(3)
      expect(await run(at(10 * RETRY_WAIT))).toEqual(NOTHING)
    },
  )

  test('has its tries counted for each batch by itself', async () => {
    await subscribe('FR', 'fr.example.org')
    await makeBatches(2)
    let call = 0
    subscribers.answers['fr.example.org'] = () => (++call % 6 === 0 ? 200 : 500)
    for (let i = 0; i < 11; i++) await run(at(i * RETRY_WAIT))
    expect(await listCallbacks({ db }, 'FR')).toHaveLength(1)
    expect(await subscriptions()).toMatchObject([{ notified: 2 }])
  })

  test('holds up nobody else', async () => {
    for (const [index, country] of ['DE', 'FR', 'NL'].entries()) {
      for (let id = 0; id < 4; id++)
        await subscribe(country, `s${index}-${id}.example.org`, `${id}`)
    }
    await makeBatches(3)
    for (const host of ['s0-0', 's1-1', 's2-2'])
      subscribers.answers[`${host}.example.org`] = 'hangs'
    void run()
    await expect.poll(() => subscribers.calls.length).toBe(9 * 3 + 3)
    for (let id = 1; id < 4; id++) expect(subscribers.told(`s0-${id}.example.org`)).toHaveLength(3)
    // As many as the platform lets a run have open.
    expect(subscribers.mostUnderway).toBeLessThanOrEqual(6)
  })

  test('while a run is killed over it is asked again once its lock has ended', async () => {
    await subscribe('FR', 'fr.example.org')
    await makeBatches(1)
    subscribers.answers['fr.example.org'] = 'hangs'
    void run()
    await expect.poll(() => subscribers.calls.length).toBe(1)
    subscribers.answers['fr.example.org'] = 200
    expect(await run(at(299))).toEqual(NOTHING)
    expect(await run(at(300))).toEqual({ ...NOTHING, delivered: 1 })
  })
})

describe('an address', () => {
  test.each([
    'https://10.0.0.1/callback',
    'https://localhost/callback',
    'https://[fe80::1]/callback',
    'http://fr.example.org/callback',
    'https://fr.example.org/callback?a=b',
    'https://user@fr.example.org/callback',
  ])(
    '%s, which came into the store somehow, is never called, and its entry deleted',
    async (url) => {
      await subscribe('FR', 'fr.example.org')
      await env.KEYSERVER_DB.prepare('UPDATE efgs_hub_subscriptions SET url = ?').bind(url).run()
      await makeBatches(1)
      expect(await run()).toEqual({ ...NOTHING, deletedSubscriptions: 1 })
      expect(subscribers.calls).toEqual([])
      expect(await subscriptions()).toEqual([])
    },
  )

  test('that the platform refuses is deleted as well', async () => {
    await subscribe('FR', 'fr.example.org')
    await makeBatches(1)
    subscribers.answers['fr.example.org'] = 'address_refused'
    expect(await run()).toEqual({ ...NOTHING, deletedSubscriptions: 1 })
  })

  test('that is put in the place of another is called from the next try on', async () => {
    await subscribe('FR', 'old.example.org')
    await makeBatches(1)
    subscribers.answers['old.example.org'] = 500
    await run()
    await subscribe('FR', 'new.example.org')
    await run(at(RETRY_WAIT))
    expect(subscribers.told('new.example.org')).toEqual(['20261125-1'])
  })

  test('is put in the place of another while that one fails for the last time: the entry stays', async () => {
    await subscribe('FR', 'old.example.org')
    await makeBatches(1)
    subscribers.answers['old.example.org'] = 500
    for (let i = 0; i < 5; i++) await run(at(i * RETRY_WAIT))
    const http: PartnerHttp = {
      async send(url, request) {
        await subscribe('FR', 'new.example.org')
        return subscribers.http.send(url, request)
      },
    }
    await run(at(5 * RETRY_WAIT), { http })
    expect(await listCallbacks({ db }, 'FR')).toMatchObject([
      { url: 'https://new.example.org/callback' },
    ])
    await run(at(6 * RETRY_WAIT))
    expect(subscribers.told('new.example.org')).toEqual(['20261125-1'])
  })

  test('that is deleted while it is called stays deleted', async () => {
    await subscribe('FR', 'fr.example.org')
    await makeBatches(2)
    const http: PartnerHttp = {
      async send(url, request) {
        await removeCallback({ db }, 'FR', '1')
        return subscribers.http.send(url, request)
      },
    }
    await run(NOON, { http })
    expect(subscribers.calls).toHaveLength(1)
    expect(await subscriptions()).toEqual([])
  })
})

test('redirects are not followed, and endless answers not read, over the way that calls out', async () => {
  const asked: string[] = []
  const endless = () =>
    new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(8192)) })
  const http = outbound(false, async (url, init) => {
    asked.push(url)
    expect(init.redirect).toBe('manual')
    if (url.includes('redirects')) {
      return new Response(null, { status: 302, headers: { location: 'https://10.0.0.1/' } })
    }
    return new Response(endless())
  })
  await subscribe('FR', 'redirects.example.org')
  await subscribe('NL', 'endless.example.org')
  await makeBatches(1)
  expect(await run(NOON, { http })).toEqual({ ...NOTHING, failed: 2 })
  expect(asked).toHaveLength(2)
})

describe('a run', () => {
  test('tells a subscription of twenty batches at most, and begins nothing without time for it', async () => {
    await subscribe('FR', 'fr.example.org')
    await makeBatches(21)
    expect(await run(NOON, {}, () => 10)).toEqual(NOTHING)
    expect(subscribers.calls).toEqual([])
    expect(await run()).toMatchObject({ delivered: 20 })
    expect(await run(at(60))).toMatchObject({ delivered: 1 })
  })

  test('beside others tells each batch once, and in order', async () => {
    for (const country of ['DE', 'FR', 'NL']) await subscribe(country, `${country}.example.org`)
    await makeBatches(5)
    await Promise.all(Array.from({ length: 8 }, () => run()))
    await run()
    const expected = [1, 2, 3, 4, 5].map((n) => `20261125-${n}`)
    for (const country of ['de', 'fr', 'nl']) {
      expect(subscribers.told(`${country}.example.org`)).toEqual(expected)
    }
  })

  test('that dies anywhere is gone on with: nothing is left out or out of order', async () => {
    let told: readonly string[] = []
    const { effects, undisturbed, cases } = await interruptEverywhere(
      {
        async prepare() {
          await deleteEverything(db)
          subscribers = new Subscribers()
          await addMember(db, 'FR')
          await subscribe('FR', 'fr.example.org')
          await makeBatches(3)
        },
        run: async (recorder, which) =>
          run(which === 'first' ? NOON : at(LATER), {
            db: openKeyserver(recorder.database(env.KEYSERVER_DB)),
            http: recorder.object('http', subscribers.http),
          }),
        async readState() {
          told = subscribers.told('fr.example.org')
          // Who is told twice was told of the same twice.
          const distinct = told.filter((name, index) => name !== told[index - 1])
          return { distinct, subscriptions: await subscriptions() }
        },
      },
      ['dies before', 'dies after', 'stalls before'],
    )
    expect(effects.length).toBeGreaterThanOrEqual(11)
    expect(undisturbed.distinct).toEqual([1, 2, 3].map((n) => `20261125-${n}`))
    for (const { name, end } of cases) {
      expect(new Set(end.distinct), name).toEqual(new Set(undisturbed.distinct))
      expect(end.subscriptions, name).toEqual(undisturbed.subscriptions)
      if (!name.startsWith('stalls')) expect(end.distinct, name).toEqual(undisturbed.distinct)
    }
  })

  test('that dies anywhere neither forgets a failed try nor counts one twice', async () => {
    const { undisturbed, cases } = await interruptEverywhere(
      {
        async prepare() {
          await deleteEverything(db)
          subscribers = new Subscribers()
          subscribers.answers['fr.example.org'] = 500
          await addMember(db, 'FR')
          await subscribe('FR', 'fr.example.org')
          await makeBatches(1)
          for (let i = 0; i < 4; i++) await run(at(i * RETRY_WAIT))
        },
        run: async (recorder, which) =>
          run(at(4 * RETRY_WAIT + (which === 'first' ? 0 : LATER)), {
            db: openKeyserver(recorder.database(env.KEYSERVER_DB)),
            http: recorder.object('http', subscribers.http),
          }),
        readState: () => subscriptions(),
      },
      ['dies before', 'dies after', 'stalls before'],
    )
    expect(undisturbed).toEqual([])
    for (const { name, end } of cases) {
      // A try of which nobody knows how it ended is none.
      expect([[], 5], name).toContainEqual(end.length === 0 ? [] : end[0]?.['tries'])
    }
  })
})

/** Longer than a lock, and than a try waits. */
const LATER = 1000

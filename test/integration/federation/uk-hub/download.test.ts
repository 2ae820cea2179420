/** Batches as nations download them (uk-federation sections 0a, 6, 7, 13 and 17.1). */

import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { addSeconds, SECONDS_PER_DAY } from '../../../../src/core/time.ts'
import { buildFullBatches, flushDueBatches } from '../../../../src/flows/uk-hub/build-batches.ts'
import { deleteExpiredUkHub } from '../../../../src/flows/uk-hub/download-batch.ts'
import {
  type Answer,
  exposure,
  exposures,
  exposuresOf,
  keysOf,
  readHub,
  startUkHub,
} from '../../../support/uk-hub.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const tagOf = (answer: Answer): string => String(answer.body?.['batchTag'])
const keyTexts = (sent: readonly { keyData?: unknown }[]) =>
  sent.map(({ keyData }) => String(keyData))

async function startWithTwo(settings = {}) {
  const hub = await startUkHub({ settings })
  return { hub, ireland: await hub.nation('IE'), scotland: await hub.nation('GB-SCT') }
}

describe('a walk', () => {
  test('gives another nation the keys with their origin, and the sender an empty batch', async () => {
    const { hub, ireland, scotland } = await startWithTwo()
    const sent = exposures(3)
    await ireland.upload(sent)
    expect((await scotland.download()).status).toBe(204)
    await hub.flush()

    const first = await scotland.get('/diagnosiskeys/download/2026-11-19')
    expect(first.status).toBe(200)
    expect(first.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(tagOf(first)).toMatch(UUID)
    const inOrder = sent.toSorted((a, b) =>
      Buffer.from(String(a['keyData']), 'base64').compare(
        Buffer.from(String(b['keyData']), 'base64'),
      ),
    )
    expect(exposuresOf(first)).toEqual(inOrder.map((one) => ({ ...one, origin: 'IE' })))

    const second = await scotland.download(tagOf(first))
    expect([second.status, second.text, second.headers.get('content-type')]).toEqual([
      204,
      '',
      null,
    ])
    const own = await ireland.download()
    expect([own.status, own.body]).toEqual([200, { batchTag: tagOf(first), exposures: [] }])
    expect((await ireland.download(tagOf(own))).status).toBe(204)
  })

  test('takes the same path with and without folder and prefix', async () => {
    const { hub, ireland, scotland } = await startWithTwo()
    await ireland.upload(exposures(1))
    await hub.flush()
    for (const start of ['', '/diagnosiskeys', '/federation/uk', '/federation/uk/diagnosiskeys']) {
      expect((await scotland.get(`${start}/download/2026-11-19`)).status).toBe(200)
    }
  })

  test('meets full batches at once and the rest after the clock, each key once', async () => {
    const { hub, ireland, scotland } = await startWithTwo({ batchSize: 3 })
    const sent = exposures(16)
    await ireland.upload(sent)
    const full = await scotland.walk()
    expect(full.map((keys) => keys.length)).toEqual([3, 3, 3, 3, 3])
    expect(await hub.flush()).toBe(1)
    const all = await scotland.walk()
    expect(all.map((keys) => keys.length)).toEqual([3, 3, 3, 3, 3, 1])
    expect(all.flat().toSorted()).toEqual(keyTexts(sent).toSorted())
    expect(all.slice(0, 5)).toEqual(full)
  })

  test('meets few keys only a while after the last batch', async () => {
    const { hub, ireland, scotland } = await startWithTwo({ batchSize: 2 })
    const flushed = (seconds: number) => {
      const limits = { batchSize: 2, flushSeconds: 1800 }
      return flushDueBatches(hub.deps, limits, addSeconds(hub.now, seconds))
    }
    await ireland.upload(exposures(1))
    expect(await flushed(0), 'the first does not wait').toBe(1)
    await ireland.upload(exposures(1))
    expect(await flushed(1799)).toBe(0)
    expect(await flushed(1800)).toBe(1)
    hub.now = addSeconds(hub.now, 3000)
    await ireland.upload(exposures(3))
    expect(await flushed(1799), 'a full one counts too').toBe(0)
    expect(await flushed(1800)).toBe(1)
    expect((await scotland.walk()).map((keys) => keys.length)).toEqual([1, 1, 2, 1])
  })

  test('does not meet 999 keys before the clock, but a thousand', async () => {
    const { ireland, scotland } = await startWithTwo()
    await ireland.upload(exposures(999))
    expect(await scotland.walk()).toEqual([])
    await ireland.upload(exposures(1))
    expect((await scotland.walk()).map((keys) => keys.length)).toEqual([1000])
  })

  test('meets the keys of several nations in one batch, without its own', async () => {
    const { hub, ireland, scotland } = await startWithTwo()
    const [wales, gibraltar] = [await hub.nation('GB-EAW'), await hub.nation('GI')]
    const sent = { ireland: exposures(2), scotland: exposures(2), wales: exposures(2) }
    await ireland.upload(sent.ireland)
    await scotland.upload(sent.scotland)
    await wales.upload(sent.wales)
    await hub.flush()
    expect((await gibraltar.walk()).map((keys) => keys.length)).toEqual([6])
    const others = keyTexts([...sent.scotland, ...sent.wales]).toSorted()
    expect((await ireland.walk()).flat().toSorted()).toEqual(others)
  })

  test('does not meet keys of its own region, whoever brought them', async () => {
    const { hub, scotland } = await startWithTwo()
    const [otherScotland, gateway] = [
      await hub.nation('GB-SCT'),
      await hub.nation('XX', ['GB-SCT']),
    ]
    await otherScotland.upload(exposures(1))
    await gateway.upload([exposure({ origin: 'GB-SCT' })])
    await hub.flush()
    expect(await scotland.walk()).toEqual([[]])
  })

  test('does not meet what it sent as a gateway', async () => {
    const hub = await startUkHub()
    const gateway = await hub.nation('XX', ['GI', 'JE'])
    await gateway.upload([exposure({ origin: 'GI' })])
    await hub.flush()
    expect(await gateway.walk()).toEqual([[]])
  })

  test('of nothing makes no batch', async () => {
    const { hub, scotland } = await startWithTwo()
    expect(await hub.flush()).toBe(0)
    expect((await scotland.download()).status).toBe(204)
  })

  test('asked twice gives the same', async () => {
    const { hub, ireland, scotland } = await startWithTwo()
    await ireland.upload(exposures(5))
    await hub.flush()
    expect((await scotland.download()).text).toBe((await scotland.download()).text)
  })
})

describe('the tag', () => {
  test('counts, and not the date beside it', async () => {
    const { hub, ireland, scotland } = await startWithTwo({ batchSize: 1 })
    await ireland.upload(exposures(2))
    const tag = tagOf(await scotland.download())
    const second = await scotland.get(`/download/2999-01-01?batchTag=${tag}`)
    expect(second.status).toBe(200)
    expect(tagOf(second)).not.toBe(tag)
    // Not even where it is no day; the form is looked at all the same.
    expect((await scotland.get(`/download/2999-13-01?batchTag=${tag}`)).status).toBe(200)
    expect((await scotland.get(`/download/abc?batchTag=${tag}`)).status).toBe(400)
    expect(hub.faults).toEqual([])
  })

  test('may be in upper case, without hyphens or in braces', async () => {
    const { ireland, scotland } = await startWithTwo({ batchSize: 1 })
    await ireland.upload(exposures(2))
    const tag = tagOf(await scotland.download())
    const next = tagOf(await scotland.download(tag))
    for (const spelled of [tag.toUpperCase(), tag.replaceAll('-', ''), `%7B${tag}%7D`]) {
      expect(tagOf(await scotland.download(spelled))).toBe(next)
    }
  })

  test.each([
    ['that nobody gave', () => 'a3f0a7a2-6b4f-4d5c-8f6e-1c2d3e4f5a6b'],
    ['of an upload', (upload: string) => upload],
  ])('%s counts as none: the date decides', async (_, tagFor) => {
    const { hub, ireland, scotland } = await startWithTwo()
    const upload = crypto.randomUUID()
    await ireland.upload(exposures(1), { tag: upload })
    await hub.flush()
    const tag = tagFor(upload)
    expect((await scotland.get(`/download/2026-11-19?batchTag=${tag}`)).status).toBe(200)
    expect((await scotland.get(`/download/2026-11-20?batchTag=${tag}`)).status).toBe(204)
  })

  test('that is empty, or a list in another syntax, is none', async () => {
    const { hub, ireland, scotland } = await startWithTwo()
    await ireland.upload(exposures(1))
    await hub.flush()
    const path = '/download/2026-11-19'
    expect((await scotland.get(`${path}?batchTag=`)).status).toBe(200)
    expect((await scotland.get(`${path}?batchTag[]=x`)).status).toBe(200)
    expect((await scotland.get(`${path}?country=IE&nextBatchTag=x`)).status).toBe(200)
  })
})

describe('the date', () => {
  test('is that of the making of a batch, from its midnight on', async () => {
    const { hub, ireland, scotland } = await startWithTwo()
    await ireland.upload(exposures(1))
    await hub.flush()
    for (const [date, status] of [
      ['2026-11-19', 200],
      ['2026-11-20', 204],
      ['2999-01-01', 204],
      ['2996-02-29', 204],
      ['2026-09-19', 200],
      ['1969-12-31', 200],
      ['0000-02-29', 200],
    ]) {
      expect([date, (await scotland.get(`/download/${date}`)).status]).toEqual([date, status])
    }
  })

  test('chooses the first batch made since', async () => {
    const { hub, ireland, scotland } = await startWithTwo({ batchSize: 1 })
    await ireland.upload(exposures(1))
    hub.now = addSeconds(hub.now, SECONDS_PER_DAY)
    await ireland.upload(exposures(2))
    const [, tomorrow] = [await scotland.download(), await scotland.get('/download/2026-11-20')]
    expect(tomorrow.status).toBe(200)
    const [first, second] = await scotland.walk()
    expect(keysOf(tomorrow)).toEqual(second)
    expect(first).not.toEqual(second)
  })
})

test.each([
  'abc',
  '2020-02-31',
  '2020-13-01',
  '2020-00-01',
  '2020-01-00',
  '2020-01-32',
  '2999-02-31',
  '01-07-2020',
  '2020-7-1',
  '2020-07-01%20',
  '-2999-01-01',
  '1900-02-29',
  '2026-11-19?batchTag=abc',
  '2026-11-19?batchTag=&batchTag=',
  '2026-11-19?batchTag=a&batchTag=b',
  '2026-11-19?regions=IE&regions=GI',
  '2026-11-19?regions=,',
])('%s is malformed', async (path) => {
  const { hub, scotland } = await startWithTwo()
  const { status, body } = await scotland.get(`/diagnosiskeys/download/${path}`)
  expect([status, body?.['statusCode'], body?.['error']]).toEqual([400, 400, 'Bad Request'])
  expect(hub.faults).toEqual([])
})

describe('a filter by regions', () => {
  test('leaves keys of an origin, keys for a region, and keys that say nothing', async () => {
    const { hub, ireland, scotland } = await startWithTwo()
    const [forWales, forTwo, forAll] = [
      exposure({ regions: ['GB-EAW'] }),
      exposure({ regions: ['JE', 'GI'] }),
      exposure({ regions: [] }),
    ]
    await ireland.upload([forWales, forTwo, forAll])
    await hub.flush()
    const filtered = async (regions: string) =>
      keysOf(await scotland.download('', `&regions=${regions}`)).toSorted()
    expect(await filtered('GB-EAW')).toEqual(keyTexts([forWales, forAll]).toSorted())
    expect(await filtered('GI,FR')).toEqual(keyTexts([forTwo, forAll]).toSorted())
    expect(await filtered('FR')).toEqual(keyTexts([forAll]))
    expect(await filtered('IE')).toHaveLength(3)
    expect(await filtered('')).toHaveLength(3)
  })

  test('may leave nothing: the tag goes on all the same', async () => {
    const { hub, ireland, scotland } = await startWithTwo()
    await ireland.upload([exposure({ regions: ['GI'] })])
    await hub.flush()
    const answer = await scotland.download('', '&regions=FR')
    expect([answer.status, keysOf(answer)]).toEqual([200, []])
    expect((await scotland.download(tagOf(answer), '&regions=FR')).status).toBe(204)
  })
})

describe('after fourteen days', () => {
  const startWithOld = async () => {
    const two = await startWithTwo({ batchSize: 2 })
    await two.ireland.upload(exposures(2))
    const oldTag = tagOf(await two.scotland.download())
    const { now } = two.hub
    two.hub.now = addSeconds(now, 10 * SECONDS_PER_DAY)
    const young = Array.from({ length: 2 }, () =>
      exposure({ rollingStartNumber: Math.floor(two.hub.now / 600) - 144 }),
    )
    await two.ireland.upload(young)
    two.hub.now = addSeconds(now, 14 * SECONDS_PER_DAY)
    return { ...two, oldTag, young: keyTexts(young).toSorted() }
  }
  const counts = async () =>
    (
      await env.KEYSERVER_DB.prepare(
        `SELECT (SELECT count(*) FROM uk_hub_exposures) AS exposures, (SELECT count(*) FROM uk_hub_uploads) AS uploads,
          (SELECT count(*) FROM uk_hub_batches) AS batches`,
      ).all()
    ).results[0]

  test('a batch is served to its last second, and then its tag counts as none', async () => {
    const { hub, scotland, oldTag, young } = await startWithOld()
    expect((await scotland.walk()).length).toBe(2)
    hub.now = addSeconds(hub.now, 1)
    expect((await scotland.walk()).map((keys) => keys.toSorted())).toEqual([young])
    expect(keysOf(await scotland.download(oldTag)).toSorted()).toEqual(young)
    expect((await scotland.get(`/download/2026-11-30?batchTag=${oldTag}`)).status).toBe(204)
  })

  test('keys and uploads are deleted a little later, by a job that may run again; tags stay', async () => {
    const { hub } = await startWithOld()
    expect(await deleteExpiredUkHub(hub.deps.db, addSeconds(hub.now, 3600))).toBe(0)
    expect(await deleteExpiredUkHub(hub.deps.db, addSeconds(hub.now, 3601))).toBe(2)
    expect(await deleteExpiredUkHub(hub.deps.db, addSeconds(hub.now, 3601))).toBe(0)
    expect(await counts()).toEqual({ exposures: 2, uploads: 1, batches: 2 })
  })

  test('tags and counts are forgotten after ninety days, but for the newest tag', async () => {
    const { hub, ireland, scotland, oldTag } = await startWithOld()
    const start = addSeconds(hub.now, -14 * SECONDS_PER_DAY)
    await scotland.walk()
    const at = async (days: number, seconds = 0) => {
      hub.now = addSeconds(start, days * SECONDS_PER_DAY + seconds)
      await deleteExpiredUkHub(hub.deps.db, hub.now)
      const { metrics } = await readHub()
      return { ...(await counts()), days: [...new Set(metrics.map(({ date }) => date))].length }
    }
    // Uploads on the first day and the eleventh, a walk on the fifteenth.
    expect(await at(90)).toMatchObject({ batches: 2, days: 3 })
    expect(await at(90, 1)).toMatchObject({ batches: 1, days: 3 })
    expect(await at(91)).toMatchObject({ batches: 1, days: 2 })
    expect(await at(300)).toMatchObject({ exposures: 0, uploads: 0, batches: 1, days: 0 })
    const fresh = exposure({ rollingStartNumber: Math.floor(hub.now / 600) - 144 })
    await ireland.upload([fresh])
    await hub.flush()
    expect(keysOf(await scotland.download(oldTag))).toEqual(keyTexts([fresh]))
  })

  test('new keys are never taken for old ones, though all are gone', async () => {
    const { hub, ireland, scotland } = await startWithOld()
    hub.now = addSeconds(hub.now, 30 * SECONDS_PER_DAY)
    await deleteExpiredUkHub(hub.deps.db, hub.now)
    expect(await counts()).toMatchObject({ exposures: 0 })
    const fresh = exposure({ rollingStartNumber: Math.floor(hub.now / 600) - 144 })
    await ireland.upload([fresh])
    expect(await buildFullBatches(hub.deps, 2, hub.now)).toBe(0)
    await hub.flush()
    expect(await scotland.walk()).toEqual([keyTexts([fresh])])
  })
})

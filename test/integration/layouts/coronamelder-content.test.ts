/** CoronaMelder's content through the front door, over objects as the layout's writer stores them. */

import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { utf8 } from '../../../src/core/bytes.ts'
import { addSeconds, SECONDS_PER_DAY, type UnixSeconds } from '../../../src/core/time.ts'
import type { ObjectMeta } from '../../../src/flows/archive-store.ts'
import { r2ArchiveStore } from '../../../src/platform/archive-store.ts'
import { buildDistribution } from '../../../src/workers/distribution.ts'
import { NOON, startKeyserver } from '../../support/keyserver.ts'

const archives = r2ArchiveStore(env.EXPORTS)
const hex = (digit: string, length = 32) => digit.repeat(length)
const SET = hex('1')
const GERMAN_SET = hex('2')
const LONG_SET = hex('3', 64)
const APP_CONFIG = hex('4')
const FUTURE_CONFIG = hex('5')
const MANIFEST_ID = hex('6')
const IMMUTABLE = 'public, immutable, max-age=1209600, s-maxage=1209600'
const MANIFEST_AGE = 'public, max-age=300, s-maxage=300'

const zip = (id: string, released: UnixSeconds, cacheControl = IMMUTABLE): ObjectMeta => ({
  contentType: 'application/zip',
  cacheControl,
  custom: { released: String(released), 'content-id': id },
})

async function put(name: string, text: string, meta: ObjectMeta) {
  expect(await archives.putOnce(name, [utf8(text)], meta)).toBe('stored')
}

beforeAll(async () => {
  await startKeyserver()
  await put('v6/manifest', 'manifest', zip(MANIFEST_ID, NOON, MANIFEST_AGE))
  await put('v6/manifest/NL', 'manifest', zip(MANIFEST_ID, NOON, MANIFEST_AGE))
  await put('v6/manifest/DE', 'german manifest', zip(hex('7'), NOON, MANIFEST_AGE))
  await put(`v6/exposurekeyset/${SET}`, 'set', zip(SET, NOON))
  await put(`v6/exposurekeyset/${GERMAN_SET}`, 'german set', zip(GERMAN_SET, NOON))
  await put(`v6/exposurekeyset/${LONG_SET}`, 'long', zip(LONG_SET, NOON))
  await put('v6/exposurekeyset/DE', JSON.stringify([GERMAN_SET]), {
    contentType: 'application/json',
    cacheControl: MANIFEST_AGE,
    custom: { released: String(NOON), 'content-id': hex('8') },
  })
  await put(`v6/appconfig/${APP_CONFIG}`, 'configuration', zip(APP_CONFIG, NOON))
  await put(`v6/appconfig/${FUTURE_CONFIG}`, 'soon', zip(FUTURE_CONFIG, addSeconds(NOON, 60)))
  await put(`v6/resourcebundle/${APP_CONFIG}`, 'texts', zip(APP_CONFIG, NOON))
  await put(`v6/riskcalculationparameters/${APP_CONFIG}`, 'risk', zip(APP_CONFIG, NOON))
})

const textOf = (bytes: ArrayBuffer) => new TextDecoder().decode(bytes)

let origins = 0
/** @param secondsLater after the release */
async function ask(path: string, init: RequestInit = {}, secondsLater = 0, vars = {}) {
  const now = () => addSeconds(NOON, secondsLater)
  const surface = buildDistribution({ ...env, ...vars } as typeof env, undefined, now)
  const context = createExecutionContext()
  const url = `https://content${++origins}.test${path}`
  const response = await surface.fetch(new Request(url, init), {}, context)
  const text = textOf(await response.arrayBuffer())
  await waitOnExecutionContext(context)
  return { status: response.status, headers: response.headers, text }
}
const statusOf = async (path: string) => (await ask(path)).status

describe('a manifest', () => {
  test('is kept for five minutes, and says what it is', async () => {
    const { status, headers, text } = await ask('/v6/manifest')
    expect([status, text]).toEqual([200, 'manifest'])
    expect(headers.get('cache-control')).toBe('public, max-age=300, s-maxage=300')
    expect(headers.get('etag')).toBe(`"${MANIFEST_ID}"`)
    expect(headers.get('last-modified')).toBe('Thu, 19 Nov 2026 10:20:00 GMT')
    expect(headers.get('content-type')).toBe('application/zip')
    expect(headers.get('x-vws-signed')).toBe('True')
  })

  test("of the own country is the one without a country, and others' are their own", async () => {
    const [plain, own, other] = await Promise.all([
      ask('/v6/manifest'),
      ask('/v6/manifest/NL'),
      ask('/v6/manifest/DE'),
    ])
    expect(own).toMatchObject({ status: 200, text: plain.text })
    expect(own.headers.get('etag')).toBe(plain.headers.get('etag'))
    expect(other).toMatchObject({ status: 200, text: 'german manifest' })
  })

  test.each([
    ['/v6/manifest/FR', 404],
    ['/v6/manifest/QQ', 404],
    ['/v6/manifest/de', 400],
    ['/v6/manifest/DEU', 400],
    ['/v6/manifest/D1', 400],
    ['/v6/manifest/', 400],
    ['/v6/manifest/DE/x', 404],
    ['/v5/manifest', 404],
  ])('is not at %s: %i', async (path, status) => {
    expect(await statusOf(path)).toBe(status)
  })

  test('that was never written is not there', async () => {
    const vars = { CORONAMELDER_PREFIX: 'other/v6' }
    expect((await ask('/other/v6/manifest', {}, 0, vars)).status).toBe(404)
  })
})

describe('a set of keys', () => {
  test.each([
    ['new', 0, 1_227_600],
    ['14 days old', 14 * SECONDS_PER_DAY, 18_000],
    ['61 seconds before it goes', 14 * SECONDS_PER_DAY + 18_000 - 61, 61],
    ['60 seconds before it goes', 14 * SECONDS_PER_DAY + 18_000 - 60, 60],
    ['older than it may be', 20 * SECONDS_PER_DAY, 60],
  ])('that is %s may be kept until it goes', async (_, age, maxAge) => {
    const { headers } = await ask(`/v6/exposurekeyset/${SET}`, {}, age)
    expect(headers.get('cache-control')).toBe(
      `public, immutable, max-age=${maxAge}, s-maxage=${maxAge}`,
    )
  })

  test('is found by its id in each of its forms', async () => {
    const guid = '11111111-1111-1111-1111-111111111111'
    for (const id of [SET, guid, guid.toUpperCase()]) {
      expect(await ask(`/v6/exposurekeyset/${id}`)).toMatchObject({ status: 200, text: 'set' })
    }
    expect(await ask(`/v6/exposurekeyset/${LONG_SET}`)).toMatchObject({ status: 200 })
  })

  test('is found below a country that has a manifest too', async () => {
    const path = `/v6/exposurekeyset/DE/${GERMAN_SET}`
    const below = await ask(path, {}, 60)
    expect(below).toMatchObject({ status: 200, text: 'german set' })
    expect(below.headers.get('cache-control')).toContain('max-age=1227540,')
    expect(await ask(`/v6/exposurekeyset/${GERMAN_SET}`)).toMatchObject({ text: 'german set' })
  })

  test('is listed by its country, as JSON that nobody signed', async () => {
    const { status, headers, text } = await ask('/v6/exposurekeyset/DE')
    expect([status, JSON.parse(text)]).toEqual([200, [GERMAN_SET]])
    expect(headers.get('content-type')).toBe('application/json')
    expect(headers.get('cache-control')).toBe(MANIFEST_AGE)
    expect(headers.has('x-vws-signed')).toBe(false)
  })

  test.each([
    [`/v6/exposurekeyset/${hex('9')}`, 404],
    [`/v6/exposurekeyset/DE/${hex('9')}`, 404],
    [`/v6/exposurekeyset/FR/${GERMAN_SET}`, 404],
    [`/v6/exposurekeyset/QQ/${GERMAN_SET}`, 404],
    [`/v6/exposurekeyset/de/${GERMAN_SET}`, 400],
    ['/v6/exposurekeyset/DE/x', 400],
    ['/v6/exposurekeyset/FR', 404],
    ['/v6/exposurekeyset/nl', 400],
    [`/v6/exposurekeyset/${hex('1', 31)}`, 400],
    [`/v6/exposurekeyset/${hex('g')}`, 400],
    [`/v6/exposurekeyset/${hex('1', 63)}`, 400],
    [`/v6/exposurekeyset/DE/${GERMAN_SET}/x`, 404],
    ['/v6/exposurekeyset', 404],
  ])('is not at %s: %i', async (path, status) => {
    expect(await statusOf(path)).toBe(status)
  })
})

describe('a document', () => {
  test.each(['appconfig', 'riskcalculationparameters', 'resourcebundle'])(
    '%s never changes',
    async (kind) => {
      const { status, headers } = await ask(`/v6/${kind}/${APP_CONFIG}`, {}, SECONDS_PER_DAY)
      expect(status).toBe(200)
      expect(headers.get('cache-control')).toBe(IMMUTABLE)
      expect(headers.get('x-vws-signed')).toBe('True')
      expect(await statusOf(`/v6/${kind}/${hex('9')}`)).toBe(404)
      expect(await statusOf(`/v6/${kind}/latest`)).toBe(400)
      expect(await statusOf(`/v6/${kind}`)).toBe(404)
    },
  )

  test('is not there before its release', async () => {
    const path = `/v6/appconfig/${FUTURE_CONFIG}`
    expect((await ask(path, {}, 59)).status).toBe(404)
    expect((await ask(path, {}, 60)).status).toBe(200)
  })
})

describe('what the app has already', () => {
  const path = `/v6/exposurekeyset/${SET}`

  test.each([
    ['bare', SET],
    ['in quotation marks', `"${SET}"`],
    ['weakened', `W/"${SET}"`],
    ['in a list', `"x", ${SET}`],
    ['anything', '*'],
  ])('is not sent again, its id %s', async (_, tag) => {
    const { status, headers, text } = await ask(path, { headers: { 'if-none-match': tag } })
    expect([status, text]).toEqual([304, ''])
    expect(headers.get('etag')).toBe(`"${SET}"`)
    expect(headers.get('cache-control')).toContain('max-age=1227600')
  })

  test.each([[GERMAN_SET], [`"${SET.slice(1)}"`], ['']])(
    'is something else than %o',
    async (tag) => {
      expect(await ask(path, { headers: { 'if-none-match': tag } })).toMatchObject({
        status: 200,
        text: 'set',
      })
    },
  )
})

test('HEAD says the same as GET, without the content', async () => {
  for (const path of ['/v6/manifest', `/v6/exposurekeyset/${SET}`, '/v6/exposurekeyset/DE']) {
    const [get, head] = [await ask(path), await ask(path, { method: 'HEAD' })]
    expect([head.status, head.text]).toEqual([200, ''])
    expect([...head.headers]).toEqual([...get.headers])
  }
  expect((await ask('/v6/manifest/de', { method: 'HEAD' })).status).toBe(400)
  expect((await ask('/v6/manifest', { method: 'POST' })).status).toBe(405)
})

test('what is in the cache is answered as what is in the bucket, at the age that it has by then', async () => {
  let now = NOON
  const surface = buildDistribution(env, caches.default, () => now)
  const request = () => new Request(`https://cached.test/v6/exposurekeyset/${SET}`)
  const answers: unknown[] = []
  for (const later of [0, 100]) {
    now = addSeconds(NOON, later)
    const context = createExecutionContext()
    const response = await surface.fetch(request(), {}, context)
    answers.push([textOf(await response.arrayBuffer()), response.headers.get('cache-control')])
    expect(response.headers.get('etag')).toBe(`"${SET}"`)
    await waitOnExecutionContext(context)
  }
  expect(answers).toEqual([
    ['set', 'public, immutable, max-age=1227600, s-maxage=1227600'],
    ['set', 'public, immutable, max-age=1227500, s-maxage=1227500'],
  ])
})

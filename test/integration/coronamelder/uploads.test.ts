/** Which keys wait in a bucket after an upload; the app is told nothing. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_WORKFLOW_SETTINGS } from '../../../src/core/layouts/coronamelder/workflow.ts'
import { addSeconds, asUnixSeconds } from '../../../src/core/time.ts'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import { registerWorkflow } from '../../../src/flows/coronamelder/register-workflow.ts'
import { openSecretBox } from '../../../src/platform/secrets.ts'
import { workflowHashes } from '../../../src/workers/coronamelder.ts'
import {
  appKey,
  bodyOf,
  type CoronaMelderServer,
  type Registered,
  signatureOf,
  startCoronaMelder,
} from '../../support/coronamelder.ts'
import { NOON } from '../../support/keyserver.ts'

const HOUR = 3600
const TODAY = 144 * Math.floor(NOON / 86_400)
const hex = (base64: string) => Buffer.from(base64, 'base64').toString('hex').toUpperCase()
const base64 = (length: number) => Buffer.alloc(length, 9).toString('base64')

let server: CoronaMelderServer
let registered: Registered

beforeEach(async () => {
  server = await startCoronaMelder()
  registered = await server.register()
})

test('keys wait in the bucket, those of days that are over until they are confirmed', async () => {
  const keys = [appKey(NOON, 2), appKey(NOON, 1)]
  expect((await server.upload(registered, keys)).status).toBe(200)
  expect(await server.waitingKeys()).toEqual(
    keys.map(({ keyData, rollingStartNumber }) => ({
      key: hex(keyData),
      start: rollingStartNumber,
      publish_after: NOON,
    })),
  )
})

test("today's key waits until two hours after midnight, a shorter one for two hours", async () => {
  await server.upload(registered, [appKey(NOON, 0)])
  const other = await server.register()
  await server.upload(other, [appKey(NOON, 0, { rollingPeriod: 62 })])
  const waits = (await server.waitingKeys()).map(({ publish_after }) => publish_after)
  expect(waits.sort()).toEqual([NOON + 2 * HOUR, (TODAY + 144) * 600 + 2 * HOUR])
})

describe('nothing is kept, and 200 answered, of an upload', () => {
  const good = () => [appKey(NOON, 2), appKey(NOON, 1)]
  const same = appKey(NOON, 3)

  test.each([
    ['with a key of 15 bytes', [...good(), appKey(NOON, 3, { keyData: base64(15) })]],
    ['with a key of 17 bytes', [...good(), appKey(NOON, 3, { keyData: base64(17) })]],
    ['with a key that is no base64', [...good(), appKey(NOON, 3, { keyData: '!' })]],
    ['with one key twice', [...good(), same, { ...same, rollingStartNumber: TODAY }]],
    ['with a key of 2019', [...good(), appKey(NOON, 3, { rollingStartNumber: 2_629_583 })]],
    ['of 99 keys', Array.from({ length: 99 }, () => appKey(NOON, 2))],
    ['with a fraction', [...good(), appKey(NOON, 3, { rollingPeriod: 1.5 })]],
    ['of no key', []],
  ])('%s', async (_name, keys) => {
    expect((await server.upload(registered, keys)).status).toBe(200)
    expect(await server.waitingKeys()).toEqual([])
  })

  test.each([
    ['no JSON', '{"keys":['],
    ['no object', '[]'],
    ['no keys', '{"bucketId":""}'],
    ['a short bucket id', JSON.stringify({ keys: good(), bucketId: base64(31) })],
    ['nothing', ''],
  ])('that has %s', async (_name, body) => {
    expect((await server.post(registered, body)).status).toBe(200)
    expect(await server.waitingKeys()).toEqual([])
  })

  test('to a bucket that nobody has', async () => {
    const unknown = { ...registered, bucketId: base64(32) }
    expect((await server.upload(unknown, good())).status).toBe(200)
    expect(await server.waitingKeys()).toEqual([])
  })

  test('that is signed with another key, or over another body', async () => {
    const other = await server.register()
    const body = bodyOf(registered, good())
    const changed = body.replace('144', '143')
    for (const [key, sent] of [
      [other.confirmationKey, body],
      [registered.confirmationKey, changed],
    ] as const) {
      const sig = encodeURIComponent(signatureOf(key, body))
      const response = await server.request(`/v1/postkeys?sig=${sig}`, {
        method: 'POST',
        body: sent,
      })
      expect(response.status).toBe(200)
    }
    expect(await server.waitingKeys()).toEqual([])
  })

  test.each(['', '?sig=', `?sig=${base64(16)}`, '?sig=%21'])(
    'that is signed by "%s"',
    async (query) => {
      const response = await server.request(`/v1/postkeys${query}`, {
        method: 'POST',
        body: bodyOf(registered, good()),
      })
      expect(response.status).toBe(200)
      expect(await server.waitingKeys()).toEqual([])
    },
  )

  test('to a bucket that is no longer good, from its very end on', async () => {
    server.now = addSeconds(NOON, registered.validity + 30)
    await server.upload(registered, [appKey(NOON, 2)])
    expect(await server.waitingKeys()).toEqual([])
    server.now = addSeconds(server.now, -1)
    await server.upload(registered, [appKey(NOON, 2)])
    expect(await server.waitingKeys()).toHaveLength(1)
  })

  test('that is longer than any app sends', async () => {
    const body = JSON.stringify({
      keys: good(),
      bucketId: registered.bucketId,
      padding: 'x'.repeat(64_000),
    })
    expect((await server.post(registered, body)).status).toBe(200)
    expect(await server.waitingKeys()).toEqual([])
  })
})

test('the most keys that are taken are 98', async () => {
  await server.upload(
    registered,
    Array.from({ length: 98 }, () => appKey(NOON, 2)),
  )
  expect(await server.waitingKeys()).toHaveLength(98)
  await server.upload(registered, [appKey(NOON, 3)])
  expect(await server.waitingKeys()).toHaveLength(98)
})

test('a key that is too old, or not yet begun, is dropped from its upload and the others stay', async () => {
  const [kept, oldest] = [appKey(NOON, 1), appKey(NOON, 14)]
  await server.upload(registered, [appKey(NOON, 15), oldest, kept, appKey(NOON, -1)])
  expect((await server.waitingKeys()).map(({ key }) => key)).toEqual([
    hex(oldest.keyData),
    hex(kept.keyData),
  ])
})

test('the same upload again changes nothing', async () => {
  const body = bodyOf(registered, [appKey(NOON, 2), appKey(NOON, 0)])
  await server.post(registered, body)
  const before = await server.waitingKeys()
  server.now = addSeconds(NOON, HOUR)
  await server.post(registered, body)
  expect(await server.waitingKeys()).toEqual(before)
})

test('two at once put each key in once', async () => {
  const body = bodyOf(registered, [appKey(NOON, 2), appKey(NOON, 1)])
  await Promise.all([server.post(registered, body), server.post(registered, body)])
  expect(await server.waitingKeys()).toHaveLength(2)
})

test("on the next day only its bucket's own day is still taken, and one key of it", async () => {
  const yesterday = appKey(NOON, 0)
  server.now = addSeconds(NOON, 14 * HOUR)
  expect(new Date(server.now * 1000).toISOString()).toBe('2026-11-20T00:20:00.000Z')
  await server.upload(registered, [appKey(server.now, 0), yesterday])
  expect((await server.waitingKeys()).map(({ key }) => key)).toEqual([hex(yesterday.keyData)])
  await server.upload(registered, [appKey(NOON, 0)])
  expect(await server.waitingKeys()).toHaveLength(1)
})

test.each([
  [119, 2],
  [120, 1],
  [121, 1],
])(
  "%i minutes after the confirmation an upload brings %i keys with today's",
  async (minutes, kept) => {
    await server.confirm(registered)
    server.now = addSeconds(NOON, minutes * 60)
    await server.upload(registered, [appKey(NOON, 0), appKey(NOON, 1)])
    expect(await server.waitingKeys()).toHaveLength(kept)
  },
)

test('a key that is not after the newest that was published is dropped', async () => {
  await server.confirm(registered)
  await server.upload(registered, [appKey(NOON, 3)])
  await server.tick()
  expect(await server.waitingKeys()).toEqual([])
  const newer = appKey(NOON, 2)
  await server.upload(registered, [appKey(NOON, 5), appKey(NOON, 3), newer])
  expect((await server.waitingKeys()).map(({ key }) => key)).toEqual([hex(newer.keyData)])
})

test('a signature is over the very bytes of a body: the published vector', async () => {
  const body =
    '{"keys":[{"keyData":"AAECAwQFBgcICQoLDA0ODw==","rollingStartNumber":2671920,"rollingPeriod":144}],"bucketId":"ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=","padding":"AAAA"}'
  const now = asUnixSeconds(Date.UTC(2020, 9, 21, 12) / 1000)
  server = await startCoronaMelder({ now })
  const secrets = [bytesFrom(32), bytesFrom(0)]
  await registerWorkflow(
    {
      db: openKeyserver(env.KEYSERVER_DB),
      secretBox: await openSecretBox(env.MASTER_KEY),
      ...workflowHashes(env.MASTER_KEY),
      settings: DEFAULT_WORKFLOW_SETTINGS,
      randomBytes: (length) => (length === 32 && secrets.shift()) || new Uint8Array(length),
    },
    'v2',
    now,
  )
  const post = (sig: string) => server.request(`/v1/postkeys?sig=${sig}`, { method: 'POST', body })
  await post('L3v2sq0ypYo0HbrDS5O2lKdguKfYFBbJk1cSFlN3jGw%3D')
  expect(await server.waitingKeys()).toEqual([])
  await post('K3v2sq0ypYo0HbrDS5O2lKdguKfYFBbJk1cSFlN3jGw%3D')
  expect(await server.waitingKeys()).toEqual([
    { key: '000102030405060708090A0B0C0D0E0F', start: 2_671_920, publish_after: now },
  ])
})

/** 32 bytes that count up. */
const bytesFrom = (first: number) => Uint8Array.from({ length: 32 }, (_, i) => first + i)

test('while the server is in maintenance all calls are refused alike', async () => {
  const closed = await startCoronaMelder({ vars: { MAINTENANCE_MODE: 'true' } })
  const body = bodyOf({ bucketId: base64(32) }, [appKey(NOON, 1)])
  const answers = [
    await closed.request('/v2/register', { method: 'POST', body }),
    await closed.post({ confirmationKey: base64(32) }, body),
    await closed.stop(body),
  ]
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503])
})

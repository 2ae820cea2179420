/** The NHS layout through the job, the bucket and the front door. */

import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { createPublicKey, verify } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildDistribution } from '../../../src/workers/distribution.ts'
import {
  keysOf,
  read,
  readBucket,
  type StoredTestKey,
  type StoredThing,
  startLayout,
  storeKeys,
  type TestLayout,
} from '../../support/layouts.ts'

const HOUR = 3600
const DAY = 24 * HOUR
const seconds = (text: string) => Date.parse(text) / 1000
const interval = (text: string) => seconds(text) / 600
const SETTINGS = { homeRegion: 'GB-EAW', appBundleId: 'uk.nhs.covid19.production' }
/** The run at minute 47 before the period that ends at noon. */
const RUN = seconds('2020-07-04T11:47:00Z')
const MINUTES_15 = 900

const aKey = (
  byte: number,
  submitted: string,
  change: Partial<StoredTestKey> = {},
): StoredTestKey => ({
  key: byte.toString(16).padStart(2, '0').repeat(16),
  createdAt: seconds(submitted),
  start: interval('2020-07-01T00:00:00Z'),
  regions: ',GB-EAW,',
  ...change,
})
const hex = (...bytes: number[]) =>
  bytes.map((byte) => byte.toString(16).padStart(2, '0').repeat(16))

const start = (settings: Readonly<Record<string, unknown>> = {}) =>
  startLayout({
    layout: 'nhs',
    settings: { ...SETTINGS, ...settings },
    regions: ['GB-EAW'],
    truncateWindowSeconds: MINUTES_15,
  })

const daily = (name: string) => `distribution/daily/${name}.zip`
const twoHourly = (name: string) => `distribution/two-hourly/${name}.zip`

describe('periods', () => {
  let layout: TestLayout
  let bucket: ReadonlyMap<string, StoredThing>
  beforeAll(async () => {
    layout = await start()
    await storeKeys(layout.db, [
      aKey(1, '2020-07-04T09:30:00Z'),
      aKey(2, '2020-07-04T09:45:00Z'),
      aKey(3, '2020-07-04T11:30:00Z'),
      aKey(4, '2020-07-04T11:45:00Z'),
      aKey(5, '2020-07-02T23:30:00Z'),
      aKey(6, '2020-07-02T23:45:00Z'),
      aKey(7, '2020-07-03T23:30:00Z'),
      aKey(8, '2020-07-03T23:45:00Z'),
    ])
    await layout.runAll(RUN)
    bucket = await readBucket()
  })
  const keys = (name: string) => keysOf(bucket.get(name), layout.publicKeys)

  test('are 15 days and 168 times two hours, each with a file', () => {
    const names = [...bucket.keys()]
    expect(names.filter((name) => name.startsWith('distribution/daily/'))).toHaveLength(15)
    expect(names.filter((name) => name.startsWith('distribution/two-hourly/'))).toHaveLength(168)
    expect(names).toContain(daily('2020070500'))
    expect(names).toContain(daily('2020062100'))
    expect(names).toContain(twoHourly('2020070412'))
    expect(names).toContain(twoHourly('2020062014'))
  })

  test('begin and end a quarter of an hour early', () => {
    expect(keys(twoHourly('2020070410'))).toEqual(hex(1))
    expect(keys(twoHourly('2020070412'))).toEqual(hex(2, 3))
    expect(keys(daily('2020070300'))).toEqual(hex(5))
    expect(keys(daily('2020070400'))).toEqual(hex(6, 7))
  })

  test('a day that is not over has the keys of its two-hourly files', () => {
    expect(keys(daily('2020070500'))).toEqual(hex(1, 2, 3, 8))
    expect(keys(twoHourly('2020070400'))).toEqual(hex(7))
    expect(keys(twoHourly('2020070402'))).toEqual(hex(8))
  })

  test('stand in the header, with the offset and without a region', () => {
    const file = read(bucket.get(daily('2020070400'))?.bytes ?? new Uint8Array(), layout.publicKeys)
    expect(file).toMatchObject({
      start: seconds('2020-07-02T23:45:00Z'),
      end: seconds('2020-07-03T23:45:00Z'),
      region: '',
    })
    expect(file.keys[0]).toMatchObject({ risk: 6, daysSinceOnset: 1, reportType: 0 })
  })

  test('a run with nothing new writes nothing', async () => {
    expect(await layout.run(RUN + 300)).toMatchObject({ slots: 0, archives: 0, deleted: 0 })
    expect([...(await readBucket()).values()].map(({ etag }) => etag)).toEqual(
      [...bucket.values()].map(({ etag }) => etag),
    )
  })
})

test('objects say who signed them, over date and content', async () => {
  const layout = await start({ headerKeyId: 'key-1' })
  await storeKeys(layout.db, [aKey(1, '2020-07-04T09:30:00Z')])
  await layout.runAll(RUN)
  const surface = buildDistribution(env, undefined)
  const answer = await surface.fetch(
    new Request(`https://keys.example/${twoHourly('2020070410')}`),
    env,
    createExecutionContext(),
  )
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/zip')
  const date = answer.headers.get('x-amz-meta-signature-date') ?? ''
  expect(date).toBe('Sat, 04 Jul 2020 11:47:00 UTC')
  const [, keyId, signature = ''] =
    /^keyId="([^"]+)",signature="([^"]+)"$/.exec(
      answer.headers.get('x-amz-meta-signature') ?? '',
    ) ?? []
  expect(keyId).toBe('key-1')
  const content = Buffer.from(await answer.arrayBuffer())
  const message = Buffer.concat([Buffer.from(`${date}:`), content])
  const key = createPublicKey(layout.server.signerPublicKeyPem)
  expect(verify('sha256', message, key, Buffer.from(signature, 'base64'))).toBe(true)
  expect(verify('sha256', content, key, Buffer.from(signature, 'base64'))).toBe(false)
})

test('a key that is still in use waits for two hours after its end', async () => {
  const layout = await start()
  // Ends at 08:00; uploaded at nine, so it leaves at 10:15 and not before.
  await storeKeys(layout.db, [
    aKey(1, '2020-07-04T09:00:00Z', { start: interval('2020-07-04T00:00:00Z'), period: 48 }),
  ])
  await layout.runAll(RUN)
  const bucket = await readBucket()
  expect(keysOf(bucket.get(twoHourly('2020070410')), layout.publicKeys)).toEqual([])
  expect(keysOf(bucket.get(twoHourly('2020070412')), layout.publicKeys)).toEqual(hex(1))
})

test('a result that was taken back before its keys were due is not published', async () => {
  const layout = await start()
  await storeKeys(layout.db, [
    aKey(1, '2020-07-04T09:30:00Z', { revised: { type: 5, at: seconds('2020-07-04T09:30:00Z') } }),
    aKey(2, '2020-07-04T09:30:00Z', { revised: { type: 5, at: seconds('2020-07-04T15:00:00Z') } }),
  ])
  await layout.runAll(RUN)
  expect(keysOf((await readBucket()).get(twoHourly('2020070410')), layout.publicKeys)).toEqual(
    hex(2),
  )
})

test('each region gets the keys of interest to it', async () => {
  const layout = await start({
    interestFilter: true,
    regions: ['GB-SCT', 'JE'],
    interestOrigins: { JE: ['GB-NIR'] },
  })
  const at = '2020-07-04T09:30:00Z'
  await storeKeys(layout.db, [
    aKey(1, at),
    aKey(2, at, { visited: ['GB-EAW', 'GB-SCT'] }),
    aKey(3, at, { origin: 'GB-SCT', visited: ['GB-SCT'] }),
    aKey(4, at, { origin: 'GB-NIR', visited: ['GB-NIR'] }),
    aKey(5, at, { origin: 'IE', visited: [] }),
    aKey(6, at, { origin: 'GI', visited: ['GI', 'GB-EAW'] }),
  ])
  await layout.runAll(RUN)
  const bucket = await readBucket()
  const keys = (path: string) => keysOf(bucket.get(`distribution/${path}`), layout.publicKeys)
  expect(keys('two-hourly/2020070410.zip')).toEqual(hex(1, 2, 5, 6))
  expect(keys('GB-SCT/two-hourly/2020070410.zip')).toEqual(hex(2, 3, 5))
  expect(keys('JE/daily/2020070500.zip')).toEqual(hex(4, 5))
})

test('what is too old is emptied for a month if it is a day, and goes if it is two hours', async () => {
  const layout = await start()
  await storeKeys(layout.db, [aKey(1, '2020-07-04T09:30:00Z')])
  await layout.runAll(RUN)
  for (const days of [1, 5, 10, 14, 16]) await layout.runAll(RUN + days * DAY)
  const later = await readBucket()
  expect(later.has(twoHourly('2020070410'))).toBe(false)
  expect(keysOf(later.get(daily('2020070500')), layout.publicKeys)).toEqual([])
  expect([...later.keys()].filter((name) => name.includes('two-hourly'))).toHaveLength(168)
  for (const days of [25, 40]) await layout.runAll(RUN + days * DAY)
  const last = await readBucket()
  expect([...last.keys()].filter((name) => name.includes('two-hourly'))).toHaveLength(168)
  // As the original: older daily files are left as they are.
  expect(keysOf(last.get(daily('2020070500')), layout.publicKeys)).toEqual([])
})

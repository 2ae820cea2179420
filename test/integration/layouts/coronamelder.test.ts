/** The CoronaMelder layout through the job and the bucket. */

import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { readCertificates } from '../../../src/core/crypto/certificates.ts'
import { verifyCms } from '../../../src/core/crypto/verify-cms.ts'
import { tocsin } from '../../../src/core/proto/export.js'
import { asUnixSeconds } from '../../../src/core/time.ts'
import {
  readBucket,
  type StoredTestKey,
  type StoredThing,
  startLayout,
  storeKeys,
  textOf,
} from '../../support/layouts.ts'
import certificates from '../../vectors/content-signers.json' with { type: 'json' }

const HOUR = 3600
const DAY = 24 * HOUR
const seconds = (text: string) => Date.parse(text) / 1000
const NOON = seconds('2026-12-08T12:00:00Z')
/** The store's hour before noon is over, and its uploads are written. */
const RUN = NOON + 90
const START = seconds('2026-12-05T00:00:00Z') / 600

const start = (settings: Readonly<Record<string, unknown>> = {}) =>
  startLayout({
    layout: 'coronamelder',
    settings: { minimumKeysPerSet: 0, ...settings },
    prefix: 'v6',
    regions: ['NL'],
  })

const aKey = (number: number, change: Partial<StoredTestKey> = {}): StoredTestKey => ({
  key: number.toString(16).padStart(4, '0').repeat(8),
  createdAt: NOON - HOUR,
  start: START,
  onset: 0,
  regions: ',NL,',
  ...change,
})
const some = (count: number, change: Partial<StoredTestKey> = {}, from = 1) =>
  Array.from({ length: count }, (_, i) => aKey(from + i, change))

function trusted() {
  const read = readCertificates(certificates.rsa.rootPem)
  if (read === undefined) throw new Error('the root of the tests is not readable')
  return read
}

interface Manifest {
  readonly exposureKeySets: readonly string[]
  readonly riskCalculationParameters: string
  readonly appConfig: string
  readonly resourceBundle: string
}

async function contentOf(thing: StoredThing | undefined): Promise<string> {
  const entries = unzipSync(thing?.bytes ?? new Uint8Array())
  const content = new Uint8Array(entries['content.bin'] ?? new Uint8Array())
  const verified = await verifyCms(
    new Uint8Array(entries['content.sig'] ?? new Uint8Array()),
    content,
    trusted(),
    asUnixSeconds(RUN),
  )
  expect(verified).toMatchObject({ ok: true })
  return new TextDecoder().decode(content)
}

const manifest = async (
  bucket: ReadonlyMap<string, StoredThing>,
  country = '',
): Promise<Manifest> => JSON.parse(await contentOf(bucket.get(`v6/manifest${country}`)))

/** Keys of a set, with what its apps read of them. */
function setOf(bucket: ReadonlyMap<string, StoredThing>, id: string) {
  const entries = unzipSync(bucket.get(`v6/exposurekeyset/${id}`)?.bytes ?? new Uint8Array())
  expect(Object.keys(entries)).toEqual(['export.bin', 'export.sig', 'content.sig'])
  const bin = entries['export.bin'] ?? new Uint8Array()
  return { entries, message: tocsin.exposure.TemporaryExposureKeyExport.decode(bin.subarray(16)) }
}
const sizesOf = async (bucket: ReadonlyMap<string, StoredThing>, country = '') =>
  (await manifest(bucket, country)).exposureKeySets.map(
    (id) => setOf(bucket, id).message.keys?.length,
  )

test('a release is a set under the id of its content, named by the manifest', async () => {
  const layout = await start()
  await storeKeys(layout.db, some(3))
  await layout.runAll(RUN)
  const bucket = await readBucket()
  const { exposureKeySets, ...documents } = await manifest(bucket)
  expect(documents).toEqual({ riskCalculationParameters: '', appConfig: '', resourceBundle: '' })
  expect(exposureKeySets).toHaveLength(1)
  const [id = ''] = exposureKeySets
  expect(id).toMatch(/^[0-9a-f]{32}$/)
  const { message, entries } = setOf(bucket, id)
  expect(message).toMatchObject({ region: 'NL', batchNum: 1, batchSize: 1 })
  expect(Number(message.endTimestamp)).toBe(NOON)
  expect(Number(message.startTimestamp)).toBe(NOON - DAY)
  expect(message.signatureInfos?.[0]).toMatchObject({ appBundleId: 'nl.rijksoverheid.en' })
  expect(message.signatureInfos?.[0]?.androidPackage).toBeFalsy()
  expect(message.keys?.[0]).toMatchObject({
    transmissionRiskLevel: 3,
    rollingPeriod: 144,
    reportType: 1,
    daysSinceOnsetOfSymptoms: 0,
  })
  const signature = await verifyCms(
    new Uint8Array(entries['content.sig'] ?? new Uint8Array()),
    new Uint8Array(entries['export.bin'] ?? new Uint8Array()),
    trusted(),
    asUnixSeconds(RUN),
  )
  expect(signature).toMatchObject({ ok: true })
  expect(bucket.get(`v6/exposurekeyset/${id}`)?.custom).toEqual({
    released: String(NOON),
    'content-id': id,
  })
})

describe('the size of sets', () => {
  test.each([
    ['fill', [10, 10, 5]],
    ['balanced', [9, 8, 8]],
  ])('is at most the largest, split by %s', async (splitMode, sizes) => {
    const layout = await start({ maxKeysPerSet: 10, splitMode })
    await storeKeys(layout.db, some(25))
    await layout.runAll(RUN)
    expect((await sizesOf(await readBucket())).sort()).toEqual([...sizes].sort())
  })

  test.each([
    [0, []],
    [10, [10]],
    [11, [1, 10]],
  ])('of %i keys with a largest of ten is %j', async (count, sizes) => {
    const layout = await start({ maxKeysPerSet: 10 })
    await storeKeys(layout.db, some(count))
    await layout.runAll(RUN)
    expect((await sizesOf(await readBucket())).sort()).toEqual(sizes)
  })

  test('is reached by waiting where there are too few keys', async () => {
    const layout = await start({ minimumKeysPerSet: 5 })
    await storeKeys(layout.db, some(4))
    await layout.runAll(RUN)
    expect(await sizesOf(await readBucket())).toEqual([])
    await storeKeys(layout.db, some(1, { createdAt: NOON + HOUR }, 5))
    await layout.runAll(RUN + 2 * HOUR)
    expect(await sizesOf(await readBucket())).toEqual([5])
    await layout.runAll(RUN + 3 * HOUR)
    expect(await sizesOf(await readBucket())).toEqual([5])
  })

  test('counts only keys that are infectious by their onset', async () => {
    const layout = await start()
    const asymptomatic = (days: number) => ({ onset: 3000 + days })
    await storeKeys(layout.db, [
      ...some(3, asymptomatic(0)),
      ...some(2, asymptomatic(-14), 4),
      ...some(2, { onset: -3 }, 6),
      ...some(1, { onset: 12 }, 8),
    ])
    await layout.runAll(RUN)
    expect(await sizesOf(await readBucket())).toEqual([3])
  })
})

test('what nobody said of a key keeps it from no set', async () => {
  const layout = await start()
  await storeKeys(layout.db, [
    aKey(1, { filledIn: 3, risk: 2, onset: -10, start: START - 144 * 9 }),
  ])
  await layout.runAll(RUN)
  expect(await sizesOf(await readBucket())).toEqual([1])
})

test('a country has the keys from there and of its visitors', async () => {
  const layout = await start({ countryMode: 'members' })
  await storeKeys(layout.db, [
    ...some(2),
    ...some(1, { visited: ['DE', 'BE'] }, 3),
    ...some(3, { origin: 'DE', visited: ['NL', 'DE'] }, 4),
    ...some(4, { origin: 'DE', visited: ['DE'] }, 7),
  ])
  await layout.runAll(RUN)
  const bucket = await readBucket()
  expect(await sizesOf(bucket)).toEqual([6])
  expect(await sizesOf(bucket, '/DE')).toEqual([8])
  expect(await sizesOf(bucket, '/BE')).toEqual([1])
  expect(await sizesOf(bucket, '/FR')).toEqual([])
  expect(await manifest(bucket, '/NL')).toEqual(await manifest(bucket))
  expect(JSON.parse(textOf(bucket.get('v6/exposurekeyset/DE')) ?? '')).toEqual(
    (await manifest(bucket, '/DE')).exposureKeySets,
  )
  // The sets of two countries are never one object, whatever they hold.
  const ids = await Promise.all(['/NL', '/DE', '/BE'].map((code) => manifest(bucket, code)))
  expect(new Set(ids.flatMap(({ exposureKeySets }) => exposureKeySets)).size).toBe(3)
})

test('a manifest names sets of the last two weeks, and older ones go', async () => {
  const layout = await start()
  await storeKeys(layout.db, some(3))
  await layout.runAll(RUN)
  await layout.runAll(RUN + 14 * DAY - HOUR)
  expect(await sizesOf(await readBucket())).toEqual([3])
  await layout.runAll(RUN + 14 * DAY)
  expect((await manifest(await readBucket())).exposureKeySets).toEqual([])
  await layout.runAll(RUN + 15 * DAY)
  const names = [...(await readBucket()).keys()]
  expect(names.filter((name) => /exposurekeyset\/.{32}$/.test(name))).toEqual([])
})

test('a run with nothing new writes nothing', async () => {
  const layout = await start()
  await storeKeys(layout.db, some(3))
  await layout.runAll(RUN)
  const before = await readBucket()
  expect(await layout.run(RUN + 60)).toMatchObject({ slots: 0, archives: 0, indexes: 0 })
  const after = await readBucket()
  expect([...after.values()].map(({ etag }) => etag)).toEqual(
    [...before.values()].map(({ etag }) => etag),
  )
})

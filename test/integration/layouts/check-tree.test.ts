/** What our own job publishes, before the rules by which an operator checks a tree. */

import { expect, test } from 'vitest'
import { readCertificates } from '../../../src/core/crypto/certificates.ts'
import { importPublicKey } from '../../../src/core/crypto/ecdsa.ts'
import { decodePem } from '../../../src/core/crypto/pem.ts'
import { verifyCms } from '../../../src/core/crypto/verify-cms.ts'
import { startTreeCheck } from '../../../src/core/layouts/check-tree/start-check.ts'
import type { TreeTrust } from '../../../src/core/layouts/check-tree/tree-check.ts'
import type { Layout } from '../../../src/core/layouts/layouts.ts'
import { asUnixSeconds } from '../../../src/core/time.ts'
import { md5 } from '../../../src/platform/md5.ts'
import {
  readBucket,
  type StoredTestKey,
  type StoredThing,
  startLayout,
  storeKeys,
  type TestLayout,
} from '../../support/layouts.ts'
import certificates from '../../vectors/content-signers.json' with { type: 'json' }

const HOUR = 3600
const seconds = (text: string) => Date.parse(text) / 1000
const MIDNIGHT = seconds('2026-12-05T00:00:00Z')

/** Uploads of each hour from the start to the run: of keys that ended days before, and of some that end that day. */
function uploads(region: string, from: number, to: number): readonly StoredTestKey[] {
  const keys: StoredTestKey[] = []
  for (let at = from; at < to; at += HOUR) {
    for (let n = 0; n < 30; n++) {
      const isOfToday = n % 10 === 0
      const today = at - (at % (24 * HOUR))
      keys.push({
        key: (keys.length + 1).toString(16).padStart(8, '0').repeat(4),
        createdAt: at,
        start: (isOfToday ? today : MIDNIGHT) / 600,
        period: isOfToday ? Math.max(1, (at - today) / 600) : 144,
        regions: `,${region},`,
      })
    }
  }
  return keys
}

async function publicKeyOf({ server }: TestLayout): Promise<CryptoKey> {
  const spki = decodePem('PUBLIC KEY', server.signerPublicKeyPem)
  if (spki === undefined) throw new Error('the key of the signer is not readable')
  return importPublicKey(spki)
}

/** Everything that is wrong with what is in the bucket below a prefix: listed, and asked for by name. */
async function problemsOf(
  layout: Layout,
  things: ReadonlyMap<string, StoredThing>,
  publicKey: CryptoKey,
  now: number,
  prefix = '',
) {
  const at = asUnixSeconds(now)
  const certificate = readCertificates(certificates.rsa.rootPem) ?? []
  const trust: TreeTrust = {
    trusted: [{ publicKey, keyId: undefined, keyVersion: undefined }],
    now: at,
    clock: at,
    md5,
    isAskedFor: false,
    regions: [],
    offsetMinutes: -15,
    headerKey: publicKey,
    verifyContent: async (signature, content) => {
      const verified = await verifyCms(signature, content, certificate, at)
      return verified.ok ? undefined : verified.failure
    },
  }
  const found: unknown[] = []
  for (const isAskedFor of [false, true]) {
    const check = startTreeCheck(layout, { ...trust, isAskedFor })
    const names = new Set(
      isAskedFor ? check.first : [...things.keys()].map((name) => name.slice(prefix.length)),
    )
    for (const name of names) {
      const thing = things.get(prefix + name)
      if (thing === undefined) continue
      const headers = new Map(
        Object.entries(thing.custom).map(([key, value]) => [`x-amz-meta-${key}`, value]),
      )
      const { problems, links } = await check.add({
        name,
        bytes: new Uint8Array(thing.bytes),
        headers,
      })
      found.push(...problems.map((problem) => ({ name, ...problem })))
      if (isAskedFor) for (const link of links) names.add(link)
    }
    found.push(...check.finish())
  }
  return found
}

test("the Corona-Warn-App's tree of two days is right", async () => {
  const now = seconds('2026-12-09T06:20:00Z')
  const settings = { appBundleId: 'de.rki.coronawarnapp', originCountry: 'DE' }
  const layout = await startLayout({ layout: 'corona-warn-app', settings })
  await storeKeys(layout.db, uploads('DE', seconds('2026-12-08T03:00:00Z'), now - 2 * HOUR))
  await layout.runAll(now)
  const bucket = await readBucket()
  expect([...bucket.keys()]).toContain('version/v1/diagnosis-keys/country/EUR/date/2026-12-08')
  expect(await problemsOf('corona-warn-app', bucket, await publicKeyOf(layout), now)).toEqual([])
})

test('the NHS tree of a run is right, with the signatures of its headers', async () => {
  const now = seconds('2026-12-09T05:47:00Z')
  const layout = await startLayout({
    layout: 'nhs',
    settings: { homeRegion: 'GB-EAW' },
    regions: ['GB-EAW'],
    truncateWindowSeconds: 900,
  })
  await storeKeys(layout.db, uploads('GB-EAW', seconds('2026-12-08T03:00:00Z'), now - 2 * HOUR))
  await layout.runAll(now)
  const bucket = await readBucket()
  expect(bucket.size).toBe(183)
  expect(await problemsOf('nhs', bucket, await publicKeyOf(layout), now)).toEqual([])
})

test("CoronaMelder's tree is right, with the signatures of its contents", async () => {
  const now = seconds('2026-12-09T06:01:30Z')
  const layout = await startLayout({
    layout: 'coronamelder',
    settings: { minimumKeysPerSet: 10, maxKeysPerSet: 25 },
    prefix: 'v6',
    regions: ['NL'],
  })
  await storeKeys(layout.db, uploads('NL', seconds('2026-12-08T20:00:00Z'), now - 2 * HOUR))
  await layout.runAll(now)
  const bucket = await readBucket()
  expect(bucket.size).toBeGreaterThan(10)
  const found = await problemsOf('coronamelder', bucket, await publicKeyOf(layout), now, 'v6/')
  expect(found).toEqual([])
})

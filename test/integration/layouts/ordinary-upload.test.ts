/** What an ordinary phone uploads through the front door comes out in all four layouts, as each app reads it. */

import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { tocsin } from '../../../src/core/proto/export.js'
import { addSeconds } from '../../../src/core/time.ts'
import { NOON, startKeyserver, type TestKeyserver } from '../../support/keyserver.ts'
import { readBucket, type StoredThing } from '../../support/layouts.ts'
import { phoneKeys, uploadBody } from '../../support/phone.ts'
import certificates from '../../vectors/content-signers.json' with { type: 'json' }

const HOUR = 3600
const common = { regions: ['US'], keyVersion: 'v1' } as const
const SEED = {
  exports: [{ filenameRoot: 'us', periodSeconds: 4 * HOUR, region: 'US' }],
  layoutExports: [
    {
      name: 'cwa',
      layout: 'corona-warn-app',
      prefix: '',
      keyId: '262',
      settings: { appBundleId: 'de.rki.coronawarnapp', shiftingThreshold: 0 },
      ...common,
    },
    { name: 'nhs', layout: 'nhs', prefix: '', keyId: '234', settings: {}, ...common },
    {
      name: 'cm',
      layout: 'coronamelder',
      prefix: 'v6',
      keyId: '204',
      settings: { minimumKeysPerSet: 0 },
      ...common,
    },
  ],
  contentSigner: {
    name: 'content',
    certificatesPem: `${certificates.rsa.signerPem}${certificates.rsa.issuerPem}`,
    privateKeyPem: certificates.rsa.privateKeyPem,
  },
} as const

/** Where each layout's archives are, those of its finest slots alone. */
const LAYOUTS: Readonly<Record<string, RegExp>> = {
  Google: /^us\/.*\.zip$/,
  'Corona-Warn-App, hours': /country\/DE\/date\/[\d-]+\/hour\/\d+$/,
  'Corona-Warn-App, days': /country\/DE\/date\/[\d-]+$/,
  'Corona-Warn-App, all countries': /country\/EUR\/date\/[\d-]+\/hour\/\d+$/,
  'NHS, two hours': /^distribution\/two-hourly\//,
  'NHS, days': /^distribution\/daily\//,
  CoronaMelder: /^v6\/exposurekeyset\/[0-9a-f]{32}$/,
}

interface Found {
  readonly keyHex: string
  readonly risk: number
}

function keysOf(bucket: ReadonlyMap<string, StoredThing>, layout: RegExp): readonly Found[] {
  return [...bucket]
    .filter(([name]) => layout.test(name))
    .flatMap(([, { bytes }]) => {
      const bin = unzipSync(bytes)['export.bin'] ?? new Uint8Array()
      const message = tocsin.exposure.TemporaryExposureKeyExport.decode(bin.subarray(16))
      return (message.keys ?? []).map((key) => ({
        keyHex: Buffer.from(key.keyData ?? []).toString('hex'),
        risk: Number(key.transmissionRiskLevel),
      }))
    })
}

async function upload(server: TestKeyserver, change: object = {}): Promise<readonly string[]> {
  // Yesterday's and older, so that all leave together. Risk 0 is what a phone sends that knows of none.
  const keys = phoneKeys(server.now, 14).filter(
    ({ rollingStartNumber }) => (rollingStartNumber + 144) * 600 <= server.now,
  )
  expect(keys.length).toBeGreaterThan(10)
  const body = uploadBody(server.authority, keys, {
    now: server.now,
    reportType: 'confirmed',
    ...change,
  })
  expect((await server.publish(body)).status).toBe(200)
  return keys.map(({ key }) => Buffer.from(key, 'base64').toString('hex')).sort()
}

async function published(server: TestKeyserver): Promise<ReadonlyMap<string, StoredThing>> {
  for (const hours of [3, 6, 16, 30]) {
    server.now = addSeconds(NOON, hours * HOUR)
    const runs = await server.tick()
    expect(runs.filter(({ outcome }) => outcome === 'failed')).toEqual([])
  }
  return readBucket()
}

test('a confirmed upload whose phone sent no risk and no onset is in every layout, each key once', async () => {
  const server = await startKeyserver({ seed: SEED })
  await server.tick()
  const sent = await upload(server)
  const bucket = await published(server)
  for (const [layout, pattern] of Object.entries(LAYOUTS)) {
    const found = keysOf(bucket, pattern)
    expect(found.map(({ keyHex }) => keyHex).sort(), layout).toEqual(sent)
  }
  const risks = (pattern: RegExp | undefined) =>
    new Set(keysOf(bucket, pattern ?? /^$/).map(({ risk }) => risk))
  expect(risks(LAYOUTS['Google'])).toEqual(new Set([2]))
  expect(risks(LAYOUTS['NHS, days'])).toEqual(new Set([7]))
  // Nothing below the least that the app is shown, and nothing that the other scale's default would give.
  expect(Math.min(...risks(LAYOUTS['Corona-Warn-App, days']))).toBeGreaterThanOrEqual(3)
  expect([...risks(LAYOUTS['CoronaMelder'])].every((risk) => risk >= 1 && risk <= 3)).toBe(true)
})

test('a risk that a phone did send counts in the scale of each layout', async () => {
  const server = await startKeyserver({ seed: SEED })
  await server.tick()
  const body = uploadBody(server.authority, phoneKeys(server.now, 3, 1).slice(1), {
    now: server.now,
    reportType: 'confirmed',
  })
  expect((await server.publish(body)).status).toBe(200)
  const bucket = await published(server)
  // Level 1 is below what the Corona-Warn-App publishes.
  expect(keysOf(bucket, LAYOUTS['Corona-Warn-App, days'] ?? /^$/)).toEqual([])
  expect(keysOf(bucket, LAYOUTS['NHS, days'] ?? /^$/).map(({ risk }) => risk)).toEqual([1, 1])
})

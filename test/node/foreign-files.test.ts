/** The whole system takes in and mirrors what another server publishes, over real HTTP. */

import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dev, type Runtime, startRuntime } from '../../scripts/runtime.ts'
import type { ImportEntry } from '../../src/core/configuration/document.ts'
import { tocsin } from '../../src/core/proto/export.js'
import { asUnixSeconds } from '../../src/core/time.ts'
import { openKeyserver } from '../../src/db/keyserver/database.ts'
import { r2ArchiveStore } from '../../src/platform/archive-store.ts'
import { outbound } from '../../src/platform/outbound.ts'
import { aKey, anArchive, aSigner } from '../support/archives.ts'
import { putImport, putMirror } from '../support/foreign-configuration.ts'
import { checkExport, downloadExports } from '../support/phone.ts'

/** 19 November 2026, 10:20 UTC. */
const NOW = Date.UTC(2026, 10, 19, 10, 20) / 1000
const HOUR = 3600
const START = '1970-01-01T00:00:00Z'
const DEVELOPMENT = { allowsLoopback: true, allowsUnsignedImports: true }
const LIMITS = { timeoutMs: 10_000, maxBytes: 1000 }

const files = new Map<string, string | Uint8Array>()
let upstream: Server
let base: string
let runtime: Runtime

beforeAll(async () => {
  upstream = createServer(({ url = '' }, response) => {
    const content = files.get(url)
    if (url === '/never') return
    if (url === '/moved') response.writeHead(302, { location: '/there' }).end()
    else if (content === undefined) response.writeHead(404).end()
    else response.writeHead(200).end(content)
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
  runtime = await startRuntime({
    vars: { RESPONSE_STEP: '0' },
    seed: {
      padding: [],
      exports: ['DE', 'CH', 'CA'].map((region) => ({
        filenameRoot: region.toLowerCase(),
        periodSeconds: 4 * HOUR,
        region,
      })),
    },
  })
  await dev(runtime, '/clock', { now: NOW })
  await dev(runtime, '/tick')
}, 120_000)

afterAll(async () => {
  await runtime?.stop()
  upstream?.closeAllConnections()
  upstream?.close()
})

const database = async () =>
  openKeyserver((await runtime.miniflare.getD1Database('KEYSERVER_DB')) as unknown as D1Database)

const stores = async () => ({
  db: await database(),
  archives: r2ArchiveStore((await runtime.miniflare.getR2Bucket('EXPORTS')) as unknown as R2Bucket),
})

async function addImport(name: string, region: string, members: Partial<ImportEntry> = {}) {
  files.set(`/${name}/index.txt`, `${name}/file.zip\n`)
  await putImport(
    await stores(),
    {
      indexUrl: `${base}/${name}/index.txt`,
      exportRootUrl: base,
      region,
      traveler: false,
      activeFrom: START,
      requiresSignature: true,
      keys: [],
      ...members,
    },
    DEVELOPMENT,
    asUnixSeconds(NOW),
  )
}

const runJob = (name: string) =>
  dev<{ outcome: string; report: Record<string, number> }>(runtime, `/jobs/${name}`)

describe("calls to others' servers", () => {
  test('end by name where the answer is not to be taken', async () => {
    files.set('/long', 'x'.repeat(1001))
    files.set('/right', 'x'.repeat(1000))
    const get = async (path: string, limits = LIMITS) => {
      const body = await outbound(true).get(`${base}${path}`, limits)
      return body.ok ? body.value.length : body.failure
    }
    expect(await get('/right')).toBe(1000)
    expect(await get('/long')).toEqual({ reason: 'too_large', maxBytes: 1000 })
    expect(await get('/moved')).toEqual({ reason: 'status', status: 302 })
    expect(await get('/nothing')).toEqual({ reason: 'status', status: 404 })
    expect(await get('/never', { ...LIMITS, timeoutMs: 50 })).toEqual({ reason: 'timeout' })
    const closed = await outbound(true).get('http://127.0.0.1:1/', LIMITS)
    expect(closed).toEqual({ ok: false, failure: { reason: 'unreachable' } })
  })

  test('never reach our own network', async () => {
    const refused = { ok: false, failure: { reason: 'address_refused' } }
    expect(await outbound(false).get(`${base}/right`, LIMITS)).toEqual(refused)
    for (const url of [
      'http://10.0.0.1/',
      'https://169.254.169.254/',
      'https://[fd00::1]/',
      'http://example.org/',
    ]) {
      expect(await outbound(true).get(url, LIMITS), url).toEqual(refused)
    }
  })
})

test('a mirror is served byte for byte', async () => {
  const archive = anArchive({ message: { keys: [aKey(1)] } })
  files.set('/up/index.txt', 'up/file.zip\n')
  files.set('/up/file.zip', archive)
  const draft = {
    indexUrl: `${base}/up/index.txt`,
    exportRootUrl: base,
    filenameRoot: 'mirror',
  }
  await putMirror(await stores(), draft, DEVELOPMENT, asUnixSeconds(NOW))
  expect(await runJob('run-mirrors')).toMatchObject({ outcome: 'done', report: { stored: 1 } })
  const index = await fetch(`${runtime.baseUrl}/mirror/index.txt`)
  expect([await index.text(), index.headers.get('cache-control')]).toEqual([
    'mirror/file.zip',
    'no-cache, max-age=0',
  ])
  const served = await fetch(`${runtime.baseUrl}/mirror/file.zip`)
  expect(new Uint8Array(await served.arrayBuffer())).toEqual(new Uint8Array(archive))
})

test('drawn uploads are stored as those of phones, revised ones among them', async () => {
  const generated = await dev<Record<string, number>>(runtime, '/generate', {
    region: 'CA',
    uploads: 5,
    keysPerUpload: 3,
    revise: 1,
  })
  expect(generated).toEqual({ uploads: 5, revised: 5, keys: 15 })
  expect(await dev(runtime, '/generate', { region: 'CA', uploads: 2, revise: 0 })).toEqual({
    uploads: 2,
    revised: 0,
    keys: 28,
  })
  const { d1 } = await database()
  const row = await d1
    .prepare(
      `SELECT count(*) AS keys, sum(revised_at IS NOT NULL) AS revised, min(revised_at) AS revisedAt, min(provenance) AS provenance
      FROM diagnosis_keys WHERE regions = ',CA,'`,
    )
    .first()
  expect(row).toEqual({
    keys: 43,
    revised: 15,
    revisedAt: Date.UTC(2026, 10, 19, 12) / 1000,
    provenance: 0,
  })
  for (const wrong of [
    { uploads: 0 },
    { uploads: 1001 },
    { keysPerUpload: 1 },
    { revise: 2 },
    { region: 'a' },
  ]) {
    await expect(dev(runtime, '/generate', wrong)).rejects.toThrow('400')
  }
})

// Real files, which are not part of the project: where they are not there, there is nothing to test.
const samples = resolve(process.env['TOCSIN_SAMPLES'] ?? '../shared/samples')
const sample = (name: string) => new Uint8Array(readFileSync(join(samples, name)))

interface SampleKey {
  readonly keyHex: string
  readonly rollingStart: number
  readonly rollingPeriod: number
  readonly risk: number
}

/** By a decoder that shares nothing with the importer's. */
function keysOf(archive: Uint8Array): readonly SampleKey[] {
  const bin = unzipSync(archive)['export.bin'] ?? new Uint8Array()
  return tocsin.exposure.TemporaryExposureKeyExport.decode(bin.subarray(16)).keys.map((key) => ({
    keyHex: Buffer.from(key.keyData ?? []).toString('hex'),
    rollingStart: key.rollingStartIntervalNumber ?? 0,
    rollingPeriod: key.rollingPeriod ?? 144,
    risk: key.transmissionRiskLevel ?? 0,
  }))
}

const factsOf = ({ rollingStart, rollingPeriod, risk }: SampleKey) => [
  ...[rollingStart, rollingPeriod, risk],
]

if (existsSync(join(samples, 'google-two-keys.zip')))
  test('keys of real export files are taken in and found again in an export of ours', async () => {
    const regions = { 'google-two-keys': 'CH', 'android-sample': 'CA', 'corona-warn-demo': 'DE' }
    const key = {
      keyId: 'some_id',
      keyVersion: '1',
      publicKeyPem: readFileSync(join(samples, 'google-two-keys.public.pem'), 'utf8'),
      validFrom: START,
    }
    for (const [name, region] of Object.entries(regions)) {
      files.set(`/${name}/file.zip`, sample(`${name}.zip`))
      const isSigned = name === 'google-two-keys'
      await addImport(name, region, { requiresSignature: isSigned, keys: isSigned ? [key] : [] })
    }
    expect(await runJob('schedule-imports')).toMatchObject({
      report: { imports: 3, discovered: 3 },
    })
    expect(await runJob('import-files')).toMatchObject({
      outcome: 'done',
      report: { files: 3, unsigned: 2, skipped: 0 },
    })
    await dev(runtime, '/clock', { now: NOW + 4 * HOUR })
    await dev(runtime, '/tick')
    for (const [name, region] of Object.entries(regions)) {
      const sent = keysOf(sample(`${name}.zip`))
      expect(sent.length, name).toBeGreaterThan(1)
      const { baseUrl } = runtime
      const index = `${baseUrl}/${region.toLowerCase()}/index.txt`
      const exported = (await downloadExports(index, baseUrl, new Set())).flatMap(
        ({ archive }) => checkExport(archive, { '310-v1': runtime.signerPublicKeyPem }).keys,
      )
      const found = new Map(exported.map((one) => [one.keyHex, factsOf(one)]))
      for (const one of sent) expect(found.get(one.keyHex), name).toEqual(factsOf(one))
    }
  }, 120_000)

test('an unsigned file without a real sample is taken in, in development', async () => {
  files.set('/unsigned/file.zip', anArchive({ signers: [aSigner()], message: { keys: [aKey(9)] } }))
  await addImport('unsigned', 'US', { requiresSignature: false })
  await runJob('schedule-imports')
  expect(await runJob('import-files')).toMatchObject({ report: { files: 1, keys: 1, unsigned: 1 } })
})

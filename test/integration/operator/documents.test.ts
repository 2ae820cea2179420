/** Documents that an operator has phones download: signed, stored once, recorded, found by the apps. */

import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { createPublicKey, verify } from 'node:crypto'
import { unzipSync } from 'fflate'
import { beforeEach, describe, expect, test } from 'vitest'
import { utf8 } from '../../../src/core/bytes.ts'
import { readCertificates } from '../../../src/core/crypto/certificates.ts'
import { verifyCms } from '../../../src/core/crypto/verify-cms.ts'
import { formatIsoTime } from '../../../src/core/iso-time.ts'
import { tocsin } from '../../../src/core/proto/export.js'
import { addSeconds } from '../../../src/core/time.ts'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import { buildDistribution } from '../../../src/workers/distribution.ts'
import { type EmptyKeyserver, startEmpty } from '../../support/configuration.ts'
import vectors from '../../vectors/content-signers.json'

const { rsa } = vectors
let system: EmptyKeyserver

const layout = (name: string, members: object) => ({
  name,
  prefix: '',
  inputRegions: ['NL'],
  signers: ['204-v1'],
  ...members,
})

beforeEach(async () => {
  system = await startEmpty()
  await system.applied({
    signingKeys: [{ name: 'key', generate: true }],
    signers: [{ signingKeyName: 'key', keyId: '204', keyVersion: 'v1' }],
    contentSigners: [
      {
        name: 'nl',
        certificatesPem: rsa.signerPem + rsa.issuerPem,
        privateKeyPem: rsa.privateKeyPem,
      },
    ],
    layoutExports: [
      layout('nl', { layout: 'coronamelder', prefix: 'v6', contentSigner: 'nl' }),
      layout('de', {
        layout: 'corona-warn-app',
        settings: { supportedCountries: ['DE'], appBundleId: 'de.rki.coronawarnapp' },
      }),
      layout('uk', { layout: 'nhs' }),
    ],
  })
})

interface Stored {
  readonly id: string
  readonly kind: string
  readonly objectName: string
  readonly releaseAt: number
  readonly isNew: boolean
  readonly isInForce: boolean
}

async function put(path: string, body: string | Uint8Array<ArrayBuffer>) {
  const response = await system.server.operate(`/operator/documents/${path}`, {
    method: 'PUT',
    body,
  })
  return { status: response.status, body: (await response.json()) as Stored }
}
async function list(path: string) {
  const response = await system.server.operate(`/operator/documents/${path}`)
  const body = (await response.json()) as { documents: Stored[]; next: number | null }
  return { status: response.status, ...body }
}
/** As a phone downloads it; each time with a cache that knows nothing. */
let origins = 0
async function download(path: string, secondsLater = 0) {
  const now = () => addSeconds(system.server.now, secondsLater)
  const surface = buildDistribution(env, undefined, now)
  const context = createExecutionContext()
  const url = `https://documents${++origins}.test${path}`
  const response = await surface.fetch(new Request(url), {}, context)
  const bytes = new Uint8Array(await response.arrayBuffer())
  await waitOnExecutionContext(context)
  return { status: response.status, headers: response.headers, bytes }
}
const audit = () => readAuditLog(system.deps.db, 0, 500)

describe("CoronaMelder's", () => {
  const CONFIG = '{"androidMinimumVersion":1}'

  test('document is zipped with a signature by the content signer and served under its id', async () => {
    const { status, body } = await put('nl/appConfig', CONFIG)
    expect(status).toBe(201)
    expect(body).toMatchObject({ kind: 'appConfig', isNew: true, byteLength: CONFIG.length })
    expect(body.id).toMatch(/^[0-9a-f]{32}$/)
    expect(body.objectName).toBe(`v6/appconfig/${body.id}`)

    const served = await download(`/${body.objectName}`)
    expect(served.status).toBe(200)
    expect(served.headers.get('etag')).toBe(`"${body.id}"`)
    expect(served.headers.get('cache-control')).toBe(
      'public, immutable, max-age=1209600, s-maxage=1209600',
    )
    expect(served.headers.get('x-vws-signed')).toBe('True')
    const entries = unzipSync(served.bytes)
    expect(Object.keys(entries)).toEqual(['content.bin', 'content.sig'])
    const [content, signature] = [entries['content.bin'], entries['content.sig']].map(
      (bytes) => new Uint8Array(bytes ?? []),
    )
    expect(content).toEqual(utf8(CONFIG))
    const trusted = readCertificates(rsa.rootPem) ?? []
    const verified = await verifyCms(
      signature ?? new Uint8Array(),
      content ?? new Uint8Array(),
      trusted,
      system.server.now,
    )
    expect(verified).toMatchObject({ ok: true, value: { signingTime: system.server.now } })
  })

  test('document is recorded with a row of the log, and the manifest is due', async () => {
    await env.KEYSERVER_DB.prepare('UPDATE layout_exports SET refreshed_at = 1700000000').run()
    const before = (await audit()).length
    const { body } = await put('NL/resourceBundle', 'texts')
    const log = (await audit()).slice(before)
    expect(log).toMatchObject([{ actor: 'operator', action: 'document.put', subject: 'nl' }])
    expect(JSON.parse(log[0]?.detail ?? '')).toMatchObject({ kind: 'resourceBundle', id: body.id })
    const rows = await env.KEYSERVER_DB.prepare(
      'SELECT name, refreshed_at FROM layout_exports ORDER BY name',
    ).all<{ name: string; refreshed_at: number }>()
    expect(rows.results.map(({ refreshed_at }) => refreshed_at)).toEqual([
      1_700_000_000, 1, 1_700_000_000,
    ])
  })

  test('document that is sent twice with one release is one, and one that comes back is another', async () => {
    const release = `?release=${formatIsoTime(system.server.now + 3600)}`
    const first = await put(`nl/appConfig${release}`, CONFIG)
    const again = await put(`nl/appConfig${release}`, CONFIG)
    expect([first.status, again.status]).toEqual([201, 200])
    expect(again.body).toEqual({ ...first.body, isNew: false })
    const others = [
      await put('nl/appConfig', CONFIG),
      await put(`nl/riskCalculationParameters${release}`, CONFIG),
      await put(`nl/appConfig${release}`, `${CONFIG} `),
    ]
    const ids = [first, ...others].map(({ body }) => body.id)
    expect(new Set(ids).size).toBe(4)
  })

  test('document comes into force at its release, and the one before stays until then', async () => {
    const now = await put('nl/appConfig', 'now')
    const { now: start } = system.server
    const soon = await put(`nl/appConfig?release=${formatIsoTime(start + 60)}`, 'soon')
    expect((await download(`/${soon.body.objectName}`, 59)).status).toBe(404)
    expect((await download(`/${soon.body.objectName}`, 60)).status).toBe(200)
    const inForce = async () =>
      (await list('nl')).documents.filter(({ isInForce }) => isInForce).map(({ id }) => id)
    expect(await inForce()).toEqual([now.body.id])
    system.server.now = addSeconds(start, 61)
    expect(await inForce()).toEqual([soon.body.id])
  })

  test('document stands in the manifest of the next minute', async () => {
    await system.server.tick()
    const { body } = await put('nl/appConfig', CONFIG)
    await put(`nl/resourceBundle?release=${formatIsoTime(system.server.now + 7200)}`, 'later')
    system.server.now = addSeconds(system.server.now, 60)
    await system.server.tick()
    const entries = unzipSync((await download('/v6/manifest')).bytes)
    expect(Object.keys(entries)).toEqual(['content.bin', 'content.sig'])
    expect(JSON.parse(new TextDecoder().decode(entries['content.bin']))).toEqual({
      exposureKeySets: [],
      riskCalculationParameters: '',
      appConfig: body.id,
      resourceBundle: '',
    })
  })
})

test('a document that was stored, and its record lost on the way, is recorded by the next try', async () => {
  const release = `?release=${formatIsoTime(system.server.now + 3600)}`
  const { body } = await put(`nl/appConfig${release}`, 'text')
  const stored = await env.EXPORTS.head(body.objectName)
  await env.KEYSERVER_DB.prepare('DELETE FROM documents').run()
  expect(await put(`nl/appConfig${release}`, 'text')).toEqual({ status: 201, body })
  expect((await env.EXPORTS.head(body.objectName))?.etag).toBe(stored?.etag)
})

test("an export that has documents ends when it is left out, and its id is no other's", async () => {
  await put('nl/appConfig', 'text')
  const { changes } = await system.applied({ layoutExports: [] })
  expect(changes.map(({ action, name }) => `${action} ${name}`)).toEqual([
    'delete de',
    'end nl',
    'delete uk',
  ])
})

describe("the Corona-Warn-App's", () => {
  const NAMES = {
    app_config: 'version/v1/configuration/country/DE/app_config',
    app_config_android: 'version/v1/app_config_android',
    v2_app_config_ios: 'version/v2/app_config_ios',
  }

  test.each(Object.entries(NAMES))(
    '%s is signed as keys are and found at %s',
    async (kind, name) => {
      const document = new Uint8Array([8, 1, 18, 0])
      expect((await put(`de/${kind}`, document)).status).toBe(201)
      const served = await download(`/${name}`)
      expect(served.status).toBe(200)
      expect(served.headers.get('content-type')).toBe('application/zip')
      expect(served.headers.get('cache-control')).toBe('public,max-age=300')
      // `printf '\x08\x01\x12\x00' | openssl md5 -binary | openssl md5`
      expect(served.headers.get('x-amz-meta-cwa-hash')).toBe('9885ada03e6d28e8434ec2ae2e1d9d54')
      const entries = unzipSync(served.bytes)
      expect(Object.keys(entries)).toEqual(['export.bin', 'export.sig'])
      expect(entries['export.bin']).toEqual(document)
      const { signatures } = tocsin.exposure.TEKSignatureList.decode(
        entries['export.sig'] ?? new Uint8Array(),
      )
      expect(signatures).toHaveLength(1)
      expect(signatures[0]?.signatureInfo).toMatchObject({
        verificationKeyId: '204',
        verificationKeyVersion: 'v1',
        appBundleId: 'de.rki.coronawarnapp',
      })
      const pem = await env.KEYSERVER_DB.prepare(
        'SELECT public_key_pem FROM signing_keys',
      ).first<string>('public_key_pem')
      const signature = signatures[0]?.signature ?? new Uint8Array()
      expect(verify('sha256', document, createPublicKey(pem ?? ''), signature)).toBe(true)
    },
  )

  test('document is replaced by a later one, and by one with a release when that has come', async () => {
    const at = async () => unzipSync((await download(`/${NAMES.app_config}`)).bytes)['export.bin']
    await put('de/app_config', 'first')
    expect(await at()).toEqual(utf8('first'))
    system.server.now = addSeconds(system.server.now, 10)
    await put('de/app_config', 'second')
    expect(await at()).toEqual(utf8('second'))
    const release = system.server.now + 60
    await put(`de/app_config?release=${formatIsoTime(release)}`, 'third')
    expect(await at()).toEqual(utf8('second'))
    system.server.now = addSeconds(system.server.now, 3600)
    await system.server.tick()
    expect(await at()).toEqual(utf8('third'))
  })

  test('document that lies under its id alone gets its fixed name by the next try', async () => {
    const release = `?release=${formatIsoTime(system.server.now - 3600)}`
    const { body } = await put(`de/stats${release}`, 'text')
    await env.EXPORTS.delete('version/v1/stats')
    const again = await put(`de/stats${release}`, 'text')
    expect(again).toEqual({ status: 200, body: { ...body, isNew: false } })
    expect((await download('/version/v1/stats')).status).toBe(200)
  })

  test('document needs a signer that is in force', async () => {
    const signer = { signingKeyName: 'key', keyId: '204', keyVersion: 'v1' }
    const retiresAt = formatIsoTime(system.server.now)
    await system.applied({ signers: [{ ...signer, retiresAt }] })
    const refused = await put('de/app_config', 'first')
    expect(refused).toMatchObject({ status: 409, body: { error: 'no_usable_signer' } })
    expect((await list('de')).documents).toEqual([])
  })
})

describe('what is refused', () => {
  test.each([
    ['nobody/appConfig', 'x', 404, 'no_such_export'],
    ['nl/app_config', 'x', 404, 'no_such_kind'],
    ['nl/constructor', 'x', 404, 'no_such_kind'],
    ['uk/app_config', 'x', 404, 'no_such_kind'],
    ['nl/appConfig', '', 422, 'empty_document'],
    ['nl/appConfig', 'x'.repeat(1_000_001), 413, 'more than 1000000 bytes'],
    ['nl/appConfig?release=tomorrow', 'x', 400, 'release is a time like 2026-11-19T10:20:00Z'],
    ['nl/appConfig?release=', 'x', 400, 'release is a time like 2026-11-19T10:20:00Z'],
  ])('%s', async (path, content, status, error) => {
    const before = (await audit()).length
    expect(await put(path, content)).toMatchObject({ status, body: { error } })
    expect(await audit()).toHaveLength(before)
    expect((await env.EXPORTS.list()).objects).toEqual([])
  })

  test('whoever has no token', async () => {
    for (const method of ['PUT', 'GET']) {
      const path = method === 'PUT' ? 'nl/appConfig' : 'nl'
      const refused = await system.server.operate(`/operator/documents/${path}`, {
        method,
        headers: { authorization: 'Bearer x' },
        ...(method === 'PUT' && { body: 'x' }),
      })
      expect(refused.status).toBe(401)
    }
  })

  test('a list of no export, and a page that is none', async () => {
    expect((await list('nobody')).status).toBe(404)
    expect((await list('nl?before=x')).status).toBe(400)
  })
})

test('a list is newest first, in pages', async () => {
  const insert = env.KEYSERVER_DB.prepare(
    `INSERT INTO documents SELECT 'id' || value, (SELECT id FROM layout_exports WHERE name = 'nl'), 'appConfig', value, value,
      'name', 1, 'hash' FROM json_each(?1)`,
  )
  await insert.bind(JSON.stringify(Array.from({ length: 201 }, (_, index) => index))).run()
  const first = await list('nl')
  expect(first.documents).toHaveLength(200)
  expect(first.documents[0]).toMatchObject({ id: 'id200', isInForce: true })
  expect(first.documents[1]).toMatchObject({ id: 'id199', isInForce: false })
  const second = await list(`nl?before=${first.next}`)
  expect(second.documents.map(({ id }) => id)).toEqual(['id0'])
  expect(second.next).toBeNull()
})

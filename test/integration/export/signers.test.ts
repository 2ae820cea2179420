import { env } from 'cloudflare:workers'
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { unzipSync } from 'fflate'
import { importJWK } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { tocsin } from '../../../src/core/proto/export.js'
import { asUnixSeconds, type UnixSeconds } from '../../../src/core/time.ts'
import { readJobs } from '../../../src/db/keyserver/queries/jobs.ts'
import { signingKeys } from '../../../src/db/keyserver/schema/signing-keys.ts'
import type { ArchiveStore } from '../../../src/flows/archive-store.ts'
import { JobFailure } from '../../../src/flows/job-failure.ts'
import { saveExportConfig } from '../../../src/flows/save-export-config.ts'
import {
  addSignatureInfo,
  createSigningKey,
  importSigningKey,
  retireSigner,
} from '../../../src/flows/signing-keys.ts'
import { writeExports } from '../../../src/flows/write-exports.ts'
import { openSecretBox } from '../../../src/platform/secrets.ts'
import {
  aConfig,
  at,
  type Exporting,
  HOUR,
  objectBytes,
  placeKeys,
  startExporting,
} from '../../support/exporting.ts'

const NOW = at('10:20')

let exporting: Exporting

beforeEach(async () => {
  exporting = await startExporting()
})

const secretsOf = () => ({ db: exporting.db, secretBox: exporting.deps.secretBox })

const pkcs8PemOf = (type: 'P-256' | 'P-384') =>
  generateKeyPairSync('ec', { namedCurve: type })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()

/** A generated signer under a version. @returns its id */
async function addSigner(
  keyVersion: string,
  activatesAt: UnixSeconds = at('00:00', 1),
  retiresAt?: UnixSeconds,
): Promise<number> {
  const signingKeyName = `key ${keyVersion}`
  const pem = await createSigningKey(secretsOf(), signingKeyName, NOW)
  if (!pem.ok) throw new Error(pem.failure.reason)
  exporting.publicKeys[`310-${keyVersion}`] = pem.value
  const draft = { signingKeyName, keyId: '310', keyVersion, activatesAt, retiresAt }
  const added = await addSignatureInfo(exporting.db, draft)
  if (!added.ok) throw new Error(added.failure.reason)
  return added.value
}

const exportAt = async (now: UnixSeconds) => {
  await exporting.close(now)
  await exporting.write(now)
}

/** Versions in `signature_infos` and in `export.sig`, and whether each signature holds. */
async function readSignatures(name: string) {
  const entries = unzipSync(await objectBytes(name))
  const bin = entries['export.bin'] ?? new Uint8Array()
  const message = tocsin.exposure.TemporaryExposureKeyExport.decode(bin.subarray(16))
  const sig = entries['export.sig'] ?? new Uint8Array()
  const { signatures } = tocsin.exposure.TEKSignatureList.decode(sig)
  return {
    infos: message.signatureInfos.map((info) => info.verificationKeyVersion),
    signatures: signatures.map((entry) => entry.signatureInfo?.verificationKeyVersion),
    areGood: signatures.map((entry) => {
      const pem = exporting.publicKeys[`310-${entry.signatureInfo?.verificationKeyVersion}`] ?? ''
      return verify('sha256', bin, createPublicKey(pem), entry.signature ?? new Uint8Array())
    }),
  }
}

const FIRST = `us/${at('04:00')}-${at('08:00')}-00001.zip`
const SECOND = `us/${at('08:00')}-${at('12:00')}-00001.zip`

describe('a signing key', () => {
  test('that was made elsewhere signs what its own public key verifies', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const imported = await importSigningKey(secretsOf(), 'ours', pem, NOW)
    const expected = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    expect(imported).toEqual({ ok: true, value: expected })
  })

  test('with text around its PEM and lines of Windows is taken', async () => {
    const pem = `Bag Attributes\r\n${pkcs8PemOf('P-256').replaceAll('\n', '\r\n')}`
    expect(await importSigningKey(secretsOf(), 'ours', pem, NOW)).toMatchObject({ ok: true })
  })

  const rsaPem = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()

  test.each([
    ['of another curve', pkcs8PemOf('P-384'), 'not_a_p256_key'],
    ['of RSA', rsaPem, 'not_a_p256_key'],
    ['that is cut short', cut(pkcs8PemOf('P-256')), 'not_a_p256_key'],
    ['that is public', publicPem(), 'no_private_key_pem'],
    [
      'that is no base64',
      '-----BEGIN PRIVATE KEY-----\n?\n-----END PRIVATE KEY-----',
      'no_private_key_pem',
    ],
    ['that is nothing', '', 'no_private_key_pem'],
  ])('%s is refused by name and not stored', async (_what, pem, reason) => {
    const before = await exporting.db.orm.select().from(signingKeys)
    expect(await importSigningKey(secretsOf(), 'bad', pem, NOW)).toEqual({
      ok: false,
      failure: { reason },
    })
    expect(await exporting.db.orm.select().from(signingKeys)).toEqual(before)
  })

  test('in the form before PKCS #8 is taken as the same key', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const pem = privateKey.export({ type: 'sec1', format: 'pem' }).toString()
    const imported = await importSigningKey(secretsOf(), 'sec1', pem, NOW)
    expect(imported).toEqual({
      ok: true,
      value: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    })
  })

  test('does not replace another of the same name', async () => {
    const first = await createSigningKey(secretsOf(), 'ours', NOW)
    const second = await createSigningKey(secretsOf(), 'ours', NOW)
    expect(second).toEqual({ ok: false, failure: { reason: 'name_taken', name: 'ours' } })
    const rows = await exporting.db.orm.select().from(signingKeys)
    expect(rows.find((row) => row.name === 'ours')?.publicKeyPem).toBe(first.ok && first.value)
  })

  test('never stands in its row as it is', async () => {
    const pem = pkcs8PemOf('P-256')
    await importSigningKey(secretsOf(), 'ours', pem, NOW)
    const rows = await env.KEYSERVER_DB.prepare(
      "SELECT * FROM signing_keys WHERE name = 'ours'",
    ).all()
    const stored = JSON.stringify(rows.results)
    const base64 = pem.replaceAll(/-----.*-----|\s/g, '')
    const der = Buffer.from(base64, 'base64')
    // The scalar: 32 bytes after the header of a P-256 PrivateKeyInfo.
    const scalar = der.subarray(36, 68)
    const sealed = Buffer.from(String(rows.results[0]?.['wrapped_private_key']), 'base64')
    expect(sealed.length).toBe(12 + der.length + 16)
    expect(sealed.includes(scalar)).toBe(false)
    for (const form of [base64, scalar.toString('hex'), scalar.toString('base64'), 'PRIVATE KEY']) {
      expect(stored).not.toContain(form)
    }
  })

  test('is not opened by another master key, and the error says which key it is', async () => {
    await placeKeys(exporting.db, [{ key: 1, createdAt: at('05:00') }])
    await exporting.addConfig('us')
    await exporting.close(NOW)
    const secretBox = await openSecretBox(Buffer.alloc(32, 8).toString('base64'))
    const failure = await failuresOfWriting({ ...exporting.deps, secretBox })
    expect(failure).toEqual(['the master key does not open "signing-key test"'])
    expect(await env.EXPORTS.head(FIRST)).toBeNull()
  })

  test('is not opened from the row of another', async () => {
    await addSigner('v2')
    await env.KEYSERVER_DB.prepare(
      `UPDATE signing_keys SET wrapped_private_key =
        (SELECT wrapped_private_key FROM signing_keys WHERE name = 'key v2') WHERE name = 'test'`,
    ).run()
    await placeKeys(exporting.db, [{ key: 1, createdAt: at('05:00') }])
    await exporting.addConfig('us')
    await exporting.close(NOW)
    expect(await failuresOfWriting(exporting.deps)).toEqual([
      'the master key does not open "signing-key test"',
    ])
  })
})

describe('a signer', () => {
  const draft = {
    signingKeyName: 'test',
    keyId: '310',
    keyVersion: 'v2',
    activatesAt: NOW,
    retiresAt: undefined,
  }

  test.each([
    [{ keyId: '3-10' }, 'malformed_key_id'],
    [{ keyId: '' }, 'malformed_key_id'],
    [{ keyVersion: 'v 2' }, 'malformed_key_version'],
    [{ keyVersion: 'v2,v3' }, 'malformed_key_version'],
    [{ retiresAt: NOW }, 'retires_before_it_activates'],
    [{ signingKeyName: 'nobody' }, 'unknown_signing_key'],
    [{ keyVersion: 'v1' }, 'signer_name_taken'],
  ])('with %j is refused: %s', async (change, reason) => {
    const added = await addSignatureInfo(exporting.db, { ...draft, ...change })
    expect(added).toMatchObject({ ok: false, failure: { reason } })
  })

  test('of all that there are, files name the newest first, and each signature holds', async () => {
    await placeKeys(exporting.db, [{ key: 1, createdAt: at('05:00') }])
    const ids = [1, await addSigner('v2'), await addSigner('v3')]
    await exporting.addConfig('us', { signatureInfoIds: ids })
    await exportAt(NOW)
    expect(await readSignatures(FIRST)).toEqual({
      infos: ['v3', 'v2', 'v1'],
      signatures: ['v3', 'v2', 'v1'],
      areGood: [true, true, true],
    })
  })

  test('that an export does not name signs nothing there', async () => {
    await placeKeys(exporting.db, [{ key: 1, createdAt: at('05:00') }])
    const second = await addSigner('v2')
    await exporting.addConfig('us', { signatureInfoIds: [second] })
    await exportAt(NOW)
    expect((await readSignatures(FIRST)).infos).toEqual(['v2'])
  })

  test('is one of ten at most: older ones are left out', async () => {
    await placeKeys(exporting.db, [{ key: 1, createdAt: at('05:00') }])
    const ids = [1]
    for (let version = 2; version <= 12; version++) ids.push(await addSigner(`v${version}`))
    const id = await exporting.addConfig('us')
    // More than can be saved, as an older release might have left them.
    await env.KEYSERVER_DB.prepare('UPDATE export_configs SET signature_info_ids = ? WHERE id = ?')
      .bind(JSON.stringify(ids), id)
      .run()
    await exportAt(NOW)
    const { infos, signatures, areGood } = await readSignatures(FIRST)
    expect(infos).toEqual(['v12', 'v11', 'v10', 'v9', 'v8', 'v7', 'v6', 'v5', 'v4', 'v3'])
    expect(signatures).toEqual(infos)
    expect(areGood).toEqual(Array(10).fill(true))
  })

  test('signs from its activation until its retirement, by when a window closes', async () => {
    const [before, after] = [asUnixSeconds(NOW - 1), asUnixSeconds(NOW + 1)]
    const ids = [
      await addSigner('active', NOW),
      await addSigner('early', after),
      await addSigner('retired', at('00:00', 1), NOW),
      await addSigner('retiring', before, after),
    ]
    await placeKeys(exporting.db, [{ key: 1, createdAt: at('05:00') }])
    await exporting.addConfig('us', { signatureInfoIds: ids })
    await exportAt(NOW)
    expect((await readSignatures(FIRST)).infos).toEqual(['retiring', 'active'])
  })

  test('is replaced over two windows, with both keys good in between', async () => {
    await placeKeys(exporting.db, [
      { key: 1, createdAt: at('05:00') },
      { key: 2, createdAt: at('09:00') },
      { key: 3, createdAt: at('13:00') },
    ])
    const next = await addSigner('v2', at('12:00'))
    await exporting.addConfig('us', { signatureInfoIds: [1, next] })
    await exportAt(NOW)
    await exportAt(at('14:20'))
    expect(await retireSigner(exporting.db, 1, at('16:00'))).toBe(true)
    await exportAt(at('18:20'))
    const names = (await exporting.index('us')) ?? []
    const infos = await Promise.all(names.map(async (name) => (await readSignatures(name)).infos))
    expect(infos).toEqual([['v1'], ['v2', 'v1'], ['v2']])
    // A phone that knows one of the keys only, whichever, takes the file in between.
    expect((await readSignatures(SECOND)).areGood).toEqual([true, true])
  })

  test('that does not exist is not retired', async () => {
    expect(await retireSigner(exporting.db, 99, NOW)).toBe(false)
  })
})

describe('an export without a usable signer', () => {
  test('keeps its windows open, says so, and catches up once it has one', async () => {
    await placeKeys(exporting.db, [
      { key: 1, createdAt: at('05:00') },
      { key: 2, createdAt: at('09:00') },
      { key: 3, createdAt: at('13:00') },
    ])
    const id = await exporting.addConfig('us')
    await exporting.addConfig('other', { signatureInfoIds: [await addSigner('v9')] })
    await exportAt(NOW)
    await retireSigner(exporting.db, 1, at('12:00'))
    for (const clock of ['14:20', '18:20']) {
      const closing = exporting.close(at(clock))
      await expect(closing).rejects.toThrow(JobFailure)
      await expect(closing).rejects.toThrow('no_usable_signer for export us')
      await exporting.write(at(clock))
    }
    expect(await exporting.index('us')).toEqual([FIRST])
    // The others are not held up.
    expect(await exporting.index('other')).toHaveLength(3)
    const next = await addSigner('v2')
    await saveExportConfig(exporting.db, { ...aConfig('us'), signatureInfoIds: [1, next] }, id)
    await exportAt(at('18:30'))
    const files = await exporting.read('us')
    expect(files.map((file) => file.keys.length)).toEqual([1, 1, 1])
    expect(files.map((file) => file.end - file.start)).toEqual(Array(3).fill(4 * HOUR))
  })

  test('shows in the record of its job', async () => {
    await exporting.addConfig('us', { signatureInfoIds: [] })
    const runs = await exporting.server.tick()
    expect(runs.find((run) => run.job === 'close-windows')).toMatchObject({
      outcome: 'failed',
      failure: 'no_usable_signer',
    })
    const job = (await readJobs(exporting.db)).find((row) => row.name === 'close-windows')
    expect(job?.lastFailure).toBe('no_usable_signer')
    expect(job?.lastSucceededAt).toBeNull()
  })
})

describe('the public keys of an export', () => {
  const textOf = async (name: string) => (await env.EXPORTS.get(name))?.text()

  test('are published as PEM and as JWKS, retired and coming ones too, and follow the config', async () => {
    const id = await exporting.addConfig('us')
    await exporting.write(NOW)
    expect((await textOf('us/public-keys.pem'))?.match(/BEGIN PUBLIC KEY/g)).toHaveLength(1)
    const coming = await addSigner('v2', at('00:00', 30))
    await retireSigner(exporting.db, 1, NOW)
    await saveExportConfig(exporting.db, { ...aConfig('us'), signatureInfoIds: [1, coming] }, id)
    await exporting.write(NOW)

    const pem = (await textOf('us/public-keys.pem')) ?? ''
    const blocks = [...pem.matchAll(/^# (\S+)\n(-----BEGIN[^#]+-----\n)/gm)]
    expect(blocks.map(([, name]) => name)).toEqual(['310-v2', '310-v1'])
    const jwks = JSON.parse((await textOf('us/jwks.json')) ?? '')
    expect(jwks.keys.map((key: { kid: string }) => key.kid)).toEqual(['310-v2', '310-v1'])
    for (const [i, [, name = '', block = '']] of blocks.entries()) {
      const spki = (text: string) => createPublicKey(text).export({ type: 'spki', format: 'der' })
      const expected = spki(exporting.publicKeys[name] ?? '')
      expect(spki(block)).toEqual(expected)
      const key = await importJWK(jwks.keys[i], 'ES256')
      if (!('type' in key)) throw new Error('no key of WebCrypto')
      const exported = await crypto.subtle.exportKey('spki', key as CryptoKey)
      expect(Buffer.from(exported as ArrayBuffer)).toEqual(expected)
      expect(jwks.keys[i]).not.toHaveProperty('d')
    }
    const head = await env.EXPORTS.head('us/jwks.json')
    expect(head?.httpMetadata?.cacheControl).toBe('no-cache, max-age=0')
  })

  test('are not set back by a run that began before a signer was added', async () => {
    const id = await exporting.addConfig('us')
    const second = await addSigner('v2')
    let races = 0
    const archives: ArchiveStore = {
      ...exporting.deps.archives,
      async swap(name, bytes, meta, seen) {
        if (name === 'us/public-keys.pem' && races++ === 0) {
          await saveExportConfig(
            exporting.db,
            { ...aConfig('us'), signatureInfoIds: [1, second] },
            id,
          )
          await exporting.write(NOW)
        }
        return exporting.deps.archives.swap(name, bytes, meta, seen)
      },
    }
    await exporting.write(NOW, archives)
    expect((await textOf('us/public-keys.pem'))?.match(/BEGIN PUBLIC KEY/g)).toHaveLength(2)
    expect(JSON.parse((await textOf('us/jwks.json')) ?? '').keys).toHaveLength(2)
  })
})

/** Writes with other dependencies. @returns what failed */
async function failuresOfWriting(deps: Exporting['deps']): Promise<string[]> {
  try {
    await writeExports(
      deps,
      { leaseSeconds: 300, maxRunSeconds: 120, fileLifetimeSeconds: 86_400 },
      () => NOW,
    )
    return []
  } catch (error) {
    if (!(error instanceof JobFailure && error.cause instanceof AggregateError)) throw error
    return error.cause.errors.map((cause: Error) => cause.message)
  }
}

function cut(pem: string): string {
  const base64 = pem.replaceAll(/-----.*-----|\s/g, '')
  return `-----BEGIN PRIVATE KEY-----\n${base64.slice(0, 80)}\n-----END PRIVATE KEY-----\n`
}

function publicPem(): string {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return publicKey.export({ type: 'spki', format: 'pem' }).toString()
}

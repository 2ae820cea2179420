/** Content signers and countries in the configuration of a running system. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { utf8 } from '../../../src/core/bytes.ts'
import { DEFAULT_COUNTRIES } from '../../../src/core/countries.ts'
import { readCertificates } from '../../../src/core/crypto/certificates.ts'
import { verifyCms } from '../../../src/core/crypto/verify-cms.ts'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import { readCountries } from '../../../src/db/keyserver/queries/countries.ts'
import { readConfiguration } from '../../../src/flows/apply-configuration.ts'
import { contentSigner } from '../../../src/flows/content-signers.ts'
import { type EmptyKeyserver, startEmpty } from '../../support/configuration.ts'
import vectors from '../../vectors/content-signers.json'

const { rsa, ec } = vectors
const CHAIN = rsa.signerPem + rsa.issuerPem
const CONTENT = utf8('content')
const signerEntry = (members: object = {}) => ({
  name: 'nl',
  certificatesPem: CHAIN,
  privateKeyPem: rsa.privateKeyPem,
  ...members,
})

let system: EmptyKeyserver

beforeEach(async () => {
  system = await startEmpty()
})

/** Signs with what is stored, and asks whether who trusts this root would take it. */
async function isTakenBy(rootPem: string): Promise<boolean> {
  const row = await env.KEYSERVER_DB.prepare('SELECT id FROM content_signers').first<{
    id: number
  }>()
  const { db, secretBox } = system.deps
  const { now } = system.server
  const signer = await contentSigner(db, secretBox, row?.id ?? 0, now)
  const signature = new Uint8Array(await signer.sign(CONTENT))
  return (await verifyCms(signature, CONTENT, readCertificates(rootPem) ?? [], now)).ok
}

describe('a content signer', () => {
  test('signs so that its root is enough to verify it, and its key is never told again', async () => {
    await system.applied({ contentSigners: [signerEntry()] })
    expect(await isTakenBy(rsa.rootPem)).toBe(true)
    expect(await isTakenBy(ec.rootPem)).toBe(false)
    const { contentSigners } = await readConfiguration(system.deps.db)
    expect(contentSigners).toEqual([{ name: 'nl', certificatesPem: CHAIN }])
    const rows = await env.KEYSERVER_DB.prepare('SELECT * FROM content_signers').all()
    const log = await readAuditLog(system.deps.db, 0, 10)
    expect(log.map(({ action }) => action)).toEqual(['content_signer.create'])
    const [, secret = ''] = rsa.privateKeyPem.split('\n')
    expect(JSON.stringify([rows.results, log])).not.toContain(secret)
  })

  test('applied again, with or without its key, is no change', async () => {
    await system.applied({ contentSigners: [signerEntry()] })
    const again = [signerEntry(), signerEntry({ privateKeyPem: undefined })]
    for (const entry of again) {
      const applied = await system.apply({ contentSigners: [entry] })
      expect(applied).toEqual({ changes: [], problems: [] })
    }
    expect(await isTakenBy(rsa.rootPem)).toBe(true)
  })

  test('gets a new certificate for the key that it has', async () => {
    await system.applied({ contentSigners: [signerEntry()] })
    const renewed = signerEntry({ certificatesPem: rsa.signerPem, privateKeyPem: undefined })
    const { changes } = await system.applied({ contentSigners: [renewed] })
    expect(changes).toMatchObject([{ action: 'update', name: 'nl' }])
    // Without the issuer that stood between, the root is not enough.
    expect(await isTakenBy(rsa.rootPem)).toBe(false)
    expect(await isTakenBy(rsa.signerPem)).toBe(true)
  })

  test('gets a certificate of another key only together with that', async () => {
    await system.applied({ contentSigners: [signerEntry()] })
    const other = { name: 'nl', certificatesPem: ec.signerPem + ec.issuerPem }
    const refused = await system.apply({ contentSigners: [other] })
    expect(refused.problems).toMatchObject([
      { path: 'contentSigners[0].certificatesPem', reason: 'key_differs' },
    ])
    expect(await isTakenBy(rsa.rootPem)).toBe(true)
    const together = { ...other, privateKeyPem: ec.privateKeyPem }
    await system.applied({ contentSigners: [together] })
    expect(await isTakenBy(ec.rootPem)).toBe(true)
  })

  test('that is left out is gone with its key, unless an export signs with it', async () => {
    const document = {
      signingKeys: [{ name: 'key', generate: true }],
      signers: [{ signingKeyName: 'key', keyId: '204', keyVersion: 'v1' }],
      contentSigners: [signerEntry()],
      layoutExports: [
        {
          name: 'nl',
          layout: 'coronamelder',
          prefix: 'v6',
          inputRegions: ['NL'],
          signers: ['204-v1'],
          contentSigner: 'nl',
        },
      ],
    }
    await system.applied(document)
    const { layoutExports } = await readConfiguration(system.deps.db)
    expect(layoutExports[0]?.contentSigner).toBe('nl')
    expect(await system.apply(document)).toEqual({ changes: [], problems: [] })
    const refused = await system.apply({ contentSigners: [] })
    expect(refused.problems).toMatchObject([{ path: 'contentSigners', reason: 'in_use' }])
    await system.applied({ contentSigners: [], layoutExports: [] })
    const rows = await env.KEYSERVER_DB.prepare('SELECT * FROM content_signers').all()
    expect(rows.results).toEqual([])
  })
})

describe('the list of countries', () => {
  const DE = { code: 'DE', shareable: true, acceptable: true, weight: 3 }
  const FR = { code: 'FR', shareable: false, acceptable: true, weight: 0 }
  const countries = () => readCountries(system.deps.db)

  test("is the European gateway's until an operator writes one, and again when it is empty", async () => {
    expect(await countries()).toEqual(DEFAULT_COUNTRIES)
    await system.applied({ countries: [FR, DE] })
    expect(await countries()).toEqual([DE, FR])
    expect((await readConfiguration(system.deps.db)).countries).toEqual([DE, FR])
    await system.applied({ countries: [] })
    expect(await countries()).toEqual(DEFAULT_COUNTRIES)
  })

  test('changes by country, each with a row of the log', async () => {
    await system.applied({ countries: [DE, FR] })
    const { changes } = await system.applied({ countries: [{ ...DE, weight: 5 }] })
    expect(changes).toEqual([
      {
        section: 'countries',
        action: 'update',
        name: 'DE',
        fields: { weight: { from: 3, to: 5 } },
      },
      expect.objectContaining({ section: 'countries', action: 'delete', name: 'FR' }),
    ])
    expect(await countries()).toEqual([{ ...DE, weight: 5 }])
    const log = await readAuditLog(system.deps.db, 0, 10)
    expect(log.map(({ action, subject }) => `${action} ${subject}`)).toEqual([
      'country.create DE',
      'country.create FR',
      'country.update DE',
      'country.delete FR',
    ])
  })
})

/** Those who call us, in the configuration of a running system. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import { readFederationAuthorizations } from '../../../src/db/keyserver/queries/federation-authorizations.ts'
import { applyConfiguration, readConfiguration } from '../../../src/flows/apply-configuration.ts'
import { readEfgsCertificateDirectory } from '../../../src/flows/efgs-hub/members.ts'
import { readUkNationDirectory } from '../../../src/flows/uk-hub/nations.ts'
import { type EmptyKeyserver, readDocument, startEmpty } from '../../support/configuration.ts'
import { createTestAuthority } from '../../support/test-authority.ts'
import vectors from '../../vectors/content-signers.json'
import openssl from '../../vectors/efgs/openssl.json'

const { publicKeyPem } = createTestAuthority()
let system: EmptyKeyserver

beforeEach(async () => {
  system = await startEmpty()
})

const actions = async () =>
  (await readAuditLog(system.deps.db, 0, 20)).map(({ action, subject }) => `${action} ${subject}`)

describe('who may fetch', () => {
  const partner = {
    name: 'mx',
    protocol: 'google',
    baseUrl: 'https://mx.example',
    ownOrigin: 'US',
    prefix: 'mx',
    settings: { issuer: 'us', subject: 'us', origin: 'MX' },
  }
  const caller = {
    issuer: 'https://mx.example',
    subject: '1',
    includeRegions: ['US'],
    partnerName: 'mx',
    keys: [{ kid: '1', publicKeyPem }],
  }

  test('is known as it was written, with the partner that it is', async () => {
    await system.applied({ partners: [partner], federationAuthorizations: [caller] })
    expect(await readFederationAuthorizations(system.deps.db)).toMatchObject([
      { issuer: 'https://mx.example', audience: null, partnerId: 1, publicKeys: [{ kid: '1' }] },
    ])
    const [written] = (await readConfiguration(system.deps.db)).federationAuthorizations
    expect(written).toEqual({ ...caller, excludeRegions: [] })
  })

  test('changes and goes, each on record', async () => {
    await system.applied({ partners: [partner], federationAuthorizations: [caller] })
    const keys = [{ kid: '2', publicKeyPem }]
    const changed = { ...caller, keys, audience: 'https://us.example' }
    await system.applied({ federationAuthorizations: [changed] })
    expect(await readFederationAuthorizations(system.deps.db)).toMatchObject([
      { id: 1, audience: 'https://us.example', publicKeys: keys },
    ])
    await system.applied({ federationAuthorizations: [] })
    expect(await readFederationAuthorizations(system.deps.db)).toEqual([])
    expect((await actions()).slice(1)).toEqual([
      'federation_authorization.create https://mx.example 1',
      'federation_authorization.update https://mx.example 1',
      'federation_authorization.delete https://mx.example 1',
    ])
  })
})

describe('a nation', () => {
  const uuid = '01234567-89ab-4cde-8f01-23456789abcd'
  const nation = (members: object = {}) => ({
    uuid,
    region: 'GB-SCT',
    publicKeysPem: [publicKeyPem],
    ...members,
  })
  const row = () => env.KEYSERVER_DB.prepare('SELECT * FROM uk_hub_nations').first()
  const isLetIn = async (version = 1) =>
    (await readUkNationDirectory(system.deps.db))({ id: uuid, version }) !== undefined

  test('is let in by what the document says, and read back so', async () => {
    await system.applied({ nations: [nation({ gatewayOrigins: ['GI'] })] })
    expect(await isLetIn()).toBe(true)
    const [written] = (await readConfiguration(system.deps.db)).nations
    expect(written).toEqual({
      ...nation({ gatewayOrigins: ['GI'] }),
      revoked: false,
      withholdsKeys: false,
    })
  })

  test('keeps its id and its tokens when something of it changes', async () => {
    await system.applied({ nations: [nation()] })
    await env.KEYSERVER_DB.prepare('UPDATE uk_hub_nations SET token_version = 3').run()
    const other = createTestAuthority().publicKeyPem
    await system.applied({ nations: [nation({ publicKeysPem: [publicKeyPem, other] })] })
    expect(await row()).toMatchObject({ id: 1, token_version: 3 })
    expect(await isLetIn(3)).toBe(true)
  })

  test('is revoked by a word or by being left out, once, and may come back', async () => {
    await system.applied({ nations: [nation()] })
    const { changes } = await system.applied({ nations: [] })
    expect(changes).toMatchObject([{ section: 'nations', action: 'end', name: uuid }])
    expect(await isLetIn()).toBe(false)
    const since = (await row())?.['revoked_at']
    expect(await system.apply({ nations: [] })).toEqual({ changes: [], problems: [] })
    system.server.now = (system.server.now + 60) as typeof system.server.now
    await system.applied({ nations: [nation({ revoked: true, withholdsKeys: true })] })
    expect(await row()).toMatchObject({ revoked_at: since, withholds_keys: 1 })
    await system.applied({ nations: [nation()] })
    expect(await isLetIn()).toBe(true)
    expect(await actions()).toEqual([
      `uk_hub_nation.create ${uuid}`,
      `uk_hub_nation.end ${uuid}`,
      `uk_hub_nation.update ${uuid}`,
      `uk_hub_nation.update ${uuid}`,
    ])
  })

  test('leaves nothing here of a private key that came along', async () => {
    const { privateKeyPem } = vectors.ec
    await system.applied({ nations: [nation({ publicKeysPem: [privateKeyPem + publicKeyPem] })] })
    const kept = JSON.stringify([await row(), await readAuditLog(system.deps.db, 0, 10)])
    expect(kept).not.toContain(privateKeyPem.split('\n')[1])
    expect(kept).not.toContain('PRIVATE KEY')
  })
})

describe("a certificate of a gateway's member", () => {
  const { anchor } = openssl.trustAnchors
  const [rsa] = openssl.certificates
  const thumbprint = rsa?.thumbprint ?? ''
  const certificate = (members: object = {}) => ({
    thumbprint,
    country: 'DE',
    type: 'SIGNING',
    certificatePem: rsa?.pem,
    operatorSignature: anchor.signatureOfRsa,
    ...members,
  })
  const row = () => env.KEYSERVER_DB.prepare('SELECT * FROM efgs_certificates').first()
  const known = async () =>
    (await readEfgsCertificateDirectory(system.deps.db, anchor.pem))(thumbprint, 'DE', 'SIGNING')

  test('is known by what the document says, and read back so', async () => {
    await system.applied({ efgsCertificates: [certificate({ gatewayOrigins: ['AT'] })] })
    expect(await known()).toMatchObject({
      country: 'DE',
      isRevoked: false,
      gatewayOrigins: ['AT'],
    })
    const [written] = (await readConfiguration(system.deps.db)).efgsCertificates
    expect(written).toEqual({
      ...certificate({ gatewayOrigins: ['AT'] }),
      host: '',
      revoked: false,
    })
    expect(await system.apply({ efgsCertificates: [written] })).toEqual({
      changes: [],
      problems: [],
    })
  })

  test('is revoked by a word or by being left out, once, and may come back', async () => {
    await system.applied({ efgsCertificates: [certificate()] })
    const { created_at: created } = (await row()) ?? {}
    system.server.now = (system.server.now + 60) as typeof system.server.now
    const { changes } = await system.applied({ efgsCertificates: [] })
    expect(changes).toMatchObject([{ section: 'efgsCertificates', action: 'end' }])
    expect(await known()).toMatchObject({ isRevoked: true })
    const { revoked_at: since } = (await row()) ?? {}
    expect(await system.apply({ efgsCertificates: [] })).toEqual({ changes: [], problems: [] })
    system.server.now = (system.server.now + 60) as typeof system.server.now
    await system.applied({ efgsCertificates: [certificate({ revoked: true, host: 'nb.example' })] })
    expect(await row()).toMatchObject({ created_at: created, revoked_at: since })
    await system.applied({ efgsCertificates: [certificate()] })
    expect(await known()).toMatchObject({ isRevoked: false })
    expect(await actions()).toEqual([
      `efgs_certificate.create ${thumbprint}`,
      `efgs_certificate.end ${thumbprint}`,
      `efgs_certificate.update ${thumbprint}`,
      `efgs_certificate.update ${thumbprint}`,
    ])
  })

  test('of another trust anchor is not written where ours is known', async () => {
    const deps = { ...system.deps, efgsTrustAnchorPem: openssl.trustAnchors.anchor_ec.pem }
    const document = readDocument({ efgsCertificates: [certificate()] })
    const { problems } = await applyConfiguration(deps, document, false, system.server.now)
    expect(problems).toMatchObject([{ path: 'efgsCertificates[0].operatorSignature' }])
    expect(await row()).toBeNull()
  })
})

/** Those who call us, in the configuration of a running system. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import { readFederationAuthorizations } from '../../../src/db/keyserver/queries/federation-authorizations.ts'
import { readConfiguration } from '../../../src/flows/apply-configuration.ts'
import { readUkNationDirectory } from '../../../src/flows/uk-hub/nations.ts'
import { type EmptyKeyserver, startEmpty } from '../../support/configuration.ts'
import { createTestAuthority } from '../../support/test-authority.ts'
import vectors from '../../vectors/content-signers.json'

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

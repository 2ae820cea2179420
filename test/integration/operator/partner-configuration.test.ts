/** Partners in the configuration of a running system. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import { readConfiguration } from '../../../src/flows/apply-configuration.ts'
import { openCredentials } from '../../../src/flows/federation/open-partner.ts'
import { type EmptyKeyserver, readDocument, startEmpty } from '../../support/configuration.ts'
import vectors from '../../vectors/content-signers.json'

const { rsa, ec } = vectors
const TOKEN = 'token-of-this-test'
const nearform = (members: object = {}) => ({
  name: 'nearform',
  protocol: 'uk',
  baseUrl: 'https://federation.example',
  importsKeys: true,
  ownOrigin: 'GB-EAW',
  prefix: 'nearform',
  regions: ['GB-EAW'],
  credentials: { bearerToken: TOKEN },
  ...members,
})
const gateway = (members: object = {}) => ({
  name: 'efgs',
  protocol: 'efgs',
  baseUrl: 'https://gateway.example',
  importsKeys: true,
  exportsKeys: true,
  gatewayFrom: ['nearform'],
  ownOrigin: 'DE',
  prefix: 'efgs',
  regions: ['DE'],
  contentSigner: 'nb-bs',
  settings: { clientCertificateBinding: 'EFGS', acceptedOrigins: ['IT'] },
  activeFrom: '2026-11-01T00:00:00Z',
  ...members,
})
const nbBs = { name: 'nb-bs', certificatesPem: rsa.signerPem, privateKeyPem: rsa.privateKeyPem }

let system: EmptyKeyserver

beforeEach(async () => {
  system = await startEmpty()
})

const apply = (...partners: object[]) => system.apply({ partners })
const applied = (...partners: object[]) => system.applied({ partners })
const rows = async () =>
  (await env.KEYSERVER_DB.prepare('SELECT * FROM federation_partners ORDER BY id').all()).results
const run = (sql: string) => env.KEYSERVER_DB.prepare(sql).run()

async function credentialsOf(name: string) {
  const row = await env.KEYSERVER_DB.prepare(
    'SELECT wrapped_credentials AS wrapped FROM federation_partners WHERE name = ?',
  )
    .bind(name)
    .first<{ wrapped: string | null }>()
  return openCredentials(system.deps.secretBox, name, row?.wrapped ?? null)
}

describe('a partner', () => {
  test('is read back as it was applied, by names and without its secrets', async () => {
    const partners = [gateway(), nearform({ exportsKeys: true, exportRegions: ['GB'] })]
    const withKey = { bearerToken: TOKEN, signingKeyPem: ec.privateKeyPem }
    const document = {
      contentSigners: [nbBs],
      partners: [partners[0], { ...partners[1], credentials: withKey }],
    }
    await system.applied(document)
    const { partners: found } = await readConfiguration(system.deps.db)
    const [efgs, uk] = readDocument(document).partners ?? []
    const { credentials: _, ...expected } = uk ?? {}
    expect(found).toEqual([efgs, expected])
    const exported = JSON.parse(JSON.stringify(await readConfiguration(system.deps.db)))
    expect(await system.apply(exported)).toEqual({ changes: [], problems: [] })
    expect(await credentialsOf('nearform')).toEqual(withKey)
  })

  test('gives no secret to rows, changes or the log', async () => {
    const { changes } = await applied(nearform())
    expect(changes[0]?.fields['credentials[bearerToken]']).toEqual({ to: 'set' })
    const log = await readAuditLog(system.deps.db, 0, 10)
    expect(log.map(({ action, subject }) => `${action} ${subject}`)).toEqual([
      'federation_partner.create nearform',
    ])
    const told = JSON.stringify([await rows(), changes, log, await system.apply({ partners: [] })])
    expect(told).not.toContain(TOKEN)
  })

  test('keeps the credentials that a document leaves out, and changes one by one', async () => {
    await applied(nearform())
    const again = [nearform(), nearform({ credentials: undefined }), nearform({ credentials: {} })]
    for (const entry of again) expect(await apply(entry)).toEqual({ changes: [], problems: [] })
    const { changes } = await applied(nearform({ credentials: { note: 'x' } }))
    expect(changes).toMatchObject([
      { action: 'update', name: 'nearform', fields: { 'credentials[note]': { to: 'set' } } },
    ])
    expect(await credentialsOf('nearform')).toEqual({ bearerToken: TOKEN, note: 'x' })
    const next = await applied(nearform({ credentials: { bearerToken: 'other', note: '' } }))
    expect(next.changes[0]?.fields).toEqual({
      'credentials[bearerToken]': { from: 'set', to: 'set' },
      'credentials[note]': { from: 'set' },
    })
    expect(await credentialsOf('nearform')).toEqual({ bearerToken: 'other' })
  })

  test('keeps them when something else of it changes', async () => {
    await applied(nearform())
    await applied(nearform({ credentials: undefined, importsKeys: false }))
    expect(await credentialsOf('nearform')).toEqual({ bearerToken: TOKEN })
  })

  test('is refused without what it is called with, for as long as it is called', async () => {
    const without = nearform({ credentials: undefined })
    const refused = await apply(without)
    expect(refused.problems).toMatchObject([
      { path: 'partners[0].credentials', reason: 'no_credential' },
    ])
    expect(refused.problems[0]?.message).toContain('bearerToken')
    expect(await rows()).toEqual([])
    await applied({ ...without, importsKeys: false })
    const switchedOn = await apply(without)
    expect(switchedOn.problems).toMatchObject([{ reason: 'no_credential' }])
    const exporting = await apply(nearform({ exportsKeys: true }))
    expect(exporting.problems[0]?.message).toContain('signingKeyPem')
  })

  test('can not lose what it is called with', async () => {
    await applied(nearform())
    const refused = await apply(nearform({ credentials: { bearerToken: '' } }))
    expect(refused.problems).toMatchObject([{ reason: 'no_credential' }])
    expect(await credentialsOf('nearform')).toEqual({ bearerToken: TOKEN })
  })

  test('that another is forwarded from can be added with it in any order', async () => {
    await system.applied({ contentSigners: [nbBs], partners: [gateway(), nearform()] })
    const [efgs] = (await readConfiguration(system.deps.db)).partners
    expect(efgs?.gatewayFrom).toEqual(['nearform'])
  })
})

describe('a partner that is left out', () => {
  beforeEach(async () => {
    await applied(nearform())
    await run("INSERT INTO federation_states VALUES (1, 'import', NULL, 0, NULL, NULL, 0, 0)")
  })

  test('is deleted with its state where it exchanged nothing', async () => {
    const { changes } = await applied()
    expect(changes).toMatchObject([{ action: 'delete', name: 'nearform' }])
    expect(await rows()).toEqual([])
    const states = await env.KEYSERVER_DB.prepare('SELECT * FROM federation_states').all()
    expect(states.results).toEqual([])
  })

  test.each([
    [
      'batches came from it',
      "INSERT INTO incoming_batches (partner_id, batch_date, batch_tag, status, created_at, next_attempt_at, rejected_keys) VALUES (1, '2026-11-25', 'a', 'processed', 0, 0, '{}')",
    ],
    [
      'it was sent keys',
      "INSERT INTO interop_key_sets (partner_id, created_at, qualifier, object_name, key_count, stuffing_key_count, content_hash) VALUES (1, 0, 1, 'o', 1, 0, 'h')",
    ],
    ['it has a key of ours', 'INSERT INTO federation_sightings VALUES (randomblob(16), 1, 0)'],
    [
      'keys of its are here',
      "INSERT INTO diagnosis_keys (key_data, rolling_start_interval_number, rolling_period, transmission_risk_level, report_type, created_at, regions, traveler, provenance, federation_consent, source_id) VALUES (randomblob(16), 0, 144, 1, 1, 0, ',GB,', 0, 3, 3, 1)",
    ],
  ])('ends and loses its credentials where %s', async (_, insert) => {
    await run(insert)
    const { changes } = await applied()
    expect(changes).toMatchObject([{ action: 'end', name: 'nearform' }])
    const [row] = await rows()
    expect(row).toMatchObject({
      id: 1,
      active_thru: system.server.now,
      wrapped_credentials: null,
    })
    // Once more, or read back, it is no change.
    expect(await apply()).toEqual({ changes: [], problems: [] })
    const exported = JSON.parse(JSON.stringify(await readConfiguration(system.deps.db)))
    expect(await system.apply(exported)).toEqual({ changes: [], problems: [] })
  })

  test('may come back, with its credentials', async () => {
    await run('INSERT INTO federation_sightings VALUES (randomblob(16), 1, 0)')
    await applied()
    const refused = await apply(nearform({ credentials: undefined }))
    expect(refused.problems).toMatchObject([{ reason: 'no_credential' }])
    await applied(nearform())
    expect(await rows()).toMatchObject([{ id: 1, active_thru: null }])
    expect(await credentialsOf('nearform')).toEqual({ bearerToken: TOKEN })
  })

  test("an import's id is no partner's: keys from files refer to nobody here", async () => {
    await run(
      "INSERT INTO diagnosis_keys (key_data, rolling_start_interval_number, rolling_period, transmission_risk_level, report_type, created_at, regions, traveler, provenance, federation_consent, source_id) VALUES (randomblob(16), 0, 144, 1, 1, 0, ',GB,', 0, 2, 0, 1)",
    )
    expect((await applied()).changes).toMatchObject([{ action: 'delete' }])
  })
})

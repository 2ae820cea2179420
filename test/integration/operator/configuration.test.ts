import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { firstBrokenEntry } from '../../../src/core/audit/chain.ts'
import { addSeconds, SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../../../src/core/time.ts'
import { auditedBatch, readAuditLog } from '../../../src/db/audit/queries.ts'
import { applyConfiguration, readConfiguration } from '../../../src/flows/apply-configuration.ts'
import { type EmptyKeyserver, readDocument, startEmpty } from '../../support/configuration.ts'
import { setAt } from '../../support/documents.ts'
import { objectBytes } from '../../support/exporting.ts'
import { checkExport, phoneKeys, uploadBody } from '../../support/phone.ts'
import { readTables } from '../../support/storage-state.ts'
import { createTestAuthority } from '../../support/test-authority.ts'

let system: EmptyKeyserver

beforeEach(async () => {
  system = await startEmpty()
})

const audit = () => readAuditLog(system.deps.db, 0, 500)
const namesOf = (changes: readonly { section: string; action: string; name: string }[]) =>
  changes.map(({ section, action, name }) => `${action} ${section} ${name}`)
/** Everything that is stored, the log aside. */
async function rowsWithoutLog() {
  const { audit_log: _, ...tables } = await readTables()
  return tables
}
/** Uploads from one of the example's apps, by a public front door. */
const upload = () => {
  system.server.restart()
  const { now } = system.server
  return system.server.publish(
    uploadBody(system.authority, phoneKeys(now, 5), {
      now,
      healthAuthorityID: 'example.health.exposure.android',
    }),
  )
}
const passHours = async (hours: number) => {
  system.server.now = addSeconds(system.server.now, hours * SECONDS_PER_HOUR)
  return system.server.tick()
}

test("the documentation's example makes an empty database take uploads and publish them signed", async () => {
  await system.applied(system.example())
  await system.server.tick()
  expect((await upload()).status).toBe(200)
  await passHours(8)
  const { signingKeys } = await readConfiguration(system.deps.db)
  const index = await (await env.EXPORTS.get('us/index.txt'))?.text()
  const [name = ''] = index?.split('\n') ?? []
  const pem = signingKeys[0]?.publicKeyPem ?? ''
  const archive = checkExport(await objectBytes(name), { '310-v1': pem })
  expect(archive.region).toBe('US')
  expect(archive.keys.length).toBeGreaterThan(0)
})

describe('a document', () => {
  test('that was applied is no change the second time, and the log tells of no second one', async () => {
    const { changes } = await system.applied(system.example())
    expect(namesOf(changes)).toEqual([
      'create healthAuthorities https://verification.health.example',
      'create authorizedApps example.health.exposure.android',
      'create authorizedApps example.health.exposure.ios',
      'create signingKeys export-2026',
      'create signers 310-v1',
      'create exports us',
      'create paddingPolicies US',
    ])
    const before = await readTables()
    expect(await system.apply(system.example())).toEqual({ changes: [], problems: [] })
    expect(await readTables()).toEqual(before)
  })

  test('that is only compared writes nothing and tells what would change', async () => {
    const dry = await system.apply(system.example(), true)
    expect(dry.changes).toHaveLength(7)
    expect(Object.values(await readTables()).flat()).toEqual([])
    expect((await system.applied(system.example())).changes).toEqual(dry.changes)
  })

  test('is recorded change by change, in an unbroken chain', async () => {
    const { changes } = await system.applied(system.example())
    const changed = system.example()
    setAt(changed, 'exports[0].periodSeconds', 86_400)
    const second = await system.applied(changed)
    expect(second.changes).toEqual([
      {
        section: 'exports',
        action: 'update',
        name: 'us',
        fields: { periodSeconds: { from: 14_400, to: 86_400 } },
      },
    ])
    const log = await audit()
    const all = [...changes, ...second.changes]
    expect(log.map(({ subject }) => subject)).toEqual(all.map(({ name }) => name))
    expect(log.map(({ detail }) => JSON.parse(detail))).toEqual(all.map(({ fields }) => fields))
    expect(log.at(-1)).toMatchObject({ actor: 'operator', action: 'export_config.update' })
    expect(await firstBrokenEntry(log)).toBeUndefined()
  })

  test('of which one statement fails is not written at all', async () => {
    const { db } = system.deps
    const d1 = {
      prepare: (sql: string) => db.d1.prepare(sql),
      batch: (statements: D1PreparedStatement[]) =>
        db.d1.batch([...statements, db.d1.prepare('INSERT INTO jobs (name) VALUES (NULL)')]),
    } as unknown as D1Database
    const failing = { ...system.deps, db: { d1, orm: db.orm } }
    await expect(
      applyConfiguration(failing, readDocument(system.example()), false, system.server.now),
    ).rejects.toThrow('NOT NULL')
    expect(Object.values(await readTables()).flat()).toEqual([])
  })

  test('leaves sections alone of which it does not speak', async () => {
    await system.applied(system.example())
    const { changes } = await system.applied({
      paddingPolicies: [{ region: 'US', minimumUploads: 50 }],
    })
    expect(namesOf(changes)).toEqual(['update paddingPolicies US'])
    const emptied = await system.applied({ paddingPolicies: [] })
    expect(namesOf(emptied.changes)).toEqual(['delete paddingPolicies US'])
    expect((await readConfiguration(system.deps.db)).authorizedApps).toHaveLength(2)
  })

  test('that comes at the same time as another is whole, and so is the other', async () => {
    await system.applied(system.example())
    const documents = ['a', 'b', 'c'].map((label) => ({
      ...system.example(),
      authorizedApps: ['x', 'y'].map((part) => ({
        appPackageName: `${label}.${part}`,
        allowedRegions: ['US'],
        allowedHealthAuthorities: [system.authority.issuer],
      })),
      paddingPolicies: [{ region: label.toUpperCase(), minimumUploads: 5 }],
    }))
    await Promise.all(documents.map((document) => system.applied(document)))
    const { authorizedApps, paddingPolicies } = await readConfiguration(system.deps.db)
    const [winner = ''] = authorizedApps.map(({ appPackageName }) => appPackageName)
    const label = winner.slice(0, 1)
    expect(authorizedApps.map(({ appPackageName }) => appPackageName)).toEqual([
      `${label}.x`,
      `${label}.y`,
    ])
    expect(paddingPolicies).toMatchObject([{ region: label.toUpperCase(), minimumUploads: 5 }])
    expect(await firstBrokenEntry(await audit())).toBeUndefined()
  })

  test('is compared anew when somebody changes something between comparing and writing', async () => {
    const { db } = system.deps
    let interruptions = 0
    const d1 = {
      prepare: (sql: string) => db.d1.prepare(sql),
      async batch(statements: D1PreparedStatement[]) {
        if (interruptions++ === 0) {
          const insert = db.d1.prepare(
            `INSERT INTO padding_policies VALUES ('DE', 9, NULL, 'never')`,
          )
          const entry = { actor: 'operator', action: 'other', subject: 'DE', detail: {} }
          await auditedBatch(db, system.server.now, [entry], [insert])
        }
        return db.d1.batch(statements)
      },
    } as unknown as D1Database
    const document = readDocument({ paddingPolicies: [{ region: 'US', minimumUploads: 20 }] })
    const { changes } = await applyConfiguration(
      { ...system.deps, db: { d1, orm: db.orm } },
      document,
      false,
      system.server.now,
    )
    expect(namesOf(changes)).toEqual(['delete paddingPolicies DE', 'create paddingPolicies US'])
    const { paddingPolicies } = await readConfiguration(db)
    expect(paddingPolicies).toEqual(document.paddingPolicies)
  })
})

describe('what history refers to', () => {
  beforeEach(async () => {
    await system.applied(system.example())
    await system.server.tick()
    expect((await upload()).status).toBe(200)
    await passHours(8)
  })

  test('is ended and stays: an export that published, and its signer', async () => {
    const { changes } = await system.applied({ signingKeys: [], signers: [], exports: [] })
    expect(namesOf(changes)).toEqual(['end signers 310-v1', 'end exports us'])
    expect(await system.apply({ signingKeys: [], signers: [], exports: [] })).toEqual({
      changes: [],
      problems: [],
    })
    const exported = readDocument(await readConfiguration(system.deps.db))
    expect(await system.apply(exported)).toEqual({ changes: [], problems: [] })
    const files = (await readTables())['export_files']
    await passHours(24)
    expect((await readTables())['export_files']).toEqual(files)
    const { exports, signingKeys } = await readConfiguration(system.deps.db)
    expect(exports[0]?.activeThru).toBe('2026-11-19T18:20:00Z')
    expect(signingKeys).toHaveLength(1)
    const back = await system.applied(system.example())
    expect(namesOf(back.changes)).toEqual(['update signers 310-v1', 'update exports us'])
  })

  test('is refused by name: an authority that vouched for uploads', async () => {
    const without = { healthAuthorities: [], authorizedApps: [] }
    const refused = await system.apply(without)
    expect(refused.changes).toEqual([])
    expect(refused.problems).toMatchObject(
      [
        {
          path: 'healthAuthorities',
          reason: 'in_use',
          message: /verification\.health\.example.*validThru/,
        },
      ].map((entry) => ({ ...entry, message: expect.stringMatching(entry.message) })),
    )
    const document = system.example()
    setAt(document, 'healthAuthorities[0].keys[0].validThru', '2026-11-19T18:00:00Z')
    await system.applied(document)
    expect((await upload()).status).toBe(401)
  })

  test('an authority that never vouched is deleted, and the others go on vouching', async () => {
    const document = system.example()
    setAt(document, 'healthAuthorities[1]', {
      ...document.healthAuthorities[0],
      issuer: 'https://second.example',
      name: 'Second',
    })
    await system.applied(document)
    const { changes } = await system.applied(system.example())
    expect(namesOf(changes)).toEqual(['delete healthAuthorities https://second.example'])
    expect((await upload()).status).toBe(200)
  })
})

describe('signing keys and signers', () => {
  const signerDocument = (entry: object) => ({
    signingKeys: [entry],
    signers: [{ signingKeyName: 'mine', keyId: '310', keyVersion: 'v1' }],
    exports: [],
  })

  test('a key that is imported stays secret: no answer, no export and no log holds it', async () => {
    const { privateKeyPem, publicKeyPem } = createTestAuthority()
    const document = signerDocument({ name: 'mine', privateKeyPem })
    const body = JSON.stringify({ document })
    const answer = await system.server.operate('/operator/configuration', { method: 'POST', body })
    expect(answer.status).toBe(200)
    const told = [
      await answer.text(),
      await (await system.server.operate('/operator/configuration')).text(),
      JSON.stringify(await audit()),
    ].join('\n')
    const secret = privateKeyPem.split('\n').slice(1, 3)
    for (const part of ['PRIVATE KEY', ...secret]) expect(told).not.toContain(part)
    expect((await readConfiguration(system.deps.db)).signingKeys).toEqual([
      { name: 'mine', publicKeyPem },
    ])
    expect(await system.apply(document)).toEqual({ changes: [], problems: [] })
  })

  test('a key is never replaced by another of its name', async () => {
    const [first, second] = [createTestAuthority(), createTestAuthority()]
    await system.applied(signerDocument({ name: 'mine', privateKeyPem: first.privateKeyPem }))
    for (const [member, path] of [
      ['privateKeyPem', 'signingKeys[0].privateKeyPem'],
      ['publicKeyPem', 'signingKeys[0]'],
    ] as const) {
      const { problems } = await system.apply(
        signerDocument({ name: 'mine', [member]: second[member] }),
      )
      expect(problems).toMatchObject([{ path, reason: 'key_differs' }])
    }
  })

  test('a key is destroyed with its last signer, where no file was signed with it', async () => {
    await system.applied(signerDocument({ name: 'mine', generate: true }))
    const { changes } = await system.applied({ signingKeys: [], signers: [] })
    expect(namesOf(changes)).toEqual(['delete signingKeys mine', 'delete signers 310-v1'])
    expect((await readTables())['signing_keys']).toEqual([])
  })

  test('a change of a signer publishes the public keys of its exports anew', async () => {
    const document = system.example()
    setAt(document, 'exports[1]', {
      ...document.exports[0],
      filenameRoot: 'other',
      signers: ['310-v2'],
    })
    setAt(document, 'signers[1]', { ...document.signers[0], keyVersion: 'v2' })
    await system.applied(document)
    await system.server.tick()
    const generations = async () =>
      ((await readTables())['export_configs'] ?? []).map((row) => [
        row['filename_root'],
        Number(row['files_generation']) - Number(row['index_generation']),
      ])
    expect(await generations()).toEqual([
      ['other', 0],
      ['us', 0],
    ])
    setAt(document, 'signers[0].retiresAt', '2027-01-01T00:00:00Z')
    await system.applied(document)
    expect(await generations()).toEqual([
      ['other', 0],
      ['us', 1],
    ])
  })
})

test('hundreds of changes are applied at once, and too many are refused as a whole', async () => {
  const names = Array.from({ length: 200 }, (_, index) => `R${index}`)
  const paddingPolicies = names.map((region) => ({ region, minimumUploads: 1 }))
  expect((await system.applied({ paddingPolicies })).changes).toHaveLength(200)
  expect(await audit()).toHaveLength(200)
  const mirrors = names.map((name) => ({
    indexUrl: `https://${name}.example/index.txt`,
    exportRootUrl: `https://${name}.example/`,
    filenameRoot: `mirrors/${name}`,
  }))
  const keys = names.map((version) => ({ version, publicKeyPem: system.authority.publicKeyPem }))
  const healthAuthorities = names.slice(0, 3).map((name) => ({
    issuer: name,
    audience: 'a',
    name,
    keys,
  }))
  const refused = await system.apply({ paddingPolicies: [], mirrors, healthAuthorities })
  expect(refused).toMatchObject({
    changes: [],
    problems: [{ path: '', reason: 'too_many_changes' }],
  })
  expect(await audit()).toHaveLength(200)
})

test('a mirror whose address changed keeps its root', async () => {
  const mirror = (host: string) => ({
    indexUrl: `https://${host}/index.txt`,
    exportRootUrl: `https://${host}/`,
    filenameRoot: 'mirror',
  })
  await system.applied({ mirrors: [mirror('a.example')] })
  const { changes } = await system.applied({ mirrors: [mirror('b.example')] })
  expect(namesOf(changes)).toEqual([
    'delete mirrors https://a.example/index.txt',
    'create mirrors https://b.example/index.txt',
  ])
})

test('keys found by polling are neither exported nor deleted, but go with the address', async () => {
  const document = system.example()
  setAt(document, 'healthAuthorities[0].jwksUri', 'https://verification.health.example/jwks')
  await system.applied(document)
  await env.KEYSERVER_DB.prepare(
    `INSERT INTO health_authority_keys (health_authority_id, version, valid_from, public_key_pem, is_polled)
      SELECT id, 'polled', 0, ?, 1 FROM health_authorities`,
  )
    .bind(createTestAuthority().publicKeyPem)
    .run()
  expect(await system.apply(document)).toEqual({ changes: [], problems: [] })
  const versions = async () =>
    ((await readTables())['health_authority_keys'] ?? []).map((row) => row['version'])
  setAt(document, 'healthAuthorities[0].name', 'Renamed')
  await system.applied(document)
  expect(await versions()).toEqual(['polled', 'v1'])
  setAt(document, 'healthAuthorities[0].jwksUri', 'https://elsewhere.health.example/jwks')
  await system.applied(document)
  expect(await versions()).toEqual(['v1'])
})

describe('over HTTP', () => {
  const post = (body: unknown) =>
    system.server.operate('/operator/configuration', {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })

  test('what is exported is what was applied, with its defaults', async () => {
    const answer = await post({ document: system.example() })
    expect(answer.status).toBe(200)
    const exported = await (await system.server.operate('/operator/configuration')).json()
    expect(exported).toMatchObject({
      authorizedApps: [{ federationConsent: 'never', bypassesCertificate: false }, {}],
      exports: [{ filenameRoot: 'us', includeTravelers: true, signers: ['310-v1'] }],
      signers: [{ signingKeyName: 'export-2026', activatesAt: '1970-01-01T00:00:00Z' }],
    })
    const back = await post({ document: exported, dryRun: true })
    expect(await back.json()).toEqual({ changes: [], problems: [], newApiKeys: [] })
  })

  test('a document with problems answers 422 with all of them, and changes nothing', async () => {
    const document = system.example()
    setAt(document, 'exports[0].periodSeconds', 7000)
    setAt(document, 'authorizedApps[0].allowedHealthAuthorities', ['https://nobody.example'])
    const answer = await post({ document })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({
      changes: [],
      problems: [
        { path: 'authorizedApps[0].allowedHealthAuthorities[0]', reason: 'unknown_authority' },
        { path: 'exports[0].periodSeconds', reason: 'period_does_not_divide_a_day' },
      ],
    })
    expect(Object.values(await rowsWithoutLog()).flat()).toEqual([])
  })

  test.each([
    ['no JSON', '{', 400],
    ['another member', { document: {}, force: true }, 400],
    ['an unknown section', { document: { tenants: [] } }, 422],
    ['too much', `"${'x'.repeat(1_000_001)}"`, 413],
  ])('%s is refused', async (_, body, status) => {
    expect((await post(body)).status).toBe(status)
  })
})

test('an audit entry is deleted at its own age, and the chain goes on', async () => {
  await system.applied(system.example())
  system.server.now = addSeconds(system.server.now, 90 * SECONDS_PER_DAY - 60)
  await system.server.tick()
  expect(await audit()).toHaveLength(7)
  system.server.now = addSeconds(system.server.now, SECONDS_PER_DAY)
  await system.server.tick()
  expect((await audit()).map(({ id }) => id)).toEqual([7])
  await system.applied({ paddingPolicies: [] })
  expect(await firstBrokenEntry(await audit())).toBeUndefined()
})

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import example from '../../../docs/examples/configuration.json'
import { readConfigurationDocument } from '../../../src/api/configuration.ts'
import { PRODUCTION_RULES } from '../../../src/core/foreign/foreign-rules.ts'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import { deleteEverything } from '../../../src/db/keyserver/queries/seed.ts'
import { readConfiguration } from '../../../src/flows/apply-configuration.ts'
import { type AppliedDocument, applyDocument } from '../../../src/flows/apply-document.ts'
import type { RealmDeps } from '../../../src/flows/verification/change-realms.ts'
import { readRealmConfiguration } from '../../../src/flows/verification/read-realm-configuration.ts'
import { readSecretKeyring } from '../../../src/flows/verification/secret-keyring.ts'
import { codeQuota } from '../../../src/platform/admission.ts'
import { r2ArchiveStore } from '../../../src/platform/archive-store.ts'
import { openSecretBox, randomBytes } from '../../../src/platform/secrets.ts'
import { createTestAuthority } from '../../support/test-authority.ts'
import { startVerification, type TestVerification } from '../../support/verification.ts'

let server: TestVerification
let realms: RealmDeps
let apply: (document: object, dryRun?: boolean) => Promise<AppliedDocument>

beforeEach(async () => {
  server = await startVerification({ realms: [] })
  const secretBox = await openSecretBox(env.MASTER_KEY)
  const { db } = server
  realms = {
    db,
    secretBox,
    randomBytes,
    secretKeyring: (at) => readSecretKeyring({ db, secretBox, randomBytes }, at),
    quota: codeQuota(env.REALM_QUOTA, ''),
    allowsLoopback: false,
  }
  const keyserver = openKeyserver(env.KEYSERVER_DB)
  await deleteEverything(keyserver)
  const configuration = {
    db: keyserver,
    secretBox,
    archives: r2ArchiveStore(env.EXPORTS),
    foreignRules: PRODUCTION_RULES,
  }
  apply = async (value, dryRun = false) => {
    const document = readConfigurationDocument(value)
    if (!document.ok) throw new Error(JSON.stringify(document.failure))
    return applyDocument({ configuration, realms }, document.value, dryRun, server.now)
  }
})

const SECRET = 'a secret of twenty-one'
const FINGERPRINT = Array.from({ length: 32 }, () => 'ab').join(':')
const MAIN = {
  name: 'Main',
  regionCode: 'us-mai',
  settings: {
    allowedTestTypes: ['confirmed', 'user-report'],
    useRealmCertificateKey: true,
    certificateIssuer: 'issuer.example',
    certificateAudience: 'audience.example',
    useAuthenticatedSms: true,
    smsProvider: { kind: 'twilio', accountSid: 'AC1', from: '+12065550100' },
    abusePreventionEnabled: true,
    allowedCidrs: { adminapi: ['192.0.2.1'], apiserver: [], server: [] },
  },
  secrets: { smsAuthToken: SECRET },
  apps: [
    { name: 'App', os: 'android', appId: 'org.example', fingerprints: [FINGERPRINT] },
    { name: 'App', os: 'ios', appId: 'TEAM.org.example', url: 'https://apps.example.com/1' },
  ],
  apiKeys: [
    { name: 'phones', type: 'device' },
    { name: 'portal', type: 'admin' },
  ],
  members: [
    { email: 'Ada@Example.org', name: 'Ada', group: 'realm-admin' },
    { email: 'bob@example.org', permissions: ['CodeBulkIssue'] },
  ],
}
const DOCUMENT = { realms: [MAIN, { name: 'Second' }] }

async function applied(document: object): Promise<AppliedDocument> {
  const result = await apply(document)
  expect(result.problems).toEqual([])
  return result
}
/** Everything of the verification server that an application may change. */
async function state() {
  const tables = [
    'realms',
    'api_keys',
    'mobile_apps',
    'users',
    'memberships',
    'realm_signing_keys',
    'audit_log',
  ]
  const rows: Record<string, unknown> = {}
  for (const table of tables) {
    rows[table] = (await env.VERIFICATION_DB.prepare(`SELECT * FROM ${table}`).all()).results
  }
  return rows
}
const paths = ({ problems }: AppliedDocument) => problems.map(({ path }) => path)

test('makes realms that work at once, with keys that are shown once', async () => {
  const { changes, newApiKeys } = await applied(DOCUMENT)
  expect(changes.map(({ section, action, name }) => `${action} ${section} ${name}`)).toEqual([
    'create realms Main',
    'create realms Second',
  ])
  expect(newApiKeys.map(({ realm, name, type }) => [realm, name, type])).toEqual([
    ['Main', 'phones', 'device'],
    ['Main', 'portal', 'admin'],
  ])
  const exported = await readRealmConfiguration(server.db)
  const [main] = exported.realms ?? []
  expect(main).toMatchObject({
    name: 'Main',
    regionCode: 'US-MAI',
    apiKeys: MAIN.apiKeys,
    members: [
      { email: 'ada@example.org', name: 'Ada', group: 'realm-admin' },
      { email: 'bob@example.org', permissions: ['CodeIssue', 'CodeBulkIssue'] },
    ],
    certificateKeys: [{ keyId: expect.stringMatching(/^r\d+v\d+$/), isActive: true }],
    smsKeys: [{ keyId: expect.stringMatching(/^r\d+v\d+sms$/), isActive: true }],
  })
  expect(main?.settings?.allowedCidrs?.adminapi).toEqual(['192.0.2.1/32'])
  expect(main?.settings?.smsTemplateAlternates?.['User Report']).toContain('[code]')
  expect(main?.apps?.[0]?.fingerprints).toEqual([FINGERPRINT.toUpperCase()])
  expect(JSON.stringify([exported, changes, await state()])).not.toContain(SECRET)
  // Seven days' worth until the modeler sets a daily one.
  const { id = 0 } =
    (await env.VERIFICATION_DB.prepare("SELECT id FROM realms WHERE name = 'Main'").first<{
      id: number
    }>()) ?? {}
  expect(await realms.quota.read(id, server.now)).toEqual({ limit: 10, remaining: 10 })
})

test('the second time, and what was exported, are no change', async () => {
  await applied(DOCUMENT)
  const before = await state()
  const nothing = { changes: [], problems: [], newApiKeys: [] }
  expect(await apply(DOCUMENT)).toEqual(nothing)
  const exported = await readRealmConfiguration(server.db)
  expect(await apply(JSON.parse(JSON.stringify(exported)))).toEqual(nothing)
  expect(await state()).toEqual(before)
})

test('a comparison writes nothing and shows no key', async () => {
  const before = await state()
  const { changes, newApiKeys } = await apply(DOCUMENT, true)
  expect([changes.length, newApiKeys]).toEqual([2, []])
  expect(await state()).toEqual(before)
})

test('all problems at once, with their places, and nothing is written, in neither database', async () => {
  const before = await state()
  const result = await apply({
    healthAuthorities: [
      {
        issuer: 'https://ha.example',
        audience: 'a',
        name: 'n',
        keys: [{ version: 'v1', publicKeyPem: createTestAuthority().publicKeyPem }],
      },
    ],
    realms: [
      {
        ...MAIN,
        secrets: {},
        settings: { ...MAIN.settings, codeLength: 5, certificateIssuer: '' },
        apps: [{ name: 'App', os: 'android', appId: 'org.example' }],
        members: [{ email: 'nobody' }],
      },
      { name: 'MAIN', regionCode: 'US-MAI' },
    ],
    systemCertificateKey: { keyId: 'v9' },
  })
  expect(paths(result).sort()).toEqual([
    'realms[0].apps[0].fingerprints',
    'realms[0].members[0]',
    'realms[0].members[0].email',
    'realms[0].name',
    'realms[0].regionCode',
    'realms[0].secrets.smsAuthToken',
    'realms[0].settings.certificateIssuer',
    'realms[0].settings.codeLength',
    'realms[1].name',
    'realms[1].regionCode',
    'systemCertificateKey',
  ])
  expect(result.newApiKeys).toEqual([])
  expect(await state()).toEqual(before)
  expect((await readConfiguration(openKeyserver(env.KEYSERVER_DB))).healthAuthorities).toEqual([])
})

describe('what is left out', () => {
  beforeEach(async () => {
    await applied(DOCUMENT)
  })

  test('of keys is disabled, of apps too, of members removed; of settings is as in a new realm', async () => {
    await applied({
      realms: [
        {
          ...MAIN,
          apiKeys: [MAIN.apiKeys[0]],
          apps: [MAIN.apps[1]],
          members: [MAIN.members[0]],
          settings: { ...MAIN.settings, allowedCidrs: undefined },
        },
        { name: 'Second' },
      ],
    })
    const [main] = (await readRealmConfiguration(server.db)).realms ?? []
    expect(main?.apiKeys).toEqual([MAIN.apiKeys[0], { ...MAIN.apiKeys[1], disabled: true }])
    expect(main?.apps?.map(({ os, disabled }) => [os, disabled])).toEqual([
      ['android', true],
      ['ios', undefined],
    ])
    expect(main?.members?.map(({ email }) => email)).toEqual(['ada@example.org'])
    expect(main?.settings?.allowedCidrs?.adminapi).toEqual([])
    // The secret was not named, and stays.
    const { sealed_secrets } = (await env.VERIFICATION_DB.prepare(
      "SELECT sealed_secrets FROM realms WHERE name = 'Main'",
    ).first<{ sealed_secrets: string }>()) ?? { sealed_secrets: '{}' }
    expect(Object.keys(JSON.parse(sealed_secrets))).toEqual(['smsAuthToken'])
  })

  test('of realms is refused, unless it is retired; then its keys are refused', async () => {
    expect((await apply({ realms: [{ name: 'Second' }] })).problems).toMatchObject([
      { path: 'realms', reason: 'left_out' },
    ])
    const retired = { realms: [{ name: 'Main', retired: true }, { name: 'Second' }] }
    await applied(retired)
    expect(await apply(retired)).toMatchObject({ changes: [], problems: [] })
    const [main] = (await readRealmConfiguration(server.db)).realms ?? []
    expect(main?.settings?.maintenanceMode).toBe(true)
    expect(main?.apiKeys?.every(({ disabled }) => disabled)).toBe(true)
  })

  test('a document without realms does not speak of them', async () => {
    const before = await state()
    expect(await apply({ healthAuthorities: [] })).toMatchObject({ changes: [], problems: [] })
    expect(await state()).toEqual(before)
  })
})

test("the documentation's example is taken", async () => {
  const { newApiKeys } = await applied({ realms: example.realms })
  expect(newApiKeys.map(({ name, type }) => [name, type])).toEqual([
    ['phones', 'device'],
    ['portal', 'admin'],
    ['statistics', 'stats'],
  ])
  expect(await apply({ realms: example.realms })).toMatchObject({ changes: [], problems: [] })
})

test('where the second database fails, the same document finishes the work', async () => {
  const document = {
    paddingPolicies: [{ region: 'US', minimumUploads: 20 }],
    realms: [MAIN],
  }
  const { d1 } = server.db
  const failing = {
    prepare: (sql: string) => d1.prepare(sql),
    batch: (statements: D1PreparedStatement[]) =>
      d1.batch([...statements, d1.prepare('INSERT INTO nowhere VALUES (1)')]),
  } as unknown as D1Database
  const whole = realms
  realms = { ...whole, db: { ...whole.db, d1: failing } }
  const before = await state()
  await expect(apply(document)).rejects.toThrow('nowhere')
  expect(await state()).toEqual(before)
  const keyserver = await readConfiguration(openKeyserver(env.KEYSERVER_DB))
  expect(keyserver.paddingPolicies).toHaveLength(1)
  realms = whole
  const { changes, newApiKeys } = await applied(document)
  expect(changes.map(({ section }) => section)).toEqual(['realms'])
  expect(newApiKeys).toHaveLength(2)
  expect(await apply(document)).toMatchObject({ changes: [], problems: [] })
})

test('two realms change their regions, in one batch', async () => {
  const document = (first: string, second: string) => ({
    realms: [
      { name: 'A', regionCode: first },
      { name: 'B', regionCode: second },
    ],
  })
  await applied(document('AA', 'BB'))
  await applied(document('BB', 'AA'))
  const { realms: found } = await readRealmConfiguration(server.db)
  expect(found?.map(({ regionCode }) => regionCode)).toEqual(['BB', 'AA'])
})

test('a certificate key of a realm stays, and a key keeps its type', async () => {
  await applied(DOCUMENT)
  const result = await apply({
    realms: [
      {
        ...MAIN,
        settings: { ...MAIN.settings, useRealmCertificateKey: false },
        apiKeys: [{ name: 'phones', type: 'admin' }, MAIN.apiKeys[1]],
      },
      { name: 'Second' },
    ],
  })
  expect(result.problems.map(({ path, reason }) => [path, reason])).toEqual([
    ['realms[0].settings.useRealmCertificateKey', 'irreversible'],
    ['realms[0].apiKeys[0].type', 'irreversible'],
  ])
})

test('signing keys: one more is made once, made active, and the old one destroyed', async () => {
  await applied(DOCUMENT)
  const keysOf = async () =>
    (await readRealmConfiguration(server.db)).realms?.[0]?.certificateKeys ?? []
  const second = { name: 'Second' }
  const [first] = await keysOf()
  const twoKeys = {
    realms: [{ ...MAIN, certificateKeys: [{ keyId: first?.keyId }, { generate: true }] }, second],
  }
  await applied(twoKeys)
  expect(await apply(twoKeys)).toMatchObject({ changes: [] })
  const [, added] = await keysOf()
  expect(added).toMatchObject({ isActive: false })
  const destroyed = (keyId: string | undefined) => ({
    realms: [{ ...MAIN, certificateKeys: [{ keyId, destroyed: true }] }, second],
  })
  expect(paths(await apply(destroyed(first?.keyId)))).toEqual([
    'realms[0].certificateKeys[0].destroyed',
  ])
  await applied({
    realms: [{ ...MAIN, certificateKeys: [{ keyId: added?.keyId, isActive: true }] }, second],
  })
  expect((await keysOf()).map(({ isActive }) => isActive)).toEqual([false, true])
  await applied(destroyed(first?.keyId))
  expect(await apply(destroyed(first?.keyId))).toMatchObject({ changes: [], problems: [] })
  expect(await keysOf()).toMatchObject([{ keyId: added?.keyId, isActive: true }])
  const six = Array.from({ length: 6 }, () => ({ generate: true }))
  expect(paths(await apply({ realms: [{ ...MAIN, certificateKeys: six }, second] }))).toEqual([
    'realms[0].certificateKeys',
  ])
})

test('an imported key is the same key the second time', async () => {
  const { privateKeyPem, publicKeyPem } = createTestAuthority()
  const document = { realms: [{ ...MAIN, certificateKeys: [{ privateKeyPem }] }] }
  await applied(document)
  expect(await apply(document)).toMatchObject({ changes: [], problems: [] })
  const { certificateKeys } = (await readRealmConfiguration(server.db)).realms?.[0] ?? {}
  expect(certificateKeys?.map((key) => key.publicKeyPem)).toEqual([publicKeyPem])
})

test("the system's key is followed by the one that is named", async () => {
  await applied({ systemCertificateKey: { keyId: 'v2', generate: true } })
  expect(await apply({ systemCertificateKey: { keyId: 'v2', generate: true } })).toMatchObject({
    changes: [],
  })
  const { results } = await env.VERIFICATION_DB.prepare(
    'SELECT key_id, is_active FROM realm_signing_keys WHERE realm_id = 0 ORDER BY id',
  ).all()
  expect(results).toEqual([
    { key_id: 'v1', is_active: 0 },
    { key_id: 'v2', is_active: 1 },
  ])
})

test('two at once end as one after the other, and each key is made once', async () => {
  const [a, b] = await Promise.all([apply(DOCUMENT), apply(DOCUMENT)])
  expect([...a.newApiKeys, ...b.newApiKeys]).toHaveLength(2)
  const log = await readAuditLog(server.db, 0, 500)
  expect(log.filter(({ action }) => action === 'api_key.create')).toHaveLength(2)
  expect(
    log.every(({ actor, subject }) => actor === 'operator' && /^realms\/\d+/.test(subject)),
  ).toBe(true)
})

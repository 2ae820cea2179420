import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { firstBrokenEntry } from '../../../src/core/audit/chain.ts'
import { disableEnExpress, enableEnExpress } from '../../../src/core/realms/en-express.ts'
import {
  PERMISSION_BITS,
  permissionBits,
  REALM_ADMIN_PERMISSIONS,
  REALM_USER_PERMISSIONS,
} from '../../../src/core/realms/permissions.ts'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import { readAuditOf } from '../../../src/db/verification/queries/audit-of-realm.ts'
import { readRealmRows } from '../../../src/db/verification/queries/realm-rows.ts'
import { readRealm } from '../../../src/db/verification/queries/realms.ts'
import {
  createApiKey,
  renameApiKey,
  switchApiKey,
} from '../../../src/flows/verification/api-keys.ts'
import { burstQuota } from '../../../src/flows/verification/burst-quota.ts'
import type { RealmDeps } from '../../../src/flows/verification/change-realms.ts'
import {
  addMembers,
  changeMember,
  joinRealm,
  leaveRealm,
  removeMember,
} from '../../../src/flows/verification/members.ts'
import { saveMobileApp, switchMobileApp } from '../../../src/flows/verification/mobile-apps.ts'
import {
  activateRealmKey,
  createRealmKey,
  destroyRealmKey,
} from '../../../src/flows/verification/realm-keys.ts'
import { createRealm, updateRealm } from '../../../src/flows/verification/realms.ts'
import { readSecretKeyring } from '../../../src/flows/verification/secret-keyring.ts'
import { realmApi, requireApiKey } from '../../../src/http/realm-api/surface.ts'
import { codeQuota } from '../../../src/platform/admission.ts'
import { readConfig } from '../../../src/platform/config.ts'
import { openSecretBox, randomBytes } from '../../../src/platform/secrets.ts'
import { buildRealmApi, type RealmApiEnv } from '../../../src/workers/realm-api.ts'
import { startVerification, type TestVerification } from '../../support/verification.ts'

const SYSTEM = { actor: 'root@example.org', who: 'system' } as const
const OWN = { actor: 'ada@example.org', who: 'realm' } as const
const BY_SYSTEM = { actor: 'operator', granter: { kind: 'system' } } as const

let server: TestVerification
let deps: RealmDeps
let realmId: number

beforeEach(async () => {
  server = await startVerification()
  const secretBox = await openSecretBox(env.MASTER_KEY)
  const { db } = server
  deps = {
    db,
    secretBox,
    randomBytes,
    secretKeyring: (at) => readSecretKeyring({ db, secretBox, randomBytes }, at),
    quota: codeQuota(env.REALM_QUOTA, ''),
    allowsLoopback: false,
  }
  realmId = server.realms[0]?.id ?? 0
})

const settingsNow = async (id = realmId) => (await readRealm(server.db, id))?.settings
const newRealm = async (name: string, regionCode = '') => {
  const made = await createRealm(
    deps,
    'root@example.org',
    { identity: { name, regionCode, isE2e: false } },
    server.now,
  )
  if (!made.ok) throw new Error(JSON.stringify(made.failure))
  return made.value
}

describe('a realm', () => {
  test('is made with a certificate key and its creator as administrator', async () => {
    await env.VERIFICATION_DB.prepare(
      "INSERT INTO users (id, email, name, is_system_admin, created_at, updated_at) VALUES (7, 'root@example.org', 'Root', 1, 0, 0)",
    ).run()
    const made = await createRealm(
      deps,
      'root@example.org',
      { identity: { name: ' New ', regionCode: 'us-new', isE2e: false }, creatorId: 7 },
      server.now,
    )
    const id = made.ok ? made.value : 0
    const realm = await readRealm(server.db, id)
    expect(realm).toMatchObject({ name: 'New', regionCode: 'US-NEW' })
    expect(realm?.activeCertificateKeyId).toBeDefined()
    const { members } = await readRealmRows(server.db, id)
    expect(members).toMatchObject([{ userId: 7, permissions: REALM_ADMIN_PERMISSIONS }])
  })

  test('has a name and a region that no other has, in any case', async () => {
    const identity = { name: 'mAIN', regionCode: 'us-mai', isE2e: false }
    const made = await createRealm(deps, 'x', { identity }, server.now)
    expect(made).toMatchObject({
      failure: { problems: [{ path: 'name' }, { path: 'regionCode' }] },
    })
    const other = await newRealm('Other', 'US-OTH')
    const renamed = await updateRealm(deps, OWN, other, { identity: { name: 'MAIN' } }, server.now)
    expect(renamed).toMatchObject({ failure: { problems: [{ path: 'name' }] } })
  })

  test('is changed by one of its own within limits, each change on record without secrets', async () => {
    const update = {
      settings: { requireDate: true, welcomeMessage: 'hello' },
      secrets: { smsAuthToken: 'very secret' },
    }
    expect((await updateRealm(deps, OWN, realmId, update, server.now)).ok).toBe(true)
    expect(await settingsNow()).toMatchObject({
      requireDate: true,
      welcomeMessage: 'hello',
      allowBulkUpload: true,
    })
    const log = await readAuditOf(server.db, realmId, undefined, 10)
    expect(log.map(({ actor, action, subject }) => [actor, action, subject])).toEqual([
      ['ada@example.org', 'realm_secret.update', `realms/${realmId}/secrets`],
      ['ada@example.org', 'realm_settings.update', `realms/${realmId}/settings`],
    ])
    expect(JSON.parse(log[1]?.detail ?? '')).toEqual({
      'settings.requireDate': { from: false, to: true },
      'settings.welcomeMessage': { from: '', to: 'hello' },
      'settings.smsTemplateAlternates': { from: {}, to: { 'User Report': expect.any(String) } },
    })
    expect(JSON.stringify(log)).not.toContain('very secret')
    const refused = await updateRealm(
      deps,
      OWN,
      realmId,
      { settings: { maintenanceMode: true } },
      server.now,
    )
    expect(refused).toMatchObject({
      failure: { problems: [{ path: 'maintenanceMode', reason: 'not_permitted' }] },
    })
    expect(
      (
        await updateRealm(
          deps,
          SYSTEM,
          realmId,
          { settings: { maintenanceMode: true } },
          server.now,
        )
      ).ok,
    ).toBe(true)
    expect(await firstBrokenEntry(await readAuditLog(server.db, 0, 100))).toBeUndefined()
  })

  test('keeps what a job writes while somebody saves something else, and forgets what is unset', async () => {
    const keyServerStats = { url: 'https://keys.example.org' }
    await updateRealm(deps, SYSTEM, realmId, { settings: { keyServerStats } }, server.now)
    await env.VERIFICATION_DB.prepare(
      "UPDATE realms SET settings = json_set(settings, '$.abusePreventionLimit', 77) WHERE id = ?1",
    )
      .bind(realmId)
      .run()
    const update = { settings: { requireDate: true, keyServerStats: undefined } }
    expect((await updateRealm(deps, OWN, realmId, update, server.now)).ok).toBe(true)
    const settings = await settingsNow()
    expect(settings).toMatchObject({ requireDate: true, abusePreventionLimit: 77 })
    expect(settings).not.toHaveProperty('keyServerStats')
  })

  test('that does not exist is not changed', async () => {
    expect(await updateRealm(deps, SYSTEM, 999, {}, server.now)).toMatchObject({
      failure: { reason: 'no_such_realm' },
    })
  })

  test('goes into EN Express and out of it, as one change each', async () => {
    const on = await updateRealm(
      deps,
      OWN,
      realmId,
      (settings) => ({ settings: enableEnExpress(settings) }),
      server.now,
    )
    expect(on.ok).toBe(true)
    expect((await settingsNow())?.smsTemplate).toContain('[enslink]')
    const off = await updateRealm(
      deps,
      OWN,
      realmId,
      (settings) => ({ settings: disableEnExpress(settings) }),
      server.now,
    )
    expect(off.ok).toBe(true)
    expect(JSON.stringify(await settingsNow())).not.toContain('[enslink]')
    expect(await readAuditOf(server.db, realmId, undefined, 10)).toHaveLength(2)
  })

  test('gets seven days of quota when it is switched on, and more by a burst that is on record', async () => {
    expect(await burstQuota(deps, 'ada@example.org', realmId, 5, server.now)).toMatchObject({
      failure: { reason: 'no_quota' },
    })
    await updateRealm(
      deps,
      OWN,
      realmId,
      { settings: { abusePreventionEnabled: true, abusePreventionFactor: 1.5 } },
      server.now,
    )
    expect(await deps.quota.read(realmId, server.now)).toEqual({ limit: 15, remaining: 15 })
    expect(await burstQuota(deps, 'ada@example.org', realmId, 5, server.now)).toMatchObject({
      value: { limit: 15, remaining: 20 },
    })
    for (const codes of [0, -1, 1.5, 1_000_001]) {
      expect(await burstQuota(deps, 'x', realmId, codes, server.now)).toMatchObject({
        failure: { reason: 'out_of_range' },
      })
    }
    // Saving again does not fill it up.
    await updateRealm(deps, OWN, realmId, { settings: { requireDate: true } }, server.now)
    expect(await deps.quota.read(realmId, server.now)).toMatchObject({ remaining: 20 })
    const [, burst] = await readAuditOf(server.db, realmId, undefined, 10)
    expect(burst).toMatchObject({ action: 'realm_quota.burst', detail: '{"codes":{"to":5}}' })
  })
})

describe('an API key', () => {
  /** The front door of the admin API before a route of any kind. */
  const status = async (key: string, address = '192.0.2.1') => {
    const { deps: doorDeps } = buildRealmApi(env as unknown as RealmApiEnv, readConfig({ ...env }))
    const door = realmApi('admin-api', () => ({ deps: doorDeps, now: server.now })).get(
      '/door',
      requireApiKey('adminapi', 'admin'),
      (c) => c.json({}),
    )
    const headers = { 'x-api-key': key, 'cf-connecting-ip': address }
    return (await door.request('/door', { headers })).status
  }

  test('works at once, is refused at once when it is disabled, and works again', async () => {
    const made = await createApiKey(
      deps,
      'ada@example.org',
      realmId,
      { name: ' portal ', type: 'admin' },
      server.now,
    )
    if (!made.ok) throw new Error(made.failure.reason)
    const { id, key, name } = made.value
    expect(name).toBe('portal')
    const accepted = await status(key)
    expect(accepted).toBe(200)
    await switchApiKey(deps, 'ada@example.org', realmId, id, true, server.now)
    expect(await status(key)).toBe(401)
    await switchApiKey(deps, 'ada@example.org', realmId, id, true, server.now)
    await switchApiKey(deps, 'ada@example.org', realmId, id, false, server.now)
    expect(await status(key)).toBe(accepted)
    const log = await readAuditOf(server.db, realmId, undefined, 10)
    expect(log.map(({ action }) => action)).toEqual([
      'api_key.enable',
      'api_key.disable',
      'api_key.create',
    ])
    expect(JSON.stringify(log)).not.toContain(key.split('.')[0])
  })

  test('works from the networks alone that the realm names', async () => {
    const key = server.realms[0]?.apiKeys.admin ?? ''
    const allowedCidrs = { adminapi: ['192.0.2.0/24', '2001:db8::/32'], apiserver: [], server: [] }
    expect(await status(key, '198.51.100.1')).toBe(200)
    await updateRealm(deps, OWN, realmId, { settings: { allowedCidrs } }, server.now)
    expect(await status(key, '192.0.2.77')).toBe(200)
    expect(await status(key, '2001:db8::77')).toBe(200)
    expect(await status(key, '198.51.100.1')).toBe(401)
    expect(await status(key, '2001:db9::77')).toBe(401)
    expect(await status(server.realms[0]?.apiKeys.device ?? '', '192.0.2.77')).toBe(401)
  })

  test('has a name of its own, within its realm', async () => {
    const make = (name: string, id = realmId) =>
      createApiKey(deps, 'x', id, { name, type: 'stats' }, server.now)
    const first = await make('a')
    const id = first.ok ? first.value.id : 0
    expect(await make('a')).toMatchObject({ failure: { reason: 'name_taken' } })
    expect(await make(' ')).toMatchObject({ failure: { reason: 'name_missing' } })
    expect(await make('x'.repeat(101))).toMatchObject({ failure: { reason: 'name_too_long' } })
    expect((await make('a', await newRealm('Other'))).ok).toBe(true)
    expect(await make('a', 999)).toMatchObject({ failure: { reason: 'no_such_realm' } })
    expect(await renameApiKey(deps, 'x', realmId, id, 'admin', server.now)).toMatchObject({
      failure: { reason: 'name_taken' },
    })
    expect((await renameApiKey(deps, 'x', realmId, id, 'b', server.now)).ok).toBe(true)
    // Of another realm it can't be touched.
    const other = await newRealm('Third')
    expect(await switchApiKey(deps, 'x', other, id, true, server.now)).toMatchObject({
      failure: { reason: 'no_such_key' },
    })
  })
})

describe('members', () => {
  const add = (email: string, permissions: number, id = realmId) =>
    addMembers(deps, BY_SYSTEM, id, [{ email, name: '' }], permissions, server.now)
  const rowsOf = async (id = realmId) => (await readRealmRows(server.db, id)).members
  const granter = (userId: number, permissions: number) =>
    ({ actor: 'ada@example.org', granter: { kind: 'member', userId, permissions } }) as const

  test('never bring what they may in another realm', async () => {
    const other = await newRealm('Other')
    await add('Eve@example.org', REALM_ADMIN_PERMISSIONS, other)
    expect(await add('eve@EXAMPLE.org', REALM_USER_PERMISSIONS)).toMatchObject({
      value: ['eve@example.org'],
    })
    expect(await rowsOf()).toMatchObject([
      { email: 'eve@example.org', permissions: REALM_USER_PERMISSIONS },
    ])
    expect(await rowsOf(other)).toMatchObject([{ permissions: REALM_ADMIN_PERMISSIONS }])
  })

  test('keep what they may in this one when they are added again, implied permissions too', async () => {
    await add('eve@example.org', PERMISSION_BITS.SettingsWrite)
    expect(await add('eve@example.org', REALM_USER_PERMISSIONS)).toMatchObject({ value: [] })
    expect(await rowsOf()).toMatchObject([
      { permissions: permissionBits(['SettingsWrite']) | REALM_USER_PERMISSIONS },
    ])
  })

  test('change nothing of their own and give nothing that they do not hold', async () => {
    await add('ada@example.org', permissionBits(['UserWrite', 'CodeIssue']))
    await add('bob@example.org', 0)
    const [ada, bob] = await rowsOf()
    if (ada === undefined || bob === undefined) throw new Error('nobody is there')
    const by = granter(ada.userId, ada.permissions)
    const change = (userId: number, permissions: number) =>
      changeMember(deps, by, realmId, userId, permissions, server.now)
    expect(await change(ada.userId, 0)).toMatchObject({ failure: { reason: 'own_permissions' } })
    expect(await change(bob.userId, REALM_ADMIN_PERMISSIONS)).toMatchObject({
      failure: { reason: 'not_held' },
    })
    expect(await change(bob.userId, 1)).toMatchObject({ failure: { reason: 'unknown_permission' } })
    expect(await change(bob.userId, PERMISSION_BITS.UserWrite)).toMatchObject({
      value: permissionBits(['UserWrite']),
    })
    expect(await change(999, 0)).toMatchObject({ failure: { reason: 'no_such_member' } })
    const people = [{ email: 'new@example.org', name: 'New' }]
    expect(
      await addMembers(deps, by, realmId, people, REALM_USER_PERMISSIONS, server.now),
    ).toMatchObject({ failure: { reason: 'not_held' } })
    expect(await removeMember(deps, by, realmId, ada.userId, server.now)).toMatchObject({
      failure: { reason: 'own_permissions' },
    })
    expect((await removeMember(deps, by, realmId, bob.userId, server.now)).ok).toBe(true)
    expect((await rowsOf()).map(({ email }) => email)).toEqual(['ada@example.org'])
  })

  test('of the system join on record, and leave', async () => {
    await env.VERIFICATION_DB.prepare(
      "INSERT INTO users (id, email, name, is_system_admin, created_at, updated_at) VALUES (7, 'root@example.org', 'Root', 1, 0, 0), (8, 'joe@example.org', 'Joe', 0, 0, 0)",
    ).run()
    expect(await joinRealm(deps, 8, realmId, server.now)).toMatchObject({
      failure: { reason: 'not_a_system_admin' },
    })
    expect((await joinRealm(deps, 7, realmId, server.now)).ok).toBe(true)
    expect(await rowsOf()).toMatchObject([{ userId: 7, permissions: REALM_ADMIN_PERMISSIONS }])
    expect((await leaveRealm(deps, 7, realmId, server.now)).ok).toBe(true)
    expect(await rowsOf()).toEqual([])
    const log = await readAuditOf(server.db, realmId, undefined, 10)
    expect(log.map(({ actor, action }) => [actor, action])).toEqual([
      ['root@example.org', 'member.remove'],
      ['root@example.org', 'member.add'],
    ])
  })
})

test('apps: one name a system, disabled and enabled', async () => {
  const app = {
    name: 'App',
    os: 'ios',
    appId: 'T.org',
    url: '',
    fingerprints: [],
    disableRedirect: false,
    isHeadless: false,
  } as const
  const save = (id: number | undefined, changed: object = {}) =>
    saveMobileApp(deps, 'x', realmId, id, { ...app, ...changed }, server.now)
  const made = await save(undefined)
  const id = made.ok ? made.value : 0
  expect(await save(undefined)).toMatchObject({ failure: { problems: [{ path: 'name' }] } })
  expect(await save(undefined, { os: 'android' })).toMatchObject({
    failure: { problems: [{ path: 'fingerprints' }] },
  })
  expect(await save(id, { url: 'https://apps.example.com/' })).toMatchObject({ value: id })
  expect(await save(999)).toMatchObject({ failure: { reason: 'no_such_app' } })
  for (const isDisabled of [true, false]) {
    expect((await switchMobileApp(deps, 'x', realmId, id, isDisabled, server.now)).ok).toBe(true)
    const { apps } = await readRealmRows(server.db, realmId)
    expect(apps[0]?.disabledAt).toBe(isDisabled ? server.now : null)
  }
})

test('signing keys: five at most, one active, that one never destroyed', async () => {
  const make = () => createRealmKey(deps, 'x', realmId, 'certificate', server.now)
  const [first] = (await readRealmRows(server.db, realmId)).signingKeys
  const second = await make()
  if (!second.ok || first === undefined) throw new Error('no key was made')
  expect(second.value).toMatchObject({ isActive: false, keyId: `r${realmId}v${second.value.id}` })
  for (let i = 0; i < 3; i++) expect((await make()).ok).toBe(true)
  expect(await make()).toMatchObject({ failure: { reason: 'too_many_keys' } })
  expect(await destroyRealmKey(deps, 'x', realmId, first.id, server.now)).toMatchObject({
    failure: { reason: 'key_is_active' },
  })
  await activateRealmKey(deps, 'x', realmId, second.value.id, server.now)
  expect((await readRealm(server.db, realmId))?.activeCertificateKeyId).toBe(second.value.id)
  expect((await destroyRealmKey(deps, 'x', realmId, first.id, server.now)).ok).toBe(true)
  const { results } = await env.VERIFICATION_DB.prepare(
    'SELECT wrapped_private_key IS NULL AS gone, is_active FROM realm_signing_keys WHERE realm_id = ?1 ORDER BY id LIMIT 2',
  )
    .bind(realmId)
    .all()
  expect(results).toEqual([
    { gone: 1, is_active: 0 },
    { gone: 0, is_active: 1 },
  ])
  expect(await activateRealmKey(deps, 'x', realmId, first.id, server.now)).toMatchObject({
    failure: { reason: 'no_such_key' },
  })
  const sms = await createRealmKey(deps, 'x', realmId, 'sms', server.now)
  expect(sms).toMatchObject({ value: { isActive: true, keyId: expect.stringMatching(/sms$/) } })
})

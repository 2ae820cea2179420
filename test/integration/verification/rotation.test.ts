/** Secrets and keys over two hundred days: each is renewed, and what was made before is good for its life and no longer. */

import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { utf8 } from '../../../src/core/bytes.ts'
import { SECRET_LIVES, SECRET_TYPES } from '../../../src/core/realms/secret-rotation.ts'
import { addSeconds, SECONDS_PER_DAY, type UnixSeconds } from '../../../src/core/time.ts'
import { openVerification } from '../../../src/db/verification/database.ts'
import { rotateRealmKeys, rotateTokenKeys } from '../../../src/flows/verification/rotate-keys.ts'
import { rotateSecrets } from '../../../src/flows/verification/rotate-secrets.ts'
import {
  type HmacSecretType,
  readSecretKeyring,
} from '../../../src/flows/verification/secret-keyring.ts'
import { openSecretBox, randomBytes } from '../../../src/platform/secrets.ts'
import { NOON } from '../../support/keyserver.ts'
import { interruptEverywhere } from '../../support/recorded-effects.ts'
import { OPEN_REALM, startVerification } from '../../support/verification.ts'

const HOUR = 3600
const STEP = 6 * HOUR
const SECRET_PERIODS = { activationSeconds: HOUR / 2, destroySeconds: 24 * HOUR }
const TOKEN_PERIODS = { maxAgeSeconds: 30 * SECONDS_PER_DAY, keepSeconds: 36 * HOUR }
const REALM_PERIODS = { maxAgeSeconds: 30 * SECONDS_PER_DAY, delaySeconds: HOUR }
const ROTATING = {
  ...OPEN_REALM,
  settings: { ...OPEN_REALM.settings, autoRotateCertificateKey: true },
}
const LEFT_ALONE = { ...OPEN_REALM, name: 'Manual', regionCode: 'US-MAN' }

async function deps(d1: D1Database = env.VERIFICATION_DB) {
  return { db: openVerification(d1), secretBox: await openSecretBox(env.MASTER_KEY), randomBytes }
}

async function rotateAll(at: UnixSeconds, d1?: D1Database) {
  const all = await deps(d1)
  const secrets = await rotateSecrets(all, SECRET_PERIODS, at)
  const tokens = await rotateTokenKeys(all, TOKEN_PERIODS, at)
  const realms = await rotateRealmKeys(all, REALM_PERIODS, at)
  return { secrets, tokens, realms }
}

const rowsOf = async (sql: string) =>
  (await env.VERIFICATION_DB.prepare(sql).all<Record<string, number | string | null>>()).results

const macOf = async (key: CryptoKey, text: string) =>
  new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(text))).join()

/** How long something made with a secret must be good, and the age at which it must not be any more. */
const HASHES: Readonly<Record<HmacSecretType, { good: number; gone: number }>> = {
  api_key_database_hmac: { good: Number.POSITIVE_INFINITY, gone: Number.POSITIVE_INFINITY },
  api_key_signature_hmac: { good: Number.POSITIVE_INFINITY, gone: Number.POSITIVE_INFINITY },
  phone_number_database_hmac: { good: 30 * SECONDS_PER_DAY, gone: 123 * SECONDS_PER_DAY },
  verification_code_database_hmac: { good: 24 * HOUR, gone: 72 * HOUR + 3 * STEP },
}

test('two hundred days', async () => {
  await startVerification({ realms: [ROTATING, LEFT_ALONE] })
  const made: { type: HmacSecretType; at: number; text: string; mac: string }[] = []
  const cookies: { at: number; key: string }[] = []
  const tokenKids: { at: number; id: string }[] = []
  const certificateKids = new Set<number>()
  const manual = await rowsOf('SELECT * FROM realm_signing_keys WHERE realm_id = 2')
  expect(manual).toHaveLength(1)
  const looked: Record<string, number> = {}
  for (
    let now: UnixSeconds = NOON;
    now < NOON + 200 * SECONDS_PER_DAY;
    now = addSeconds(now, STEP)
  ) {
    await rotateAll(now)
    const keyring = await readSecretKeyring(await deps(), now)
    for (const [type, { good, gone }] of Object.entries(HASHES) as [
      HmacSecretType,
      { good: number; gone: number },
    ][]) {
      const text = `${type} ${now}`
      made.push({ type, at: now, text, mac: await macOf(keyring.newest(type), text) })
      // A day's first, and all of the last three days: enough of the rest.
      const some = made.filter(
        (one) =>
          one.type === type && (now - one.at < 3 * SECONDS_PER_DAY || one.at % (20 * STEP) < STEP),
      )
      for (const one of some) {
        const age = now - one.at
        const macs = await Promise.all(keyring.hmacKeys(type).map((key) => macOf(key, one.text)))
        if (age <= good) expect(macs, `${type} of age ${age}`).toContain(one.mac)
        if (age >= gone) {
          expect(macs, `${type} of age ${age}`).not.toContain(one.mac)
          looked[type] = (looked[type] ?? 0) + 1
        }
      }
    }
    const cookieKeys = keyring.cookieKeys.map((key) => key.join())
    cookies.push({ at: now, key: cookieKeys[0] ?? '' })
    for (const { at, key } of cookies) {
      if (now - at <= HOUR) expect(cookieKeys).toContain(key)
      if (now - at >= 63 * SECONDS_PER_DAY) expect(cookieKeys).not.toContain(key)
    }
    await expectYoung(now)
    const keys = await rowsOf('SELECT * FROM token_signing_keys')
    const active = keys.filter((row) => row['is_active'] === 1)
    expect(active).toHaveLength(1)
    tokenKids.push({ at: now, id: String(active[0]?.['id']) })
    for (const { at, id } of tokenKids) {
      const isThere = keys.some((row) => row['id'] === id && row['wrapped_private_key'] !== null)
      if (now - at <= SECONDS_PER_DAY) expect(isThere).toBe(true)
      if (now - at >= 32 * SECONDS_PER_DAY + STEP) expect(isThere).toBe(false)
    }
    const certificates = await rowsOf(
      "SELECT * FROM realm_signing_keys WHERE realm_id = 1 AND purpose = 'certificate'",
    )
    const signing = certificates.filter((row) => row['is_active'] === 1)
    expect(signing).toHaveLength(1)
    expect(certificates.filter((row) => row['deleted_at'] === null).length).toBeLessThanOrEqual(2)
    const id = Number(signing[0]?.['id'])
    // The very first signs at once: there is nobody yet who could know another.
    if (!certificateKids.has(id) && certificateKids.size > 0) {
      expect(now - Number(signing[0]?.['created_at'])).toBeGreaterThanOrEqual(HOUR)
    }
    certificateKids.add(id)
  }
  expect(looked['verification_code_database_hmac']).toBeGreaterThan(20)
  expect(looked['phone_number_database_hmac']).toBeGreaterThan(5)
  expect(new Set(tokenKids.map(({ id }) => id)).size).toBe(7)
  expect(certificateKids.size).toBe(7)
  expect(await rowsOf('SELECT * FROM realm_signing_keys WHERE realm_id = 2')).toEqual(manual)
  const counts = await rowsOf('SELECT type, count(*) AS n FROM secrets GROUP BY type ORDER BY type')
  expect(counts).toEqual([
    { type: 'api_key_database_hmac', n: 2 },
    { type: 'api_key_signature_hmac', n: 2 },
    { type: 'cookie_keys', n: 7 },
    { type: 'phone_number_database_hmac', n: 7 },
    { type: 'verification_code_database_hmac', n: 200 },
  ])
  const audited = await rowsOf(
    "SELECT count(*) AS n FROM audit_log WHERE action = 'secret.create' AND actor = 'rotate-secrets'",
  )
  // All but the five first ones, which the server itself made.
  expect(audited).toEqual([{ n: 213 }])
}, 240_000)

/** Newest secrets are young, ended ones are destroyed, and none is active beyond its end. */
async function expectYoung(now: UnixSeconds) {
  const rows = await rowsOf('SELECT * FROM secrets')
  for (const type of SECRET_TYPES) {
    const { renewAfterSeconds, endAfterSeconds } = SECRET_LIVES[type]
    const ages = (some: typeof rows) => some.map((row) => now - Number(row['created_at']))
    const ofType = rows.filter((row) => row['type'] === type)
    const active = ofType.filter((row) => row['is_active'] === 1)
    expect(Math.min(...ages(ofType)), type).toBeLessThan(renewAfterSeconds)
    expect(Math.min(...ages(active)), type).toBeLessThanOrEqual(renewAfterSeconds + STEP)
    if (endAfterSeconds === undefined) continue
    expect(Math.max(...ages(active)), type).toBeLessThan(endAfterSeconds)
    const kept = ofType.filter((row) => row['wrapped_secret'] !== null)
    expect(Math.max(...ages(kept)), type).toBeLessThanOrEqual(
      endAfterSeconds + 24 * HOUR + 3 * STEP,
    )
  }
}

test('after a long pause nothing is without a secret, and all catches up', async () => {
  await startVerification({ realms: [ROTATING] })
  const late = addSeconds(NOON, 300 * SECONDS_PER_DAY)
  await rotateAll(late)
  const after = await readSecretKeyring(await deps(), late)
  expect(after.hmacKeys('verification_code_database_hmac')).toHaveLength(2)
  for (const type of SECRET_TYPES) {
    const active = await rowsOf(`SELECT * FROM secrets WHERE type = '${type}' AND is_active = 1`)
    expect(active, type).toHaveLength(1)
  }
  for (const minutes of [31, 62, 93]) await rotateAll(addSeconds(late, minutes * 60))
  const codes = await rowsOf(
    "SELECT is_active, deleted_at IS NULL AS kept FROM secrets WHERE type = 'verification_code_database_hmac' ORDER BY id",
  )
  expect(codes).toEqual([
    { is_active: 0, kept: 0 },
    { is_active: 1, kept: 1 },
  ])
})

test('runs that overlap make one of each', async () => {
  await startVerification({ realms: [ROTATING] })
  const due = addSeconds(NOON, 181 * SECONDS_PER_DAY)
  await rotateTokenKeys(await deps(), TOKEN_PERIODS, NOON)
  await Promise.all([rotateAll(due), rotateAll(due), rotateAll(due)])
  const counts = await rowsOf('SELECT type, count(*) AS n FROM secrets GROUP BY type')
  expect(counts.map(({ n }) => n)).toEqual([2, 2, 2, 2, 2])
  const keys = await rowsOf(
    'SELECT sum(is_active) AS active, count(*) AS n FROM token_signing_keys',
  )
  expect(keys).toEqual([{ active: 1, n: 2 }])
  const realm = await rowsOf('SELECT count(*) AS n FROM realm_signing_keys WHERE realm_id = 1')
  expect(realm).toEqual([{ n: 2 }])
  const creates = await rowsOf("SELECT count(*) AS n FROM audit_log WHERE action = 'secret.create'")
  expect(creates).toEqual([{ n: 5 }])
})

test('a run may die anywhere, or be held up while another does its work', async () => {
  const due = addSeconds(NOON, 181 * SECONDS_PER_DAY)
  const report = await interruptEverywhere(
    {
      prepare: async () => {
        await startVerification({ realms: [ROTATING] })
        await rotateTokenKeys(await deps(), TOKEN_PERIODS, NOON)
      },
      run: (recorder, which) =>
        rotateAll(
          which === 'first' ? due : addSeconds(due, 200),
          recorder.database(env.VERIFICATION_DB),
        ),
      readState: async () => ({
        secrets: await rowsOf('SELECT type, is_active, deleted_at FROM secrets ORDER BY type, id'),
        tokens: await rowsOf('SELECT is_active FROM token_signing_keys ORDER BY created_at'),
        realms: await rowsOf(
          'SELECT id, is_active, deleted_at FROM realm_signing_keys ORDER BY id',
        ),
        audit: await rowsOf(
          'SELECT actor, action, subject FROM audit_log ORDER BY action, subject',
        ),
      }),
    },
    ['dies before', 'dies after', 'stalls before'],
  )
  expect(report.effects.length).toBeGreaterThan(10)
  // Token keys have names of their own each time.
  const plain = (state: unknown) =>
    JSON.stringify(state).replaceAll(/token-signing-keys\/[0-9a-f-]+/g, 'token')
  for (const { name, end } of report.cases) {
    expect(plain(end), name).toBe(plain(report.undisturbed))
  }
}, 240_000)

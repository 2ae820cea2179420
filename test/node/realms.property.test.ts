/** Any document of realms is applied whole or not at all; what was applied comes out again, and is then no change. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readConfigurationDocument } from '../../src/api/configuration.ts'
import { TEST_TYPES } from '../../src/core/codes/test-type.ts'
import { API_KEY_TYPES } from '../../src/core/realms/api-key.ts'
import { PERMISSIONS } from '../../src/core/realms/permissions.ts'
import { asUnixSeconds, type UnixSeconds } from '../../src/core/time.ts'
import { openVerification } from '../../src/db/verification/database.ts'
import { applyRealms } from '../../src/flows/verification/apply-realms.ts'
import type { RealmDeps } from '../../src/flows/verification/change-realms.ts'
import { readRealmConfiguration } from '../../src/flows/verification/read-realm-configuration.ts'
import { readSecretKeyring } from '../../src/flows/verification/secret-keyring.ts'
import { openSecretBox, randomBytes } from '../../src/platform/secrets.ts'
import { sqliteVerificationD1 } from '../support/sqlite-d1.ts'

const RUNS = 40
const NOW = asUnixSeconds(Date.UTC(2026, 10, 19, 10, 20) / 1000)
const TABLES = [
  'realms',
  'api_keys',
  'mobile_apps',
  'users',
  'memberships',
  'realm_signing_keys',
  'audit_log',
]

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const fingerprint = fc.constantFrom('AB', 'CD').map((byte) => Array(32).fill(byte).join(':'))

/** Often right, sometimes not. */
const settings = fc.record(
  {
    codeLength: fc.constantFrom(5, 6, 7, 8, 8, 8),
    shortCodeMaxMinutes: fc.constantFrom(60, 90, 120),
    codeDurationSeconds: fc.constantFrom(300, 900, 3600, 5400),
    requireDate: fc.boolean(),
    allowedTestTypes: fc.subarray([...TEST_TYPES], { minLength: 1 }),
    smsTemplate: fc.constantFrom('take [code]', 'take [longcode]', 'take nothing'),
    smsTemplateAlternates: fc.dictionary(
      fc.constantFrom('A', 'B'),
      fc.constantFrom('[code]', '[longcode]  x'),
    ),
    allowedCidrs: fc.record({
      adminapi: fc.subarray(['192.0.2.1', '2001:db8::/32']),
      apiserver: fc.constant([]),
      server: fc.constant([]),
    }),
    abusePreventionEnabled: fc.boolean(),
    abusePreventionFactor: fc.constantFrom(0.5, 1, 1.25),
    keyServerStats: fc.constantFrom({}, { url: 'https://keys.example.org' }),
    passwordRotationDays: fc.constantFrom(0, 30, 31),
    useRealmCertificateKey: fc.boolean(),
    certificateIssuer: fc.constantFrom('issuer', 'other'),
    certificateAudience: fc.constant('audience'),
    useAuthenticatedSms: fc.boolean(),
  },
  { requiredKeys: [] },
)

const realm = (name: string) =>
  fc.record(
    {
      name: fc.constant(name),
      regionCode: fc.constantFrom('AA', 'BB', 'CC'),
      settings,
      secrets: fc.record({ smsAuthToken: fc.constantFrom('one', 'two') }),
      apps: fc.uniqueArray(
        fc.record({
          name: fc.constantFrom('App', 'Other'),
          os: fc.constantFrom('ios', 'android'),
          appId: fc.constantFrom('org.example', 'org.example.two'),
          fingerprints: fc.array(fingerprint, { minLength: 1, maxLength: 2 }),
          isHeadless: fc.boolean(),
        }),
        { selector: ({ name: label, os }) => `${label} ${os}`, maxLength: 3 },
      ),
      apiKeys: fc.uniqueArray(
        fc.record({
          name: fc.constantFrom('a', 'b', 'c'),
          type: fc.constantFrom(...API_KEY_TYPES),
          disabled: maybe(fc.boolean()),
        }),
        { selector: ({ name: label }) => label, maxLength: 3 },
      ),
      members: fc.uniqueArray(
        fc.record({
          email: fc.constantFrom('ada@example.org', 'Bob@example.org', 'eve@example.org'),
          permissions: fc.subarray([...PERMISSIONS]),
        }),
        { selector: ({ email }) => email, maxLength: 3 },
      ),
      certificateKeys: fc.constantFrom(
        [{ generate: true }],
        [{ generate: true }, { generate: true, isActive: true }],
      ),
    },
    { requiredKeys: ['name'] },
  )

const documents = fc
  .uniqueArray(fc.constantFrom('One', 'Two', 'Three'), { maxLength: 3 })
  .chain((names) => fc.tuple(...names.map(realm)))
  .map((realms) => ({ realms }))

async function read(value: object) {
  const document = readConfigurationDocument(JSON.parse(JSON.stringify(value)))
  if (!document.ok) throw new Error(JSON.stringify(document.failure))
  return document.value
}

async function stateOf(d1: D1Database): Promise<string> {
  const rows = []
  for (const table of TABLES) rows.push((await d1.prepare(`SELECT * FROM ${table}`).all()).results)
  return JSON.stringify(rows)
}

test('whole or not at all, and once', async () => {
  const secretBox = await openSecretBox(Buffer.alloc(32, 7).toString('base64'))
  const reached = { applied: 0, refused: 0, failed: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.array(documents, { minLength: 2, maxLength: 3 }),
      fc.nat(4),
      async (sequence, failing) => {
        const d1 = sqliteVerificationD1()
        const db = openVerification(d1)
        const deps: RealmDeps = {
          db,
          secretBox,
          randomBytes,
          secretKeyring: (at: UnixSeconds) => readSecretKeyring({ db, secretBox, randomBytes }, at),
          quota: {
            set: async () => undefined,
            burst: async () => undefined,
            renewDaily: async () => undefined,
            read: async () => undefined,
          },
          allowsLoopback: false,
        }
        for (const [index, document] of sequence.entries()) {
          const before = await stateOf(d1)
          if (index === failing) {
            // The last statement of the batch fails: of all that was to be written nothing is there.
            const broken = {
              ...db,
              d1: {
                prepare: (sql: string) => d1.prepare(sql),
                batch: (statements: D1PreparedStatement[]) =>
                  d1.batch([...statements, d1.prepare('INSERT INTO nowhere VALUES (1)')]),
              } as unknown as D1Database,
            }
            const tried = applyRealms({ ...deps, db: broken }, await read(document), false, NOW)
            await tried.catch(() => {
              reached.failed++
            })
            expect(await stateOf(d1)).toBe(before)
          }
          const dry = await applyRealms(deps, await read(document), true, NOW)
          expect(await stateOf(d1)).toBe(before)
          const applied = await applyRealms(deps, await read(document), false, NOW)
          expect(applied.problems).toEqual(dry.problems)
          if (applied.problems.length > 0) {
            reached.refused++
            expect(await stateOf(d1)).toBe(before)
          } else {
            reached.applied++
            const again = await applyRealms(deps, await read(document), false, NOW)
            expect(again).toEqual({ changes: [], problems: [], newApiKeys: [] })
          }
          const exported = await readRealmConfiguration(db)
          const back = await applyRealms(deps, await read(exported), false, NOW)
          expect(back).toEqual({ changes: [], problems: [], newApiKeys: [] })
        }
      },
    ),
    { numRuns: RUNS },
  )
  for (const count of Object.values(reached)) expect(count).toBeGreaterThan(0)
})

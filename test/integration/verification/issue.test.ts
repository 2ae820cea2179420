import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import type { RealmSeed } from '../../../src/flows/verification/seed.ts'
import { meterDatabase } from '../../support/metered-database.ts'
import {
  OPEN_REALM,
  read,
  startVerification,
  type TestVerification,
} from '../../support/verification.ts'

const UUID = '5148c75c-2bc5-4874-9d1c-f9185d0e1b8a'
const CONFIRMED = { testType: 'confirmed' }
const PHONE = '2068675309'
const REPORT = { testType: 'user-report', phone: PHONE }

const realm = (settings: object, rest: object = {}): RealmSeed => ({
  ...OPEN_REALM,
  ...rest,
  settings: { ...OPEN_REALM.settings, ...settings },
})
const quota = (limit: number) =>
  realm({ abusePreventionEnabled: true, abusePreventionLimit: limit })
const count = async (sql: string): Promise<number> =>
  (await env.VERIFICATION_DB.prepare(sql).first<{ n: number }>())?.n ?? -1
const codesOf = (body: Record<string, unknown>) =>
  (body['codes'] as { errorCode?: string }[]).map(({ errorCode }) => errorCode ?? 'ok')
const statistics = () =>
  env.VERIFICATION_DB.prepare('SELECT * FROM realm_statistics').first<Record<string, number>>()

/** A namespace of objects that fails, to see what becomes of a request. */
const unreachable = {
  getByName: () => ({
    admit: () => Promise.reject(new Error('the object is away')),
  }),
}

describe('refusals', () => {
  test.each([
    ['no type', {}, 400, 'invalid_test_type'],
    ['an unknown type', { testType: 'positive' }, 400, 'invalid_test_type'],
    ['a malformed date', { ...CONFIRMED, testDate: 'x' }, 400, 'unparsable_request'],
    ['a date of tomorrow', { ...CONFIRMED, testDate: '2026-11-20' }, 400, 'invalid_date'],
    ['a phone that is none', { ...CONFIRMED, phone: 'x' }, 400, 'phone_number_invalid'],
    ['a text without a phone', { ...CONFIRMED, onlyGenerateSMS: true }, 400, ''],
    ['a uuid that is none', { ...CONFIRMED, uuid: 'x' }, 400, 'unparsable_request'],
    ['a URN', { ...CONFIRMED, uuid: `urn:uuid:${UUID}` }, 400, 'unparsable_request'],
    [
      'a long issuer',
      { ...CONFIRMED, externalIssuerID: 'é'.repeat(128) },
      400,
      'unparsable_request',
    ],
    [
      'an unknown template',
      { ...CONFIRMED, phone: PHONE, smsTemplateLabel: 'x' },
      400,
      'sms_failure',
    ],
    ['a report without a phone', { testType: 'User-Report' }, 400, 'missing_phone'],
    [
      'countries that nobody asked for',
      { ...CONFIRMED, countriesOfInterest: 'NL' },
      400,
      'unparsable_request',
    ],
    ['an unknown member', { ...CONFIRMED, extra: 1 }, 400, 'unparsable_request'],
  ])('%s', async (_what, body, status, errorCode) => {
    const server = await startVerification()
    const answer = await server.admin('/api/issue', body)
    expect(answer).toMatchObject({ status, body: { errorCode, error_code: errorCode } })
    expect(answer.body['error']).not.toBe('')
    expect(await count('SELECT count(*) AS n FROM verification_codes')).toBe(0)
    expect(await statistics()).toBeNull()
  })

  test.each([
    ['a date is required', realm({ requireDate: true }), CONFIRMED, 400, 'missing_date'],
    [
      'a type that is not enabled',
      realm({ allowedTestTypes: ['confirmed'] }),
      { testType: 'likely' },
      400,
      'unsupported_test_type',
    ],
    [
      'reports are not for administrators',
      realm({ allowAdminUserReport: false }),
      REPORT,
      400,
      'unsupported_test_type',
    ],
    [
      'texts may not be generated',
      realm({ allowGeneratedSms: false }),
      { ...CONFIRMED, phone: PHONE, onlyGenerateSMS: true },
      400,
      'unparsable_request',
    ],
    [
      'nobody sends texts',
      realm({ smsProvider: undefined }),
      { ...CONFIRMED, phone: PHONE },
      400,
      '',
    ],
    [
      'the provider refuses',
      realm({ smsProvider: { kind: 'noop-fail' } }),
      { ...CONFIRMED, phone: PHONE },
      400,
      'sms_failure',
    ],
    [
      'the realm is being maintained',
      realm({ maintenanceMode: true }),
      CONFIRMED,
      429,
      'maintenance_mode',
    ],
  ])('%s', async (_what, seed, body, status, errorCode) => {
    const server = await startVerification({ realms: [seed] })
    expect(await server.admin('/api/issue', body)).toMatchObject({ status, body: { errorCode } })
    expect(await count('SELECT count(*) AS n FROM verification_codes')).toBe(0)
    expect(await count('SELECT count(*) AS n FROM user_reports')).toBe(0)
    expect(await count('SELECT coalesce(sum(codes_issued), 0) AS n FROM realm_statistics')).toBe(0)
  })

  test('the system is being maintained', async () => {
    const server = await startVerification({ vars: { VERIFICATION_MAINTENANCE_MODE: 'true' } })
    for (const path of ['/api/issue', '/api/batch-issue']) {
      expect(await server.admin(path, {})).toMatchObject({
        status: 429,
        body: { errorCode: 'maintenance_mode' },
      })
    }
  })

  test('a realm that wants texts signed and has no key issues nothing, with or without a phone', async () => {
    const server = await startVerification({ realms: [realm({ useAuthenticatedSms: true })] })
    for (const body of [CONFIRMED, { ...CONFIRMED, phone: PHONE }]) {
      const answer = await server.admin('/api/issue', body)
      expect(answer).toMatchObject({ status: 500, body: { error: 'Internal Server Error' } })
    }
    const batch = await server.admin('/api/batch-issue', { codes: [CONFIRMED] })
    expect(batch.status).toBe(500)
    expect(codesOf(batch.body)).toEqual(['internal_server_error'])
    expect(await count('SELECT count(*) AS n FROM verification_codes')).toBe(0)
  })

  test('64,000 bytes are read, one more is not', async () => {
    const server = await startVerification()
    const body = (bytes: number) => {
      const bare = JSON.stringify({ ...CONFIRMED, padding: '' })
      return bare.replace('"padding":""', `"padding":"${'x'.repeat(bytes - bare.length)}"`)
    }
    expect((await server.admin('/api/issue', body(64_000))).status).toBe(200)
    expect(await server.admin('/api/issue', body(64_001))).toMatchObject({
      status: 400,
      body: { errorCode: 'unparsable_request' },
    })
  })

  test.each(['GET', 'PUT', 'DELETE', 'HEAD'])('%s is another method', async (method) => {
    const server = await startVerification()
    for (const path of ['issue', 'batch-issue', 'checkcodestatus', 'expirecode']) {
      const answer = await read(await server.requestAdmin(`/api/${path}`, { method }))
      expect([answer.status, answer.text]).toEqual([405, ''])
    }
  })

  test('a fault of ours tells nothing and loses nothing', async () => {
    const server = await startVerification({ env: { REALM_QUOTA: unreachable } })
    const answer = await server.admin('/api/issue', CONFIRMED)
    expect(answer).toMatchObject({ status: 500, body: { error: 'Internal Server Error' } })
    expect(await count('SELECT count(*) AS n FROM verification_codes')).toBe(0)
  })
})

describe('order of the checks', () => {
  test('missing phone comes behind the quota', async () => {
    const server = await startVerification({ realms: [quota(1)] })
    await server.admin('/api/issue', CONFIRMED)
    const answer = await server.admin('/api/issue', { testType: 'user-report' })
    expect(answer.body['errorCode']).toBe('quota_exceeded')
  })

  test('dates come before a malformed uuid, a known uuid before the type', async () => {
    const server = await startVerification()
    const dated = { ...CONFIRMED, uuid: 'x', symptomDate: '2001-01-01' }
    expect((await server.admin('/api/issue', dated)).body['errorCode']).toBe('invalid_date')
    await server.admin('/api/issue', { ...CONFIRMED, uuid: UUID })
    const typed = await server.admin('/api/issue', { testType: 'positive', uuid: UUID })
    expect(typed).toMatchObject({ status: 409, body: { errorCode: 'uuid_already_exists' } })
  })

  test('what is not well formed takes nothing from the quota, and what is refused later gives nothing back', async () => {
    const server = await startVerification({ realms: [quota(2)] })
    for (let i = 0; i < 5; i++) await server.admin('/api/issue', { testType: 'positive' })
    await server.admin('/api/issue', { ...CONFIRMED, phone: PHONE, smsTemplateLabel: 'x' })
    expect((await server.admin('/api/issue', CONFIRMED)).status).toBe(200)
    expect((await server.admin('/api/issue', CONFIRMED)).status).toBe(429)
  })
})

describe('what is issued', () => {
  test('a code with its ends; the long one ends with the short one where nobody is texted', async () => {
    const server = await startVerification()
    const { body } = await server.admin('/api/issue', CONFIRMED)
    expect(Object.keys(body)).toEqual([
      'padding',
      'uuid',
      'code',
      'expiresAt',
      'expiresAtTimestamp',
      'longExpiresAt',
      'longExpiresAtTimestamp',
    ])
    expect(body['expiresAtTimestamp']).toBe(server.now + 900)
    expect(body['longExpiresAtTimestamp']).toBe(server.now + 900)
    expect(body['expiresAt']).toBe('Thu, 19 Nov 2026 10:35:00 UTC')
    expect(await count('SELECT count(long_code_hash) AS n FROM verification_codes')).toBe(0)
  })

  test('with a text the long code lives a day, and of a report as long as the short one', async () => {
    const server = await startVerification()
    const texted = await server.admin('/api/issue', { ...CONFIRMED, phone: PHONE })
    expect(texted.body['longExpiresAtTimestamp']).toBe(server.now + 86_400)
    const report = await server.admin('/api/issue', REPORT)
    expect(report.body['longExpiresAtTimestamp']).toBe(server.now + 900)
  })

  test('neither code, phone nor uuid of another realm can be read from the rows', async () => {
    const server = await startVerification()
    const { body } = await server.admin('/api/issue', { ...REPORT, onlyGenerateSMS: true })
    const [long = 'missing'] = /[a-z0-9]{16}/.exec(String(body['generatedSMS'])) ?? []
    const tables = ['verification_codes', 'user_reports']
    for (const table of tables) {
      const { results } = await env.VERIFICATION_DB.prepare(`SELECT * FROM ${table}`).all()
      const text = JSON.stringify(results)
      for (const secret of [body['code'], long, '2068675309']) expect(text).not.toContain(secret)
    }
  })

  test('answers have one length, refusals too', async () => {
    const server = await startVerification()
    const lengths = new Set<number>()
    for (const body of [
      CONFIRMED,
      { ...CONFIRMED, phone: PHONE, onlyGenerateSMS: true },
      { testType: 'x' },
      { ...CONFIRMED, testDate: 'x' },
    ]) {
      lengths.add((await server.admin('/api/issue', body)).text.length)
    }
    expect([...lengths]).toEqual([2720])
  })

  test('countries of interest are stored with the code, and leave in the certificate only', async () => {
    const server = await startVerification({
      realms: [realm({ countriesOfInterest: { ownCountry: 'NL' } })],
    })
    const issued = await server.admin('/api/issue', { ...CONFIRMED, countriesOfInterest: 'NL,DE,' })
    expect(JSON.stringify(issued.body)).not.toContain('DE,')
    const verified = await server.device('/api/verify', { code: issued.body['code'] })
    const { body } = await server.device('/api/certificate', {
      token: verified.body['token'],
      ekeyhmac: btoa('x'.repeat(32)),
    })
    const [, claims = ''] = String(body['certificate']).split('.')
    expect(JSON.parse(atob(claims))).toMatchObject({ visitedCountries: ['NL', 'DE'] })
    for (const wrong of ['DE', 'NLDE', 'nl', '']) {
      const answer = await server.admin('/api/issue', { ...CONFIRMED, countriesOfInterest: wrong })
      expect(answer.body['errorCode']).toBe('unparsable_request')
    }
  })

  test('by whom: key, external issuer, last use', async () => {
    const server = await startVerification()
    await server.admin('/api/issue', { ...CONFIRMED, externalIssuerID: 'nurse 1' })
    await server.admin('/api/issue', CONFIRMED)
    expect(await statistics()).toMatchObject({ codes_issued: 2, user_reports_issued: 0 })
    expect(await count('SELECT codes_issued AS n FROM api_key_statistics')).toBe(2)
    const { results } = await env.VERIFICATION_DB.prepare(
      'SELECT issuer_id, codes_issued FROM external_issuer_statistics',
    ).all()
    expect(results).toEqual([{ issuer_id: 'nurse 1', codes_issued: 1 }])
    expect(await count("SELECT last_used_at AS n FROM api_keys WHERE name = 'admin'")).toBe(
      server.now,
    )
  })

  test('a refused text leaves no row and no count', async () => {
    const server = await startVerification({
      realms: [realm({ smsProvider: { kind: 'noop-fail' } })],
    })
    const body = { ...REPORT, externalIssuerID: 'x', uuid: UUID }
    expect((await server.admin('/api/issue', body)).body['errorCode']).toBe('sms_failure')
    expect(await count('SELECT count(*) AS n FROM external_issuer_statistics')).toBe(0)
    expect(await statistics()).toMatchObject({ codes_issued: 0, user_reports_issued: 0 })
    // The client may try again under the same name, and the phone is not blocked.
    expect((await server.admin('/api/issue', body)).body['errorCode']).toBe('sms_failure')
  })
})

test('a sender that can not even try leaves no code either', async () => {
  const server = await startVerification({
    realms: [realm({ smsProvider: { kind: 'webhook', url: 'https://sms.example.org/' } })],
  })
  // Sealed under a key that is gone.
  await env.VERIFICATION_DB.prepare('UPDATE realms SET sealed_secrets = ?1')
    .bind(JSON.stringify({ smsAuthToken: 'damaged' }))
    .run()
  server.restart()
  const answer = await server.admin('/api/issue', REPORT)
  expect(answer).toMatchObject({ status: 500, body: { error: 'Internal Server Error' } })
  expect(await count('SELECT count(*) AS n FROM verification_codes')).toBe(0)
  expect(await count('SELECT count(*) AS n FROM user_reports')).toBe(0)
  expect(await statistics()).toMatchObject({ codes_issued: 0 })
})

describe('names chosen by the client', () => {
  test('one that is known is refused, in any spelling, and takes nothing from the quota', async () => {
    const server = await startVerification({ realms: [quota(2)] })
    const first = await server.admin('/api/issue', {
      ...CONFIRMED,
      uuid: ` ${UUID.toUpperCase()} `,
    })
    expect(first.body['uuid']).toBe(UUID.toUpperCase())
    for (const uuid of [UUID, UUID.replaceAll('-', ''), `{${UUID}}`]) {
      const again = await server.admin('/api/issue', { ...CONFIRMED, uuid })
      expect(again).toMatchObject({ status: 409, body: { errorCode: 'uuid_already_exists' } })
    }
    expect((await server.admin('/api/issue', CONFIRMED)).status).toBe(200)
  })

  test('another realm may have the same', async () => {
    const server = await startVerification({
      realms: [OPEN_REALM, realm({}, { name: 'Other', regionCode: 'US-O' })],
    })
    expect((await server.admin('/api/issue', { ...CONFIRMED, uuid: UUID })).status).toBe(200)
    const key = { 'x-api-key': server.realms[1]?.apiKeys.admin ?? '' }
    expect((await server.admin('/api/issue', { ...CONFIRMED, uuid: UUID }, key)).status).toBe(200)
  })

  test('eight at once give one code', async () => {
    const server = await startVerification()
    const all = await Promise.all(
      Array.from({ length: 8 }, () => server.admin('/api/issue', { ...CONFIRMED, uuid: UUID })),
    )
    expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)])
    expect(await statistics()).toMatchObject({ codes_issued: 1 })
  })
})

describe('quota', () => {
  test('fifty at once at a quota of twenty: twenty', async () => {
    const server = await startVerification({ realms: [quota(20)] })
    const all = await Promise.all(
      Array.from({ length: 50 }, () => server.admin('/api/issue', CONFIRMED)),
    )
    expect(all.filter(({ status }) => status === 200)).toHaveLength(20)
    expect(all.filter(({ body }) => body['errorCode'] === 'quota_exceeded')).toHaveLength(30)
    expect(await statistics()).toMatchObject({ codes_issued: 20 })
  })

  test('it is full again after a day', async () => {
    const server = await startVerification({ realms: [quota(1)] })
    expect((await server.admin('/api/issue', CONFIRMED)).status).toBe(200)
    expect((await server.admin('/api/issue', CONFIRMED)).status).toBe(429)
    server.now = (server.now + 86_400) as typeof server.now
    expect((await server.admin('/api/issue', CONFIRMED)).status).toBe(200)
  })

  test('it only tells where it is not enforced', async () => {
    const server = await startVerification({
      realms: [quota(1)],
      vars: { ENFORCE_REALM_QUOTAS: 'false' },
    })
    for (let i = 0; i < 3; i++) {
      expect((await server.admin('/api/issue', CONFIRMED)).status).toBe(200)
    }
  })

  test('a batch gets what is left, and a repeated name takes nothing', async () => {
    const server = await startVerification({ realms: [quota(2)] })
    const codes = [{ ...CONFIRMED, uuid: UUID }, { ...CONFIRMED, uuid: UUID }, CONFIRMED, CONFIRMED]
    const { status, body } = await server.admin('/api/batch-issue', { codes })
    expect(codesOf(body)).toEqual(['ok', 'uuid_already_exists', 'ok', 'quota_exceeded'])
    expect(status).toBe(409)
  })
})

describe('batches', () => {
  test('ten are issued, eleven refused as a whole', async () => {
    const server = await startVerification()
    const ten = await server.admin('/api/batch-issue', { codes: Array(10).fill(CONFIRMED) })
    expect(ten.status).toBe(200)
    expect(codesOf(ten.body)).toEqual(Array(10).fill('ok'))
    const eleven = await server.admin('/api/batch-issue', { codes: Array(11).fill(CONFIRMED) })
    expect(eleven).toMatchObject({ status: 400, body: { errorCode: '' } })
    expect(await statistics()).toMatchObject({ codes_issued: 10 })
  })

  test('one that the database fails keeps no other from its issuer', async () => {
    const { meter, wrap } = meterDatabase()
    const server = await startVerification({ env: { VERIFICATION_DB: wrap(env.VERIFICATION_DB) } })
    let writes = 0
    meter.before = (sql) => {
      if (sql.some((one) => /INTO verification_codes/.test(one)) && ++writes === 2) {
        throw new Error('the database is away')
      }
    }
    const batch = await server.admin('/api/batch-issue', { codes: Array(4).fill(CONFIRMED) })
    expect(codesOf(batch.body).toSorted()).toEqual(['internal_server_error', 'ok', 'ok', 'ok'])
    expect(writes).toBe(4)
    expect(await statistics()).toMatchObject({ codes_issued: 3 })
  })

  test('a realm without batches, null entries, no codes', async () => {
    const closed = await startVerification({ realms: [realm({ allowBulkUpload: false })] })
    expect(await closed.admin('/api/batch-issue', { codes: [CONFIRMED] })).toMatchObject({
      status: 400,
      body: { errorCode: '' },
    })
    const server = await startVerification()
    expect((await server.admin('/api/batch-issue', { codes: [null] })).status).toBe(400)
    for (const body of [{ codes: [] }, { codes: null }, {}, null]) {
      const answer = await server.admin('/api/batch-issue', body)
      expect(answer.status).toBe(200)
      expect(Object.keys(answer.body)).toEqual(['padding'])
    }
  })

  test('realm maintenance is not looked at; unasked countries refuse the whole', async () => {
    const paused = await startVerification({ realms: [realm({ maintenanceMode: true })] })
    expect((await paused.admin('/api/batch-issue', { codes: [CONFIRMED] })).status).toBe(200)
    const server = await startVerification()
    const codes = [CONFIRMED, { ...CONFIRMED, countriesOfInterest: 'NL' }]
    expect((await server.admin('/api/batch-issue', { codes })).body['codes']).toBeUndefined()
  })
})

describe('user reports by administrators', () => {
  test('a phone that reported before: nothing is told on a single issue, 409 in a batch', async () => {
    const server = await startVerification()
    expect((await server.admin('/api/issue', REPORT)).body['code']).toMatch(/^\d{8}$/)
    const again = await server.admin('/api/issue', REPORT)
    expect(again).toMatchObject({ status: 200, body: { expiresAt: '', expiresAtTimestamp: 0 } })
    expect(again.body).not.toHaveProperty('code')
    const batch = await server.admin('/api/batch-issue', { codes: [REPORT] })
    expect(batch.status).toBe(409)
    expect(codesOf(batch.body)).toEqual(['user_report_try_later'])
    expect(await statistics()).toMatchObject({ codes_issued: 1, user_reports_issued: 1 })
  })

  test('a report whose code is good is not freed by a realm with shorter codes', async () => {
    const server = await startVerification({
      realms: [
        realm({ codeDurationSeconds: 7200, shortCodeMaxMinutes: 120 }),
        realm({}, { name: 'B', regionCode: 'US-B' }),
      ],
    })
    const issued = await server.admin('/api/issue', REPORT)
    later(server, 3700)
    await server.admin('/api/issue', REPORT, { 'x-api-key': server.realms[1]?.apiKeys.admin ?? '' })
    const claim = { code: issued.body['code'], accept: ['user-report'] }
    expect((await server.device('/api/verify', claim)).status).toBe(200)
  })

  test('an unused report frees its phone after two hours, a used one after thirty days', async () => {
    const server = await startVerification()
    await server.admin('/api/issue', REPORT)
    later(server, 7199)
    expect((await server.admin('/api/issue', REPORT)).body).not.toHaveProperty('code')
    later(server, 2)
    const { body } = await server.admin('/api/issue', REPORT)
    expect((await server.device('/api/verify', { code: body['code'] })).status).toBe(200)
    later(server, 720 * 3600 - 1)
    expect((await server.admin('/api/issue', REPORT)).body).not.toHaveProperty('code')
    later(server, 3)
    expect((await server.admin('/api/issue', REPORT)).body).toHaveProperty('code')
  })
})

describe('status and end', () => {
  test('a code is open, then claimed; its end is refused then', async () => {
    const server = await startVerification()
    const { body } = await server.admin('/api/issue', CONFIRMED)
    const { uuid, code } = body
    expect((await server.admin('/api/checkcodestatus', { uuid })).body).toMatchObject({
      claimed: false,
      expiresAtTimestamp: server.now + 900,
    })
    await server.device('/api/verify', { code })
    expect((await server.admin('/api/checkcodestatus', { uuid })).body['claimed']).toBe(true)
    expect(await server.admin('/api/expirecode', { uuid })).toMatchObject({
      status: 400,
      body: { errorCode: '' },
    })
  })

  test('an ended code is not good, may be ended again, and is recorded once', async () => {
    const server = await startVerification()
    const { body } = await server.admin('/api/issue', CONFIRMED)
    const uuid = body['uuid']
    const all = await Promise.all(
      Array.from({ length: 3 }, () => server.admin('/api/expirecode', { uuid })),
    )
    for (const answer of all) {
      expect(answer).toMatchObject({ status: 200, body: { expiresAtTimestamp: server.now } })
    }
    const entries = await env.VERIFICATION_DB.prepare(
      "SELECT actor, subject FROM audit_log WHERE action = 'code.expire'",
    ).all()
    expect(entries.results).toEqual([
      { actor: 'api key admin', subject: `realms/${server.realms[0]?.id}/codes/${uuid}` },
    ])
    const verified = await server.device('/api/verify', { code: body['code'] })
    expect(verified.body['errorCode']).toBe('code_expired')
  })

  test('twenty codes ended at once: none fails', async () => {
    const server = await startVerification()
    const issued = await Promise.all(
      Array.from({ length: 20 }, () => server.admin('/api/issue', CONFIRMED)),
    )
    const ended = await Promise.all(
      issued.map(({ body }) => server.admin('/api/expirecode', { uuid: body['uuid'] })),
    )
    expect(ended.map(({ status }) => status)).toEqual(Array(20).fill(200))
  })

  test("unknown, malformed and another realm's: not found", async () => {
    const server = await startVerification({
      realms: [OPEN_REALM, realm({}, { name: 'Other', regionCode: 'US-O' })],
    })
    const key = { 'x-api-key': server.realms[1]?.apiKeys.admin ?? '' }
    const { body } = await server.admin('/api/issue', CONFIRMED, key)
    for (const uuid of [UUID, 'not-a-uuid', '', body['uuid']]) {
      for (const path of ['/api/checkcodestatus', '/api/expirecode']) {
        expect(await server.admin(path, { uuid })).toMatchObject({
          status: 404,
          body: { errorCode: 'code_not_found' },
        })
      }
    }
  })

  test('status alone notes the use of a key', async () => {
    const server = await startVerification()
    await server.admin('/api/checkcodestatus', { uuid: UUID })
    expect(await count('SELECT count(last_used_at) AS n FROM api_keys')).toBe(1)
  })
})

describe('storage calls', () => {
  test.each([
    ['without a name', CONFIRMED, 2],
    ['with a name', { ...CONFIRMED, uuid: UUID }, 3],
    ['with a text', { ...CONFIRMED, phone: PHONE }, 2],
    ['refused', { testType: 'x' }, 1],
  ])('%s', async (_what, body, calls) => {
    const { meter, wrap } = meterDatabase()
    let objectCalls = 0
    const counting = {
      getByName: (name: string) => {
        const stub = env.REALM_QUOTA.getByName(name)
        return {
          admit: (...args: Parameters<typeof stub.admit>) => {
            objectCalls++
            return stub.admit(...args)
          },
        }
      },
    }
    const server = await startVerification({ wrapDatabase: wrap, env: { REALM_QUOTA: counting } })
    // The isolate's caches, and the key's last use.
    await server.admin('/api/issue', CONFIRMED)
    meter.reset()
    objectCalls = 0
    await server.admin('/api/issue', body)
    expect([meter.calls, objectCalls]).toEqual([calls, 1])
  })
})

const later = (server: TestVerification, seconds: number): void => {
  server.now = (server.now + seconds) as typeof server.now
}

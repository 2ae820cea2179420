import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { readChaffDays } from '../../../src/db/verification/queries/statistics.ts'
import { putCode } from '../../support/codes.ts'
import {
  differences,
  type RecordedCase,
  requestOf,
  utcDate,
} from '../../support/recorded-verification.ts'
import { read, startVerification, type TestVerification } from '../../support/verification.ts'
import vectors from '../../vectors/verification-server.json'

const DAY = 86_400
const PLAIN = { name: 'plain', regionCode: 'US-PLA' }
const HISTORY = {
  name: 'history',
  regionCode: 'US-HIS',
  settings: { keyServerStats: {} },
}
const REALMS = [
  PLAIN,
  HISTORY,
  { name: 'empty', regionCode: 'US-EMP' },
  { name: 'paused', regionCode: 'US-PAU', settings: { maintenanceMode: true } },
]

let server: TestVerification
const today = () => Math.floor(server.now / DAY) * DAY
const idOf = (name: string) => server.realms.find((realm) => realm.name === name)?.id ?? 0

const insert = (table: string, row: Readonly<Record<string, unknown>>) =>
  env.VERIFICATION_DB.prepare(
    `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row)
      .map(() => '?')
      .join(', ')})`,
  )
    .bind(...Object.values(row))
    .run()

/** Rows that were there when the answers were recorded. */
async function fixture() {
  server = await startVerification({ realms: REALMS })
  const history = idOf('history')
  await insert('sms_error_statistics', {
    realm_id: history,
    error_code: '30006',
    day: today(),
    quantity: 4,
  })
  await insert('sms_error_statistics', {
    realm_id: history,
    error_code: '21211',
    day: today() - DAY,
    quantity: 2,
  })
  await insert('users', {
    email: 'admin@example.com',
    name: 'Admin User',
    created_at: 0,
    updated_at: 0,
  })
  await insert('memberships', {
    user_id: 1,
    realm_id: history,
    permissions: 0,
    created_at: 0,
    updated_at: 0,
  })
  await insert('user_statistics', {
    realm_id: history,
    user_id: 1,
    day: today() - DAY,
    codes_issued: 3,
  })
  const counts = (length: number) => JSON.stringify(Array.from({ length }, (_, index) => index))
  const zeros = (length: number) => JSON.stringify(Array(length).fill(0))
  await insert('key_server_statistics', {
    realm_id: history,
    day: today() - DAY,
    publish_unknown: 1,
    publish_android: 2,
    publish_ios: 3,
    teks_published: 70,
    requests_with_revisions: 1,
    requests_missing_onset_date: 2,
    tek_age_distribution: counts(16),
    onset_to_upload_distribution: counts(30),
  })
  await insert('key_server_statistics', {
    realm_id: history,
    day: today() - 5 * DAY,
    publish_android: 9,
    tek_age_distribution: zeros(16),
    onset_to_upload_distribution: zeros(30),
  })
  await traffic()
}

/** The realm "plain" had some: six codes, three traded, two tries that failed; "paused" had one of each. */
async function traffic() {
  const [plain, , , paused] = server.realms
  const realmRow = { codes_issued: 6, user_reports_issued: 0 }
  await insert('realm_statistics', { realm_id: plain?.id, day: today(), ...realmRow })
  await insert('external_issuer_statistics', {
    realm_id: plain?.id,
    issuer_id: 'clinic-7',
    day: today(),
    codes_issued: 1,
  })
  const device = { 'x-api-key': plain?.apiKeys.device ?? '' }
  const tokens: unknown[] = []
  for (let i = 0; i < 3; i++) {
    const code = await putCode(server, { realmId: plain?.id ?? 0 })
    tokens.push((await server.device('/api/verify', { code }, device)).body['token'])
  }
  await server.device('/api/verify', { code: 'x' }, { ...device, 'user-agent': 'curl' })
  await server.device(
    '/api/verify',
    { code: 'x' },
    { ...device, 'user-agent': 'App/1 CFNetwork Darwin/20' },
  )
  const ekeyhmac = btoa('x'.repeat(32))
  for (const token of tokens.slice(0, 2)) {
    await server.device('/api/certificate', { token, ekeyhmac }, device)
  }
  // A token whose row is gone.
  await env.VERIFICATION_DB.prepare('DELETE FROM verification_tokens WHERE used_at IS NULL').run()
  await server.device('/api/certificate', { token: tokens[2], ekeyhmac }, device)
  await insert('realm_statistics', { realm_id: paused?.id, day: today(), codes_issued: 1 })
  const pausedDevice = { 'x-api-key': paused?.apiKeys.device ?? '' }
  await server.device('/api/verify', { code: 'x' }, { ...pausedDevice, 'user-agent': 'curl' })
}

const ask = async (path: string, realm = 'plain', key: 'stats' | 'admin' | 'device' = 'stats') =>
  read(
    await server.requestAdmin(`/api/stats/${path}`, {
      headers: {
        accept: 'application/json',
        'x-api-key': server.realms.find(({ name }) => name === realm)?.apiKeys[key] ?? '',
      },
    }),
  )

/** As the recording shows long lists. */
function summarized(text: string, type: string): string {
  if (type === 'text/csv') return JSON.stringify(summarizedTable(text))
  const json = JSON.parse(text)
  if (Array.isArray(json)) return JSON.stringify(summarizedList(json))
  if (!Array.isArray(json.statistics)) return text
  return JSON.stringify({ ...json, statistics: summarizedList(json.statistics) })
}

function summarizedList(list: readonly Record<string, unknown>[]) {
  const dateOf = (item: Record<string, unknown> | undefined) => item?.['date'] ?? item?.['day']
  const quiet = list.find((item) => !isBusy(item))
  const { date: _date, day: _day, ...rest } = quiet ?? {}
  return {
    days: list.length,
    first: dateOf(list[0]),
    last: dateOf(list.at(-1)),
    'a quiet day': rest,
    busy: list.filter(isBusy),
  }
}

function isBusy(value: unknown): boolean {
  if (typeof value === 'number') return value > 0
  if (Array.isArray(value)) return value.some(isBusy)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, member]) => !name.endsWith('_id') && isBusy(member))
}

function summarizedTable(text: string) {
  if (text === '') return { columns: null }
  const [columns = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','))
  const busy = rows.filter((row) => row.slice(1).some((cell) => /[1-9]/.test(cell)))
  const quiet = rows.find((row) => !busy.includes(row)) ?? []
  return {
    columns,
    days: rows.length,
    first: rows[0]?.[0],
    last: rows.at(-1)?.[0],
    'a quiet day': quiet.slice(1),
    busy,
  }
}

describe('as recorded', () => {
  const cases = (vectors.cases as readonly RecordedCase[]).filter(({ case: name }) =>
    name.startsWith('stats'),
  )
  test.each(cases)('$case: $about', async ({ case: name, keys, answers }) => {
    await fixture()
    const [expected] = answers
    if (expected === undefined) throw new Error('nothing was recorded')
    const realm = keys[0]?.split('.')[0] ?? ''
    // "device" is the second key of a realm that is seeded here.
    const device = await env.VERIFICATION_DB.prepare(
      "SELECT id FROM api_keys WHERE realm_id = ? AND name = 'device'",
    )
      .bind(idOf(realm))
      .first<{ id: number }>()
    const id = name.includes('999999') ? '999999' : String(device?.id)
    const { path } = requestOf(expected.sent, server.now, { id })
    const answer = await ask(path.replace('/api/stats/', ''), realm)
    const isSummary =
      JSON.stringify(expected.body).includes('"days"') || expected.type === 'text/csv'
    const text = isSummary ? summarized(answer.text, expected.type) : answer.text
    // Keys of ours have other names.
    const named = text.replace(
      '"authorized_app_name":"device"',
      '"authorized_app_name":"plain device"',
    )
    expect(differences(expected, { ...answer, text: named }, server.now)).toEqual([])
  })
})

describe('documents', () => {
  const NAMES = [
    'realm',
    'realm/composite',
    'realm/users',
    'realm/external-issuers',
    'realm/sms-errors',
    'realm/key-server',
  ]

  test.each(NAMES)('%s of a realm in which nothing ever happened', async (name) => {
    await fixture()
    const json = await ask(`${name}.json`, 'empty')
    const csv = await ask(`${name}.csv`, 'empty')
    expect([json.status, csv.status]).toEqual([200, 200])
    const isFilled = name === 'realm' || name === 'realm/key-server'
    expect(isFilled ? csv.text.trim().split('\n').length : csv.text).toBe(isFilled ? 92 : '')
    expect(JSON.stringify(json.body)).toMatch(isFilled ? /0{2}:00Z/ : /^\{\}$/)
  })

  test.each([
    ['realm', 'realm-stats'],
    ['realm/composite', 'composite-stats'],
    ['realm/users', 'user-stats'],
    ['realm/users/1', 'admin-user'],
    ['realm/external-issuers', 'external-issuer-stats'],
    ['realm/sms-errors', 'sms-error-stats'],
    ['realm/key-server', 'key-server-stats'],
  ])('%s as a file has its name', async (name, file) => {
    await fixture()
    const { headers } = await ask(`${name}.csv`, 'history')
    expect(headers.get('content-type')).toBe('text/csv')
    expect(headers.get('content-disposition')).toBe(
      `attachment;filename=20261119102000-${file}.csv`,
    )
  })

  test('users, and one of them', async () => {
    await fixture()
    const { body, text } = await ask('realm/users.json', 'history')
    const statistics = body['statistics'] as { date: string; issuer_data: unknown[] }[]
    expect(statistics).toHaveLength(91)
    expect(statistics[1]).toEqual({
      date: `${utcDate(server.now - DAY)}T00:00:00Z`,
      issuer_data: [
        { user_id: 1, name: 'Admin User', email: 'admin@example.com', codes_issued: 3 },
      ],
    })
    expect(text.endsWith('\n')).toBe(true)
    const table = await ask('realm/users.csv', 'history')
    expect(table.text.split('\n').slice(0, 3)).toEqual([
      'date,realm_id,user_id,name,email,codes_issued',
      `2026-11-19,${idOf('history')},1,Admin User,admin@example.com,0`,
      `2026-11-18,${idOf('history')},1,Admin User,admin@example.com,3`,
    ])
    const one = await ask('realm/users/1.json', 'history')
    expect(one.body).toMatchObject({
      user_id: 1,
      user_name: 'Admin User',
      user_email: 'admin@example.com',
    })
    const csv = await ask('realm/users/1.csv', 'history')
    expect(csv.text.split('\n')[0]).toBe('date,realm_id,user_id,user_name,user_email,codes_issued')
  })

  test('errors of texts, by code', async () => {
    await fixture()
    const { body } = await ask('realm/sms-errors.json', 'history')
    const [first, second] = body['statistics'] as { error_data: unknown[] }[]
    expect(first?.error_data).toEqual([
      { error_code: '21211', quantity: 0 },
      { error_code: '30006', quantity: 4 },
    ])
    expect(second?.error_data).toEqual([
      { error_code: '21211', quantity: 2 },
      { error_code: '30006', quantity: 0 },
    ])
    const { text } = await ask('realm/sms-errors.csv', 'history')
    expect(text.split('\n')[0]).toBe('date,realm_id,error_code,quantity')
  })

  test('the realm as a table', async () => {
    await fixture()
    const [header, first] = (await ask('realm.csv')).text.split('\n')
    expect(header).toBe(
      'date,codes_issued,codes_claimed,codes_invalid,tokens_claimed,tokens_invalid,code_claim_mean_age_seconds,code_claim_age_distribution,user_reports_issued,user_reports_claimed,user_report_tokens_claimed,codes_invalid_unknown_os,codes_invalid_ios,codes_invalid_android,user_reports_invalid_nonce,user_report_invalid_nonce_unknown_os,user_report_invalid_nonce_ios,user_report_invalid_nonce_android',
    )
    expect(first).toBe('2026-11-19,6,3,2,2,1,30,3|0|0|0|0|0|0|0|0|0|0,0,0,0,1,1,0,0,0,0,0')
  })

  test('the composite table: newest first without a key server, oldest first with one', async () => {
    await fixture()
    const header =
      'date,codes_issued,codes_claimed,codes_invalid,tokens_claimed,tokens_invalid,code_claim_mean_age_seconds,code_claim_age_distribution,publish_requests_unknown,publish_requests_android,publish_requests_ios,total_teks_published,requests_with_revisions,requests_missing_onset_date,tek_age_distribution,onset_to_upload_distribution,user_reports_issued,user_reports_claimed,user_report_tokens_claimed,codes_invalid_unknown_os,codes_invalid_ios,codes_invalid_android,user_reports_invalid_nonce,user_reports_invalid_nonce_unknown_os,user_reports_invalid_nonce_ios,user_reports_invalid_nonce_android'
    const plain = (await ask('realm/composite.csv')).text.trim().split('\n')
    expect(plain[0]).toBe(header)
    expect(plain).toHaveLength(92)
    expect(plain[1]).toBe(
      '2026-11-19,6,3,2,2,1,30,3|0|0|0|0|0|0|0|0|0|0,,,,,,,,,0,0,0,1,1,0,0,0,0,0',
    )
    const history = (await ask('realm/composite.csv', 'history')).text.trim().split('\n')
    expect(history.map((line) => line.split(',')[0])).toEqual([
      'date',
      ...[5, 4, 3, 2, 1, 0].map((days) => utcDate(server.now - days * DAY)),
    ])
  })

  test('a name that a spreadsheet would run, a comma and a quote', async () => {
    await fixture()
    await insert('external_issuer_statistics', {
      realm_id: idOf('plain'),
      issuer_id: '=1+1',
      day: today(),
      codes_issued: 1,
    })
    await insert('external_issuer_statistics', {
      realm_id: idOf('plain'),
      issuer_id: 'a,"b"',
      day: today(),
      codes_issued: 1,
    })
    const { text } = await ask('realm/external-issuers.csv')
    expect(text).toContain(`,'=1+1,1\n`)
    expect(text).toContain(`,"a,""b""",1\n`)
  })

  test('names that hold what counts are written with', async () => {
    await fixture()
    const names = ['', '1', '1 1', '1:2,3:4']
    for (const [index, issuer_id] of names.entries()) {
      for (const age of [0, 90, 91]) {
        const row = { realm_id: idOf('history'), issuer_id, codes_issued: index + 1 + age * 10 }
        await insert('external_issuer_statistics', { ...row, day: today() - age * DAY })
      }
    }
    const stats = server.realms.find(({ name }) => name === 'history')?.apiKeys.stats ?? ''
    const response = await server.requestAdmin('/api/stats/realm/external-issuers.json', {
      headers: { 'x-api-key': stats },
    })
    const { statistics } = (await response.json()) as {
      statistics: { issuer_data: { issuer_id: string; codes_issued: number }[] }[]
    }
    const told = (age: number) =>
      statistics[age]?.issuer_data.map((one) => [one.issuer_id, one.codes_issued])
    expect(told(0)).toEqual(names.map((name, index) => [name, index + 1]))
    expect(told(45)).toEqual(names.map((name) => [name, 0]))
    expect(told(90)).toEqual(names.map((name, index) => [name, index + 901]))
    expect(statistics).toHaveLength(91)
  })

  test('ten thousand issuers', async () => {
    await fixture()
    await env.VERIFICATION_DB.prepare(
      `INSERT INTO external_issuer_statistics (realm_id, issuer_id, day, codes_issued)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
      SELECT ?1, 'issuer ' || i, ?2, i FROM n`,
    )
      .bind(idOf('plain'), today())
      .run()
    const { text } = await ask('realm/external-issuers.csv')
    expect(text.trim().split('\n')).toHaveLength(1 + 91 * 10_001)
    // JSON comes in pieces: what is held at a time is a day.
    const response = await server.requestAdmin('/api/stats/realm/external-issuers.json', {
      headers: { 'x-api-key': server.realms[0]?.apiKeys.stats ?? '' },
    })
    let days = 0
    let longest = 0
    for await (const piece of response.body ?? []) {
      days += new TextDecoder().decode(piece).split('"date"').length - 1
      longest = Math.max(longest, piece.length)
    }
    expect(days).toBe(91)
    expect(longest).toBeLessThan(1_000_000)
  })
})

describe('refusals', () => {
  test.each([
    'realm/users/999999.json',
    'realm/users/x.json',
    'realm/users/1.json',
    'realm/api-keys/0.csv',
    'realm/api-keys/x.json',
    "realm/api-keys/1'.json",
  ])('%s is nobody of this realm', async (path) => {
    await fixture()
    const answer = await ask(path, 'plain')
    expect(answer.status).toBe(401)
  })

  test("another realm's key", async () => {
    await fixture()
    const { results } = await env.VERIFICATION_DB.prepare(
      'SELECT id FROM api_keys WHERE realm_id = ?',
    )
      .bind(idOf('history'))
      .all<{ id: number }>()
    expect((await ask(`realm/api-keys/${results[0]?.id}.json`, 'plain')).status).toBe(401)
    expect((await ask(`realm/api-keys/${results[0]?.id}.json`, 'history')).status).toBe(200)
  })

  test.each(['admin', 'device'] as const)('a key of type %s', async (type) => {
    await fixture()
    expect((await ask('realm.json', 'plain', type)).status).toBe(401)
  })

  test.each([
    'realm',
    'realm.xml',
    'realm/',
    'realm/nobody.json',
    'x.json',
    'realm/users/1/2.json',
  ])('%s is not found, whoever asks', async (path) => {
    await fixture()
    for (const key of ['stats', 'device'] as const) {
      const answer = await ask(path, 'plain', key)
      expect([answer.status, answer.text]).toEqual([404, '404 page not found\n'])
    }
  })

  test('another method', async () => {
    await fixture()
    const answer = await server.requestAdmin('/api/stats/realm.json', { method: 'POST' })
    expect([answer.status, await answer.text()]).toEqual([405, ''])
  })
})

test('days of chaff: of the realm, in the window, newest first', async () => {
  await fixture()
  const from = today() - 90 * DAY
  expect(await readChaffDays(server.db, idOf('plain'), from)).toEqual([])
  for (const [realm, age] of [
    ['plain', 90],
    ['plain', 0],
    ['plain', 91],
    ['history', 1],
  ] as const) {
    await insert('chaff_days', { realm_id: idOf(realm), day: today() - age * DAY })
  }
  expect(await readChaffDays(server.db, idOf('plain'), from)).toEqual([today(), from])
})

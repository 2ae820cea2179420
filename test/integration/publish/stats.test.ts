/** Statistics through the front door: who may read them, what is shown, and what an outsider sees of an answer. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { addSeconds } from '../../../src/core/time.ts'
import { readConfig } from '../../../src/platform/config.ts'
import { NOON, startKeyserver, type TestKeyserver } from '../../support/keyserver.ts'
import { meterDatabase } from '../../support/metered-database.ts'
import { phoneKeys, uploadBody } from '../../support/phone.ts'
import { createTestAuthority, signJwt } from '../../support/test-authority.ts'

const HOUR = 3600
const DAY = 24 * HOUR
const STATS_BYTES = 16_384
const TODAY = Math.floor(NOON / DAY) * DAY
const CHAFF = { 'x-chaff': '1' }
/** The id that the seed gives its authority. */
const AUTHORITY = 1

interface Answer {
  days?: Record<string, unknown>[]
  error?: string
  code?: string
  padding?: string
}

let server: TestKeyserver
beforeEach(async () => {
  server = await startKeyserver()
})

const claimsAt = (at: number) => ({
  iss: server.authority.issuer,
  aud: 'keyserver',
  iat: at - 1,
  exp: at + 300,
})
const token = (claims: object = {}, header: object = {}, signer = server.authority) =>
  signJwt(
    signer,
    { alg: 'ES256', kid: server.authority.keyId, ...header },
    { ...claimsAt(server.now), ...claims },
  )

async function ask(
  options: { body?: BodyInit; headers?: Record<string, string>; token?: string } = {},
  to: TestKeyserver = server,
) {
  const response = await to.request('/v1/stats', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${options.token ?? token()}`,
      ...options.headers,
    },
    body: options.body ?? '{}',
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: [...response.headers].filter(([name]) => name !== 'date'),
    text,
    answer: JSON.parse(text) as Answer,
  }
}

async function countUploads(hour: number, uploads: number, authority = AUTHORITY) {
  const zeros = (length: number) => JSON.stringify(new Array(length).fill(0))
  await env.KEYSERVER_DB.prepare(
    'INSERT INTO health_authority_statistics VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, 0)',
  )
    .bind(authority, hour, `[0,${uploads},0]`, uploads * 2, zeros(16), zeros(30))
    .run()
}

const shown = async (to: TestKeyserver = server) =>
  ((await ask({}, to)).answer.days ?? []).map(({ day }) => day)

describe('what is shown', () => {
  test('an upload of each platform, once its hour is over and ten have come', async () => {
    const agents = ['Android/11', 'bluetoothd (unknown) CFNetwork/1237 Darwin/20.4.0', 'curl/8']
    const yesterday = TODAY / 600 - 144
    for (let i = 0; i < 9; i++) {
      const keys = phoneKeys(server.now, 3).slice(1)
      const options = { now: server.now, symptomOnsetInterval: yesterday }
      await server.publish(uploadBody(server.authority, keys, options), {
        'user-agent': agents[i % 3] ?? '',
      })
    }
    const upload = uploadBody(server.authority, phoneKeys(server.now, 1), { now: server.now })
    await server.publish(upload)
    expect((await ask()).answer.days).toBeUndefined()
    server.now = addSeconds(NOON, HOUR)
    const { status, answer } = await ask()
    expect(status).toBe(200)
    const ages = new Array(16).fill(0)
    ages[0] = 1
    ages[2] = 9
    const onsets = new Array(30).fill(0)
    onsets[1] = 9
    expect(Object.keys(answer)).toEqual(['days', 'padding'])
    expect(answer.days).toEqual([
      {
        day: '2026-11-19T00:00:00Z',
        publish_requests: { unknown: 4, android: 3, ios: 3 },
        total_teks_published: 19,
        requests_with_revisions: 0,
        tek_age_distribution: ages,
        onset_to_upload_distribution: onsets,
        requests_missing_onset_date: 1,
      },
    ])
  })

  test('ages beyond the last bucket are counted in it', async () => {
    server = await startKeyserver({ vars: { MAX_VALID_SYMPTOM_ONSET_REPORT_DAYS: '60' } })
    const today = TODAY / 600
    const [key] = phoneKeys(server.now, 1)
    const old = { ...key, rollingStartNumber: today - 15 * 144, rollingPeriod: 144 }
    const options = { now: server.now, symptomOnsetInterval: today - 29 * 144 }
    await server.publish(
      uploadBody(server.authority, [old as ReturnType<typeof phoneKeys>[number]], options),
    )
    server.now = addSeconds(NOON, 4 * DAY)
    const day = (await ask()).answer.days?.[0] as Record<string, number[]>
    expect(day['tek_age_distribution']?.[15]).toBe(1)
    expect(day['onset_to_upload_distribution']?.[29]).toBe(1)
  })

  test('a revision is counted as one, and is in no histogram', async () => {
    const keys = phoneKeys(server.now, 3).slice(1)
    const first = await server.publish(
      uploadBody(server.authority, keys, { now: server.now, reportType: 'likely' }),
    )
    const { revisionToken = '' } = first.answer
    await server.publish(uploadBody(server.authority, keys, { now: server.now, revisionToken }))
    server.now = addSeconds(NOON, 4 * DAY)
    const { answer } = await ask()
    const day = answer.days?.[0] as Record<string, number[]>
    expect(day).toMatchObject({
      publish_requests: { unknown: 2 },
      total_teks_published: 4,
      requests_with_revisions: 1,
      requests_missing_onset_date: 1,
    })
    expect(day['tek_age_distribution']?.reduce((a, b) => a + b)).toBe(1)
  })

  test('nothing of the hour that is running, nor of days of nine uploads', async () => {
    await countUploads(TODAY, 9)
    await countUploads(TODAY + 10 * HOUR, 100)
    await countUploads(TODAY - DAY, 9)
    await countUploads(TODAY - 2 * DAY, 10)
    expect(await shown()).toEqual(['2026-11-17T00:00:00Z'])
    server.now = addSeconds(NOON, HOUR)
    expect(await shown()).toEqual(['2026-11-17T00:00:00Z', '2026-11-19T00:00:00Z'])
  })

  test('days of one upload too, two days after their end, in order', async () => {
    for (const daysAgo of [1, 2, 3, 4]) await countUploads(TODAY - daysAgo * DAY, 1)
    // At 10:20 the day before the last two is over for more than 48 hours.
    expect(await shown()).toEqual(['2026-11-15T00:00:00Z', '2026-11-16T00:00:00Z'])
  })

  test('what the deployment configured', async () => {
    const vars = {
      STATS_UPLOAD_MINIMUM: '20',
      STATS_EMBARGO_PERIOD: '0',
      STATS_AUDIENCE: 'numbers',
    }
    server = await startKeyserver({ vars })
    await countUploads(TODAY - 5 * DAY, 19)
    await countUploads(TODAY - 6 * DAY, 20)
    expect((await ask()).status).toBe(401)
    const { answer } = await ask({ token: token({ aud: 'numbers' }) })
    expect(answer.days).toMatchObject([{ day: '2026-11-13T00:00:00Z' }])
  })

  test("an authority's own numbers only", async () => {
    const other = createTestAuthority()
    await env.KEYSERVER_DB.batch([
      env.KEYSERVER_DB.prepare(
        `INSERT INTO health_authorities (id, issuer, audience, name) VALUES (2, 'https://other.test', 'x', 'other')`,
      ),
      env.KEYSERVER_DB.prepare(
        `INSERT INTO health_authority_keys (health_authority_id, version, valid_from, public_key_pem) VALUES (2, 'v1', 0, ?1)`,
      ).bind(other.publicKeyPem),
    ])
    await countUploads(TODAY - DAY, 10)
    await countUploads(TODAY - 2 * DAY, 10, 2)
    expect(await shown()).toEqual(['2026-11-18T00:00:00Z'])
    const theirs = await ask({ token: token({ iss: 'https://other.test' }, {}, other) })
    expect(theirs.answer.days).toMatchObject([{ day: '2026-11-17T00:00:00Z' }])
    // Signed by one in the name of the other.
    expect((await ask({ token: token({ iss: 'https://other.test' }) })).status).toBe(401)
  })
})

describe('who may ask', () => {
  const setKeyTimes = (from: number, thru: number | null) =>
    env.KEYSERVER_DB.prepare('UPDATE health_authority_keys SET valid_from = ?1, valid_thru = ?2')
      .bind(from, thru)
      .run()

  test.each([
    ['no header', ''],
    ['another scheme', 'Basic abc'],
    ['lower case', 'bearer abc'],
    ['no space', 'Bearer'],
  ])('a header that is no bearer token is 401: %s', async (_name, authorization) => {
    const { status, answer } = await ask({ headers: { authorization } })
    expect([status, answer.code]).toEqual([401, 'unauthorized'])
    expect(answer.error).toBe('Authorization header is not in `Bearer <token>` format')
  })

  const REFUSED: [string, () => string, string][] = [
    ['no JWT', () => 'abc', 'unauthorized: token contains an invalid number of segments'],
    ['another algorithm', () => token({}, { alg: 'HS256' }), 'unauthorized: '],
    ['no kid', () => token({}, { kid: undefined }), 'unauthorized: '],
    ['a kid that is a number', () => token({}, { kid: 1 }), 'unauthorized: '],
    ['an unknown kid', () => token({}, { kid: 'v2' }), 'unauthorized: '],
    ['an unknown issuer', () => token({ iss: 'nobody' }), 'unauthorized: issuer not found'],
    ['no issuer', () => token({ iss: undefined }), 'unauthorized: issuer not found'],
    ['no audience', () => token({ aud: undefined }), 'unauthorized, audience mismatch'],
    [
      'the audience of certificates',
      () => token({ aud: server.authority.audience }),
      'unauthorized, audience mismatch',
    ],
    ['a list of audiences', () => token({ aud: ['keyserver'] }), 'unauthorized: claim aud'],
    ['a time that has passed', () => token({ exp: NOON - 1 }), 'unauthorized: token is expired by'],
    ['iat to come', () => token({ iat: NOON + 1 }), 'unauthorized: token is not valid yet'],
    ['nbf to come', () => token({ nbf: NOON + 1 }), 'unauthorized: token is not valid yet'],
    ['exp as a fraction', () => token({ exp: NOON + 0.5 }), 'unauthorized: claim exp'],
    [
      "a stranger's signature",
      () => token({}, {}, createTestAuthority()),
      'unauthorized: signature is invalid',
    ],
  ]
  test.each(REFUSED)('%s is 401', async (_name, make, error) => {
    await countUploads(TODAY - DAY, 10)
    const { status, answer } = await ask({ token: make() })
    expect([status, answer.code]).toEqual([401, 'unauthorized'])
    expect(answer.error).toContain(error)
    expect(Object.keys(answer)).toEqual(['error', 'code', 'padding'])
  })

  test('a token without times, and one at the edges of its times, are taken', async () => {
    const none = { iat: undefined, exp: undefined }
    expect((await ask({ token: token(none) })).status).toBe(200)
    expect((await ask({ token: token({ iat: NOON, nbf: NOON, exp: NOON }) })).status).toBe(200)
  })

  test.each([
    ['revoked', NOON - DAY, NOON],
    ['not yet in force', NOON, null],
  ])('a key that is %s signs nothing', async (_name, from, thru) => {
    await setKeyTimes(from, thru)
    expect((await ask()).status).toBe(401)
  })

  test('an authority whose switch is off is forbidden, and only its own key learns so', async () => {
    await env.KEYSERVER_DB.exec('UPDATE health_authorities SET may_read_statistics = 0')
    const { status, answer } = await ask()
    expect([status, answer.code]).toEqual([401, 'unauthorized'])
    expect(answer.error).toBe('unauthorized: API access forbidden')
    const { answer: guess } = await ask({ token: token({}, {}, createTestAuthority()) })
    expect(guess.error).toContain('signature is invalid')
    // Its certificates are as good as ever.
    const upload = uploadBody(server.authority, phoneKeys(server.now, 1), { now: server.now })
    expect((await server.publish(upload)).status).toBe(200)
  })
})

test.each([
  ['empty', '', {}],
  ['no JSON', '{', {}],
  ['two values', '{}{}', {}],
  ['an unknown member', '{"day":1}', {}],
  ['a member of the wrong type', '{"padding":1}', {}],
  ['too large', `{"padding":"${'x'.repeat(64_000)}"}`, {}],
  ['of another type', '{}', { 'content-type': 'text/plain' }],
])('a body that is %s is 400, before anybody asks who sent it', async (_name, body, headers) => {
  for (const sent of [{}, { authorization: '' }]) {
    const { status, answer } = await ask({ body, headers: { ...headers, ...sent } })
    expect([status, answer.code]).toEqual([400, 'bad_request'])
  }
})

test('a body of padding is taken, up to the bound', async () => {
  const body = `{"padding":"${'x'.repeat(64_000 - '{"padding":""}'.length)}"}`
  const { status } = await ask({ body, headers: { 'content-type': 'application/json; charset=x' } })
  expect(status).toBe(200)
})

test('where the database is away the answer is 500, and the cause stays here', async () => {
  const { meter, wrap } = meterDatabase()
  server = await startKeyserver({ wrapDatabase: wrap })
  meter.before = () => {
    throw new Error('D1_ERROR')
  }
  const { status, answer, text } = await ask()
  expect([status, answer.code, text.length]).toEqual([500, 'internal_error', STATS_BYTES])
  expect(answer.error).toBe('internal error')
})

test('in maintenance every request is 429, and chaff is answered', async () => {
  server = await startKeyserver({ vars: { MAINTENANCE_MODE: 'true' } })
  const { status, answer } = await ask()
  expect([status, answer.error, answer.code]).toEqual([429, 'please try again later', undefined])
  expect((await ask({ headers: CHAFF })).status).toBe(200)
  expect((await server.request('/health')).status).toBe(429)
  expect((await server.request('/health', { headers: CHAFF })).status).toBe(200)
})

describe('what an outsider sees', () => {
  /** All that stands on the wire but for what is random. */
  const seen = async (options: Parameters<typeof ask>[0]) => {
    const { status, headers, text, answer } = await ask(options)
    return { status, headers, bytes: text.length, members: Object.keys(answer) }
  }

  test.each([
    ['a good token', {}],
    ['a bad token', { token: 'x' }],
    ['no token', { headers: { authorization: '' } }],
    ['a bad body', { body: '{' }],
    ['an empty body', { body: '' }],
    ['a body that is too large', { body: 'x'.repeat(70_000) }],
    ['another content type', { headers: { 'content-type': 'text/plain' } }],
  ])('chaff with %s is answered as an authority without days', async (_name, options) => {
    const real = await seen({})
    await countUploads(TODAY - DAY, 10)
    const chaff = await seen({
      ...options,
      headers: { ...('headers' in options ? options.headers : {}), ...CHAFF },
    })
    expect(chaff).toEqual(real)
    expect(real).toEqual({
      status: 200,
      headers: [
        ['cache-control', 'no-store'],
        ['content-type', 'application/json'],
      ],
      bytes: STATS_BYTES,
      members: ['padding'],
    })
  })

  test('every answer has one length: fifteen days of a large country, none, each refusal', async () => {
    for (let daysAgo = 1; daysAgo <= 15; daysAgo++)
      await countUploads(TODAY - daysAgo * DAY, 99_999)
    await env.KEYSERVER_DB.prepare(
      'UPDATE health_authority_statistics SET oldest_tek_days = ?1, onset_age_days = ?2',
    )
      .bind(JSON.stringify(new Array(16).fill(99_999)), JSON.stringify(new Array(30).fill(99_999)))
      .run()
    const answers = [
      await ask(),
      await ask({ token: 'x' }),
      await ask({ body: '{' }),
      await ask({ body: `{"${'é'.repeat(5000)}":1}` }),
      await ask({ token: token({ iss: 'x'.repeat(5000) }) }),
      await ask({ headers: CHAFF }),
    ]
    expect(answers[0]?.answer.days).toHaveLength(15)
    for (const { text } of answers) expect(new TextEncoder().encode(text)).toHaveLength(STATS_BYTES)
    for (const { headers } of answers) expect(headers).toEqual(answers[0]?.headers)
    expect(new Set(answers.map(({ answer }) => answer.padding?.slice(0, 64))).size).toBe(6)
  })

  test('chaff touches no storage, caches cold or warm, and reads its body to the end', async () => {
    const { meter, wrap } = meterDatabase()
    server = await startKeyserver({ wrapDatabase: wrap })
    meter.reset()
    await ask({ headers: CHAFF })
    await server.request('/health', { headers: CHAFF })
    expect(meter.calls).toBe(0)
    // One for the tenants and one for the statistics; then one.
    await ask()
    expect(meter.calls).toBe(2)
    await ask()
    expect(meter.calls).toBe(3)
  })

  test('chaff on the health is answered like the health', async () => {
    const read = async (headers: Record<string, string>) => {
      const response = await server.request('/health', { headers })
      return [response.status, await response.text(), [...response.headers]]
    }
    expect(await read(CHAFF)).toEqual(await read({}))
  })
})

test('no log line holds a token, an issuer or what was asked, whatever happens', async () => {
  const lines: string[] = []
  const spy = vi.spyOn(console, 'log').mockImplementation((...args) => {
    lines.push(args.map(String).join(' '))
  })
  const { meter, wrap } = meterDatabase()
  const sent = [token(), token({ aud: 'x' }), token({ iss: 'https://nobody.test' })]
  try {
    server = await startKeyserver({ wrapDatabase: wrap })
    sent.push(token())
    for (const one of sent) await ask({ token: one, body: '{"padding":"a padding that is told"}' })
    await ask({ body: '{"a member that is told":1}' })
    meter.before = () => {
      throw new Error(`Failed query: select\nparams: ${server.authority.issuer}`)
    }
    await ask({ token: sent[3] ?? '' })
  } finally {
    spy.mockRestore()
  }
  const text = lines.join('\n')
  expect(lines.length).toBeGreaterThanOrEqual(6)
  for (const part of sent.flatMap((one) => one.split('.'))) expect(text).not.toContain(part)
  for (const secret of [server.authority.issuer, 'nobody.test', 'is told']) {
    expect(text).not.toContain(secret)
  }
})

describe('configuration', () => {
  test.each([
    ['48h', 48 * HOUR * 1000],
    ['72h', 72 * HOUR * 1000],
    ['0', 0],
    ['0s', 0],
    ['-1h', 0],
  ])('an embargo of %s is %i ms', (text, ms) => {
    expect(readConfig({ STATS_EMBARGO_PERIOD: text }).STATS_EMBARGO_PERIOD).toBe(ms)
  })

  test.each([
    ['STATS_EMBARGO_PERIOD', '47h59m'],
    ['STATS_EMBARGO_PERIOD', '1ms'],
    ['STATS_EMBARGO_PERIOD', '--48h'],
    ['STATS_EMBARGO_PERIOD', 'off'],
    ['STATS_UPLOAD_MINIMUM', '9'],
    ['STATS_UPLOAD_MINIMUM', '0'],
    ['STATS_AUDIENCE', ''],
  ])('%s of "%s" keeps the surface from starting', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(name)
  })
})

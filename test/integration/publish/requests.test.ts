/** The publish API through its front door: transport, tenants, rules, answers. */

import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { startKeyserver, type TestKeyserver } from '../../support/keyserver.ts'
import { phoneKeys, uploadBody } from '../../support/phone.ts'
import { createTestAuthority, keysHmac, signJwt } from '../../support/test-authority.ts'

const RESPONSE_BYTES = 4096
const DAY = 144
const APP = 'com.example.android.app'
const BYPASS = 'com.example.bypass'

const seed = {
  apps: [
    {
      appPackageName: APP,
      regions: ['US', 'CA'],
      federationConsent: 'never',
      bypassesCertificate: false,
    },
    {
      appPackageName: BYPASS,
      regions: ['ut'],
      federationConsent: 'never',
      bypassesCertificate: true,
    },
    {
      appPackageName: 'com.example.anywhere',
      regions: [],
      federationConsent: 'never',
      bypassesCertificate: false,
    },
  ],
} as const

let server: TestKeyserver
beforeAll(async () => {
  server = await startKeyserver({ seed })
})

const body = (keys = phoneKeys(server.now, 2), options: object = {}) =>
  uploadBody(server.authority, keys, { now: server.now, ...options })
const rowsOf = async (keys: readonly { key: string }[]) => {
  const { results } = await env.KEYSERVER_DB.prepare(
    `SELECT hex(key_data) AS key, regions, traveler, report_type, transmission_risk_level AS risk, created_at,
      days_since_onset_of_symptoms AS days, health_authority_id AS authority, provenance
    FROM diagnosis_keys WHERE key_data IN (SELECT unhex(value) FROM json_each(?1))`,
  )
    .bind(JSON.stringify(keys.map(({ key }) => Buffer.from(key, 'base64').toString('hex'))))
    .all<Record<string, number | string | null>>()
  return results
}
const storedKeys = async () =>
  (await env.KEYSERVER_DB.prepare('SELECT count(*) AS n FROM diagnosis_keys').first<number>('n')) ??
  0

describe('transport', () => {
  const post = (text: string | Uint8Array, contentType = 'application/json') =>
    server.publish(text, { 'content-type': contentType })

  test.each(['application/json', 'application/json; charset=utf-8', 'application/jsonx'])(
    'content type %s is taken',
    async (contentType) => {
      expect((await post(JSON.stringify(body()), contentType)).status).toBe(200)
    },
  )

  test.each([
    'application/pdf',
    'Application/JSON',
    'text/json',
    ' ',
    'text/plain, application/json',
  ])('content type "%s" is 415', async (contentType) => {
    const { status, answer } = await post(JSON.stringify(body()), contentType)
    expect([status, answer.code]).toEqual([415, 'bad_request'])
    expect(answer.error).toMatch(/^error unmarshalling API call, code: 415: /)
  })

  test('a body of 64,000 bytes is taken, one more is 413', async () => {
    const small = JSON.stringify(body(undefined, { members: { padding: '' } }))
    const fill = (bytes: number) =>
      small.replace('"padding":""', `"padding":"${'p'.repeat(bytes - small.length)}"`)
    expect((await post(fill(64_000))).status).toBe(200)
    const { status, answer } = await post(fill(64_001))
    expect([status, answer.code]).toEqual([413, 'bad_request'])
  })

  test.each([
    ['an empty body', ''],
    ['a syntax error', '{"temporaryExposureKeys": [}'],
    ['a cut body', '{"healthAuthorityID":"x"'],
    ['two values', '{}{}'],
    ['a byte order mark', '\ufeff{}'],
    ['an unknown member', '{"foo":1}'],
    ['an unknown member that is null', '{"foo":null}'],
    ['an unknown member of a key', '{"temporaryExposureKeys":[{"foo":1}]}'],
    ['a list', '[]'],
    ['a text for an integer', '{"symptomOnsetInterval":"5"}'],
    ['an integer beyond int32', '{"symptomOnsetInterval":2147483648}'],
    ['1.0 for an integer', '{"symptomOnsetInterval":1.0}'],
    ['1e2 for an integer', '{"symptomOnsetInterval":1e2}'],
    ['two spellings of one member', '{"hmacKey":"a","hmackey":"b"}'],
  ])('%s is 400', async (_name, text) => {
    const { status, answer } = await post(text)
    expect([status, answer.code]).toEqual([400, 'bad_request'])
    expect(answer.error).toMatch(/^error unmarshalling API call, code: 400: /)
  })

  test('an unknown member is named, its value is not', async () => {
    const { answer } = await post('{"surprise":"secret value"}')
    expect(answer.error).toContain('surprise')
    expect(answer.error).not.toContain('secret value')
  })

  test('a body of null is an empty request', async () => {
    const { status, answer } = await post('null')
    expect([status, answer.code]).toEqual([401, 'unknown_health_authority_id'])
  })

  test('member names are read in any case, the last of two equal ones counts, nulls are not sent', async () => {
    const { hmacKey, verificationPayload, ...rest } = body()
    const text = JSON.stringify({
      ...rest,
      hmackey: hmacKey,
      VerificationPayload: verificationPayload,
      traveler: null,
      revisionToken: null,
    }).replace('{', '{"healthAuthorityID":"nobody",')
    expect((await post(text)).status).toBe(200)
  })

  test('no method is asked for, as in the original', async () => {
    const response = await server.request('/v1/publish', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body()),
    })
    expect(response.status).toBe(200)
    expect((await server.request('/v1/publish')).status).toBe(415)
  })

  test.each(['/v1/publish/', '/v1', '/', '/v1/other'])(
    '%s is not found, in the words of the original',
    async (path) => {
      const response = await server.request(path, { method: 'POST', body: '{}' })
      expect(response.status).toBe(404)
      expect(await response.text()).toBe('404 page not found\n')
    },
  )

  test('every answer names the version and is JSON that nobody keeps', async () => {
    for (const text of ['x', JSON.stringify(body())]) {
      const { headers } = await post(text)
      expect(headers.get('x-api-version')).toBe('v1')
      expect(headers.get('content-type')).toBe('application/json')
      expect(headers.get('cache-control')).toBe('no-store')
    }
  })
})

describe('tenants and certificates', () => {
  test('an app is found in any case', async () => {
    const { status } = await server.publish(
      body(undefined, { healthAuthorityID: APP.toUpperCase() }),
    )
    expect(status).toBe(200)
  })

  test.each(['', 'com.example', `${APP} `, '__proto__'])(
    '"%s" is no app',
    async (healthAuthorityID) => {
      const { status, answer } = await server.publish(body(undefined, { healthAuthorityID }))
      expect([status, answer.code]).toEqual([401, 'unknown_health_authority_id'])
      expect(answer.error).toMatch(/^unauthorized health authority/)
    },
  )

  test('an app without regions has none where the deployment names none', async () => {
    const options = { healthAuthorityID: 'com.example.anywhere' }
    const { status, answer } = await server.publish(body(undefined, options))
    expect([status, answer.code]).toEqual([500, 'health_authority_missing_region_config'])
  })

  const stranger = createTestAuthority()
  test.each<[string, object, string]>([
    [
      'no JWT',
      { members: { verificationPayload: 'x' } },
      'token contains an invalid number of segments',
    ],
    ['expired by 6 minutes', { claims: { exp: 'EXP' } }, 'token is expired by 360s'],
    [
      'an hour in the future',
      { claims: { iat: 'IAT' } },
      'not valid yet (NBF or IAT) in the future',
    ],
    ['another issuer', { claims: { iss: 'x' } }, 'issuer not found'],
    ['another audience', { claims: { aud: 'x' } }, 'audience mismatch for issuer'],
    ['other keys', { claims: { tekmac: keysHmac([], Buffer.alloc(1)) } }, 'HMAC mismatch'],
    ['no report type', { claims: { reportType: undefined } }, 'report type'],
    [
      'another signer',
      { members: { verificationPayload: signJwt(stranger, { alg: 'ES256', kid: 'v1' }, {}) } },
      'issuer not found',
    ],
    ['no certificate', { members: { verificationPayload: null } }, 'invalid number of segments'],
    ['no HMAC key', { members: { hmacKey: null } }, 'HMAC mismatch'],
  ])('a certificate is refused: %s', async (_name, options, text) => {
    const at = { EXP: server.now - 360, IAT: server.now + 3600 }
    const filled = JSON.parse(JSON.stringify(options), (_key, value) =>
      value === 'EXP' || value === 'IAT' ? at[value as 'EXP' | 'IAT'] : value,
    )
    if ('claims' in options && 'reportType' in (options.claims as object)) {
      filled.claims = { reportType: undefined }
    }
    const { status, answer } = await server.publish(body(undefined, filled))
    expect([status, answer.code]).toEqual([
      401,
      'health_authority_verification_certificate_invalid',
    ])
    expect(answer.error).toMatch(/^unable to validate diagnosis verification: /)
    expect(answer.error).toContain(text)
  })

  test('no keys are a certificate that does not fit, not a bad request', async () => {
    const { status, answer } = await server.publish(body([]))
    expect([status, answer.code]).toEqual([
      401,
      'health_authority_verification_certificate_invalid',
    ])
  })

  test('the same certificate may be presented again while it is valid', async () => {
    const sent = body()
    const first = await server.publish(sent)
    const again = await server.publish({ ...sent, revisionToken: first.answer.revisionToken })
    expect([again.status, again.answer.insertedExposures]).toEqual([200, undefined])
  })

  test('an authority that the app does not list is refused', async () => {
    const other = await startKeyserver({ seed })
    await env.KEYSERVER_DB.prepare(
      'UPDATE authorized_apps SET allowed_health_authority_ids = ?1 WHERE app_package_name = ?2',
    )
      .bind('[2]', APP)
      .run()
    const { status, answer } = await other.publish(
      uploadBody(other.authority, phoneKeys(other.now, 1), { now: other.now }),
    )
    expect(status).toBe(401)
    expect(answer.error).toContain('issuer is not allowed')
    server = await startKeyserver({ seed })
  })

  test('a revoked key is noticed within the life of the cache', async () => {
    const revoking = await startKeyserver({ seed })
    const send = () =>
      revoking.publish(
        uploadBody(revoking.authority, phoneKeys(revoking.now, 1), { now: revoking.now }),
      )
    expect((await send()).status).toBe(200)
    await env.KEYSERVER_DB.prepare('UPDATE health_authority_keys SET valid_thru = ?1')
      .bind(revoking.now)
      .run()
    revoking.now = (revoking.now + 29) as typeof revoking.now
    expect((await send()).status).toBe(200)
    revoking.now = (revoking.now + 1) as typeof revoking.now
    expect((await send()).status).toBe(401)
    server = await startKeyserver({ seed })
  })
})

describe('keys', () => {
  test('rows hold what was sent and what the certificate says', async () => {
    const keys = phoneKeys(server.now, 3)
    const onset = Math.floor(server.now / 86_400 - 2) * DAY
    const { status, answer } = await server.publish(
      body(keys, { symptomOnsetInterval: onset, traveler: true }),
    )
    expect([status, answer.insertedExposures, answer.error]).toEqual([200, 3, undefined])
    const rows = await rowsOf(keys)
    expect(rows).toHaveLength(3)
    for (const row of rows) {
      expect(row).toMatchObject({
        regions: ',CA,US,',
        traveler: 1,
        report_type: 1,
        risk: 2,
        authority: 1,
        provenance: 0,
      })
    }
    expect(rows.map(({ days }) => days).sort()).toEqual([0, 1, 2])
    const tomorrowAtOne = Math.floor(server.now / 86_400 + 1) * 86_400 + 3600
    const thisHour = Math.floor(server.now / 3600) * 3600
    expect(rows.map(({ created_at }) => created_at).sort()).toEqual([
      thisHour,
      thisHour,
      tomorrowAtOne,
    ])
  })

  test('the onset of the request is believed before that of the certificate', async () => {
    const day = (age: number) => Math.floor(server.now / 86_400 - age) * DAY
    const keys = phoneKeys(server.now, 1)
    await server.publish(
      body(keys, { symptomOnsetInterval: day(9), members: { symptomOnsetInterval: day(3) } }),
    )
    expect((await rowsOf(keys))[0]?.['days']).toBe(3)
  })

  test('four bad keys of five: partial failure that tells of four, one stored', async () => {
    const [good, a, b, c, d] = phoneKeys(server.now, 5)
    const keys = [
      { ...a, key: Buffer.alloc(18).toString('base64') },
      { ...b, rollingStartNumber: 100 },
      { ...c, rollingPeriod: 200 },
      { ...d, rollingStartNumber: Math.floor(server.now / 600) + 100_000 },
      good,
    ] as ReturnType<typeof phoneKeys>
    const { status, answer } = await server.publish(body(keys))
    expect([status, answer.code, answer.insertedExposures]).toEqual([200, 'partial_failure', 1])
    expect(answer.error).toMatch(/^4 errors occurred:/)
    expect(answer.revisionToken).toBeTypeOf('string')
    expect(await rowsOf(keys)).toHaveLength(1)
  })

  test('only bad keys: 400 in the words of the original', async () => {
    const keys = phoneKeys(server.now, 1).map((key) => ({ ...key, rollingPeriod: 0 }))
    const { status, answer } = await server.publish(body(keys))
    expect([status, answer.code]).toEqual([400, 'bad_request'])
    expect(answer.error).toMatch(/^unable to read request data: 1 error occurred:/)
  })

  test('a period that is left out is 0 and refused', async () => {
    const keys = phoneKeys(server.now, 2)
    const [first, second] = keys
    const withoutPeriod = [{ ...first, rollingPeriod: 0 }, second] as typeof keys
    const sent = body(withoutPeriod)
    const { answer } = await server.publish(JSON.stringify(sent).replace('"rollingPeriod":0,', ''))
    expect([answer.code, answer.insertedExposures]).toEqual(['partial_failure', 1])
  })

  test('only keys far from the onset: 200 with warnings, nothing stored, no token', async () => {
    const keys = phoneKeys(server.now, 1)
    const onset = Math.floor(server.now / 86_400 - 20) * DAY
    const { status, answer } = await server.publish(body(keys, { symptomOnsetInterval: onset }))
    expect(status).toBe(200)
    expect(Object.keys(answer)).toEqual(['padding', 'warnings'])
    expect(answer.warnings?.[0]).toContain('key 0 symptom onset is too large')
    expect(await rowsOf(keys)).toHaveLength(0)
  })

  test('30 keys are taken, 31 are not', async () => {
    const spread = (count: number) =>
      Array.from({ length: count }, (_, i) => ({
        ...(phoneKeys(server.now, 1)[0] as ReturnType<typeof phoneKeys>[number]),
        rollingStartNumber: Math.floor(server.now / 600) - 2 * i - 2,
        rollingPeriod: 1,
      }))
    expect((await server.publish(body(spread(30)))).answer.insertedExposures).toBe(30)
    const { status, answer } = await server.publish(body(spread(31)))
    expect([status, answer.code]).toEqual([400, 'bad_request'])
  })

  test('overlapping keys refuse the whole request', async () => {
    const keys = phoneKeys(server.now, 2)
    const overlapping = keys.map((key, i) => ({
      ...key,
      rollingStartNumber: key.rollingStartNumber - (i === 0 ? 1 : 0),
    }))
    const { status, answer } = await server.publish(body(overlapping))
    expect([status, answer.code]).toEqual([400, 'bad_request'])
    expect(await rowsOf(keys)).toHaveLength(0)
  })

  test('the same key twice in one upload is stored once, as it came last', async () => {
    const [key] = phoneKeys(server.now, 1, 3)
    const twice = [key, { ...key, transmissionRisk: 5 }] as ReturnType<typeof phoneKeys>
    const { status, answer } = await server.publish(body(twice))
    expect([status, answer.insertedExposures]).toEqual([200, 1])
    expect(await rowsOf(twice)).toMatchObject([{ risk: 5 }])
  })

  test('keys that are spelled differently are stored as bytes', async () => {
    const keys = phoneKeys(server.now, 2)
    const respelled = keys.map(({ key, ...rest }, i) => ({
      ...rest,
      key: i === 0 ? key.replaceAll('+', '-').replaceAll('/', '_') : `${key}==`,
    }))
    expect((await server.publish(body(respelled))).answer.insertedExposures).toBe(2)
    expect(await rowsOf(keys)).toHaveLength(2)
  })

  test('the three-segment HMAC is taken where no key has a risk', async () => {
    const { createHmac } = await import('node:crypto')
    const keys = phoneKeys(server.now, 2)
    const secret = Buffer.alloc(16, 1)
    const text = keys
      .map(
        ({ key, rollingStartNumber, rollingPeriod }) =>
          `${key}.${rollingStartNumber}.${rollingPeriod}`,
      )
      .sort((a, b) => (a < b ? -1 : 1))
      .join(',')
    const claims = { tekmac: createHmac('sha256', secret).update(text).digest('base64') }
    const members = { hmacKey: secret.toString('base64') }
    expect((await server.publish(body(keys, { claims, members }))).status).toBe(200)
    const risky = keys.map((key) => ({ ...key, transmissionRisk: 1 }))
    const refused = body(keys, { claims, members: { ...members, temporaryExposureKeys: risky } })
    expect((await server.publish(refused)).answer.error).toContain('HMAC mismatch')
  })

  test.each([
    ['likely', 2, 4],
    ['user-report', 3, 0],
    ['confirmed', 1, 2],
  ])('report type %s is stored as %i with risk %i', async (reportType, type, risk) => {
    const keys = phoneKeys(server.now, 1)
    await server.publish(body(keys, { reportType }))
    expect(await rowsOf(keys)).toMatchObject([{ report_type: type, risk }])
  })

  test('a negative result is accepted, stored nowhere, and named in a token', async () => {
    const keys = phoneKeys(server.now, 2)
    const { status, answer } = await server.publish(body(keys, { reportType: 'negative' }))
    expect(status).toBe(200)
    expect(Object.keys(answer)).toEqual(['revisionToken', 'padding'])
    expect(await rowsOf(keys)).toHaveLength(0)
  })
})

describe('tenants on trial', () => {
  const unsigned = (keys = phoneKeys(server.now, 2), members: object = {}) => ({
    temporaryExposureKeys: keys,
    healthAuthorityID: BYPASS,
    ...members,
  })
  const flags = (names: readonly string[]) =>
    env.KEYSERVER_DB.prepare(
      `UPDATE authorized_apps SET bypasses_revision_token = ?1, releases_same_day_keys = ?2 WHERE app_package_name = ?3`,
    )
      .bind(
        Number(names.includes('bypasses_revision_token')),
        Number(names.includes('releases_same_day_keys')),
        BYPASS,
      )
      .run()

  test('need no certificate: keys have no type, no authority, no statistics', async () => {
    const before = await storedKeys()
    const statistics = () =>
      env.KEYSERVER_DB.prepare(
        'SELECT count(*) AS n, sum(teks) AS t FROM health_authority_statistics',
      ).first()
    const counted = await statistics()
    const keys = phoneKeys(server.now, 2)
    const { status, answer } = await server.publish(unsigned(keys))
    expect([status, answer.insertedExposures]).toEqual([200, 2])
    expect(await storedKeys()).toBe(before + 2)
    expect(await rowsOf(keys)).toMatchObject([
      { report_type: 0, risk: 0, authority: null, regions: ',UT,' },
      { report_type: 0, risk: 0, authority: null, regions: ',UT,' },
    ])
    expect(await statistics()).toEqual(counted)
  })

  test('a valid certificate of theirs counts all the same', async () => {
    const keys = phoneKeys(server.now, 1)
    await server.publish(body(keys, { healthAuthorityID: BYPASS, reportType: 'likely' }))
    expect(await rowsOf(keys)).toMatchObject([{ report_type: 2, authority: 1 }])
  })

  test('no keys are a bad request here', async () => {
    const { status, answer } = await server.publish(unsigned([]))
    expect([status, answer.code]).toEqual([400, 'bad_request'])
    expect(answer.error).toMatch(/^unable to read request data: /)
  })

  test('a repeated upload needs the token, unless that is waived too', async () => {
    const keys = phoneKeys(server.now, 1)
    await server.publish(unsigned(keys))
    expect((await server.publish(unsigned(keys))).answer.code).toBe('missing_revision_token')
    await flags(['bypasses_revision_token'])
    server.restart()
    expect((await server.publish(unsigned(keys))).status).toBe(200)
    await server.publish(body(keys, { healthAuthorityID: BYPASS, reportType: 'negative' }))
    const { results } = await env.KEYSERVER_DB.prepare(
      'SELECT revised_report_type AS t FROM diagnosis_keys WHERE key_data = unhex(?1)',
    )
      .bind(Buffer.from(keys[0]?.key ?? '', 'base64').toString('hex'))
      .all()
    expect(results).toEqual([{ t: 5 }])
    await flags([])
    server.restart()
  })

  test('keys of the day leave at once where that is switched on', async () => {
    await flags(['releases_same_day_keys'])
    server.restart()
    const keys = phoneKeys(server.now, 1)
    await server.publish(unsigned(keys))
    expect(await rowsOf(keys)).toMatchObject([{ created_at: Math.floor(server.now / 3600) * 3600 }])
    await flags([])
    server.restart()
  })

  test('are shown to the operator, and to nobody else', async () => {
    const response = await server.operate('/jobs')
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ bypassingApps: [BYPASS] })
    expect((await server.request('/jobs')).status).toBe(404)
  })
})

describe('maintenance', () => {
  test('every upload is 429 and the health too; chaff is answered', async () => {
    const closed = await startKeyserver({ seed, vars: { MAINTENANCE_MODE: 'true' } })
    const sent = uploadBody(closed.authority, phoneKeys(closed.now, 1), { now: closed.now })
    for (const text of [JSON.stringify(sent), 'x']) {
      const { status, answer } = await closed.publish(text)
      expect([status, answer.error, answer.code]).toEqual([
        429,
        'please try again later',
        undefined,
      ])
    }
    expect((await closed.request('/health')).status).toBe(429)
    expect((await closed.publish(sent, { 'x-chaff': '1' })).status).toBe(200)
    expect(await storedKeys()).toBe(0)
    server = await startKeyserver({ seed })
  })

  test('otherwise the health is the original\u2019s', async () => {
    const response = await server.request('/health')
    expect([response.status, await response.text()]).toEqual([200, '{"status": "ok"}'])
  })
})

describe('v1alpha1', () => {
  let old: TestKeyserver
  beforeAll(async () => {
    old = await startKeyserver({ seed, vars: { ENABLE_V1ALPHA1_API: 'true' } })
  })
  const request = (keys: ReturnType<typeof phoneKeys>, members: object = {}) => {
    const { healthAuthorityID, hmacKey, ...rest } = uploadBody(old.authority, keys, {
      now: old.now,
    })
    return { ...rest, hmackey: hmacKey, appPackageName: healthAuthorityID, ...members }
  }
  const send = (body: object | string) => old.publish(body, {}, '/')

  test('answers with its own members, also where they are empty, and its own version', async () => {
    const { status, answer, headers, text } = await send(request(phoneKeys(old.now, 2)))
    expect(status).toBe(200)
    expect(Object.keys(answer)).toEqual(['revisionToken', 'insertedExposures', 'error', 'padding'])
    expect(answer).toMatchObject({ insertedExposures: 2, error: '' })
    expect(headers.get('x-api-version')).toBe('v1alpha')
    expect(text).toHaveLength(RESPONSE_BYTES)
  })

  test('a refusal has no code', async () => {
    const { status, answer } = await send('{}')
    expect(status).toBe(401)
    expect(answer).toEqual({
      revisionToken: '',
      insertedExposures: 0,
      error: expect.stringContaining('unauthorized health authority'),
      padding: expect.any(String),
    })
  })

  test('one region of the app is taken alone, several make a traveler', async () => {
    const home = phoneKeys(old.now, 1)
    await send(request(home, { regions: ['CA'] }))
    expect(await rowsOf(home)).toMatchObject([{ regions: ',CA,', traveler: 0 }])
    const away = phoneKeys(old.now, 1)
    await send(request(away, { regions: ['US', 'CA'] }))
    expect(await rowsOf(away)).toMatchObject([{ regions: ',CA,US,', traveler: 1 }])
    const unsaid = phoneKeys(old.now, 1)
    await send(request(unsaid))
    expect(await rowsOf(unsaid)).toMatchObject([{ regions: ',CA,US,', traveler: 0 }])
  })

  test.each([['MX'], ['us'], ['US', 'MX']])(
    'a region that the app may not use is 401: %s',
    async (...regions) => {
      const { status } = await send(request(phoneKeys(old.now, 1), { regions }))
      expect(status).toBe(401)
    },
  )

  test('an app without regions may ask for any, which is stored in upper case', async () => {
    const keys = phoneKeys(old.now, 1)
    const members = { appPackageName: 'com.example.anywhere', regions: ['mx'] }
    expect((await send(request(keys, members))).status).toBe(200)
    expect(await rowsOf(keys)).toMatchObject([{ regions: ',MX,' }])
  })

  test('members of v1 are unknown', async () => {
    expect((await send(request(phoneKeys(old.now, 1), { traveler: true }))).status).toBe(400)
  })
})

test('the deployment\u2019s region is the last resort', async () => {
  const lastResort = await startKeyserver({ seed, vars: { DEFAULT_REGION: 'ZZ' } })
  const keys = phoneKeys(lastResort.now, 1)
  const options = { now: lastResort.now, healthAuthorityID: 'com.example.anywhere' }
  await lastResort.publish(uploadBody(lastResort.authority, keys, options))
  expect(await rowsOf(keys)).toMatchObject([{ regions: ',ZZ,' }])
})

describe('statistics after an upload', () => {
  const statistics = async () => {
    const row = await env.KEYSERVER_DB.prepare('SELECT * FROM health_authority_statistics').first<
      Record<string, string | number>
    >()
    return {
      hour: row?.['hour'],
      publish: JSON.parse(String(row?.['publish'])),
      teks: row?.['teks'],
      revisions: row?.['revisions'],
      oldest: JSON.parse(String(row?.['oldest_tek_days'])).indexOf(1),
      onset: JSON.parse(String(row?.['onset_age_days'])).indexOf(1),
      missing: row?.['missing_onset'],
    }
  }

  test.each([
    ['Android/11', [0, 1, 0]],
    ['bluetoothd (unknown version) CFNetwork/1237 Darwin/20.4.0', [0, 0, 1]],
    ['Go-http-client/1.1', [1, 0, 0]],
  ])('User-Agent %s, onset yesterday', async (userAgent, publish) => {
    const counting = await startKeyserver()
    const today = Math.floor(counting.now / 86_400)
    const keys = phoneKeys(counting.now, 3).slice(1)
    const options = { now: counting.now, symptomOnsetInterval: (today - 1) * DAY }
    await counting.publish(uploadBody(counting.authority, keys, options), {
      'user-agent': userAgent,
    })
    expect(await statistics()).toEqual({
      hour: Math.floor(counting.now / 3600) * 3600,
      publish,
      teks: 2,
      revisions: 0,
      oldest: 2,
      onset: 1,
      missing: 0,
    })
  })

  test('an onset that was not reported is missing', async () => {
    const counting = await startKeyserver()
    await counting.publish(
      uploadBody(counting.authority, phoneKeys(counting.now, 1), { now: counting.now }),
    )
    expect(await statistics()).toMatchObject({ missing: 1, onset: -1 })
  })

  test('a negative result counts as an upload without keys', async () => {
    const counting = await startKeyserver()
    const options = { now: counting.now, reportType: 'negative' }
    await counting.publish(uploadBody(counting.authority, phoneKeys(counting.now, 2), options))
    expect(await statistics()).toMatchObject({ publish: [1, 0, 0], teks: 0, oldest: 1 })
  })
})

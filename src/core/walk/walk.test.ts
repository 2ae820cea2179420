import { describe, expect, test } from 'vitest'
import { fromTolerantBase64, toBase64 } from '../bytes.ts'
import { asUnixSeconds } from '../time.ts'
import { hmacText, type ReceivedKey } from '../verification/exposure-key-hmac.ts'
import type { ExchangeAnswer, ExchangeRequest } from './exchange.ts'
import { type WalkTargets, walk } from './walk.ts'

const NOW = asUnixSeconds(Date.UTC(2026, 10, 19, 10, 20) / 1000)

const TARGETS: WalkTargets = {
  adminApi: 'https://admin.example.org',
  verificationApi: 'https://api.example.org',
  keyServer: 'https://keys.example.org',
  adminKey: ' admin ',
  deviceKey: 'device',
  healthAuthorityId: 'com.example.app',
  phone: '+18558361987',
  reportPhone: '+12065550123',
  redirect: 'https://links.example.org',
  androidTarget: 'android.test.app',
  iosTarget: 'ios.test.app',
  indexUrl: undefined,
}

interface Sent extends ExchangeRequest {
  readonly url: string
}

const json = (body: object, status = 200): ExchangeAnswer => ({
  status,
  contentType: 'application/json',
  location: '',
  text: JSON.stringify(body),
})

const GOOD: Readonly<Record<string, object>> = {
  '/api/issue': { code: '12345678', uuid: 'u-1', padding: 'x' },
  '/api/verify': { token: 'the-token', testtype: 'confirmed' },
  '/api/checkcodestatus': { claimed: true },
  '/api/certificate': { certificate: 'the.certificate.of-it' },
  '/v1/publish': { revisionToken: 'the-revision', insertedExposures: 14 },
}

/** @param answers by path, in place of the good ones */
function system(answers: Readonly<Record<string, ExchangeAnswer | Error>> = {}) {
  const sent: Sent[] = []
  let milliseconds = 0
  const exchange = async (url: string, request: ExchangeRequest): Promise<ExchangeAnswer> => {
    sent.push({ url, ...request })
    milliseconds += 7
    const { pathname } = new URL(url)
    const agent = request.headers['user-agent'] ?? ''
    const answer = answers[`${pathname} ${agent}`] ?? answers[pathname]
    if (answer instanceof Error) throw answer
    return answer ?? json(GOOD[pathname] ?? {}, pathname in GOOD ? 200 : 404)
  }
  const deps = {
    exchange,
    download: async () => new Uint8Array(),
    randomBytes: (length: number) => new Uint8Array(length).fill(7),
    now: () => NOW,
    stopwatch: () => milliseconds,
  }
  return { sent, deps, bodies: () => sent.map(({ body }) => JSON.parse(body ?? '{}')) }
}

describe('the walk of an upload', () => {
  test('its requests, one by one', async () => {
    const { sent, deps, bodies } = system()
    const walked = await walk(deps, TARGETS, 'default')
    expect(walked.isGood).toBe(true)
    expect(sent.map(({ url, method }) => `${method} ${url}`)).toEqual([
      'POST https://admin.example.org/api/issue',
      'POST https://api.example.org/api/verify',
      'POST https://admin.example.org/api/checkcodestatus',
      'POST https://api.example.org/api/certificate',
      'POST https://keys.example.org/v1/publish',
    ])
    for (const { headers } of sent) {
      expect(headers).toMatchObject({
        accept: 'application/json',
        'content-type': 'application/json',
        'user-agent': 'en/e2e-client',
      })
    }
    expect(sent.map(({ headers }) => headers['x-api-key'])).toEqual([
      'admin',
      'device',
      'admin',
      'device',
      undefined,
    ])
    const [issue, verify, status, certificate, publish] = bodies()
    expect(issue).toMatchObject({
      testType: 'confirmed',
      symptomDate: '2026-11-17',
      tzOffset: 0,
      phone: '+18558361987',
      externalIssuerID: '',
      uuid: '',
      onlyGenerateSMS: false,
    })
    expect(verify).toMatchObject({ code: '12345678', accept: null })
    expect(status).toMatchObject({ uuid: 'u-1' })
    expect(certificate.token).toBe('the-token')
    expect(fromTolerantBase64(certificate.ekeyhmac)).toHaveLength(32)
    expect(publish).toMatchObject({
      healthAuthorityID: 'com.example.app',
      verificationPayload: 'the.certificate.of-it',
    })
    expect(publish.revisionToken).toBeUndefined()
    const keys: readonly ReceivedKey[] = publish.temporaryExposureKeys
    expect(keys).toHaveLength(14)
    const midnight = (Date.UTC(2026, 10, 19) / 1000 / 600) as number
    for (const [age, key] of keys.entries()) {
      expect(key).toMatchObject({
        rollingStartNumber: midnight - age * 144,
        rollingPeriod: 144,
        transmissionRisk: 0,
      })
      expect(fromTolerantBase64(key.key)).toHaveLength(16)
    }
  })

  test('the HMAC is that of the keys under the secret that is uploaded', async () => {
    const { deps, bodies } = system()
    await walk(deps, TARGETS, 'default')
    const [, , , certificate, publish] = bodies()
    const secret = fromTolerantBase64(publish.hmacKey) ?? new Uint8Array()
    expect(secret).toHaveLength(32)
    const key = await crypto.subtle.importKey(
      'raw',
      secret,
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    )
    const text = hmacText(publish.temporaryExposureKeys, 'with-risk')
    const expected = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text))
    expect(certificate.ekeyhmac).toBe(toBase64(new Uint8Array(expected)))
  })

  test('revised: twice, first likely, then with one more key of today and the token', async () => {
    const { deps, sent, bodies } = system()
    const walked = await walk(deps, TARGETS, 'revise')
    expect(walked.isGood).toBe(true)
    expect(sent).toHaveLength(10)
    const all = bodies()
    expect([all[0].testType, all[5].testType]).toEqual(['likely', 'confirmed'])
    expect(all[9].revisionToken).toBe('the-revision')
    expect(all[9].temporaryExposureKeys.slice(0, 14)).toEqual(all[4].temporaryExposureKeys)
    expect(all[9].temporaryExposureKeys[14].rollingStartNumber).toBe(
      all[4].temporaryExposureKeys[0].rollingStartNumber,
    )
  })

  test('a user report is issued as one, to its own phone', async () => {
    const { deps, bodies } = system()
    await walk(deps, TARGETS, 'user-report')
    expect(bodies()[0]).toMatchObject({ testType: 'user-report', phone: '+12065550123' })
  })

  test('no phone is named where none is to be texted', async () => {
    const { deps, bodies } = system()
    await walk(deps, { ...TARGETS, phone: undefined }, 'default')
    expect(bodies()[0]).not.toHaveProperty('phone')
  })

  test.each([
    [
      '/api/issue',
      json({ error: 'no', errorCode: 'quota_exceeded' }, 429),
      'issue',
      'quota_exceeded',
    ],
    ['/api/issue', json({ code: '', uuid: 'u' }), 'issue', 'no code'],
    ['/api/verify', json({ error: 'no', errorCode: '' }), 'verify', 'error'],
    ['/api/verify', { ...json({ token: 't' }), contentType: 'text/html' }, 'verify', 'not JSON'],
    ['/api/verify', { ...json({}), text: '[]' }, 'verify', 'no JSON object'],
    ['/api/checkcodestatus', json({ claimed: false }), 'checkcodestatus', 'not claimed'],
    ['/api/certificate', new Error('unreachable'), 'certificate', 'does not answer'],
    ['/v1/publish', json({ code: 'partial_failure', error: 'x' }), 'publish', 'partial_failure'],
    ['/v1/publish', json({ insertedExposures: 14 }), 'publish', 'no revision token'],
  ])('%s failing ends it there', async (path, answer, step, words) => {
    const { deps, sent } = system({ [path]: answer })
    const walked = await walk(deps, TARGETS, 'revise')
    expect(walked.isGood).toBe(false)
    const last = walked.steps.at(-1)
    expect(last?.name).toBe(step)
    expect(last?.problem).toContain(words)
    expect(sent.at(-1)?.url).toContain(path)
  })

  test('steps are timed', async () => {
    const { deps } = system()
    const { steps } = await walk(deps, TARGETS, 'default')
    expect(steps.map(({ milliseconds }) => milliseconds)).toEqual([7, 7, 7, 7, 7])
  })
})

describe('the walk of the links', () => {
  const ASSETLINKS = [{ target: { package_name: 'android.test.app' } }]
  const ASSOCIATION = { applinks: { details: [{ appID: 'x' }] } }
  const to = (location: string, status = 303): ExchangeAnswer => ({
    status,
    contentType: 'text/html',
    location,
    text: '',
  })
  const good = {
    '/.well-known/assetlinks.json': { ...json({}), text: JSON.stringify(ASSETLINKS) },
    '/.well-known/apple-app-site-association': json(ASSOCIATION),
    '/ android': to('https://android.test.app'),
    '/ iphone': to('https://ios.test.app'),
    '/ unknown': to('https://www.google.com/covid19/exposurenotifications/'),
  }

  test('good', async () => {
    const { deps } = system(good)
    const walked = await walk(deps, TARGETS, 'redirect')
    expect(walked.steps.map(({ problem }) => problem)).toEqual(Array(5).fill(undefined))
  })

  test.each([
    ['/.well-known/assetlinks.json', { ...json({}), text: '[]' }, 'assetlinks'],
    ['/.well-known/assetlinks.json', json({ error: 'no' }, 404), 'assetlinks'],
    [
      '/.well-known/apple-app-site-association',
      json({ applinks: { details: [] } }),
      'apple-app-site-association',
    ],
    ['/ android', to('https://elsewhere.example.org'), 'redirect android'],
    ['/ iphone', to('https://ios.test.app', 302), 'redirect iphone'],
    ['/ unknown', new Error('gone'), 'redirect unknown'],
  ])('%s failing is told, and the rest tried', async (path, answer, step) => {
    const { deps } = system({ ...good, [path]: answer })
    const walked = await walk(deps, TARGETS, 'redirect')
    expect(walked.steps).toHaveLength(5)
    const failed = walked.steps.filter(({ problem }) => problem !== undefined)
    expect(failed.map(({ name }) => name)).toEqual([step])
  })
})

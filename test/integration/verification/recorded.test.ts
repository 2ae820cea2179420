import { describe, expect, test } from 'vitest'
import type { RealmSeed } from '../../../src/flows/verification/seed.ts'
import {
  differences,
  type RecordedAnswer,
  type RecordedCase,
  type RecordedRequest,
  requestOf,
  utcDate,
} from '../../support/recorded-verification.ts'
import {
  OPEN_REALM,
  read,
  startVerification,
  type TestVerification,
} from '../../support/verification.ts'
import vectors from '../../vectors/verification-server.json'

const DAY = 86_400

/** The realms that were there when the answers were recorded. */
const REALMS: readonly RealmSeed[] = [
  {
    ...OPEN_REALM,
    name: 'main',
    settings: {
      ...OPEN_REALM.settings,
      smsTemplateAlternates: { Short: 'Code [code], [expires] minutes, region [region]' },
    },
  },
  { name: 'plain', regionCode: 'US-PLA' },
  {
    name: 'paused',
    regionCode: 'US-PAU',
    settings: {
      maintenanceMode: true,
      allowBulkUpload: true,
      allowedTestTypes: ['confirmed', 'likely', 'negative', 'user-report'],
    },
  },
  {
    name: 'quota',
    regionCode: 'US-QUO',
    settings: { allowBulkUpload: true, abusePreventionEnabled: true, abusePreventionLimit: 3 },
  },
  {
    name: 'walled',
    regionCode: 'US-WAL',
    settings: {
      allowedCidrs: {
        adminapi: ['203.0.113.0/24', '2001:db8::/32'],
        apiserver: ['203.0.113.9/32'],
        server: [],
      },
    },
  },
  {
    name: 'enx',
    regionCode: 'US-ENX',
    settings: {
      enExpressEnabled: true,
      allowedTestTypes: ['confirmed'],
      allowGeneratedSms: true,
      smsTemplate: 'Your link: [enslink] It expires in [longexpires] hours.',
    },
  },
]

/** Where the reference tells us to do other than the original, or the wording is ours. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'issue: generated for phone 53': 'the library says that there is no such number',
  'issue: generated for phone 206.867.5309': 'our own words',
  'issue: generated for phone 00442071838750': 'not possible in the US',
  'issue: generated sms in enx': 'our own words',
  'expire: spellings of a uuid': 'a URN is taken, where the original fails',
  'batch: generated sms': 'our own words',
}

const cases = (vectors.cases as readonly RecordedCase[]).filter(
  ({ case: name }) => !name.startsWith('stats'),
)

let server: TestVerification
let values: Record<string, string> = {}

test.each(cases)('$case: $about', async (recorded) => {
  const maintenance = recorded.answers.some(({ sent }) => sent.includes('Maintenance'))
  server = await startVerification({
    realms: REALMS,
    vars: { ENX_REDIRECT_DOMAIN: 'enx.example.org' },
  })
  values = {
    phone: '+12068675309',
    nonce: btoa('n'.repeat(256)),
    uuid: crypto.randomUUID(),
    id: String(realmOf(recorded.keys[0] ?? 'main')),
  }
  for (const need of recorded.needs ?? []) await prepare(recorded, need)
  if (maintenance) {
    const before = server
    server = await startVerification({
      realms: REALMS,
      vars: { VERIFICATION_MAINTENANCE_MODE: 'true' },
      keep: before,
    })
  }
  const problems: string[] = []
  for (const [index, expected] of recorded.answers.entries()) {
    const request = mended(requestOf(expected.sent, server.now, values), expected)
    const answer = await send(recorded, request, index)
    problems.push(...differences(expected, answer, server.now))
  }
  if (recorded.case in OTHERWISE) expect(problems, OTHERWISE[recorded.case]).not.toEqual([])
  else expect(problems).toEqual([])
})

/** Long requests were cut short in the recording; how many codes a batch asked for shows in its answer. */
function mended(request: RecordedRequest, { body }: RecordedAnswer): RecordedRequest {
  const { codes } = body as { codes?: readonly unknown[] }
  if (request.path !== '/api/batch-issue' || codes === undefined || isJson(request.body)) {
    return request
  }
  const draft = { testType: 'confirmed', symptomDate: utcDate(server.now - 2 * DAY) }
  return { ...request, body: JSON.stringify({ codes: codes.map(() => draft) }) }
}

function isJson(text: string | undefined): boolean {
  try {
    JSON.parse(text ?? '')
    return true
  } catch {
    return false
  }
}

const realmOf = (key: string): number => {
  const [name = ''] = key.split('.')
  return server.realms.find((realm) => realm.name === name)?.id ?? 0
}

/** Requests that went before: what they asked for shows in what was answered. */
async function prepare({ case: name, keys, answers }: RecordedCase, need: string): Promise<void> {
  const expected = JSON.stringify(answers)
  const path = need.split(' ').at(-1) ?? ''
  if (path === '/api/issue') {
    const type = /negative,/.test(name)
      ? 'negative'
      : /user-report/.test(name)
        ? 'user-report'
        : /certificate: likely/.test(name)
          ? 'likely'
          : 'confirmed'
    const date = (days: number) => utcDate(server.now - days * DAY)
    const dates = /symptom and test date/.test(name)
      ? { symptomDate: date(5), testDate: date(3) }
      : /test date only/.test(name)
        ? { testDate: date(2) }
        : { symptomDate: date(2) }
    const isOther = /other realm/.test(name)
    const phone = type === 'user-report' || /long code/.test(name) ? { phone: '+12068675309' } : {}
    const key = server.realms.find((realm) => realm.name === (isOther ? 'enx' : keyRealm(keys)))
    const generated = /long code/.test(name) ? { onlyGenerateSMS: true } : {}
    const { body } = await server.admin(
      '/api/issue',
      { testType: type, ...dates, ...phone, ...generated },
      { 'x-api-key': key?.apiKeys.admin ?? '' },
    )
    values['code'] = String(body['code'])
    values['uuid'] = String(body['uuid'])
    const [long] = /[a-z0-9]{16}/.exec(String(body['generatedSMS'] ?? '')) ?? []
    if (long !== undefined && expected.includes('long')) values['long code'] = long
    return
  }
  if (path === '/api/verify') {
    const { body } = await server.device('/api/verify', { code: values['code'] })
    values['jwt'] = alteredToken(name, String(body['token']))
    return
  }
  await server.admin('/api/expirecode', { uuid: values['uuid'] })
}

const keyRealm = (keys: readonly string[]): string => keys[0]?.split('.')[0] ?? 'main'

/** A token that somebody changed, as the case says. */
function alteredToken(name: string, token: string): string {
  const [header = '', claims = '', signature = ''] = token.split('.')
  const change = (segment: string, members: object) => {
    const text = atob(segment.replaceAll('-', '+').replaceAll('_', '/'))
    return btoa(JSON.stringify({ ...JSON.parse(text), ...members })).replaceAll('=', '')
  }
  if (/signature altered/.test(name)) {
    const last = signature.at(-2) === 'A' ? 'B' : 'A'
    return `${header}.${claims}.${signature.slice(0, -2)}${last}${signature.slice(-1)}`
  }
  if (/other audience/.test(name))
    return `${header}.${change(claims, { aud: 'other' })}.${signature}`
  if (/alg ES384/.test(name)) return `${change(header, { alg: 'ES384' })}.${claims}.${signature}`
  if (/kid a number/.test(name)) return `${change(header, { kid: 1 })}.${claims}.${signature}`
  return token
}

async function send(
  { case: name, keys }: RecordedCase,
  { service, method, path, body }: RecordedRequest,
  index: number,
) {
  const kind = keys.find((key) =>
    service.startsWith('device') ? key.endsWith('.device') : /\.(admin|stats)$/.test(key),
  )
  const stats = keys.find((key) => key.endsWith('.stats'))
  const key = path.startsWith('/api/stats') ? stats : (kind ?? keys[0])
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/json',
  }
  if (key !== undefined) {
    const [realm = '', type = ''] = key.split('.')
    const seeded = server.realms.find((one) => one.name === realm)
    headers['x-api-key'] = seeded?.apiKeys[type as 'admin' | 'device' | 'stats'] ?? ''
  }
  if (name.startsWith('chaff')) headers['x-chaff'] = '1'
  if (name === 'key: empty parts') headers['x-api-key'] = '..'
  if (name === 'key: none, text')
    Object.assign(headers, { accept: '*/*', 'content-type': 'text/plain' })
  if (name === 'json: no content type') headers['content-type'] = ''
  if (name === 'json: upper case type') headers['content-type'] = 'APPLICATION/JSON'
  if (name.startsWith('firewall')) headers['cf-connecting-ip'] = '203.0.113.9'
  let text = body
  if (name === 'json: bad bodies on /api/verify') {
    // The recording was cut short here, and does not show the header.
    if (index === 4) text = JSON.stringify({ code: '1', padding: 'x'.repeat(64_000) })
    if (index === 5) headers['content-type'] = 'text/plain'
  }
  if (headers['content-type'] === '') delete headers['content-type']
  const init = {
    method,
    headers,
    ...(method === 'POST' && { body: new TextEncoder().encode(text ?? '') }),
  }
  const surface = service.startsWith('admin') ? server.requestAdmin : server.requestDevice
  return read(await surface(path, init))
}

describe('what is left out here', () => {
  test('is replayed elsewhere', () => {
    expect(vectors.cases.length - cases.length).toBeGreaterThan(0)
  })
})

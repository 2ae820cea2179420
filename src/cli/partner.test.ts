/** The verb `partner`, against files and an HTTP server of this test. */

import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WINDOW_END } from '../../test/support/archives.ts'
import { scratchFolder, tocsin } from '../../test/support/command-line.ts'
import { makeCertificate } from '../../test/support/made-certificates.ts'
import { COMMON_SETTINGS } from '../core/federation/common-settings.ts'
import { INGRESS_REASONS } from '../core/federation/ingress.ts'
import { PARTNER_FILE_RULES } from '../core/federation/partner-files.ts'
import { PROBE_OUTCOMES } from '../core/federation/probe.ts'
import { TOKEN_VARIABLE } from './operator-client.ts'

const { path: folder, put } = scratchFolder()
const DAY = 86_400
const pem = (type: 'pkcs8') =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type, format: 'pem' })
    .toString()
const SIGNING_KEY = pem('pkcs8')
const signingKey = put('uk.private.pem', SIGNING_KEY)
const token = put('token.txt', 'a.b.c\n')

let url = ''
let answers: { status: number; body: unknown }[] = []
let asked: string[] = []
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`)
  request.resume()
  const { status, body } = answers.shift() ?? { status: 500, body: {} }
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
})

beforeAll(async () => {
  process.env[TOKEN_VARIABLE] = 'token-of-this-test'
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  delete process.env[TOKEN_VARIABLE]
  server.close()
})

const partner = (...args: string[]) => tocsin(['partner', ...args])
const asking = (args: readonly string[], body: unknown, status = 200) => {
  asked = []
  answers = [{ status, body }]
  return tocsin(['partner', ...args, '--url', url])
}

describe('partner add', () => {
  const UK = [
    '--protocol',
    'uk',
    '--base-url',
    'https://federation.example/',
    '--own-origin',
    'GB-EAW',
  ]
  const FULL = [...UK, '--region', 'GB-EAW', '--region', 'JE', '--imports', '--exports']
  const KEYS = ['--signing-key', signingKey, '--token', token]

  test('prints an entry that a document may hold', async () => {
    const { exitCode, out, err } = await partner('add', 'nearform', ...FULL, ...KEYS)
    expect([exitCode, err]).toEqual([0, ''])
    expect(JSON.parse(out)).toEqual({
      name: 'nearform',
      protocol: 'uk',
      baseUrl: 'https://federation.example',
      importsKeys: true,
      exportsKeys: true,
      ownOrigin: 'GB-EAW',
      prefix: 'nearform',
      regions: ['GB-EAW', 'JE'],
      credentials: { signingKeyPem: SIGNING_KEY, bearerToken: 'a.b.c' },
      activeFrom: new Date(WINDOW_END * 1000).toISOString().replace('.000Z', 'Z'),
    })
  })

  test('reads settings as JSON or as text, and the binding with its certificate', async () => {
    const { certificatePem } = await makeCertificate({
      subject: [['CN', 'us']],
      notBefore: WINDOW_END - DAY,
      notAfter: WINDOW_END + DAY,
    })
    const { exitCode, out, err } = await partner(
      ...['add', 'efgs', '--protocol', 'efgs', '--base-url', 'https://gateway.example'],
      ...['--own-origin', 'DE', '--region', 'DE', '--imports', '--content-signer', 'nb-bs'],
      ...['--binding', 'EFGS', '--client-certificate', put('tls.pem', certificatePem)],
      ...['--setting', 'acceptedOrigins=["IT"]', '--setting', 'pollMinutes=10'],
      ...['--gateway-from', 'nearform', '--traveler', '--export-region', 'DE', '--prefix', 'eu'],
    )
    expect([exitCode, err]).toEqual([0, ''])
    expect(JSON.parse(out)).toMatchObject({
      prefix: 'eu',
      gatewayFrom: ['nearform'],
      traveler: true,
      exportRegions: ['DE'],
      contentSigner: 'nb-bs',
      settings: {
        acceptedOrigins: ['IT'],
        pollMinutes: 10,
        clientCertificateBinding: 'EFGS',
        clientCertificatePem: certificatePem,
      },
    })
  })

  test('puts it into a document, in place of one of its name', async () => {
    const before = {
      name: 'nearform',
      ...JSON.parse((await partner('add', 'x', ...UK)).out),
      prefix: 'old',
    }
    const other = { ...before, name: 'jersey', prefix: 'jersey' }
    const document = { countries: [], partners: [{ ...before, name: 'nearform' }, other] }
    const file = put('document.json', JSON.stringify(document))
    const { exitCode, out } = await partner('add', 'nearform', ...FULL, ...KEYS, '--into', file)
    expect(exitCode).toBe(0)
    const next = JSON.parse(out)
    expect(next.countries).toEqual([])
    expect(next.partners.map(({ prefix }: { prefix: string }) => prefix)).toEqual([
      'nearform',
      'jersey',
    ])
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(document)
  })

  test.each<[string, string[], string]>([
    ['without what it is called with', FULL, 'bearerToken is missing'],
    ['with a bad prefix', [...FULL, ...KEYS, '--prefix', 'mobile'], 'partners[0].prefix'],
    ['with a private address', [...FULL, ...KEYS, '--base-url', 'https://10.0.0.1'], 'baseUrl'],
    [
      'with an unknown setting value',
      [...FULL, ...KEYS, '--setting', 'pollMinutes=often'],
      'pollMinutes',
    ],
    ['with an unknown protocol', [...FULL, ...KEYS, '--protocol', 'dp3t'], 'protocol'],
    [
      'with a public key to sign with',
      [...FULL, '--token', token, '--signing-key', token],
      'signingKeyPem',
    ],
  ])('exits 1 for one %s, and prints nothing', async (_, args, message) => {
    const { exitCode, out, err } = await partner('add', 'nearform', ...args)
    expect([exitCode, out]).toEqual([1, ''])
    expect(err).toContain(message)
    expect(err).not.toContain('PRIVATE')
  })

  test.each<[string, string[]]>([
    ['no protocol', ['--base-url', 'https://a.example', '--own-origin', 'DE']],
    ['a setting without a value', [...FULL, '--setting', 'x']],
    ['a key that is not there', [...FULL, '--signing-key', 'nowhere.pem']],
    ['a document that is none', [...FULL, '--into', token]],
    ['a document with an unknown section', [...FULL, '--into', put('bad.json', '{"x":[]}')]],
  ])('exits 2 for %s', async (_, args) => {
    const { exitCode, out } = await partner('add', 'nearform', ...args)
    expect([exitCode, out]).toEqual([2, ''])
  })
})

describe('partner add of a hub of our own', () => {
  const LOCAL = ['--protocol', 'efgs', '--base-url', 'local:/federation/efgs', '--own-origin', 'DE']
  const local = (...args: string[]) =>
    partner('add', 'hub', ...LOCAL, '--region', 'DE', '--imports', ...args)

  test('tells it whose certificate a handshake would have shown', async () => {
    const made = await makeCertificate({
      subject: [
        ['C', 'DE'],
        ['CN', 'nb-tls'],
      ],
      notBefore: WINDOW_END - DAY,
      notAfter: WINDOW_END + 400 * DAY,
    })
    const file = put('local.pem', made.certificatePem)
    const { exitCode, out } = await local('--client-certificate', file)
    expect(exitCode).toBe(0)
    expect(JSON.parse(out).credentials).toEqual({
      clientCertificateSha256: made.thumbprint,
      clientCertificateSubject: 'C=DE',
    })
  })

  test('is refused without one, or with what is none', async () => {
    const { exitCode, err } = await local()
    expect([exitCode, err]).toEqual([1, expect.stringContaining('clientCertificateSha256')])
    expect((await local('--client-certificate', token)).exitCode).toBe(2)
  })
})

describe('partner check of files', () => {
  const certificate = (members: object = {}) =>
    makeCertificate({
      subject: [
        ['C', 'DE'],
        ['O', 'Health'],
        ['CN', 'nb-tls'],
      ],
      notBefore: WINDOW_END - DAY,
      notAfter: WINDOW_END + 365 * DAY,
      ...members,
    })

  test('says what a certificate is, and that it is fine', async () => {
    const { certificatePem, thumbprint } = await certificate()
    const file = put('nb-tls.pem', certificatePem)
    const { exitCode, out } = await partner('check', file, '--country', 'DE')
    expect(exitCode).toBe(0)
    expect(out).toContain(`${file}: fine\n  certificate SHA-256 ${thumbprint}\n  country DE\n`)
    expect(out).toContain('365 days left')
  })

  test('names each rule that is broken, of each file', async () => {
    const good = put('good.pem', (await certificate()).certificatePem)
    const bad = put('bad.pem', (await certificate({ key: 'RSA-2048' })).certificatePem)
    const { exitCode, out } = await partner('check', good, bad, '--country', 'FR')
    expect(exitCode).toBe(1)
    expect(out).toContain(`  error weak_key: ${PARTNER_FILE_RULES.weak_key.says}\n`)
    expect(out.match(/error other_country/g)).toHaveLength(2)
    const json = await partner('check', good, '--country', 'FR', '--json')
    expect(JSON.parse(json.out)).toMatchObject([
      { file: good, kind: 'certificate', findings: [{ name: 'other_country', severity: 'error' }] },
    ])
  })

  test('counts the days from another time, and takes what is registered to its end', async () => {
    const file = put('nb-tls.pem', (await certificate()).certificatePem)
    const later = ['--now', String(WINDOW_END + 300 * DAY)]
    expect((await partner('check', file, ...later)).out).toContain('error ends_soon')
    expect((await partner('check', file, ...later, '--registered')).exitCode).toBe(0)
  })

  test("asks for the operator's signature", async () => {
    const anchor = await certificate({ subject: [['CN', 'anchor']], key: 'RSA-3072' })
    const { certificatePem } = await certificate()
    const signature = await crypto.subtle.sign(
      'RSASSA-PKCS1-v1_5',
      anchor.keys.privateKey,
      new TextEncoder().encode(certificatePem),
    )
    const file = put('signed.pem', certificatePem)
    const trusting = ['--trust-anchor', put('anchor.pem', anchor.certificatePem)]
    const good = put('good.sig', `${Buffer.from(signature).toString('base64')}\n`)
    expect((await partner('check', file, ...trusting, '--signature', good)).exitCode).toBe(0)
    const bad = put('bad.sig', 'AAAA')
    const refused = await partner('check', file, ...trusting, '--signature', bad)
    expect(refused.out).toContain('error operator_signature_invalid')
    expect((await partner('check', file, ...trusting)).out).toContain('operator_signature_missing')
  })

  test('is told in the guide, rule by rule', () => {
    const packed = (text: string) => text.replaceAll(/ +/g, ' ')
    const guide = packed(readFileSync('docs/guides/federation.md', 'utf8'))
    for (const [name, { severity, says }] of Object.entries(PARTNER_FILE_RULES)) {
      expect(guide).toContain(packed(`| \`${name}\` | ${severity} | ${says} |`))
    }
  })

  test('has its other words explained there too', () => {
    const guide = readFileSync('docs/guides/federation.md', 'utf8')
    for (const word of [...COMMON_SETTINGS, ...PROBE_OUTCOMES, ...INGRESS_REASONS]) {
      expect(guide).toContain(`\`${word}\``)
    }
  })

  test.each<[string, string[]]>([
    ['a file that is not there', ['check', 'nowhere.pem']],
    ['a country in words', ['check', signingKey, '--country', 'Germany']],
    ['a signature without an anchor', ['check', signingKey, '--signature', token]],
    ['an anchor that is none', ['check', signingKey, '--trust-anchor', token]],
    ['a directory', ['check', folder]],
    ['nothing', ['check']],
  ])('exits 2 for %s', async (_, args) => {
    const { exitCode, out } = await partner(...args)
    expect([exitCode, out]).toEqual([2, ''])
  })
})

describe('partner check of a partner', () => {
  test.each([
    [{ outcome: 'answers', status: 200 }, 0, 'efgs: answers (200)\n'],
    [{ outcome: 'not_authorized', status: 403 }, 1, 'efgs: not_authorized (403)\n'],
    [{ outcome: 'unreachable', status: null }, 1, 'efgs: unreachable\n'],
  ])('has the system ask it: %j', async (answer, code, text) => {
    const { exitCode, out } = await asking(['check', 'efgs'], answer)
    expect([exitCode, out]).toEqual([code, text])
    expect(asked).toEqual(['POST /operator/partners/efgs/probe'])
  })

  test('that is not there is refused', async () => {
    const { exitCode, err } = await asking(['check', 'xx'], { error: 'no_such_partner' }, 404)
    expect([exitCode, err]).toEqual([1, 'tocsin: refused with 404: no_such_partner\n'])
  })
})

describe('partner status', () => {
  const fine = {
    name: 'efgs',
    protocol: 'efgs',
    baseUrl: 'https://gateway.example',
    importsKeys: true,
    exportsKeys: false,
    isActive: true,
    directions: [
      {
        direction: 'import',
        lastSuccessAt: WINDOW_END - 60,
        lastFailure: null,
        consecutiveFailures: 0,
        nextAttemptAt: WINDOW_END + 240,
      },
    ],
    incoming: { byStatus: { processed: 3 }, oldestWaitingAt: null },
    outgoing: { byStatus: {}, oldestWaitingAt: null },
    credentials: [],
    expiries: [
      { what: 'contentSigner', endsAt: WINDOW_END + 90 * DAY, daysLeft: 90, state: 'fine' },
    ],
  }
  const iso = (at: number) => new Date(at * 1000).toISOString().replace('.000Z', 'Z')

  test('shows all of them and exits 0 where all is well', async () => {
    const { exitCode, out } = await asking(['status'], { partners: [fine] })
    expect(exitCode).toBe(0)
    expect(out).toBe(
      'efgs  efgs  https://gateway.example  imports\n' +
        `  import   worked ${iso(WINDOW_END - 60)}, next ${iso(WINDOW_END + 240)}\n` +
        '  incoming 3 processed\n',
    )
    expect(asked).toEqual(['GET /operator/partners'])
    expect((await asking(['status'], { partners: [] })).out).toBe('no partners\n')
  })

  test.each<[string, object, string]>([
    [
      'a failure',
      { directions: [{ ...fine.directions[0], lastFailure: 'timeout', consecutiveFailures: 2 }] },
      '! import failed 2 times: timeout',
    ],
    [
      'a batch that waits for more than an hour',
      { outgoing: { byStatus: { new: 1 }, oldestWaitingAt: WINDOW_END - 3601 } },
      '! a batch waits since',
    ],
    [
      'a batch that was given up',
      { incoming: { byStatus: { failed: 2 }, oldestWaitingAt: null } },
      '! 2 batches failed',
    ],
    [
      'what is about to end',
      {
        expiries: [
          { what: 'bearerToken', endsAt: WINDOW_END + 5 * DAY, daysLeft: 5, state: 'urgent' },
        ],
      },
      '! bearerToken ends in 5 days,',
    ],
    [
      'what has ended',
      { expiries: [{ what: 'bearerToken', endsAt: WINDOW_END - 1, daysLeft: -1, state: 'ended' }] },
      '! bearerToken ended',
    ],
  ])('exits 1 for %s', async (_, members, text) => {
    const { exitCode, out } = await asking(['status', 'efgs'], { ...fine, ...members })
    expect(exitCode).toBe(1)
    expect(out).toContain(text)
    expect(asked).toEqual(['GET /operator/partners/efgs'])
    const json = await asking(['status', 'efgs', '--json'], { ...fine, ...members })
    expect([json.exitCode, JSON.parse(json.out)]).toEqual([
      1,
      { partners: [{ ...fine, ...members }] },
    ])
  })

  test('does not complain of a partner that is not active', async () => {
    const ended = {
      ...fine,
      isActive: false,
      directions: [{ ...fine.directions[0], lastFailure: 'x' }],
    }
    expect((await asking(['status', 'efgs'], ended)).exitCode).toBe(0)
  })
})

describe('partner batches, replay and run', () => {
  const batch = {
    id: 41,
    status: 'failed',
    batchTag: 'tag',
    createdAt: WINDOW_END,
    completedAt: null,
    retryCount: 5,
    nextAttemptAt: WINDOW_END,
    lastFailure: 'audit_failed',
    totalKeys: 12,
    acceptedKeys: 0,
    batchDate: '2026-11-25',
    knownKeys: 0,
    rejectedKeys: {},
  }

  test('lists a page and says how to see the next', async () => {
    const page = { batches: [batch], next: 41 }
    const { exitCode, out } = await asking(['batches', 'efgs', '--before', '99'], page)
    expect(exitCode).toBe(0)
    expect(out).toContain('41  ')
    expect(out).toContain('failed  tag  12 keys, 0 taken  audit_failed\nmore: --before 41\n')
    expect(asked).toEqual(['GET /operator/partners/efgs/batches?direction=incoming&before=99'])
    await asking(['batches', 'efgs', '--outgoing'], { batches: [], next: null })
    expect(asked).toEqual(['GET /operator/partners/efgs/batches?direction=outgoing'])
  })

  test('replays one batch', async () => {
    const { exitCode, out } = await asking(['replay', 'efgs', '41'], { ok: true })
    expect([exitCode, out]).toEqual([0, 'batch 41 of efgs is taken in again\n'])
    expect(asked).toEqual(['POST /operator/partners/efgs/batches/41/replay'])
    const gone = await asking(['replay', 'efgs', '41'], { error: 'raw_bytes_gone' }, 409)
    expect([gone.exitCode, gone.err]).toEqual([1, 'tocsin: refused with 409: raw_bytes_gone\n'])
    const wrong = await asking(['replay', 'efgs', 'all'], {})
    expect([wrong.exitCode, asked]).toEqual([2, []])
  })

  test('runs one partner', async () => {
    expect((await asking(['run', 'efgs'], { failures: [] })).out).toBe('done\n')
    expect(asked).toEqual(['POST /operator/partners/efgs/run'])
    const failed = await asking(['run', 'efgs'], { failures: ['timeout'] })
    expect([failed.exitCode, failed.out]).toEqual([1, 'failed: timeout\n'])
  })

  test.each(['add', 'check', 'status', 'batches', 'replay', 'run'])(
    'partner %s explains itself',
    async (action) => {
      const { exitCode, out } = await partner(action, '--help')
      expect(exitCode).toBe(0)
      for (const part of ['Example:', `  tocsin partner ${action} `, 'Exit codes:']) {
        expect(out).toContain(part)
      }
    },
  )
})

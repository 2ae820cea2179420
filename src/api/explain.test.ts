import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  aSentKey,
  authority,
  build,
  NOW,
  stranger,
  TODAY,
  type World,
} from '../../test/support/explaining.ts'
import { HMAC_KEYS, HMAC_SECRET, HMACS } from '../../test/vectors/key-server.ts'
import { p1363ToDer } from '../core/crypto/ecdsa.ts'
import { CHECK_NAMES, type CheckName } from '../core/explain/checks.ts'
import { ExplainAnswer, explainRequest } from './explain.ts'

type Spoil = (world: World) => void

async function explain(spoil: Spoil) {
  const { asked, context } = await build(spoil)
  const explanation = await explainRequest(asked, context)
  // What goes over the wire has the shape that is documented.
  ExplainAnswer.parse(JSON.parse(JSON.stringify(explanation)))
  return explanation
}

const brokenOf = (explanation: Awaited<ReturnType<typeof explain>>) =>
  explanation.checks.filter(({ outcome }) => outcome === 'broken')

test('an upload in which all is right passes every check', async () => {
  const explanation = await explain(() => undefined)
  expect(explanation).toMatchObject({ verdict: 'accepted', status: 200 })
  expect(explanation.checks.map(({ name }) => name)).toEqual(CHECK_NAMES)
  expect(explanation.checks.every(({ outcome }) => outcome === 'ok')).toBe(true)
})

const key =
  (change: object): Spoil =>
  (world) => {
    world.keys = [aSentKey(1, 2, change)]
  }

/** What breaks one row of the protocol's tables and leaves the others alone. */
const ROWS: readonly (readonly [string, CheckName, Spoil, number?])[] = [
  [
    '2.1 content type',
    'content-type',
    (world) => Object.assign(world.asked, { contentType: 'text/json' }),
    415,
  ],
  [
    '2.1 size',
    'body-size',
    (world) => Object.assign(world.members, { padding: 'x'.repeat(64_000) }),
    413,
  ],
  [
    '2.1 body',
    'json',
    (world) => Object.assign(world, { respell: (body: string) => `${body}{}` }),
    400,
  ],
  ['2.1 unknown member', 'members', (world) => Object.assign(world.members, { surprise: 1 }), 400],
  ['2.1 spellings', 'members', (world) => Object.assign(world.members, { hmackey: 'AA==' }), 400],
  [
    '2.1 type',
    'member-types',
    (world) => Object.assign(world.members, { symptomOnsetInterval: '1' }),
    400,
  ],
  [
    '2.3 app',
    'health-authority-id',
    (world) => Object.assign(world.members, { healthAuthorityID: 'x' }),
  ],
  ['2.3 region', 'region', (world) => Object.assign(world, { allowedRegions: [] }), 500],
  [
    '2.5 row 1',
    'certificate-structure',
    (world) => Object.assign(world.claims, { aud: [authority.audience] }),
  ],
  ['2.5 row 2', 'certificate-algorithm', (world) => Object.assign(world.header, { alg: 'ES384' })],
  ['2.5 row 3', 'certificate-key-id', (world) => Object.assign(world.header, { kid: undefined })],
  [
    '2.5 row 4',
    'certificate-issuer',
    (world) => Object.assign(world.claims, { iss: 'https://nobody.test' }),
  ],
  ['2.5 row 5', 'certificate-audience', (world) => Object.assign(world.claims, { aud: 'others' })],
  ['2.5 row 6', 'certificate-key', (world) => Object.assign(world, { keyValidThru: NOW })],
  ['2.5 row 7, exp', 'certificate-times', (world) => Object.assign(world.claims, { exp: NOW - 1 })],
  ['2.5 row 7, iat', 'certificate-times', (world) => Object.assign(world.claims, { iat: NOW + 1 })],
  ['2.5 row 7, nbf', 'certificate-times', (world) => Object.assign(world.claims, { nbf: NOW + 1 })],
  ['2.5 row 8', 'certificate-signature', (world) => Object.assign(world, { signer: stranger })],
  [
    '2.5 row 9',
    'certificate-tenant',
    (world) => Object.assign(world, { allowedHealthAuthorityIds: [2] }),
  ],
  [
    '2.5 row 10',
    'certificate-report-type',
    (world) => Object.assign(world.claims, { reportType: 'sick' }),
  ],
  [
    '2.5 row 11',
    'certificate-hmac',
    (world) => Object.assign(world, { hmacKey: Buffer.alloc(16).toString('base64') }),
  ],
  [
    '2.6 too many keys',
    'key-count',
    (world) => Object.assign(world, { keys: Array.from({ length: 31 }, (_, n) => aSentKey(n, 1)) }),
  ],
  ['2.6 row 1', 'key-encoding', key({ key: '*' })],
  ['2.6 row 2', 'key-length', key({ key: 'AAAA' })],
  ['2.6 row 3', 'rolling-period', key({ rollingPeriod: 145 })],
  ['2.6 row 4', 'key-age', key({ rollingStartNumber: TODAY - 17 * 144 })],
  ['2.6 row 5', 'key-start', key({ rollingStartNumber: TODAY + 144 })],
  ['2.6 row 7', 'transmission-risk', key({ transmissionRisk: 9 })],
  [
    '2.6 row 8',
    'onset-distance',
    (world) => {
      world.members = { symptomOnsetInterval: TODAY - 20 * 144 }
    },
    200,
  ],
  [
    '2.6 overlap',
    'overlap',
    (world) =>
      Object.assign(world, {
        keys: [aSentKey(1, 2), aSentKey(2, 2, { rollingStartNumber: TODAY - 200 })],
      }),
  ],
  [
    '2.6 same start',
    'same-start',
    (world) => Object.assign(world, { keys: [1, 2, 3, 4].map((n) => aSentKey(n, 2)) }),
  ],
]

describe('a request that breaks one row alone', () => {
  const rows = ROWS.map(([row, name, spoil, status]) => ({ row, name, spoil, status }))
  test.each(rows)('$row: $name is named, and nothing else', async ({ name, spoil, status }) => {
    const explanation = await explain(spoil)
    expect(brokenOf(explanation).map((check) => check.name)).toEqual([name])
    const isCertificate = /^(certificate|health)/.test(name)
    expect(explanation.status).toBe(status ?? (isCertificate ? 401 : 400))
    expect(explanation.verdict).toBe(status === 200 ? 'accepted' : 'refused')
    const outcomes = explanation.checks.map(({ outcome }) => outcome)
    const at = outcomes.indexOf('broken')
    expect(outcomes.slice(0, at).every((outcome) => outcome === 'ok')).toBe(true)
    const [broken] = brokenOf(explanation)
    expect(broken?.expected ?? broken?.got).toBeDefined()
  })

  test('every check has a row here', () => {
    expect(new Set(ROWS.map(([, name]) => name))).toEqual(new Set(CHECK_NAMES))
  })
})

const mac = (text: string, secret: Buffer = Buffer.alloc(16, 3)) =>
  createHmac('sha256', secret).update(text).digest()
const segments = (world: World, spell = (base64: string) => base64, withRisk = true) =>
  world.keys.map(
    (key) =>
      `${spell(key.key)}.${key.rollingStartNumber}.${key.rollingPeriod}${withRisk ? `.${key.transmissionRisk}` : ''}`,
  )
const sorted = (list: string[]) => [...list].sort((a, b) => (a < b ? -1 : 1)).join(',')
const signed = (text: string): Record<string, string> => ({ tekmac: mac(text).toString('base64') })
const lastSegment = (jwt: string, change: (segment: string) => string) => {
  const [header, claims, signature = ''] = jwt.split('.')
  return [header, claims, change(signature)].join('.')
}

const MISTAKES: readonly (readonly [string, string, Spoil])[] = [
  [
    'the HMAC sent as the secret',
    'hmacKey is the HMAC itself',
    (world) => {
      world.hmacKey = mac(sorted(segments(world))).toString('base64')
    },
  ],
  [
    'keys re-encoded to base64url',
    'base64url without padding',
    (world) =>
      Object.assign(
        world.claims,
        signed(sorted(segments(world, (key) => Buffer.from(key, 'base64').toString('base64url')))),
      ),
  ],
  [
    'keys re-encoded to standard base64',
    'standard base64 with padding',
    (world) => {
      const text = sorted(segments(world))
      world.keys = world.keys.map((key) => ({
        ...key,
        key: Buffer.from(key.key, 'base64').toString('base64url'),
      }))
      Object.assign(world.claims, signed(text))
    },
  ],
  [
    'keys re-encoded without padding',
    'standard base64 without padding',
    (world) =>
      Object.assign(
        world.claims,
        signed(sorted(segments(world, (key) => key.replaceAll('=', '')))),
      ),
  ],
  [
    'unsorted keys',
    'over unsorted keys',
    (world) => Object.assign(world.claims, signed(segments(world).join(','))),
  ],
  [
    'HMAC in hex',
    'the HMAC in hex',
    (world) =>
      Object.assign(world.claims, { tekmac: mac(sorted(segments(world))).toString('hex') }),
  ],
  [
    "base64 of the HMAC's hex",
    "base64 of the HMAC's hex",
    (world) =>
      Object.assign(world.claims, {
        tekmac: Buffer.from(mac(sorted(segments(world))).toString('hex')).toString('base64'),
      }),
  ],
  [
    'the text of the secret',
    'decode its base64 first',
    (world) =>
      Object.assign(world.claims, {
        tekmac: mac(sorted(segments(world)), Buffer.from(world.hmacKey)).toString('base64'),
      }),
  ],
  [
    'no risk where keys have one',
    'leaves the transmission risk out',
    (world) => {
      world.keys = [aSentKey(1, 2, { transmissionRisk: 5 }), aSentKey(2, 3)]
      Object.assign(world.claims, signed(sorted(segments(world, undefined, false))))
    },
  ],
  [
    'risk 0 signed where another is sent',
    'has risk 0 for every key',
    (world) => {
      world.keys = [aSentKey(1, 2)]
      Object.assign(world.claims, signed(sorted(segments(world))))
      world.keys = [aSentKey(1, 2, { transmissionRisk: 5 })]
    },
  ],
  [
    'a period signed and not sent',
    'has rollingPeriod 144',
    (world) => {
      world.keys = [aSentKey(1, 2)]
      Object.assign(world.claims, signed(sorted(segments(world))))
      world.keys = [aSentKey(1, 2, { rollingPeriod: 0 })]
    },
  ],
  [
    'keys that were not signed',
    'None of the usual mistakes',
    (world) => Object.assign(world.claims, signed('x')),
  ],
  [
    'a DER signature',
    'raw r‖s',
    (world) => {
      world.rewrite = (jwt) =>
        lastSegment(jwt, (text) =>
          Buffer.from(p1363ToDer(Buffer.from(text, 'base64url'))).toString('base64url'),
        )
    },
  ],
  [
    'a padded signature',
    'padded with "="',
    (world) => {
      world.rewrite = (jwt) => lastSegment(jwt, (text) => `${text}==`)
    },
  ],
  [
    'padded segments',
    'padded with "="',
    (world) => {
      world.claims['extra'] = 'padding is needed'
      world.rewrite = (jwt) =>
        jwt
          .split('.')
          .map((text) => text.padEnd(Math.ceil(text.length / 4) * 4, '='))
          .join('.')
    },
  ],
  ['milliseconds', 'in milliseconds', (world) => Object.assign(world.claims, { iat: NOW * 1000 })],
  [
    'a clock ahead',
    's clock is 30 s ahead',
    (world) => Object.assign(world.claims, { iat: NOW + 30 }),
  ],
  [
    'a stale certificate',
    'expired 5000 s ago',
    (world) => Object.assign(world.claims, { exp: NOW - 5000 }),
  ],
  [
    'a fraction of a second',
    'whole Unix seconds',
    (world) => Object.assign(world.claims, { exp: NOW + 0.5 }),
  ],
  [
    'a list of audiences',
    'aud is a list',
    (world) => Object.assign(world.claims, { aud: [authority.audience] }),
  ],
  [
    'issuer and audience swapped',
    'are swapped',
    (world) => Object.assign(world.claims, { iss: authority.audience, aud: authority.issuer }),
  ],
  [
    'a slash at the end',
    `Known is "${authority.issuer}"`,
    (world) => Object.assign(world.claims, { iss: `${authority.issuer}/` }),
  ],
  [
    'the issuer as audience',
    'aud is the issuer',
    (world) => Object.assign(world.claims, { aud: authority.issuer }),
  ],
  ['a kid in capitals', 'Known is "v1"', (world) => Object.assign(world.header, { kid: 'V1' })],
  [
    'another kid',
    'not the id of the key of the exports',
    (world) => Object.assign(world.header, { kid: '310' }),
  ],
  [
    'an API key for a certificate',
    'API key of the verification server',
    (world) => {
      world.members = { verificationPayload: `${'k'.repeat(86)}.12.${'s'.repeat(86)}` }
    },
  ],
  [
    'a token for a certificate',
    'the token of /api/verify',
    (world) => {
      world.claims = {
        iss: 'https://other.test',
        aud: 'x',
        sub: 'confirmed.2026-11-18',
        reportType: undefined,
        tekmac: undefined,
      }
    },
  ],
  [
    'the issuer as the app',
    'package name of the app',
    (world) => {
      world.members = { healthAuthorityID: authority.issuer }
    },
  ],
  [
    'a word of the export format',
    '"confirmed" is meant',
    (world) => Object.assign(world.claims, { reportType: 'CONFIRMED_TEST' }),
  ],
  [
    'a day number',
    'multiply by 144',
    (world) =>
      Object.assign(world, { keys: [aSentKey(1, 0, { rollingStartNumber: TODAY / 144 })] }),
  ],
  [
    'Unix seconds',
    'divide by 600',
    (world) =>
      Object.assign(world, { keys: [aSentKey(1, 0, { rollingStartNumber: NOW - 86_400 })] }),
  ],
  [
    'no rolling period',
    'there is no default',
    (world) => Object.assign(world, { keys: [aSentKey(1, 2, { rollingPeriod: 0 })] }),
  ],
  [
    'a key in hex',
    'The key is hex',
    (world) => Object.assign(world, { keys: [aSentKey(1, 2, { key: '01'.repeat(16) })] }),
  ],
  [
    'a member of v1alpha1',
    'other version',
    (world) => Object.assign(world.members, { regions: ['US'] }),
  ],
]

describe('usual mistakes', () => {
  test.each(MISTAKES)('%s', async (_name, sentence, spoil) => {
    const [broken] = brokenOf(await explain(spoil))
    expect(broken?.mistakes.join(' ')).toContain(sentence)
  })
})

test('both texts that may be signed are written out, with the published HMACs', async () => {
  const at = (HMAC_KEYS[0].rollingStartNumber + 300) * 600
  const { hmacs } = await explain((world) => {
    world.keys = HMAC_KEYS.map(({ a, b: _, ...key }) => ({ ...key, transmissionRisk: a }))
    world.hmacKey = HMAC_SECRET
    world.asked = { now: at }
  })
  expect(hmacs.map(({ segments, hmac, isAccepted }) => [segments, hmac, isAccepted])).toEqual([
    [4, HMACS.a4, true],
    [3, HMACS.a3, true],
  ])
  expect(hmacs[0]?.text).toBe(
    '+++++++++++++++++++++w==.2973744.72.0,/////////////////////w==.2974032.144.0,AAECAwQFBgcICQoLDA0ODw==.2973888.144.0',
  )
})

test('where a key has a risk the text without it is written out as not accepted', async () => {
  const { hmacs } = await explain((world) => {
    world.keys = [aSentKey(1, 2, { transmissionRisk: 1 })]
  })
  expect(hmacs.map(({ isAccepted }) => isAccepted)).toEqual([true, false])
})

test('no keys at all are the certificate’s problem, as for the server', async () => {
  const explanation = await explain((world) => {
    world.keys = []
  })
  expect(brokenOf(explanation).map(({ name }) => name)).toEqual(['certificate-hmac'])
})

test('an app that needs no certificate passes with a broken one, which is shown as waived', async () => {
  const explanation = await explain((world) => {
    world.bypassesCertificate = true
    world.signer = stranger
  })
  expect(explanation.verdict).toBe('accepted')
  const outcomes = Object.fromEntries(
    explanation.checks.map(({ name, outcome }) => [name, outcome]),
  )
  expect(outcomes).toMatchObject({
    'certificate-times': 'ok',
    'certificate-signature': 'waived',
    'certificate-tenant': 'not_reached',
    'certificate-hmac': 'not_reached',
    'key-count': 'ok',
    'same-start': 'ok',
  })
})

test('one bad key among good ones is accepted in part', async () => {
  const explanation = await explain((world) => {
    world.keys = [aSentKey(1, 2), aSentKey(2, 3, { rollingPeriod: 0 })]
  })
  expect(explanation).toMatchObject({
    verdict: 'accepted_in_part',
    status: 200,
    code: 'partial_failure',
  })
  expect(brokenOf(explanation).map(({ name, got }) => [name, got])).toEqual([
    ['rolling-period', 'key 1 has rolling period 0, not 1 to 144'],
  ])
})

test('a public key and a secret that nobody gave are not in an explanation', async () => {
  const text = JSON.stringify(await explain((world) => Object.assign(world, { signer: stranger })))
  expect(text).not.toContain('BEGIN')
  expect(text).not.toContain(Buffer.alloc(16, 3).toString('base64'))
})

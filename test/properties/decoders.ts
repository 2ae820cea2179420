/**
 * What must hold of every decoder on the publish path, whatever it is given. Run with some thousands of cases by the tests
 * and with a million by `npm run fuzz`.
 */

import fc from 'fast-check'
import { parsePublish } from '../../src/api/publish.ts'
import { fromBase64Url, fromTolerantBase64, toBase64, toHex } from '../../src/core/bytes.ts'
import { importAesKey } from '../../src/core/crypto/aes-gcm.ts'
import { derToP1363, p1363ToDer } from '../../src/core/crypto/ecdsa.ts'
import {
  decryptToken,
  encryptToken,
  mergeRevisableKeys,
  type RevisionKeyring,
} from '../../src/core/publish/revision-token.ts'
import { asIntervalNumber, asUnixSeconds } from '../../src/core/time.ts'
import { verifyCertificate } from '../../src/core/verification/certificate.ts'
import { parseJws } from '../../src/core/verification/jws.ts'
import { aDirectory, anApp, anAuthority } from '../support/tenants.ts'
import { createTestAuthority, keysHmac, signCertificate } from '../support/test-authority.ts'

export interface NamedProperty {
  readonly name: string
  /** How many times as long as the quickest one a case takes, roughly. */
  readonly cost: number
  readonly property: fc.IAsyncProperty<never> | fc.IProperty<never>
}

export const named = (name: string, cost: number, property: unknown): NamedProperty => ({
  name,
  cost,
  property: property as NamedProperty['property'],
})

export function ensure(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise)
}

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text))

/** A text or byte string, damaged: cut, repeated in part, or with some units replaced. */
const damaged = (text: string) =>
  fc
    .record({
      from: fc.nat(text.length),
      drop: fc.nat(8),
      insert: fc.oneof(
        fc.constant(''),
        fc.string({ maxLength: 8, unit: 'binary' }),
        fc.constantFrom('null', '{}', '[', '"', '\\', '-', '1e9', '1.0', '.', '=', '\ufeff', '\0'),
      ),
      cut: fc.option(fc.nat(text.length), { freq: 4, nil: text.length }),
    })
    .map(({ from, drop, insert, cut }) =>
      (text.slice(0, from) + insert + text.slice(from + drop)).slice(0, cut),
    )

// ---------------------------------------------------------------------------------------------------------------- JSON

const MEMBERS = [
  'temporaryExposureKeys',
  'healthAuthorityID',
  'verificationPayload',
  'hmacKey',
  'symptomOnsetInterval',
  'traveler',
  'revisionToken',
  'padding',
  'regions',
  'appPackageName',
  'key',
  'rollingStartNumber',
  'rollingPeriod',
  'transmissionRisk',
  '__proto__',
  'constructor',
  'toString',
] as const

const anyCase = (name: string) =>
  fc
    .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
    .map((upper) =>
      [...name].map((c, i) => (upper[i] ? c.toUpperCase() : c.toLowerCase())).join(''),
    )
const memberName = fc.oneof(fc.constantFrom(...MEMBERS).chain(anyCase), fc.string({ maxLength: 6 }))

/** JSON texts that need not be what JSON.stringify writes: repeated members, odd numbers, any nesting. */
const { document } = fc.letrec<{ document: string; list: string; object: string }>((tie) => ({
  document: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('null', 'true', 'false', '0', '-0', '1.0', '1e2', '1e999', '-1', '2147483648'),
    fc.integer().map(String),
    fc.string({ unit: 'binary', maxLength: 12 }).map((text) => JSON.stringify(text)),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('document'), { maxLength: 4 }).map((items) => `[${items.join()}]`),
  object: fc
    .array(fc.tuple(memberName, tie('document')), { maxLength: 6 })
    .map((entries) => `{${entries.map(([n, v]) => `${JSON.stringify(n)}:${v}`).join()}}`),
}))

const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 }
const received = fc.record({
  temporaryExposureKeys: fc.array(
    fc.record({
      key: fc.string({ maxLength: 30 }),
      rollingStartNumber: fc.integer(INT32),
      rollingPeriod: fc.integer(INT32),
      transmissionRisk: fc.maxSafeInteger(),
    }),
    { maxLength: 5 },
  ),
  healthAuthorityID: fc.string({ maxLength: 20 }),
  symptomOnsetInterval: fc.integer(INT32),
  traveler: fc.boolean(),
})
const sample = JSON.stringify({
  temporaryExposureKeys: [
    { key: 'AAECAwQFBgcICQoLDA0ODw==', rollingStartNumber: 2973888, rollingPeriod: 144 },
  ],
  healthAuthorityID: 'com.example.app',
  verificationPayload: 'a.b.c',
  hmacKey: 'AAAA',
  symptomOnsetInterval: 5,
  traveler: true,
})

/** Reads it by both versions, and looks at the types of what came out. */
function readWell(bytes: Uint8Array): void {
  for (const version of ['v1', 'v1alpha1'] as const) {
    const parsed = parsePublish(bytes, version)
    if (!parsed.ok) continue
    const { keys, symptomOnsetInterval, traveler, regions, ...texts } = parsed.value
    const integers = [
      symptomOnsetInterval,
      ...keys.flatMap((key) => [key.rollingStartNumber, key.rollingPeriod]),
    ]
    for (const integer of integers) {
      ensure(integer === (integer | 0) && !Object.is(integer, -0), `${integer} is no int32`)
    }
    for (const { key, transmissionRisk } of keys) {
      ensure(typeof key === 'string' && Number.isSafeInteger(transmissionRisk), 'a bad key')
    }
    ensure(typeof traveler === 'boolean', 'traveler')
    for (const text of [...Object.values(texts), ...regions])
      ensure(typeof text === 'string', 'text')
  }
}

const nesting = fc.tuple(fc.constantFrom('[', '{"a":', '{"key":', '[[{"regions":'), fc.nat(10_000))

export const JSON_PROPERTIES: readonly NamedProperty[] = [
  named(
    'any bytes are read or refused',
    1,
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => readWell(bytes)),
  ),
  named(
    'any document is read or refused',
    3,
    fc.property(document, (text) => readWell(bytesOf(text))),
  ),
  named(
    'any damaged request is read or refused',
    2,
    fc.property(damaged(sample), (text) => readWell(bytesOf(text))),
  ),
  named(
    'any nesting is refused',
    200,
    fc.property(nesting, fc.boolean(), ([open, depth], isClosed) => {
      const close = { '[': ']', '{': '}' } as Record<string, string>
      const end = isClosed
        ? [...open]
            .reverse()
            .map((c) => close[c] ?? '')
            .join('')
        : ''
      const text = open.repeat(depth) + (isClosed ? `0${end.repeat(depth)}` : '')
      ensure(!parsePublish(bytesOf(text), 'v1').ok, 'it was read')
    }),
  ),
  named(
    'a request comes back as it was written, in any case of its names',
    4,
    fc.property(received, fc.infiniteStream(fc.boolean()), (request, flips) => {
      const text = JSON.stringify(request).replaceAll(/"(\w+)":/g, (_, name: string) => {
        const flipped = [...name].map((c) => (flips.next().value ? c.toUpperCase() : c))
        return `"${flipped.join('')}":`
      })
      // A text that looks like a member would be rewritten with the names.
      fc.pre(
        JSON.stringify(JSON.parse(text)).toLowerCase() === JSON.stringify(request).toLowerCase(),
      )
      const parsed = parsePublish(bytesOf(text), 'v1')
      ensure(parsed.ok, 'it was refused')
      const keys = request.temporaryExposureKeys.map((key) => key.rollingPeriod + 0)
      ensure(parsed.value.keys.map((key) => key.rollingPeriod).join() === keys.join(), 'keys')
      ensure(parsed.value.symptomOnsetInterval === request.symptomOnsetInterval + 0, 'onset')
      ensure(parsed.value.traveler === request.traveler, 'traveler')
    }),
  ),
  named(
    'a number is an integer if it is written as one and fits',
    1,
    fc.property(
      fc.oneof(
        fc.bigInt({ min: -(2n ** 34n), max: 2n ** 34n }).map(String),
        fc.bigInt().map(String),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
        fc.tuple(fc.integer(), fc.nat(12)).map(([digits, exponent]) => `${digits}e${exponent}`),
        fc.integer().map((number) => `${number}.0`),
      ),
      (literal) => {
        const isInteger = /^-?\d+$/.test(literal)
        const isInt32 = isInteger && BigInt.asIntN(32, BigInt(literal)) === BigInt(literal)
        const parsed = parsePublish(bytesOf(`{"symptomOnsetInterval":${literal}}`), 'v1')
        ensure(parsed.ok === isInt32, `${literal} was ${parsed.ok ? 'read' : 'refused'}`)
      },
    ),
  ),
]

// -------------------------------------------------------------------------------------------------------------- base64

const STRIPPED = /=+$/

export const BYTES_PROPERTIES: readonly NamedProperty[] = [
  named(
    'tolerant base64 is what Go reads',
    1,
    fc.property(
      fc.oneof(
        fc.string({ unit: fc.constantFrom(...'AZaz09+/-_=\r\n') }),
        fc.string({ unit: fc.constantFrom(...'ABab01+/-_=\r\n \t.\0é') }),
        fc.base64String(),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        const digits = text.replace(STRIPPED, '').replaceAll(/[\r\n]/g, '')
        const isValid = /^[A-Za-z0-9+/_-]*$/.test(digits) && digits.length % 4 !== 1
        const read = fromTolerantBase64(text)
        ensure((read !== undefined) === isValid, `"${text}" was ${read ? 'read' : 'refused'}`)
        if (read === undefined) return
        ensure(toHex(read) === Buffer.from(digits, 'base64').toString('hex'), 'other bytes')
      },
    ),
  ),
  named(
    'base64 of any bytes is the platform\u2019s and is read back',
    1,
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const buffer = Buffer.from(bytes)
      ensure(toBase64(bytes) === buffer.toString('base64'), 'written otherwise')
      for (const form of ['base64', 'base64url'] as const) {
        const read = fromTolerantBase64(buffer.toString(form)) ?? new Uint8Array(1)
        ensure(toHex(read) === buffer.toString('hex'), `read otherwise from ${form}`)
      }
      const raw = fromBase64Url(buffer.toString('base64url'))
      ensure(raw !== undefined && toHex(raw) === buffer.toString('hex'), 'base64url')
    }),
  ),
  named(
    'DER has one spelling for each signature',
    1,
    fc.property(
      fc.oneof(fc.uint8Array({ minLength: 64, maxLength: 64 }), fc.uint8Array({ maxLength: 80 })),
      fc.array(fc.tuple(fc.nat(79), fc.nat(255)), { maxLength: 2 }),
      (bytes, changes) => {
        const der = bytes.length === 64 ? p1363ToDer(bytes) : new Uint8Array(bytes)
        if (bytes.length === 64) {
          const back = derToP1363(der)
          ensure(back !== undefined && toHex(back) === toHex(bytes), 'it did not come back')
        }
        for (const [at, byte] of changes) if (at < der.length) der[at] = byte
        const signature = derToP1363(der)
        if (signature !== undefined)
          ensure(toHex(p1363ToDer(signature)) === toHex(der), 'two spellings')
      },
    ),
  ),
]

// -------------------------------------------------------------------------------------------------------- certificates

const NOW = asUnixSeconds(1_795_000_000)
const authority = createTestAuthority()
const secret = Buffer.alloc(16, 5)
const keys = [
  {
    key: 'AAECAwQFBgcICQoLDA0ODw==',
    rollingStartNumber: 2_973_888,
    rollingPeriod: 144,
    transmissionRisk: 0,
  },
]
const certificate = signCertificate(authority, keysHmac(keys, secret), { now: NOW })
const [header = '', claims = '', signature = ''] = certificate.split('.')
const app = anApp()
const directory = aDirectory(app, await anAuthority(authority))
const segment = (text: string) => Buffer.from(text).toString('base64url')

const judge = (text: string) =>
  verifyCertificate(
    { certificate: text, hmacKey: secret.toString('base64'), keys },
    app,
    directory,
    NOW,
  )

export const CERTIFICATE_PROPERTIES: readonly NamedProperty[] = [
  named(
    'any text is a certificate or none, and hardly ever one',
    1,
    fc.asyncProperty(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc
          .tuple(document, document, fc.base64String())
          .map(([a, b, c]) => `${segment(a)}.${segment(b)}.${c}`),
      ),
      async (text) => {
        ensure(!(await judge(text)).ok, 'it was accepted')
        const jws = parseJws(text)
        ensure(jws === undefined || typeof jws.claims === 'object', 'claims')
      },
    ),
  ),
  named(
    'a damaged certificate is accepted only where what was signed is whole',
    2,
    fc.asyncProperty(damaged(certificate), async (text) => {
      const verified = await judge(text)
      if (verified.ok) ensure(text.startsWith(`${header}.${claims}.`), 'it was accepted')
    }),
  ),
  named(
    'claims that were changed after signing are never accepted',
    4,
    fc.asyncProperty(
      damaged(Buffer.from(claims, 'base64url').toString()),
      fc.constantFrom('ES256', 'none', 'HS256', 'es256'),
      async (changed, alg) => {
        const first = alg === 'ES256' ? header : segment(JSON.stringify({ alg, kid: 'v1' }))
        const text = `${first}.${segment(changed)}.${alg === 'none' ? '' : signature}`
        fc.pre(text !== certificate)
        ensure(!(await judge(text)).ok, 'it was accepted')
      },
    ),
  ),
  named(
    'the genuine certificate is accepted for its keys and for no others',
    30,
    fc.asyncProperty(fc.integer(INT32), fc.integer(INT32), async (start, period) => {
      const other = [
        { ...keys[0], rollingStartNumber: start, rollingPeriod: period },
      ] as typeof keys
      const isSame = start === 2_973_888 && period === 144
      const verified = await verifyCertificate(
        { certificate, hmacKey: secret.toString('base64'), keys: other },
        app,
        directory,
        NOW,
      )
      ensure(verified.ok === isSame, 'other keys were accepted')
    }),
  ),
]

// -------------------------------------------------------------------------------------------------------------- tokens

const aesKey = await importAesKey(new Uint8Array(32).fill(6))
const keyring: RevisionKeyring = {
  effectiveKid: '12',
  keys: new Map([['12', aesKey]]),
  additionalData: bytesOf('token'),
}
const revisable = fc
  .record({
    keyData: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    start: fc.integer({ min: 2_100_000, max: 3_500_000 }),
    rollingPeriod: fc.integer({ min: 1, max: 144 }),
  })
  .map(({ start, ...key }) => ({ ...key, rollingStartIntervalNumber: asIntervalNumber(start) }))
const nonce = fc
  .uint8Array({ minLength: 12, maxLength: 12 })
  .map((bytes) => () => new Uint8Array(bytes))
const genuine = await encryptToken(
  [
    {
      keyData: new Uint8Array(16),
      rollingStartIntervalNumber: asIntervalNumber(2_973_888),
      rollingPeriod: 144,
    },
  ],
  keyring,
  28,
  () => new Uint8Array(12),
)
const describeKeys = (
  list: readonly {
    keyData: Uint8Array
    rollingStartIntervalNumber: number
    rollingPeriod: number
  }[],
) =>
  list
    .map((key) => `${toHex(key.keyData)}.${key.rollingStartIntervalNumber}.${key.rollingPeriod}`)
    .join()

export const TOKEN_PROPERTIES: readonly NamedProperty[] = [
  named(
    'a token names what was put in, and its length tells nothing up to 28 keys',
    3,
    fc.asyncProperty(fc.array(revisable, { maxLength: 40 }), nonce, async (list, random) => {
      const token = await encryptToken(list, keyring, 28, random)
      const read = await decryptToken(token, keyring)
      ensure(read.ok && describeKeys(read.value) === describeKeys(list), 'other keys came back')
      if (list.length <= 28) ensure(token.length === genuine.length, `${list.length} keys show`)
    }),
  ),
  named(
    'any bytes are no token',
    1,
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 120 }).map((bytes) => Buffer.from(bytes).toString('base64')),
        fc
          .uint8Array({ maxLength: 100 })
          .map((bytes) =>
            Buffer.from([10, 2, 49, 50, 18, bytes.length, ...bytes]).toString('base64'),
          ),
        fc.string({ unit: 'binary' }),
      ),
      async (token) => {
        ensure(!(await decryptToken(token, keyring)).ok, 'it was decrypted')
      },
    ),
  ),
  named(
    'a damaged token is refused, or is the same bytes',
    2,
    fc.asyncProperty(damaged(genuine), async (token) => {
      const read = await decryptToken(token, keyring)
      if (!read.ok) return
      const [a, b] = [fromTolerantBase64(token), fromTolerantBase64(genuine)]
      // Unknown fields of the outer message are skipped, as protobuf has it; what was sealed is whole.
      const sealed = toHex(b ?? new Uint8Array()).slice(-2 * 700)
      ensure(toHex(a ?? new Uint8Array()).includes(sealed), 'other bytes were decrypted')
    }),
  ),
  named(
    'merging keeps each key once and is done when done again',
    1,
    fc.property(
      fc.array(revisable, { maxLength: 12 }),
      fc.array(revisable, { maxLength: 12 }),
      (a, b) => {
        const oldest = asIntervalNumber(2_800_000)
        const fresh = a.filter(
          (key, i) => a.findIndex((one) => toHex(one.keyData) === toHex(key.keyData)) === i,
        )
        const merged = mergeRevisableKeys(fresh, [...b, ...fresh.slice(0, 3)], oldest)
        const names = merged.map((key) => toHex(key.keyData))
        ensure(new Set(names).size === names.length, 'a key comes twice')
        for (const key of b) ensure(names.includes(toHex(key.keyData)), 'a new key is missing')
        const again = mergeRevisableKeys(merged, b, asIntervalNumber(0))
        ensure(describeKeys(again) === describeKeys(merged), 'not done')
      },
    ),
  ),
]

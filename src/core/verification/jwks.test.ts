import { describe, expect, test } from 'vitest'
import { readJwks } from './jwks.ts'

/** RFC 7517, A.1, and its key as SubjectPublicKeyInfo: the DER of id-ecPublicKey with prime256v1, then 04, x, y. */
const EC = {
  kty: 'EC',
  crv: 'P-256',
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
  use: 'enc',
  kid: '1',
}
const SPKI = Buffer.concat([
  Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex'),
  Buffer.from(EC.x, 'base64url'),
  Buffer.from(EC.y, 'base64url'),
]).toString('base64')
/** RFC 7515, A.3. */
const OTHER = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  kid: '2',
}
const RSA = { kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 'rsa' }
const P384 = { ...EC, crv: 'P-384', kid: '384' }

const read = (document: unknown) =>
  readJwks(
    new TextEncoder().encode(typeof document === 'string' ? document : JSON.stringify(document)),
  )
async function problemOf(document: unknown) {
  const result = await read(document)
  return result.ok ? 'read' : result.failure
}
async function versionsOf(document: unknown) {
  const result = await read(document)
  return result.ok ? result.value.map(({ version }) => version) : result.failure
}

describe('a bare array of JWKs', () => {
  test('gives each key under its kid, by its material', async () => {
    const result = await read([EC, OTHER])
    expect(result).toMatchObject({
      ok: true,
      value: [{ version: '1', material: SPKI }, { version: '2' }],
    })
    if (!result.ok) throw new Error(result.failure)
    expect(result.value[0]?.publicKeyPem).toBe(
      `-----BEGIN PUBLIC KEY-----\n${SPKI.slice(0, 64)}\n${SPKI.slice(64)}\n-----END PUBLIC KEY-----\n`,
    )
  })

  test('may list keys of other kinds, which are passed over', async () => {
    expect(await versionsOf([RSA, EC, P384, { kty: 'OKP', crv: 'Ed25519', x: 'AA' }])).toEqual([
      '1',
    ])
  })

  test('may list a key twice: its first name counts', async () => {
    expect(await versionsOf([EC, { ...EC, kid: 'again' }, EC])).toEqual(['1'])
  })
})

test.each([
  ['an object with keys', { keys: [EC] }, 'not_an_array'],
  ['one key', EC, 'not_an_array'],
  ['null', null, 'not_an_array'],
  ['a text', '"x"', 'not_an_array'],
  ['no bytes', '', 'not_json'],
  ['a page of HTML', '<!doctype html>', 'not_json'],
  ['half a document', JSON.stringify([EC]).slice(0, -1), 'not_json'],
  ['an empty array', [], 'empty'],
  ['keys of other kinds only', [RSA, P384], 'no_p256_key'],
  ['65 keys', Array.from({ length: 65 }, () => EC), 'too_many_keys'],
  ['null among keys', [EC, null], 'malformed_key'],
  ['a key without type', [EC, { kid: '2' }], 'malformed_key'],
  ['a key without kid', [{ ...EC, kid: undefined }], 'malformed_key'],
  ['a key with an empty kid', [{ ...EC, kid: '' }], 'malformed_key'],
  ['a key with a number for kid', [{ ...EC, kid: 1 }], 'malformed_key'],
  ['a key with a kid of 201 letters', [{ ...EC, kid: 'x'.repeat(201) }], 'malformed_key'],
  ['a key without y', [EC, { ...OTHER, y: undefined }], 'malformed_key'],
  ['a point that is not on the curve', [EC, { ...OTHER, y: EC.y }], 'malformed_key'],
  ['a coordinate that is too short', [{ ...EC, x: EC.x.slice(4) }], 'malformed_key'],
  ['a private key', [{ ...EC, d: EC.x }], 'private_key'],
  ['one kid for two keys', [EC, { ...OTHER, kid: '1' }], 'repeated_kid'],
])('%s is refused as a whole', async (_name, document, problem) => {
  expect(await problemOf(document)).toBe(problem)
})

test('bytes that are no text are refused', async () => {
  expect(await readJwks(new Uint8Array([0x5b, 0xff, 0x5d]))).toEqual({
    ok: false,
    failure: 'not_json',
  })
})

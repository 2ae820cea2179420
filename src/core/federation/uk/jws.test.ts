import { describe, expect, test } from 'vitest'
import vectors from '../../../../test/vectors/uk-jws.json'
import { concatBytes, fromTolerantBase64, toBase64Url, utf8 } from '../../bytes.ts'
import { generateKeyPair, importPublicKey, p1363ToDer, signP1363 } from '../../crypto/ecdsa.ts'
import { signJws, verifyJws } from './jws.ts'

const publicKey = (spki: string) => importPublicKey(fromTolerantBase64(spki) ?? new Uint8Array())
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

describe('what the original took or refused', () => {
  /** Where ours differs from it: form that a library let pass. */
  const STRICTER = ['header b64 false', 'signature of 65 bytes', 'four segments']

  test.each(vectors.cases)('$case: $about', async ({ case: name, key, jws, verifies, wanted }) => {
    const verified = await verifyJws(jws, [await publicKey(key)])
    expect(verified.ok).toBe(verifies && !STRICTER.includes(name))
    if (!verified.ok && wanted !== undefined) {
      expect(wanted).toContain(verified.failure === 'malformed' ? 400 : 403)
    }
  })
})

describe('the fixed vectors', () => {
  const { key, payload, padded, unpadded } = vectors.fixed

  test.each([
    ['padded', padded],
    ['unpadded', unpadded],
  ])('the %s one holds its payload', async (_, jws) => {
    const verified = await verifyJws(jws, [await publicKey(key)])
    expect(verified.ok && textOf(verified.value)).toBe(payload)
  })

  test('what is signed has its padding: neither may it be taken off nor be put on', async () => {
    const keys = [await publicKey(key)]
    expect(await verifyJws(padded.replaceAll('=', ''), keys)).toEqual({
      ok: false,
      failure: 'bad_signature',
    })
    const [header, body, signature] = unpadded.split('.')
    expect(await verifyJws(`${header}.${body}==.${signature}`, keys)).toEqual({
      ok: false,
      failure: 'bad_signature',
    })
  })
})

describe('what is signed here', () => {
  const payload = utf8('[{"keyData":"ü"}]')

  test.each([true, false])('verifies with one of several keys, padded: %s', async (padded) => {
    const [old, current] = await Promise.all([generateKeyPair(), generateKeyPair()])
    const jws = await signJws(payload, current.privateKey, { padded })
    const verified = await verifyJws(jws, [old.publicKey, current.publicKey])
    expect(verified).toEqual({ ok: true, value: payload })
    expect(await verifyJws(jws, [old.publicKey])).toEqual({ ok: false, failure: 'bad_signature' })
    expect(await verifyJws(jws, [])).toEqual({ ok: false, failure: 'bad_signature' })
  })

  test('has the header of the NHS, 64 bytes of signature and, padded, segments of four characters', async () => {
    const { privateKey } = await generateKeyPair()
    const [header, , signature] = (await signJws(payload, privateKey)).split('.')
    expect(header).toBe('eyJhbGciOiJFUzI1NiJ9')
    expect(signature).toHaveLength(86)
    const padded = (await signJws(payload, privateKey, { padded: true })).split('.')
    expect(padded.map((segment) => segment.length % 4)).toEqual([0, 0, 0])
  })
})

describe('what is refused, whoever signed it', () => {
  const sign = async (
    header: string,
    shape: (signature: Uint8Array<ArrayBuffer>) => Uint8Array = (same) => same,
  ) => {
    const pair = await generateKeyPair()
    const input = `${toBase64Url(utf8(header))}.${toBase64Url(utf8('[]'))}`
    const signature = shape(await signP1363(pair.privateKey, utf8(input)))
    return verifyJws(`${input}.${toBase64Url(signature)}`, [pair.publicKey])
  }
  const ES256 = '{"alg":"ES256"}'

  test('the same passes as it is', async () => {
    expect((await sign(ES256)).ok).toBe(true)
  })

  test.each([
    ['a signature in DER', ES256, p1363ToDer],
    ['a signature that is short', ES256, (all: Uint8Array) => all.subarray(1)],
    ['a signature that is long', ES256, (all: Uint8Array) => concatBytes(all, new Uint8Array(1))],
    ['no signature', ES256, () => new Uint8Array()],
    ['a header that is no object', '"ES256"', undefined],
    ['a header that is no JSON', '{alg:ES256}', undefined],
    ['an extension that must be understood', '{"alg":"ES256","crit":["exp"]}', undefined],
    ['a payload said not to be encoded', '{"alg":"ES256","b64":false}', undefined],
  ])('%s is malformed', async (_, header, shape) => {
    expect(await sign(header, shape)).toEqual({ ok: false, failure: 'malformed' })
  })

  test.each([
    '{}',
    '{"alg":"none"}',
    '{"alg":"HS256"}',
    '{"alg":"ES384"}',
    '{"alg":"es256"}',
    '{"alg":["ES256"]}',
  ])('%s is another algorithm', async (header) => {
    expect(await sign(header)).toEqual({ ok: false, failure: 'algorithm' })
  })

  test('a key in the header does not vouch for itself', async () => {
    const [known, own] = await Promise.all([generateKeyPair(), generateKeyPair()])
    const jwk = await crypto.subtle.exportKey('jwk', own.publicKey)
    const header = toBase64Url(utf8(JSON.stringify({ alg: 'ES256', jwk })))
    const input = `${header}.${toBase64Url(utf8('[]'))}`
    const jws = `${input}.${toBase64Url(await signP1363(own.privateKey, utf8(input)))}`
    expect(await verifyJws(jws, [known.publicKey])).toEqual({ ok: false, failure: 'bad_signature' })
  })

  test.each(['', '.', '..', 'a.b.c', 'a=.b.c', '=.=.=', 'not a jws'])(
    'the text "%s"',
    async (text) => {
      expect(await verifyJws(text, [])).toEqual({ ok: false, failure: 'malformed' })
    },
  )
})

import { describe, expect, test } from 'vitest'
import signers from '../../../../test/vectors/content-signers.json'
import openssl from '../../../../test/vectors/efgs/openssl.json'
import published from '../../../../test/vectors/efgs/published.json'
import { concatBytes, fromHex, fromTolerantBase64, toBase64, toHex } from '../../bytes.ts'
import { readCertificates } from '../../crypto/certificates.ts'
import { openCmsSigner } from '../../crypto/cms.ts'
import { decodePem } from '../../crypto/pem.ts'
import { sha256 } from '../../crypto/sha256.ts'
import { fail, type Result, succeed } from '../../result.ts'
import { asUnixSeconds, type UnixSeconds } from '../../time.ts'
import { decodeBatch } from './batch-codec.ts'
import { type BatchSigner, signBatch, verifyBatchSignature } from './batch-signature.ts'
import { countryOf } from './certificate-rules.ts'
import type { EfgsKey } from './diagnosis-key.ts'

const at = (...parts: [number, number, number]) => asUnixSeconds(Date.UTC(...parts) / 1000)
const NOW = at(2026, 11, 1)
const decoded = decodeBatch(fromHex(published.protobuf) ?? new Uint8Array(), { maxKeys: 2 })
const KEYS = decoded.ok ? decoded.value : []

async function outcome(
  signature: string,
  keys: readonly EfgsKey[] = KEYS,
  now: UnixSeconds = NOW,
  authorize?: (signer: BatchSigner) => Promise<Result<readonly string[], string>>,
) {
  const verified = await verifyBatchSignature(signature, keys, now, authorize)
  return verified.ok ? 'valid' : verified.failure
}

const signatureOf = (name: string): string =>
  openssl.signatures.find((one) => one.name === name)?.signature ?? ''

describe.each([
  ['RSA without attributes', published.rsa],
  ['ECDSA with attributes', published.ec],
])('the published signature by %s', (_, { signature, thumbprint, thumbprintBase64 }) => {
  test('is valid, and tells whose it is', async () => {
    const verified = await verifyBatchSignature(signature, KEYS, NOW)
    expect(verified).toMatchObject({ ok: true, value: { thumbprint, country: 'DE' } })
    expect(toHex(fromTolerantBase64(thumbprintBase64) ?? new Uint8Array())).toBe(thumbprint)
  })

  test('is valid for the keys in another order, and for no others', async () => {
    expect(await outcome(signature, KEYS.toReversed())).toBe('valid')
    expect(await outcome(signature, KEYS.slice(0, 1))).toMatch(/^(other_content|wrong_signature)$/)
    expect(await outcome(signature, [...KEYS, ...KEYS])).toMatch(
      /^(other_content|wrong_signature)$/,
    )
    expect(await outcome(signature, [])).toMatch(/^(other_content|wrong_signature)$/)
  })
})

test('the published signature is the one that the reference describes', async () => {
  const der = fromTolerantBase64(published.rsa.signature) ?? new Uint8Array()
  expect(toHex(await sha256(der))).toBe(published.rsa.derSha256)
})

describe("OpenSSL's signature", () => {
  test.each(openssl.signatures.map(({ name, expected }) => [name, expected]))(
    '%s: %s',
    async (name, expected) => {
      expect(await outcome(signatureOf(name))).toBe(expected)
    },
  )
})

test('one that answers to a certificate of France is valid for keys of France', async () => {
  // Their lines differ, so that only the origin's rule is passed.
  const french = KEYS.map((key) => ({ ...key, origin: 'FR' }))
  expect(await outcome(signatureOf('certificate of another country'), french)).toBe('other_content')
})

describe('the text of a signature', () => {
  const signature = signatureOf('p256, with attributes')

  test('may lack its padding, and have bytes behind its structure', async () => {
    expect(await outcome(signature.replaceAll('=', ''))).toBe('valid')
    const der = fromTolerantBase64(signature) ?? new Uint8Array()
    expect(await outcome(toBase64(concatBytes(der, new Uint8Array(5))))).toBe('valid')
  })

  test.each([
    ['empty', '', 'not_base64'],
    ['not base64', 'not base64!', 'not_base64'],
    ['base64 of an URL', 'ab-_', 'not_base64'],
    ['no structure', toBase64(new Uint8Array(40)), 'malformed'],
    ['cut short', signature.slice(0, 400), 'malformed'],
    ['longer than a gateway keeps', 'A'.repeat(8001), 'too_long'],
  ])('%s is refused', async (_, text, expected) => {
    expect(await outcome(text)).toBe(expected)
  })

  test('with one bit changed anywhere is refused', async () => {
    const der = fromTolerantBase64(signature) ?? new Uint8Array()
    const places = Array.from({ length: 60 }, (_, i) => der.length - 1 - i)
    for (const place of places) {
      const bent = der.slice()
      bent[place] = (bent[place] ?? 0) ^ 1
      expect(await outcome(toBase64(bent)), `byte ${place}`).not.toBe('valid')
    }
  })
})

describe('a certificate', () => {
  const signature = published.rsa.signature

  test('counts between its dates alone', async () => {
    expect(await outcome(signature, KEYS, at(2020, 0, 1))).toBe('certificate_not_valid_now')
    expect(await outcome(signature, KEYS, at(2020, 0, 2))).toBe('valid')
    expect(await outcome(signature, KEYS, at(2050, 0, 1))).toBe('certificate_not_valid_now')
  })

  test('is asked about before the origins and the signature are looked at', async () => {
    const seen: string[] = []
    const ask = async ({ thumbprint, country }: BatchSigner) => {
      seen.push(`${thumbprint} ${country}`)
      return fail('revoked')
    }
    const strangers = KEYS.map((key) => ({ ...key, origin: 'NL' }))
    expect(await outcome(signature, strangers, NOW, ask)).toBe('revoked')
    expect(seen).toEqual([`${published.rsa.thumbprint} DE`])
    expect(await outcome(signature, strangers)).toBe('origin_of_another_country')
    expect(await outcome(signature, KEYS, NOW, async () => succeed([]))).toBe('valid')
  })

  test('that has ended or names no country is not asked about', async () => {
    const ask = async () => fail('asked')
    expect(await outcome(signature, KEYS, at(2050, 0, 1), ask)).toBe('certificate_not_valid_now')
    expect(await outcome(signatureOf('certificate of no country'), KEYS, NOW, ask)).toBe(
      'no_country',
    )
  })
})

describe.each(['rsa', 'ec'] as const)('a signature of our own by %s', (kind) => {
  const { signerPem, issuerPem, privateKeyPem } = signers[kind]
  const [certificate] = readCertificates(signerPem) ?? []

  test('holds the one certificate and the signature that the gateway wants', async () => {
    const opened = await openCmsSigner(
      signerPem + issuerPem,
      decodePem('PRIVATE KEY', privateKeyPem) ?? new Uint8Array(),
    )
    if (!opened.ok) throw new Error(opened.failure.reason)
    const signature = await signBatch(KEYS, opened.value, NOW)
    expect(signature).toMatch(/^[A-Za-z0-9+/]+={0,2}$/)
    const hex = toHex(fromTolerantBase64(signature) ?? new Uint8Array())
    const [issuer] = readCertificates(issuerPem) ?? []
    expect(hex).toContain(toHex(new Uint8Array(certificate?.toSchema().toBER() ?? [])))
    expect(hex).not.toContain(toHex(new Uint8Array(issuer?.toSchema().toBER() ?? [])))
    const country = certificate === undefined ? undefined : countryOf(certificate)
    const own = KEYS.map((key) => ({ ...key, origin: country ?? '' }))
    const forOthers = async () => succeed(['DE'])
    expect(await outcome(await signBatch(own, opened.value, NOW), own.toReversed())).toBe('valid')
    expect(await outcome(signature, own)).toBe('other_content')
    // The keys' own country is another: its certificate signs for them where it may.
    if (country !== 'DE') expect(await outcome(signature)).toBe('origin_of_another_country')
    expect(await outcome(signature, KEYS, NOW, forOthers)).toBe('valid')
  })
})

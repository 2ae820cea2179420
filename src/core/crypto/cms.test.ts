import { fromBER, ObjectIdentifier } from 'asn1js'
import { describe, expect, test } from 'vitest'
import vectors from '../../../test/vectors/content-signers.json'
import { fromTolerantBase64, toHex, utf8 } from '../bytes.ts'
import { asUnixSeconds } from '../time.ts'
import { canonicalCertificatesPem, checkChain, readCertificates } from './certificates.ts'
import { type CmsSigner, openCmsSigner, signCms } from './cms.ts'
import { decodePem } from './pem.ts'
import { verifyCms } from './verify-cms.ts'

/** 19 November 2026, 10:20 UTC: all certificates are valid. */
const NOW = asUnixSeconds(Date.UTC(2026, 10, 19, 10, 20) / 1000)
const CONTENT = utf8('what phones download')
const KINDS = ['rsa', 'ec'] as const

const der = (pem: string) => decodePem('PRIVATE KEY', pem) ?? new Uint8Array()
const certificates = (pem: string) => readCertificates(pem) ?? []
const chainOf = (kind: (typeof KINDS)[number]) => vectors[kind].signerPem + vectors[kind].issuerPem

async function signer(kind: (typeof KINDS)[number], pem = chainOf(kind)): Promise<CmsSigner> {
  const opened = await openCmsSigner(pem, der(vectors[kind].privateKeyPem))
  if (!opened.ok) throw new Error(opened.failure.reason)
  return opened.value
}

const outcome = async (
  bytes: Uint8Array<ArrayBuffer>,
  content: Uint8Array<ArrayBuffer>,
  trustedPem: string,
  at = NOW,
) => {
  const verified = await verifyCms(bytes, content, certificates(trustedPem), at)
  return verified.ok ? 'valid' : verified.failure
}

describe.each(KINDS)('a signature by a certificate of kind %s', (kind) => {
  const { rootPem } = vectors[kind]

  test('verifies against the root, and tells its time', async () => {
    const signed = await signCms(CONTENT, await signer(kind), NOW)
    const verified = await verifyCms(signed, CONTENT, certificates(rootPem), NOW)
    expect(verified).toMatchObject({ ok: true, value: { signingTime: NOW } })
  })

  test('verifies against the certificate itself', async () => {
    const signed = await signCms(CONTENT, await signer(kind), NOW)
    expect(await outcome(signed, CONTENT, vectors[kind].signerPem)).toBe('valid')
  })

  test('holds the chain without the root, also where the root was given', async () => {
    const withRoot = await signCms(CONTENT, await signer(kind, chainOf(kind) + rootPem), NOW)
    const hex = toHex(withRoot)
    const [root] = certificates(rootPem)
    const parts = certificates(chainOf(kind)).map((one) =>
      toHex(new Uint8Array(one.toSchema().toBER())),
    )
    for (const part of parts) expect(hex).toContain(part)
    expect(hex).not.toContain(toHex(new Uint8Array(root?.toSchema().toBER() ?? [])))
    expect(await outcome(withRoot, CONTENT, rootPem)).toBe('valid')
  })

  test('is the structure that OpenSSL makes, but for its order', async () => {
    const ours = await signCms(utf8(vectors.content), await signer(kind), NOW)
    const theirs = fromTolerantBase64(vectors[kind].cms) ?? new Uint8Array()
    expect(oidsOf(ours)).toEqual(oidsOf(theirs))
  })

  test("of OpenSSL's making verifies", async () => {
    const theirs = fromTolerantBase64(vectors[kind].cms) ?? new Uint8Array()
    expect(await outcome(theirs, utf8(vectors.content), rootPem)).toBe('valid')
    expect(await outcome(theirs, CONTENT, rootPem)).toBe('other_content')
  })

  test('is refused for other content, another root, another time, and one changed bit', async () => {
    const other = kind === 'rsa' ? 'ec' : 'rsa'
    const signed = await signCms(CONTENT, await signer(kind), NOW)
    expect(await outcome(signed, utf8('something else'), rootPem)).toBe('other_content')
    expect(await outcome(signed, CONTENT, vectors[other].rootPem)).toBe('untrusted')
    const beyond = asUnixSeconds(Date.UTC(2037, 0, 1) / 1000)
    expect(await outcome(signed, CONTENT, rootPem, beyond)).toBe('untrusted')
    const bent = signed.slice()
    bent.set([(bent.at(-1) ?? 0) ^ 1], bent.length - 1)
    expect(await outcome(bent, CONTENT, rootPem)).toBe('wrong_signature')
    expect(await outcome(signed.slice(0, -1), CONTENT, rootPem)).toBe('malformed')
    expect(await outcome(new Uint8Array(), CONTENT, rootPem)).toBe('malformed')
  })

  test('is refused where the certificate had ended', async () => {
    const ended = await signer(kind, vectors[kind].endedSignerPem + vectors[kind].issuerPem)
    const signed = await signCms(CONTENT, ended, NOW)
    expect(await outcome(signed, CONTENT, rootPem)).toBe('untrusted')
    const before = asUnixSeconds(Date.UTC(2025, 0, 1) / 1000)
    expect(await outcome(signed, CONTENT, rootPem, before)).toBe('valid')
  })
})

interface Block {
  readonly valueBlock: { readonly value?: unknown }
}

/** Object identifiers of a structure, sorted: what it is made of. */
function oidsOf(bytes: Uint8Array<ArrayBuffer>): readonly string[] {
  const oids: string[] = []
  const walk = (block: Block): void => {
    if (block instanceof ObjectIdentifier) {
      oids.push(block.getValue())
      return
    }
    const { value } = block.valueBlock
    if (Array.isArray(value)) for (const one of value) walk(one)
  }
  walk(fromBER(bytes).result as Block)
  return oids.sort()
}

describe('a signer is refused', () => {
  test.each<[string, string, string, string]>([
    ['without certificates', '', vectors.rsa.privateKeyPem, 'not_certificates'],
    ['with half a certificate', vectors.rsa.signerPem.slice(0, 200), '', 'not_certificates'],
    [
      'with a certificate cut short',
      vectors.rsa.signerPem.replace(/.{8}\n-----END/, '\n-----END'),
      vectors.rsa.privateKeyPem,
      'not_certificates',
    ],
    [
      'with more certificates than any chain has',
      vectors.ec.signerPem.repeat(11),
      vectors.ec.privateKeyPem,
      'not_certificates',
    ],
    [
      'with a short RSA key',
      vectors.weak.signerPem,
      vectors.weak.privateKeyPem,
      'unsupported_certificate_key',
    ],
    [
      'with a key of another kind',
      vectors.rsa.signerPem,
      vectors.ec.privateKeyPem,
      'not_a_private_key',
    ],
    ['without a key', vectors.rsa.signerPem, '', 'not_a_private_key'],
    [
      'with the key of another certificate',
      vectors.rsa.issuerPem,
      vectors.rsa.privateKeyPem,
      'key_of_another_certificate',
    ],
  ])('%s', async (_, certificatesPem, keyPem, reason) => {
    const opened = await openCmsSigner(certificatesPem, der(keyPem))
    expect(opened.ok ? 'accepted' : opened.failure.reason).toBe(reason)
  })
})

test('a chain is one where each certificate is issued by the next', async () => {
  const { signerPem, issuerPem, rootPem } = vectors.rsa
  const check = (pem: string) => checkChain(certificates(pem))
  expect((await check(signerPem + issuerPem + rootPem)).ok).toBe(true)
  expect((await check(signerPem)).ok).toBe(true)
  expect(await check(issuerPem + signerPem)).toMatchObject({ failure: { index: 0 } })
  expect(await check(signerPem + issuerPem + vectors.ec.rootPem)).toMatchObject({
    failure: { index: 1 },
  })
})

test('a chain is the same whatever its line ends and what stands between', () => {
  const { signerPem, issuerPem } = vectors.rsa
  const odd = `subject=CN\n${signerPem}\n\n# issuer\n${issuerPem}`.replaceAll('\n', '\r\n')
  expect(canonicalCertificatesPem(odd)).toBe(canonicalCertificatesPem(signerPem + issuerPem))
  expect(canonicalCertificatesPem(signerPem)).toBe(signerPem)
})

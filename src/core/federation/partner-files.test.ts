import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  type CertificateOptions,
  type MadeCertificate,
  makeCertificate,
} from '../../../test/support/made-certificates.ts'
import { toBase64, utf8 } from '../bytes.ts'
import { asUnixSeconds } from '../time.ts'
import {
  checkPartnerFile,
  PARTNER_FILE_RULES,
  type PartnerFileQuestion,
  type PartnerFileRule,
} from './partner-files.ts'

const NOW = asUnixSeconds(Date.UTC(2026, 10, 25) / 1000)
const DAY = 86_400
const SUBJECT = [
  ['C', 'DE'],
  ['O', 'Health'],
  ['CN', 'nb-bs.example'],
] as const
const make = (options: Partial<CertificateOptions> = {}) =>
  makeCertificate({
    subject: SUBJECT,
    notBefore: NOW - DAY,
    notAfter: NOW + 365 * DAY,
    ...options,
  })
const QUESTION: PartnerFileQuestion = {
  country: 'DE',
  host: undefined,
  trustAnchor: undefined,
  signature: undefined,
  isRegistered: false,
}
const findingsOf = async (text: string, question: Partial<PartnerFileQuestion> = {}) =>
  (await checkPartnerFile(text, { ...QUESTION, ...question }, NOW)).findings

describe('a certificate', () => {
  test.each(['P-256', 'P-384', 'RSA-3072'] as const)('with a key %s is fine', async (key) => {
    const { certificatePem, thumbprint } = await make({ key })
    const report = await checkPartnerFile(certificatePem, QUESTION, NOW)
    expect(report).toMatchObject({
      kind: 'certificate',
      fingerprint: thumbprint,
      country: 'DE',
      expiry: { endsAt: NOW + 365 * DAY, daysLeft: 365, state: 'fine' },
      findings: [],
    })
  })

  test.each<[PartnerFileRule, Partial<CertificateOptions>]>([
    ['no_common_name', { subject: SUBJECT.slice(0, 2) }],
    ['no_organisation', { subject: [SUBJECT[0], SUBJECT[2]] }],
    ['not_one_country', { subject: SUBJECT.slice(1) }],
    ['not_one_country', { subject: [['C', 'DE'], ...SUBJECT] }],
    ['other_country', { subject: [['C', 'FR'], ...SUBJECT.slice(1)] }],
    ['weak_key', { key: 'RSA-2048' }],
    ['weak_signature', { hash: 'SHA-1', key: 'RSA-3072' }],
    ['not_yet_valid', { notBefore: NOW + 1 }],
    ['ended', { notAfter: NOW - 1 }],
    ['ends_soon', { notAfter: NOW + 89 * DAY }],
  ])('is told by name that it is %s', async (name, options) => {
    expect(await findingsOf((await make(options)).certificatePem)).toEqual([name])
  })

  test('that is registered may end soon, and not have ended', async () => {
    const { certificatePem } = await make({ notAfter: NOW + DAY })
    expect(await findingsOf(certificatePem, { isRegistered: true })).toEqual([])
    const ended = await make({ notAfter: NOW - DAY })
    expect(await findingsOf(ended.certificatePem, { isRegistered: true })).toEqual(['ended'])
  })

  test('is held to its own country where none is given', async () => {
    const { certificatePem } = await make({ subject: [['C', 'FR'], ...SUBJECT.slice(1)] })
    expect(await findingsOf(certificatePem, { country: undefined })).toEqual([])
  })

  test('of a callback names its host in both places', async () => {
    const host = 'nb-bs.example'
    const both = await make({ names: [host, 'other.example'] })
    expect(await findingsOf(both.certificatePem, { host })).toEqual(['not_for_servers'])
    expect(await findingsOf((await make()).certificatePem, { host })).toEqual([
      'host_not_in_alternative_names',
      'not_for_servers',
    ])
    expect(await findingsOf(both.certificatePem, { host: 'other.example' })).toEqual([
      'host_not_in_common_name',
      'not_for_servers',
    ])
  })

  test('comes without its private key', async () => {
    const { certificatePem, privateKeyPem } = await make()
    expect(await findingsOf(certificatePem + privateKeyPem)).toEqual(['holds_private_key'])
    expect(await findingsOf(privateKeyPem)).toEqual(['holds_private_key', 'not_a_certificate'])
  })

  test('may come with those that issued it, and the first is looked at', async () => {
    const issuer = await make({ key: 'P-384', subject: [['CN', 'root']] })
    const { certificatePem, thumbprint } = await make({ issuer, hash: 'SHA-384' })
    const text = certificatePem + issuer.certificatePem
    const report = await checkPartnerFile(text, QUESTION, NOW)
    expect(report).toMatchObject({ fingerprint: thumbprint, findings: ['several_certificates'] })
  })

  test.each(['', 'nothing', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
    'is not %j',
    async (text) => {
      expect(await findingsOf(text)).toEqual(['not_a_certificate'])
    },
  )
})

describe("the operator's signature", () => {
  const sign = async ({ keys }: MadeCertificate, text: string) =>
    toBase64(
      new Uint8Array(await crypto.subtle.sign('RSASSA-PKCS1-v1_5', keys.privateKey, utf8(text))),
    )

  test("is the trust anchor's on each byte of the certificate", async () => {
    const anchor = await make({ key: 'RSA-3072', subject: [['CN', 'anchor']] })
    const { certificatePem } = await make()
    const trustAnchor = anchor.certificate
    const signature = await sign(anchor, certificatePem)
    expect(await findingsOf(certificatePem, { trustAnchor, signature })).toEqual([])
    const other = await make({ key: 'RSA-3072', subject: [['CN', 'anchor']] })
    for (const [text, question] of [
      [certificatePem.replaceAll('\n', '\r\n'), { trustAnchor, signature }],
      [(await make()).certificatePem, { trustAnchor, signature }],
      [certificatePem, { trustAnchor: other.certificate, signature }],
      [certificatePem, { trustAnchor, signature: 'AAAA' }],
    ] as const) {
      expect(await findingsOf(text, question)).toEqual(['operator_signature_invalid'])
    }
    expect(await findingsOf(certificatePem, { trustAnchor })).toEqual([
      'operator_signature_missing',
    ])
  })
})

describe('a public key', () => {
  const publicPem = (namedCurve: string) =>
    createPublicKey(generateKeyPairSync('ec', { namedCurve }).privateKey)
      .export({ type: 'spki', format: 'pem' })
      .toString()

  test('is of P-256', async () => {
    const report = await checkPartnerFile(publicPem('P-256'), QUESTION, NOW)
    expect(report).toMatchObject({ kind: 'public_key', expiry: undefined, findings: [] })
    expect(report.fingerprint).toMatch(/^[0-9a-f]{64}$/)
    expect(await findingsOf(publicPem('P-384'))).toEqual(['not_a_p256_key'])
  })
})

test('every rule says what is wrong in one line', () => {
  for (const { says } of Object.values(PARTNER_FILE_RULES)) expect(says).toMatch(/^[^\n]{10,140}$/)
})

import { createHmac, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { aSigner, trusting, WINDOW_END } from '../../test/support/archives.ts'
import { scratchFolder, tocsin } from '../../test/support/command-line.ts'
import { parsePublish } from '../api/publish.ts'
import { asUnixSeconds } from '../core/time.ts'
import { verifyCertificate } from '../core/verification/certificate.ts'
import type { AuthorizedApp, HealthAuthority } from '../core/verification/health-authority.ts'

const { put } = scratchFolder()
const signer = aSigner()
const publicPem = put('310.public.pem', signer.publicKeyPem)
const privatePem = put('310.private.pem', signer.privateKeyPem)

describe('certificate', () => {
  // Vectors made with another implementation: keys in the order of the request, HMAC of the sorted segments.
  const secret = 'ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8='
  const keysOf = (...risks: (number | undefined)[]) =>
    [
      { key: '/////////////////////w==', rollingStartNumber: 2974032, rollingPeriod: 144 },
      { key: 'AAECAwQFBgcICQoLDA0ODw==', rollingStartNumber: 2973888, rollingPeriod: 144 },
      { key: '+++++++++++++++++++++w==', rollingStartNumber: 2973744, rollingPeriod: 72 },
    ].map((key, i) => (risks[i] === undefined ? key : { ...key, transmissionRisk: risks[i] }))
  const authority = ['--issuer', 'iss-test', '--audience', 'aud-test', '--kid', 'v1']
  const base = ['certificate', '--key', privatePem, ...authority, '--hmac-key', secret]
  const decode = (jwt: string) => {
    const [header = '', claims = '', signature = ''] = jwt.split('.')
    const read = (segment: string) => JSON.parse(Buffer.from(segment, 'base64url').toString())
    const isGood = verify(
      'sha256',
      Buffer.from(`${header}.${claims}`),
      { key: createPublicKey(signer.publicKeyPem), dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    )
    return { header: read(header), claims: read(claims), isGood }
  }

  test.each([
    ['without risks', keysOf(), '+Ix0DCoYNnhWebmYino5TDAB01YZpsYsuY8OFMBU3k0='],
    ['with risks', keysOf(2, 5, 8), 'zF4OpuHSYlkc6syzQrO18sIu54FuK9/enM9y8lVUCX4='],
  ])('signs the HMAC of the keys %s', async (_, keys, tekmac) => {
    const path = put('publish.json', JSON.stringify({ temporaryExposureKeys: keys }))
    const options = ['--onset', '2973888', '--report-type', 'likely', '--lifetime', '60', '--json']
    const { exitCode, out } = await tocsin([...base, ...options, '--keys', path])
    expect(exitCode).toBe(0)
    const printed = JSON.parse(out)
    expect(printed).toMatchObject({ hmacKey: secret, tekmac })
    const { header, claims, isGood } = decode(printed.certificate)
    expect(isGood).toBe(true)
    expect(header).toEqual({ alg: 'ES256', kid: 'v1', typ: 'JWT' })
    expect(claims).toEqual({
      iss: 'iss-test',
      aud: 'aud-test',
      iat: WINDOW_END,
      nbf: WINDOW_END,
      exp: WINDOW_END + 60,
      reportType: 'likely',
      symptomOnsetInterval: 2973888,
      tekmac,
    })
  })
  test('makes the whole body of an upload, with a secret of its own, from standard input', async () => {
    const args = ['certificate', '--key', privatePem, ...authority, '--keys', '-', '--body']
    const body = { temporaryExposureKeys: keysOf(1, 1, 1), traveler: true }
    const { exitCode, out } = await tocsin(
      [...args, '--health-authority', 'com.example.app'],
      JSON.stringify(body),
    )
    expect(exitCode).toBe(0)
    const { verificationPayload, hmacKey, ...rest } = JSON.parse(out)
    expect(rest).toEqual({ ...body, healthAuthorityID: 'com.example.app' })
    const signed = [
      '+++++++++++++++++++++w==.2973744.72.1',
      '/////////////////////w==.2974032.144.1',
      'AAECAwQFBgcICQoLDA0ODw==.2973888.144.1',
    ].join(',')
    const hmac = createHmac('sha256', Buffer.from(hmacKey, 'base64'))
      .update(signed)
      .digest('base64')
    expect(Buffer.from(hmacKey, 'base64')).toHaveLength(32)
    expect(decode(verificationPayload)).toMatchObject({ isGood: true, claims: { tekmac: hmac } })
  })
  test('makes a body that the key server reads, and a certificate that it accepts', async () => {
    const args = ['certificate', '--key', privatePem, ...authority, '--keys', '-', '--body']
    const { out } = await tocsin(
      [...args, '--health-authority', 'com.example.app', '--report-type', 'negative'],
      JSON.stringify(keysOf(1, 2)),
    )
    const parsed = parsePublish(Buffer.from(out), 'v1')
    if (!parsed.ok) throw new Error(parsed.failure.reason)
    const { keys, hmacKey, verificationPayload } = parsed.value
    const { publicKey } = await trusting(signer)
    const validFrom = asUnixSeconds(0)
    const tenant: HealthAuthority = {
      ...{
        id: 1,
        issuer: 'iss-test',
        audience: 'aud-test',
        name: 'test',
        dailyUploadLimit: undefined,
        mayReadStatistics: true,
      },
      keys: [{ version: 'v1', validFrom, validThru: undefined, publicKey }],
    }
    const app: AuthorizedApp = {
      ...{ appPackageName: 'com.example.app', allowedRegions: [], allowedHealthAuthorityIds: [1] },
      ...{ bypassesCertificate: false, bypassesRevisionToken: false, releasesSameDayKeys: false },
      federationConsent: 'never',
    }
    const directory = { app: () => app, healthAuthority: () => tenant, bypassingApps: () => [] }
    const at = (now: number) =>
      verifyCertificate(
        { certificate: verificationPayload, hmacKey, keys },
        app,
        directory,
        asUnixSeconds(now),
      )
    expect(await at(WINDOW_END)).toMatchObject({ ok: true, value: { reportType: 'revoked' } })
    expect(await at(WINDOW_END + 900)).toMatchObject({ ok: true })
    expect(await at(WINDOW_END + 901)).toMatchObject({ failure: { reason: 'expired' } })
    expect(await at(WINDOW_END - 1)).toMatchObject({ failure: { reason: 'not_yet_valid' } })
  })
  test('takes the keys alone, and prints two lines', async () => {
    const { out } = await tocsin([...base, '--keys', '-'], JSON.stringify(keysOf()))
    const [jwt = '', second] = out.split('\n')
    expect(decode(jwt).isGood).toBe(true)
    expect(second).toBe(`hmacKey ${secret}`)
  })
  test.each([
    ['no JSON', [], 'nothing', 'not JSON'],
    ['no keys', [], '{}', 'needs temporaryExposureKeys'],
    ['an empty list', [], '[]', 'needs temporaryExposureKeys'],
    ['an unknown report type', ['--report-type', 'positive'], '', '--report-type must be'],
    ['an onset that is a date', ['--onset', '2026-07-19'], '', '--onset must be a whole number'],
    ['a lifetime of nothing', ['--lifetime', '0'], '', '--lifetime must be'],
    ['a body for nobody', ['--body'], '', '--body needs --health-authority'],
    ['a secret that is not base64', ['--hmac-key', '*'], '', '--hmac-key must be base64'],
  ])('refuses %s', async (_, options, stdin, message) => {
    const { exitCode, out, err } = await tocsin(
      [...base, ...options, '--keys', '-'],
      stdin || JSON.stringify(keysOf()),
    )
    expect([exitCode, out]).toEqual([2, ''])
    expect(err).toContain(message)
    expect(err.trim().split('\n')).toHaveLength(1)
  })
  test('refuses a key that is not P-256, and a public one', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const rsaPem = put('rsa.pem', rsa.export({ type: 'pkcs8', format: 'pem' }))
    const rest = [...authority, '--keys', '-']
    expect((await tocsin(['certificate', '--key', rsaPem, ...rest])).err).toContain(
      'not a P-256 key',
    )
    expect((await tocsin(['certificate', '--key', publicPem, ...rest])).err).toContain(
      'not a private key in PEM',
    )
  })
})

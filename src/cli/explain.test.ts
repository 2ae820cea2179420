import { describe, expect, test } from 'vitest'
import { asJson, scratchFolder, tocsin } from '../../test/support/command-line.ts'
import { authority, build, NOW, stranger, type World } from '../../test/support/explaining.ts'
import { fakeOperator } from '../../test/support/fake-operator.ts'
import { DEFAULT_PUBLISH_LIMITS } from '../core/publish/default-limits.ts'
import { readConfig } from '../platform/config.ts'
import { publishSettings } from '../workers/publish-settings.ts'

const { put } = scratchFolder()
const authorityFile = put(
  'authority.json',
  JSON.stringify({
    issuer: authority.issuer,
    audience: authority.audience,
    keys: [{ version: authority.keyId, publicKeyPem: authority.publicKeyPem }],
    appPackageName: 'com.example.android.app',
  }),
)

async function upload(name: string, spoil: (world: World) => void = () => undefined) {
  const { asked } = await build(spoil)
  return put(name, asked.request as string)
}

const offline = ['--authority', authorityFile, '--now', String(NOW)]

describe('explain without a server', () => {
  test('exits 0 for an upload that would be accepted', async () => {
    const { exitCode, out, err } = await tocsin(['explain', await upload('good.json'), ...offline])
    expect([exitCode, err]).toEqual([0, ''])
    expect(out).not.toContain('BROKEN')
    expect(out).toMatch(/good\.json: accepted \(200\)\n/)
  })

  test('exits 1 for one that would be refused, explains it, and says what the phone is told', async () => {
    const file = await upload('swapped.json', (world) => {
      world.hmacKey = Buffer.alloc(16, 4).toString('base64')
    })
    const { exitCode, out } = await tocsin(['explain', file, ...offline])
    expect(exitCode).toBe(1)
    expect(out.match(/^BROKEN/gm)).toHaveLength(1)
    expect(out).toContain(
      'BROKEN  its tekmac is the HMAC of the keys, with hmacKey as the secret\n',
    )
    expect(out).toContain('perhaps   None of the usual mistakes fits')
    expect(out).toMatch(/ {2}4 parts a key\n {4}text {4}\S+\.144\.0,\S+\n {4}HMAC {4}\S{44}\n/)
    expect(out).toContain('refused (401 health_authority_verification_certificate_invalid)')
  })

  test('shows what could steer the terminal, and does not write it', async () => {
    const file = await upload('escape.json', (world) => {
      world.keys = [{ ...world.keys[0], key: '\u001b[2J\u009b2J' } as (typeof world.keys)[number]]
      world.hmacKey = 'AAAA'
    })
    const { out } = await tocsin(['explain', file, ...offline])
    expect(out).toContain('    text    \\u{1b}[2J\\u{9b}2J.')
    expect(out).toMatch(/^[\n -~‖≤]*$/)
  })

  test('prints the same as JSON', async () => {
    const file = await upload('stranger.json', (world) => {
      world.signer = stranger
    })
    const explained = await asJson('explain', file, ...offline)
    expect(explained).toMatchObject({ verdict: 'refused', status: 401 })
    expect(explained.checks).toContainEqual(
      expect.objectContaining({ name: 'certificate-signature', outcome: 'broken' }),
    )
  })

  test('reads the upload from standard input', async () => {
    const { asked } = await build(() => undefined)
    const { exitCode } = await tocsin(['explain', '-', ...offline], asked.request as string)
    expect(exitCode).toBe(0)
  })

  test('judges by the limits of a deployment that chose none', () => {
    expect(publishSettings(readConfig({}))).toMatchObject(DEFAULT_PUBLISH_LIMITS)
  })

  test.each([
    ['a file that is not there', ['explain', 'nowhere.json']],
    ['an authority that is no JSON', ['--authority', put('no.json', '{')]],
    ['an authority without keys', ['--authority', put('empty.json', '{}')]],
    ['a version that there is not', [...offline, '--api-version', 'v2']],
    ['a time that is none', ['--authority', authorityFile, '--now', 'x']],
  ])('exits 2 for %s', async (_name, args) => {
    const all = args[0] === 'explain' ? args : ['explain', await upload('any.json'), ...args]
    const { exitCode, err } = await tocsin(all)
    expect(exitCode).toBe(2)
    expect(err).toMatch(/^tocsin: .+\n$/)
  })
})

describe('explain by a running system', () => {
  const operator = fakeOperator()

  test('sends the upload as it is and prints what comes back', async () => {
    operator.answer = { verdict: 'accepted', status: 200, checks: [], hmacs: [] }
    const file = put('as-it-is.json', '{ "odd" : 1.0 }')
    const { exitCode, out } = await tocsin(['explain', file, '--url', operator.url])
    expect([exitCode, out.includes('accepted (200)')]).toEqual([0, true])
    expect(operator.received).toEqual({
      path: '/operator/explain',
      token: 'Bearer token-of-this-test',
      body: { request: '{ "odd" : 1.0 }', version: 'v1', contentType: 'application/json' },
    })
  })

  test('exits 2 where the answer is no explanation', async () => {
    operator.answer = { error: 'x' }
    const { exitCode, err } = await tocsin([
      'explain',
      put('any2.json', '{}'),
      '--url',
      operator.url,
    ])
    expect([exitCode, err]).toEqual([2, 'tocsin: the system answers 200 and no explanation\n'])
  })
})

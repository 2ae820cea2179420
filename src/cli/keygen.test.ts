import { createPublicKey, sign, verify } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { asJson, scratchFolder, tocsin } from '../../test/support/command-line.ts'

const { path: folder } = scratchFolder()

describe('keygen', () => {
  const signs = (privateKeyPem: string, publicKeyPem: string) =>
    verify(
      'sha256',
      Buffer.from('x'),
      publicKeyPem,
      sign('sha256', Buffer.from('x'), privateKeyPem),
    )

  test('writes a pair that belongs together, the private key for its owner only', async () => {
    const { exitCode, out } = await tocsin([
      'keygen',
      '--out',
      join(folder, 'keys'),
      '--name',
      'test',
    ])
    expect(exitCode).toBe(0)
    const path = (kind: string) => join(folder, 'keys', `test.${kind}.pem`)
    const [privateKeyPem, publicKeyPem] = ['private', 'public'].map((kind) =>
      readFileSync(path(kind), 'utf8'),
    )
    expect(signs(privateKeyPem ?? '', publicKeyPem ?? '')).toBe(true)
    expect(privateKeyPem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
    expect(publicKeyPem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/)
    expect(createPublicKey(publicKeyPem ?? '').asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
    expect(statSync(path('private')).mode & 0o777).toBe(0o600)
    expect(out).not.toContain('PRIVATE KEY')
  })
  test('never writes over a key', async () => {
    const args = ['keygen', '--out', join(folder, 'once')]
    await tocsin(args)
    const path = join(folder, 'once', 'signing.private.pem')
    const before = readFileSync(path, 'utf8')
    const { exitCode, err } = await tocsin(args)
    expect(exitCode).toBe(1)
    expect(err).toContain('is there already')
    expect(readFileSync(path, 'utf8')).toBe(before)
  })
  test('prints the pair and the secrets of a deployment', async () => {
    const { out } = await tocsin(['keygen', '--master-key'])
    const master = /^MASTER_KEY=(.+)$/m.exec(out)?.[1] ?? ''
    const token = /^OPERATOR_TOKEN=(.+)$/m.exec(out)?.[1] ?? ''
    expect(Buffer.from(master, 'base64')).toHaveLength(32)
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    const made = await asJson('keygen', '--master-key')
    expect(signs(made.privateKeyPem, made.publicKeyPem)).toBe(true)
    expect(made.masterKey).not.toBe(master)
  })
  test('refuses a name that is a path', async () => {
    expect((await tocsin(['keygen', '--out', folder, '--name', '../x'])).exitCode).toBe(2)
  })
})

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  type ArchiveParts,
  anArchive,
  aSigner,
  defaultEntries,
} from '../../test/support/archives.ts'
import { asJson, scratchFolder, tocsin } from '../../test/support/command-line.ts'

test('an archive in the form of those of the key server of Google is valid', async () => {
  const { put } = scratchFolder()
  const signer = aSigner('some_id', '1')
  const entries: ArchiveParts['entries'] = (bin, sig) =>
    defaultEntries(bin, sig).map((part) => ({ ...part, descriptor: 'marked' }))
  const path = put('two-keys.zip', anArchive({ signers: [signer], entries }))
  const args = ['--key', put('two-keys.public.pem', signer.publicKeyPem), '--strict']
  expect((await tocsin(['verify', path, ...args])).exitCode).toBe(0)
})

// Real files, which are not part of the project: where they are not there, there is nothing to test.
const samples = resolve(process.env['TOCSIN_SAMPLES'] ?? '../shared/samples')
const sample = (name: string) => join(samples, name)
const areThere = existsSync(sample('google-two-keys.zip'))

if (areThere)
  describe('real export files', () => {
    // By Python's zipfile and a decoder of a few lines: count, and SHA-256 of "key start period risk type" lines.
    test.each([
      [
        'google-two-keys.zip',
        2,
        'ac78c8bb900e40549b9251b86276e534390ad47dadfaeebe67254050e4a4b41f',
      ],
      [
        'android-sample.zip',
        140,
        '40420ba8cf27c58e40252a749585671ee4e9cffb01ef685503e9b8b29db0737e',
      ],
      [
        'corona-warn-demo.zip',
        2392,
        '24bfe99e5d6102bfdc2d99b1815cb5f436fc5674e35be8e035adb1347d194585',
      ],
    ])('%s holds the keys that another decoder finds', async (name, count, digest) => {
      const { keyCount, revisedKeyCount, keys } = await asJson('inspect', sample(name))
      expect([keyCount, revisedKeyCount]).toEqual([count, 0])
      const lines = keys.map((key: Record<string, unknown>) =>
        [
          ...[key['keyHex'], key['rollingStartIntervalNumber'], key['rollingPeriod']],
          ...[key['transmissionRiskLevel'], key['reportType']],
        ].join(' '),
      )
      expect(createHash('sha256').update(lines.join('\n')).digest('hex')).toBe(digest)
    })
    test('an archive of the key server of Google is valid, without so much as a warning', async () => {
      const key = ['--key', sample('google-two-keys.public.pem')]
      const named = ['--key-id', 'some_id', '--key-version', '1', '--strict']
      const { exitCode, out } = await tocsin([
        'verify',
        sample('google-two-keys.zip'),
        ...key,
        ...named,
      ])
      expect(exitCode).toBe(0)
      expect(out).toMatch(/: valid\n$/)
    })
    test('an archive of another signer is refused by name, whatever the key says of itself', async () => {
      const key = ['--key', sample('google-two-keys.public.pem')]
      const verifyIt = (...options: string[]) =>
        tocsin(['verify', sample('android-sample.zip'), ...key, ...options])
      expect((await verifyIt()).out).toContain('error signature-invalid: ')
      expect((await verifyIt('--key-id', 'some_id')).out).toContain('error unknown-key: ')
      expect((await verifyIt('--key-id', '310', '--key-version', '1')).out).toContain(
        'error unknown-key-version: ',
      )
    })
    test('an archive without signatures can be looked at and is not valid', async () => {
      const path = sample('corona-warn-demo.zip')
      expect((await tocsin(['inspect', path])).out).toContain('there is no export.sig')
      const { exitCode, out } = await tocsin([
        'verify',
        path,
        '--key',
        sample('google-two-keys.public.pem'),
      ])
      expect(exitCode).toBe(1)
      expect(out).toContain('error missing-entry: ')
    })
  })

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { aKey, anArchive, aSigner } from '../../test/support/archives.ts'
import { scratchFolder, tocsin } from '../../test/support/command-line.ts'
import { ARCHIVE_RULES } from '../core/export/archive-rules.ts'

const { path: folder, put } = scratchFolder()
const signer = aSigner()
const publicPem = put('310.public.pem', signer.publicKeyPem)
const good = put('good.zip', anArchive({ signers: [signer] }))
const bad = put(
  'bad.zip',
  anArchive({ signers: [signer], message: { keys: [aKey(1, { transmissionRiskLevel: 9 })] } }),
)
const text = put('notes.txt', 'this is no archive at all, however long it may be')

describe('the command', () => {
  test.each([
    'inspect',
    'verify',
    'diff',
    'certificate',
    'keygen',
    'apply',
    'export-config',
    'audit',
    'explain',
    'why',
    'withdraw',
    'reconcile',
    'partner',
    'start-link',
  ])('%s explains itself', async (verb) => {
    const { exitCode, out } = await tocsin([verb, '--help'])
    expect(exitCode).toBe(0)
    for (const part of [
      'Usage: tocsin',
      'Example:',
      `  tocsin ${verb} `,
      '--json',
      'Exit codes:',
    ]) {
      expect(out).toContain(part)
    }
  })
  test.each([
    ['no verb', []],
    ['an unknown verb', ['explode']],
    ['an unknown option', ['inspect', 'x.zip', '--all']],
    ['no file', ['inspect']],
    ['two files', ['inspect', 'a.zip', 'b.zip']],
    ['a file that is not there', ['inspect', 'nowhere.zip']],
    ['a directory where an archive should be', ['inspect', folder]],
    ['no key', ['verify', good]],
    ['a key that is not there', ['verify', good, '--key', 'nowhere.pem']],
    ['a key that is none', ['verify', good, '--key', text]],
    ['a time that is none', ['verify', good, '--key', publicPem, '--now', 'noon']],
  ])('exits 2 for %s', async (_, args) => {
    const { exitCode, out, err } = await tocsin(args)
    expect([exitCode, out]).toEqual([2, ''])
    expect(err).not.toBe('')
    expect(err).not.toMatch(/^ {4}at /m)
  })
  test('ends as a process with its exit code and one line', () => {
    const main = (...args: string[]) =>
      spawnSync(process.execPath, ['src/cli/main.ts', ...args], { encoding: 'utf8' })
    const fine = main('verify', good, '--key', publicPem)
    expect([fine.status, fine.stderr]).toEqual([0, ''])
    expect(main('verify', bad, '--key', publicPem).status).toBe(1)
    const missing = main('inspect', 'nowhere.zip')
    expect([missing.status, missing.stdout, missing.stderr]).toEqual([
      2,
      '',
      'tocsin: nowhere.zip: no such file\n',
    ])
  })
  test('explains in its guide every name that there is', () => {
    const packed = (text: string) => text.replaceAll(/ +/g, ' ')
    const guide = packed(readFileSync('docs/guides/command-line.md', 'utf8'))
    for (const [name, { severity, says }] of Object.entries(ARCHIVE_RULES)) {
      expect(guide).toContain(packed(`| \`${name}\` | ${severity} | ${says} |`))
    }
  })
})

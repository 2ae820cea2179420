import { describe, expect, test } from 'vitest'
import { aKey, anArchive, aSigner, WINDOW_START } from '../../test/support/archives.ts'
import { asJson, scratchFolder, tocsin } from '../../test/support/command-line.ts'
import { ARCHIVE_RULES } from '../core/export/archive-rules.ts'

const { put } = scratchFolder()
const signer = aSigner()
const publicPem = put('310.public.pem', signer.publicKeyPem)
const good = put('good.zip', anArchive({ signers: [signer] }))
const bad = put(
  'bad.zip',
  anArchive({ signers: [signer], message: { keys: [aKey(1, { transmissionRiskLevel: 9 })] } }),
)
const unsorted = put(
  'unsorted.zip',
  anArchive({ signers: [signer], message: { keys: [aKey(2), aKey(1)] } }),
)
const text = put('notes.txt', 'this is no archive at all, however long it may be')

describe('verify', () => {
  test('exits 0 for an archive that is valid', async () => {
    const args = ['verify', good, '--key', publicPem, '--key-id', '310', '--key-version', 'v1']
    const { exitCode, out, err } = await tocsin(args)
    expect([exitCode, err]).toEqual([0, ''])
    expect(out).toMatch(/good\.zip: valid\n$/)
  })
  test('exits 1 and names the rule that is broken', async () => {
    const { exitCode, out } = await tocsin(['verify', bad, '--key', publicPem])
    expect(exitCode).toBe(1)
    expect(out).toContain('error risk-out-of-range: ')
    expect(await asJson('verify', bad, '--key', publicPem)).toMatchObject({
      valid: false,
      failures: [{ file: bad, name: 'risk-out-of-range', severity: 'error', detail: 'key 0: 9' }],
    })
  })
  test('exits 1 for what is no archive', async () => {
    const { exitCode, out } = await tocsin(['verify', text, '--key', publicPem])
    expect(exitCode).toBe(1)
    expect(out).toContain('error zip-malformed: ')
  })
  test('takes warnings for failures only when told', async () => {
    expect((await tocsin(['verify', unsorted, '--key', publicPem])).exitCode).toBe(0)
    expect((await tocsin(['verify', unsorted, '--key', publicPem, '--strict'])).exitCode).toBe(1)
  })
  test('checks the age of keys against the time that it is told', async () => {
    const at = (now: number) => tocsin(['verify', good, '--key', publicPem, '--now', String(now)])
    expect((await at(WINDOW_START + 7200)).exitCode).toBe(0)
    expect((await at(WINDOW_START + 7199)).out).toContain('key-too-fresh')
  })
  test('takes a key of another id for one of another signer', async () => {
    const { exitCode, out } = await tocsin(['verify', good, '--key', publicPem, '--key-id', '262'])
    expect(exitCode).toBe(1)
    expect(out).toContain('unknown-key: ')
  })
  test('gives each key its own id and version, in their order', async () => {
    const other = aSigner('262', 'v9')
    const otherPem = put('262.public.pem', other.publicKeyPem)
    const both = put('both.zip', anArchive({ signers: [signer, other] }))
    const args = ['verify', both, '--key', publicPem, '--key', otherPem]
    const names = [
      '--key-id',
      '310',
      '--key-id',
      '262',
      '--key-version',
      'v1',
      '--key-version',
      'v9',
    ]
    expect((await tocsin([...args, ...names, '--strict'])).exitCode).toBe(0)
    const swapped = [
      '--key-id',
      '262',
      '--key-id',
      '310',
      '--key-version',
      'v9',
      '--key-version',
      'v1',
    ]
    expect((await tocsin([...args, ...swapped])).out).toContain('signature-invalid')
    const { exitCode, err } = await tocsin([
      ...args,
      '--key',
      publicPem,
      '--key-id',
      'a',
      '--key-id',
      'b',
    ])
    expect([exitCode, err]).toEqual([2, 'tocsin: --key-id: one for each --key, or one for all\n'])
  })
  test('names every rule in its help', async () => {
    const { exitCode, out } = await tocsin(['verify', '--help'])
    expect(exitCode).toBe(0)
    for (const [name, { says }] of Object.entries(ARCHIVE_RULES)) {
      expect(out).toContain(name)
      expect(out).toContain(says)
    }
  })
})

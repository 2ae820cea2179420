import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { aKey, anArchive, aSigner, WINDOW_END, WINDOW_START } from '../../test/support/archives.ts'
import { asJson, scratchFolder, tocsin } from '../../test/support/command-line.ts'

const { path: folder, put } = scratchFolder()
const signer = aSigner()
const publicPem = put('310.public.pem', signer.publicKeyPem)

describe('a directory', () => {
  const four = 4 * 3600
  const archive = (n: number, byte: number) =>
    anArchive({
      signers: [signer],
      message: {
        startTimestamp: WINDOW_START + n * four,
        endTimestamp: WINDOW_END + n * four,
        keys: [aKey(byte)],
      },
    })
  const nameOf = (n: number) => `${WINDOW_START + n * four}-${WINDOW_END + n * four}-00001.zip`
  const tree = (name: string, numbers: readonly number[], listed = numbers) => {
    for (const n of numbers) put(`${name}/us/${nameOf(n)}`, archive(n, n))
    put(`${name}/us/index.txt`, listed.map((n) => `us/${nameOf(n)}`).join('\n'))
    return join(folder, name)
  }
  const whole = tree('whole', [0, 1, 2])

  test('is valid, from its root and from the folder of its index', async () => {
    for (const path of [whole, join(whole, 'us')]) {
      const { exitCode, out } = await tocsin(['verify', path, '--key', publicPem, '--strict'])
      expect(out).not.toContain('error')
      expect(exitCode).toBe(0)
    }
  })
  test('shows gaps, overlaps and what the index gets wrong', async () => {
    const path = tree('holes', [0, 2], [1, 2])
    put(`holes/us/again.zip`, archive(0, 0))
    const { valid, failures } = await asJson('verify', path, '--key', publicPem)
    expect(valid).toBe(false)
    expect(failures.map(({ file, name }: { file: string; name: string }) => [file, name])).toEqual([
      [`us/${nameOf(2)}`, 'window-gap'],
      ['us/again.zip', 'key-repeated'],
      ['us/again.zip', 'batch-duplicate'],
      ['us/index.txt', 'index-names-missing-file'],
    ])
  })
  test('that holds no archive can not be verified', async () => {
    mkdirSync(join(folder, 'empty'))
    const { exitCode, err } = await tocsin(['verify', join(folder, 'empty'), '--key', publicPem])
    expect(exitCode).toBe(2)
    expect(err).toContain('neither index.txt nor an archive')
  })
  test('is compared with another', async () => {
    const later = tree('later', [1, 2, 3])
    expect((await tocsin(['diff', whole, whole])).exitCode).toBe(0)
    const { exitCode, out } = await tocsin(['diff', whole, later])
    expect(exitCode).toBe(1)
    expect(out.split('\n')).toEqual([
      `- "us/${nameOf(0)}"`,
      `+ "us/${nameOf(3)}"`,
      'us/index.txt:',
      `  - "us/${nameOf(0)}"`,
      `  + "us/${nameOf(3)}"`,
      'different',
      '',
    ])
  })
  test('is compared file by file', async () => {
    const other = tree('other', [0, 1, 2])
    put(`other/us/${nameOf(1)}`, archive(1, 77))
    const { same, files } = await asJson('diff', whole, other)
    expect(same).toBe(false)
    expect(files).toMatchObject([
      { file: `us/${nameOf(1)}`, keys: { onlyInA: [{}], onlyInB: [{}], changed: [] } },
    ])
  })
})

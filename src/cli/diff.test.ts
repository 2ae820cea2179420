import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { aKey, anArchive, aSigner } from '../../test/support/archives.ts'
import { asJson, scratchFolder, tocsin } from '../../test/support/command-line.ts'

const { path: folder, put } = scratchFolder()
const signer = aSigner()
const good = put('good.zip', anArchive({ signers: [signer] }))
const revised = put(
  'revised.zip',
  anArchive({
    signers: [signer],
    message: {
      region: 'DE',
      keys: [aKey(1, { rollingPeriod: 72 }), aKey(3)],
      revisedKeys: [aKey(9, { reportType: 5, daysSinceOnsetOfSymptoms: null })],
    },
  }),
)
const text = put('notes.txt', 'this is no archive at all, however long it may be')

describe('diff', () => {
  test('takes two archives with the same keys for the same, however they were signed', async () => {
    const again = put('again.zip', anArchive({ signers: [signer] }))
    expect(readFileSync(again).equals(readFileSync(good))).toBe(false)
    const { exitCode, out } = await tocsin(['diff', good, again])
    expect([exitCode, out]).toEqual([0, 'the same\n'])
  })
  test('shows header fields and keys that differ', async () => {
    const { exitCode, out } = await tocsin(['diff', good, revised])
    expect(exitCode).toBe(1)
    expect(out).toContain('region: "US" -> "DE"\n')
    expect(out).toContain(`- key ${'02'.repeat(16)} `)
    expect(out).toContain(`+ key ${'03'.repeat(16)} `)
    expect(out).toContain(`~ key ${'01'.repeat(16)} `)
    expect(out).toContain(`+ revised key ${'09'.repeat(16)} `)
    expect(await asJson('diff', good, revised)).toMatchObject({
      same: false,
      header: [
        { field: 'region', a: 'US', b: 'DE' },
        { field: 'revisedKeyCount', a: 0, b: 1 },
      ],
      keys: {
        onlyInA: [{}],
        onlyInB: [{}],
        changed: [{ a: { rollingPeriod: 144 }, b: { rollingPeriod: 72 } }],
      },
    })
  })
  test('refuses an archive against a directory, and what is no archive', async () => {
    expect((await tocsin(['diff', good, folder])).exitCode).toBe(2)
    expect((await tocsin(['diff', good, text])).exitCode).toBe(2)
  })
})

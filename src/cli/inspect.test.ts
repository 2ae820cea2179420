import { describe, expect, test } from 'vitest'
import { aKey, anArchive, aSigner, WINDOW_END, WINDOW_START } from '../../test/support/archives.ts'
import { asJson, scratchFolder, tocsin } from '../../test/support/command-line.ts'

const { put } = scratchFolder()
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

describe('inspect', () => {
  test('prints a summary', async () => {
    const { exitCode, out } = await tocsin(['inspect', good])
    expect(exitCode).toBe(0)
    expect(out).toContain('keys          2 (2 CONFIRMED_TEST)')
    expect(out).toContain('2026-07-19T00:00:00Z')
    expect(out).toContain('"310" "v1"')
  })
  test('prints all as JSON', async () => {
    expect(await asJson('inspect', revised)).toMatchObject({
      keyCount: 2,
      revisedKeyCount: 1,
      startTimestamp: WINDOW_START,
      endTimestamp: WINDOW_END,
      region: 'DE',
      batchNum: 1,
      batchSize: 1,
      signatureInfos: [
        {
          verificationKeyId: '310',
          verificationKeyVersion: 'v1',
          signatureAlgorithm: '1.2.840.10045.4.3.2',
        },
      ],
      signatures: [{ derValid: true, batchNum: 1, batchSize: 1 }],
      entries: [{ name: 'export.bin', method: 'deflated' }, { name: 'export.sig' }],
      keys: [
        { key: 'AQEBAQEBAQEBAQEBAQEBAQ==', keyHex: '01'.repeat(16), rollingPeriod: 72 },
        { keyHex: '03'.repeat(16) },
      ],
      revisedKeys: [{ reportType: 5, reportTypeName: 'REVOKED', daysSinceOnsetOfSymptoms: null }],
    })
  })
  test('names why a file is no archive', async () => {
    const { exitCode, out, err } = await tocsin(['inspect', text])
    expect([exitCode, out]).toEqual([1, ''])
    expect(err).toMatch(/^tocsin: .*notes\.txt: zip-malformed: .*\n$/)
  })
})

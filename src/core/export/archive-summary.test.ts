import { describe, expect, test } from 'vitest'
import {
  aKey,
  anArchive,
  aSigner,
  WINDOW_END,
  WINDOW_START,
} from '../../../test/support/archives.ts'
import { summarizeArchive } from './archive-summary.ts'
import { readArchive } from './read-archive.ts'

const signer = aSigner('310', 'v7')

describe('the summary of an archive', () => {
  test('tells its window, region, signers and how many keys of both kinds', () => {
    const archive = anArchive({
      signers: [signer],
      message: { keys: [aKey(1), aKey(2), aKey(3)], revisedKeys: [aKey(4), aKey(5)] },
    })
    const summary = summarizeArchive(archive)
    expect(summary).toMatchObject({
      ok: true,
      value: {
        keyCount: 5,
        message: {
          startTimestamp: WINDOW_START,
          endTimestamp: WINDOW_END,
          region: 'US',
          batchNum: 1,
          batchSize: 1,
          signatureInfos: [{ keyId: '310', keyVersion: 'v7', algorithm: '1.2.840.10045.4.3.2' }],
        },
      },
    })
  })

  test('has the bytes and signatures that the archive has', () => {
    const archive = anArchive({ signers: [signer, aSigner('311', 'v1')] })
    const summary = summarizeArchive(archive)
    const whole = readArchive(archive)
    if (!summary.ok || !whole.ok) throw new Error('unreadable')
    expect(summary.value.exportBin).toEqual(whole.value.exportBin)
    expect(summary.value.signatures).toEqual(whole.value.signatures)
    expect(summary.value.signatures).toHaveLength(2)
  })

  test.each([
    ['that is cut short', anArchive().subarray(0, 100), 'zip-malformed'],
    [
      'with another header',
      anArchive({ header: Buffer.from('EK Export v2    ') }),
      'header-invalid',
    ],
    [
      'whose message is cut',
      anArchive({ messageTail: Uint8Array.of(0x3a, 9) }),
      'protobuf-invalid',
    ],
    [
      'without a signature file',
      anArchive({ entries: (bin) => [{ name: 'export.bin', bytes: bin }] }),
      'missing-entry',
    ],
    [
      'without keys file',
      anArchive({ entries: (_, sig) => [{ name: 'export.sig', bytes: sig }] }),
      'missing-entry',
    ],
    [
      'with a header that says something twice',
      anArchive({ messageTail: Uint8Array.of(0x1a, 0) }),
      'protobuf-invalid',
    ],
  ])('is refused for one %s', (_what, archive, rule) => {
    expect(summarizeArchive(archive)).toMatchObject({ ok: false, failure: { rule } })
  })
})

import { describe, expect, test } from 'vitest'
import { asJson, tocsin } from '../../test/support/command-line.ts'
import { fakeOperator } from '../../test/support/fake-operator.ts'

const operator = fakeOperator()
const HEX = '000102030405060708090a0b0c0d0e0f'
const BASE64 = 'AAECAwQFBgcICQoLDA0ODw=='
const AT = 1_784_419_200

const stored = (...exports: object[]) => ({
  isStored: true,
  provenance: 'uploaded',
  regions: ['US'],
  traveler: false,
  releases: [{ list: 'keys', at: AT, exports }],
})
const exported = {
  filenameRoot: 'us',
  state: 'exported',
  batchId: 1,
  files: [{ filename: 'us/1-2-00001.zip', status: 'published' }],
  isIndexCurrent: true,
}
const other = { filenameRoot: 'ca', state: 'not_selected', because: 'other_region' }

const why = (...args: string[]) => tocsin(['why', ...args, '--url', operator.url])

test.each([
  ['base64', BASE64],
  ['hex', HEX],
  ['hex in capitals', HEX.toUpperCase()],
  ['base64url without padding', BASE64.replaceAll('=', '')],
])('asks for a key in %s', async (_name, key) => {
  operator.answer = stored(exported, other)
  const { exitCode, out } = await why(key)
  expect(exitCode).toBe(0)
  expect(out).toContain('us: in us/1-2-00001.zip\n')
  expect(out).toContain('ca: not taken: it is for other regions\n')
  expect(operator.received).toMatchObject({ path: '/operator/why', body: { key: BASE64 } })
})

test('reads the key from standard input, where no list of processes shows it', async () => {
  operator.answer = stored(exported)
  const { exitCode } = await tocsin(['why', '-', '--url', operator.url], `${HEX}\n`)
  expect([exitCode, operator.received.body]).toEqual([0, { key: BASE64 }])
})

describe('exits 1 while the key is not out', () => {
  test.each([
    [
      { state: 'under_embargo', until: AT },
      'under embargo until 1784419200 (2026-07-19T00:00:00Z)',
    ],
    [{ state: 'window_open', until: AT }, 'its window is open until 1784419200'],
    [{ state: 'window_too_young', until: AT }, 'is closed at 1784419200'],
    [{ state: 'waiting_for_padding', regions: ['US'] }, 'waits for the padding of US'],
    [{ state: 'no_usable_signer' }, 'no signer of the export is in force'],
    [{ state: 'to_be_closed' }, 'next run of close-windows'],
    [{ state: 'batch_open', batchId: 3 }, 'batch 3 is written by the next run'],
    [{ state: 'batch_leased', batchId: 3, until: AT }, 'is tried again after 1784419200'],
    [{ state: 'before_first_window' }, 'never: '],
    [{ state: 'export_not_active' }, 'has not begun, or has ended'],
    [{ state: 'not_in_files', batchId: 3 }, 'no file of it holds the key'],
    [{ state: 'files_not_searched', batchId: 3, fileCount: 30 }, 'has 30 files'],
  ])('$state', async (state, text) => {
    operator.answer = stored(exported, { filenameRoot: 'eu', ...state })
    const { exitCode, out } = await why(HEX)
    expect(exitCode).toBe(1)
    expect(out).toContain(text)
  })

  test('unknown', async () => {
    operator.answer = { isStored: false, retentionSeconds: 1_209_600 }
    const { exitCode, out } = await why(HEX)
    expect([exitCode, out]).toEqual([
      1,
      'unknown: never stored, or deleted, as keys are after 14 days\n',
    ])
    expect(await asJson('why', HEX, '--url', operator.url)).toEqual(operator.answer)
  })

  test('no export takes it', async () => {
    operator.answer = stored(other)
    expect((await why(HEX)).exitCode).toBe(1)
  })
})

test.each(['', 'AAAA', `${HEX}00`, '*'])('exits 2 for "%s", which is no key', async (key) => {
  const { exitCode, err } = await why(key)
  expect([exitCode, err]).toEqual([2, 'tocsin: the key is not 16 bytes in base64 or hex\n'])
})

test('exits 2 where the answer is something else', async () => {
  operator.answer = { isStored: true }
  expect((await why(HEX)).exitCode).toBe(2)
})

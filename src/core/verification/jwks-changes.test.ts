import { describe, expect, test } from 'vitest'
import { addSeconds, asUnixSeconds } from '../time.ts'
import { jwksChanges, type StoredKey } from './jwks-changes.ts'

const NOW = asUnixSeconds(1_795_000_000)
const DAY = 86_400

const stored = (version: string, overrides: Partial<StoredKey> = {}): StoredKey => ({
  version,
  material: `material of ${version}`,
  validFrom: addSeconds(NOW, -DAY),
  validThru: undefined,
  isPolled: true,
  ...overrides,
})
const published = (version: string, material = `material of ${version}`) => ({
  version,
  material,
  publicKeyPem: '',
})
const changesOf = (...[keys, list]: [readonly StoredKey[], ReturnType<typeof published>[]]) => {
  const { added, revoked, forgotten, takenVersions } = jwksChanges(keys, list, NOW)
  const names = (some: readonly { version: string }[]) => some.map(({ version }) => version)
  return [names(added), names(revoked), names(forgotten), takenVersions]
}

describe('against a published list', () => {
  test('the same keys change nothing', () => {
    expect(changesOf([stored('a'), stored('b')], [published('b'), published('a')])).toEqual([
      [],
      [],
      [],
      [],
    ])
  })

  test('new keys are added, missing ones revoked', () => {
    expect(changesOf([stored('a')], [published('a'), published('b')])).toEqual([['b'], [], [], []])
    expect(changesOf([stored('a'), stored('b')], [published('b')])).toEqual([[], ['a'], [], []])
    expect(changesOf([stored('a')], [published('b')])).toEqual([['b'], ['a'], [], []])
  })

  test('keys are known by their material, whatever they are called', () => {
    expect(changesOf([stored('a')], [published('renamed', 'material of a')])).toEqual([
      [],
      [],
      [],
      [],
    ])
  })

  test('keys that were entered by hand are never revoked and never forgotten', () => {
    const old = { isPolled: false, validThru: addSeconds(NOW, -90 * DAY) }
    expect(
      changesOf([stored('a', { isPolled: false }), stored('b', old)], [published('c')]),
    ).toEqual([['c'], [], [], []])
  })

  test('a key that is to end later is revoked now, one that has ended keeps its end', () => {
    const keys = [
      stored('later', { validThru: addSeconds(NOW, 1) }),
      stored('now', { validThru: NOW }),
      stored('long ago', { validThru: addSeconds(NOW, -DAY) }),
    ]
    expect(changesOf(keys, [published('x')])).toEqual([['x'], ['later'], [], []])
  })

  test('a key that begins later and was revoked before is not revoked again', () => {
    const begins = addSeconds(NOW, DAY)
    expect(
      changesOf([stored('a', { validFrom: begins, validThru: begins })], [published('x')]),
    ).toEqual([['x'], [], [], []])
  })

  test('a revoked key is forgotten more than 30 days after its end, unless it is still listed', () => {
    const ended = (ago: number) => ({ validThru: addSeconds(NOW, -ago) })
    const keys = [
      stored('30 days', ended(30 * DAY)),
      stored('longer', ended(30 * DAY + 1)),
      stored('listed', ended(90 * DAY)),
    ]
    expect(changesOf(keys, [published('listed')])).toEqual([[], [], ['longer'], []])
  })

  test('a revoked key that is listed again stays revoked', () => {
    expect(
      changesOf([stored('a', { validThru: addSeconds(NOW, -DAY) })], [published('a')]),
    ).toEqual([[], [], [], []])
  })

  test('other material under a stored kid is not taken, and the old one is revoked if it was polled', () => {
    const list = [published('a', 'new'), published('b')]
    expect(changesOf([stored('a')], list)).toEqual([['b'], ['a'], [], ['a']])
    expect(changesOf([stored('a', { isPolled: false })], list)).toEqual([['b'], [], [], ['a']])
  })

  test('a row that can not be read is no reason to take its kid for another key', () => {
    expect(
      changesOf([stored('a', { material: undefined, isPolled: false })], [published('a')]),
    ).toEqual([[], [], [], ['a']])
  })
})

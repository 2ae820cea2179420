import { describe, expect, test } from 'vitest'
import type { PreparedUpload, WriteOutcome } from '../db/keyserver/queries/diagnosis-keys.ts'
import {
  GROUP_KEYS,
  GROUP_UPLOADS,
  takeGroup,
  WAITING_MS,
  type WaitingUpload,
  writeGroup,
} from './group-uploads.ts'

const NOW = 1_795_000_000_000

/** The keys stand as they are where SQL's parameter would. */
const upload = (...keys: string[]): PreparedUpload => ({
  keysJson: JSON.stringify(keys),
  keyCount: keys.length,
  statistics: undefined,
  shape: undefined,
})

/** A store of keys that takes all or nothing, and notes what it was asked. */
function aStore(...stored: string[]) {
  const keys = new Set(stored)
  const calls: string[] = []
  const keysOf = ({ keysJson }: PreparedUpload): string[] => JSON.parse(keysJson)
  return {
    keys,
    calls,
    deps: {
      keysOf,
      async insert(uploads: readonly PreparedUpload[]): Promise<WriteOutcome> {
        const all = uploads.flatMap(keysOf)
        calls.push(`insert ${all.join(' ')}`)
        const isNew = all.every((key) => !keys.has(key)) && new Set(all).size === all.length
        if (!isNew) return 'conflict'
        for (const key of all) keys.add(key)
        return 'written'
      },
      async storedKeys(asked: readonly string[]) {
        calls.push(`read ${asked.join(' ')}`)
        return new Set(asked.filter((key) => keys.has(key)))
      },
    },
  }
}

describe('writing a group', () => {
  test('of new keys is one call', async () => {
    const store = aStore()
    expect(await writeGroup(store.deps, [upload('a', 'b'), upload('c')])).toEqual([
      'written',
      'written',
    ])
    expect(store.calls).toEqual(['insert a b c'])
  })

  test('of one upload whose keys are stored is told so after one look', async () => {
    const store = aStore('b')
    expect(await writeGroup(store.deps, [upload('a', 'b')])).toEqual(['conflict'])
    expect(store.calls).toEqual(['insert a b', 'read a b'])
    expect([...store.keys]).toEqual(['b'])
  })

  test('leaves out who brings a stored key, and writes the rest', async () => {
    const store = aStore('x', 'y')
    const group = [upload('a'), upload('b', 'x'), upload('c'), upload('y'), upload('d')]
    expect(await writeGroup(store.deps, group)).toEqual([
      'written',
      'conflict',
      'written',
      'conflict',
      'written',
    ])
    expect(store.calls).toEqual(['insert a b x c y d', 'read a b x c y d', 'insert a c d'])
    expect([...store.keys].sort()).toEqual(['a', 'c', 'd', 'x', 'y'])
  })

  test('of several that share a key the first is written', async () => {
    const store = aStore()
    const group = [upload('a', 's'), upload('s', 'b'), upload('c', 's')]
    expect(await writeGroup(store.deps, group)).toEqual(['written', 'conflict', 'conflict'])
    expect([...store.keys].sort()).toEqual(['a', 's'])
  })

  test('who shares a key only with one that is not written is written', async () => {
    const store = aStore('x')
    const group = [upload('x', 'a'), upload('a', 'b'), upload('b', 'c'), upload('c', 'd')]
    expect(await writeGroup(store.deps, group)).toEqual([
      'conflict',
      'written',
      'conflict',
      'written',
    ])
    expect([...store.keys].sort()).toEqual(['a', 'b', 'c', 'd', 'x'])
  })

  test('one that names a key twice holds nobody up', async () => {
    const store = aStore()
    expect(await writeGroup(store.deps, [upload('a', 'a'), upload('b')])).toEqual([
      'conflict',
      'written',
    ])
    expect([...store.keys]).toEqual(['b'])
  })

  test('looks again where somebody else wrote between looking and writing', async () => {
    const store = aStore('x')
    const { insert } = store.deps
    const deps: typeof store.deps = {
      ...store.deps,
      insert(uploads) {
        if (store.calls.length === 2) store.keys.add('b')
        return insert(uploads)
      },
    }
    expect(await writeGroup(deps, [upload('x'), upload('a'), upload('b')])).toEqual([
      'conflict',
      'written',
      'conflict',
    ])
  })

  test('gives up after three attempts, with all of it unwritten', async () => {
    const store = aStore()
    const deps = { ...store.deps, insert: async (): Promise<WriteOutcome> => 'conflict' }
    expect(await writeGroup(deps, [upload('a'), upload('b')])).toEqual(['conflict', 'conflict'])
    expect(store.calls).toEqual(['read a b', 'read a b'])
  })

  test.each(['first insert', 'read', 'second insert'])(
    'fails as a whole at the %s, and tries nothing again',
    async (at) => {
      const store = aStore('x')
      const down = () => Promise.reject(new Error('D1_ERROR: Network connection lost.'))
      let inserts = 0
      const deps: typeof store.deps = {
        ...store.deps,
        insert(uploads) {
          inserts++
          if (at === 'first insert' || (at === 'second insert' && inserts === 2)) return down()
          return store.deps.insert(uploads)
        },
        storedKeys: (keys) => (at === 'read' ? down() : store.deps.storedKeys(keys)),
      }
      await expect(writeGroup(deps, [upload('x'), upload('a')])).rejects.toThrow('D1_ERROR')
      expect(inserts).toBe(at === 'second insert' ? 2 : 1)
      expect([...store.keys]).toEqual(['x'])
    },
  )
})

describe('taking a group', () => {
  const waiting = (keyCount = 1, arrivedAt = NOW): WaitingUpload => ({
    upload: { keysJson: '', keyCount, statistics: undefined, shape: undefined },
    arrivedAt,
  })
  const many = (count: number, keyCount?: number) =>
    Array.from({ length: count }, () => waiting(keyCount))

  test('takes nothing where nobody waits', () => {
    expect(takeGroup([], NOW)).toEqual({ group: [], late: [] })
  })

  test('takes the first hundred in their order and leaves the rest', () => {
    const queue = many(GROUP_UPLOADS + 30)
    const first = queue.slice(0, GROUP_UPLOADS)
    const { group } = takeGroup(queue, NOW)
    expect(group.every((one, index) => one === first[index])).toBe(true)
    expect([group.length, queue.length]).toEqual([GROUP_UPLOADS, 30])
  })

  test('takes fewer where they bring many keys', () => {
    const queue = many(GROUP_UPLOADS, 300)
    expect(takeGroup(queue, NOW).group).toHaveLength(GROUP_KEYS / 300)
    expect(queue).toHaveLength(GROUP_UPLOADS - GROUP_KEYS / 300)
  })

  test('takes one whatever its size', () => {
    expect(takeGroup(many(2, GROUP_KEYS + 1), NOW).group).toHaveLength(1)
  })

  test('does not take who has waited too long', () => {
    const queue = [waiting(1, NOW - WAITING_MS - 1), waiting(1, NOW - WAITING_MS), waiting()]
    const { group, late } = takeGroup(queue, NOW)
    expect([late.length, group.length, queue.length]).toEqual([1, 2, 0])
    const allLate = many(3)
    expect(takeGroup(allLate, NOW + WAITING_MS + 1)).toMatchObject({ group: [] })
    expect(allLate).toEqual([])
  })
})

import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  type AuditEntry,
  CHAIN_START,
  firstBrokenEntry,
  type SealedEntry,
  sealEntry,
} from './chain.ts'

const ENTRY: AuditEntry = {
  actor: 'operator',
  action: 'export_config.update',
  subject: 'us',
  detail: { periodSeconds: [14_400, 86_400] },
}

async function chainOf(count: number): Promise<SealedEntry[]> {
  const entries: SealedEntry[] = []
  for (let i = 0; i < count; i++) {
    const head = entries.at(-1) ?? CHAIN_START
    entries.push(await sealEntry(head, { ...ENTRY, subject: `us${i}` }, 1_784_419_200 + i))
  }
  return entries
}

test('a hash covers every field and the hash before', async () => {
  const [first, second] = await chainOf(2)
  const fields = (entry: SealedEntry) => [
    entry.previousHash,
    entry.id,
    entry.at,
    'operator',
    'export_config.update',
    entry.subject,
    '{"periodSeconds":[14400,86400]}',
  ]
  for (const entry of [first, second]) {
    if (entry === undefined) throw new Error('no entry')
    const digest = createHash('sha256')
      .update(JSON.stringify(fields(entry)))
      .digest('hex')
    expect(entry.hash).toBe(digest)
  }
  expect(first?.previousHash).toBe('0'.repeat(64))
  expect(second?.previousHash).toBe(first?.hash)
})

test('an untouched chain holds, also once its front is deleted', async () => {
  const chain = await chainOf(5)
  expect(await firstBrokenEntry(chain)).toBeUndefined()
  expect(await firstBrokenEntry(chain.slice(2))).toBeUndefined()
  expect(await firstBrokenEntry([])).toBeUndefined()
})

describe('a chain shows', () => {
  test.each(['at', 'actor', 'action', 'subject', 'detail', 'previousHash', 'hash'] as const)(
    'a changed %s',
    async (field) => {
      const chain = await chainOf(3)
      const altered = chain.map((entry) =>
        entry.id === 2 ? { ...entry, [field]: field === 'at' ? 5 : '{}' } : entry,
      )
      expect(await firstBrokenEntry(altered)).toBe(2)
    },
  )

  test('a removed entry', async () => {
    const chain = await chainOf(4)
    expect(await firstBrokenEntry(chain.filter((entry) => entry.id !== 2))).toBe(3)
  })

  test('two entries exchanged', async () => {
    const [a, b, c] = await chainOf(3)
    if (a === undefined || b === undefined || c === undefined) throw new Error('no entry')
    expect(await firstBrokenEntry([a, c, b])).toBe(3)
  })
})

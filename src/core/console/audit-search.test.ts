import { describe, expect, test } from 'vitest'
import { detailLines } from './audit-detail.ts'
import { isEmptySearch, parseAuditSearch, searchQuery, typedSearch } from './audit-search.ts'

const typed = (fields: Readonly<Record<string, string>>) => typedSearch((name) => fields[name])
const parse = (fields: Readonly<Record<string, string>>) => parseAuditSearch(typed(fields))
const problemsOf = (fields: Readonly<Record<string, string>>) => {
  const search = parse(fields)
  return 'problems' in search ? search.problems : []
}

describe('a search in the record', () => {
  test('that says nothing finds all', () => {
    expect(isEmptySearch(typed({ after: '7' }))).toBe(true)
    expect(parse({})).toEqual({
      from: undefined,
      until: undefined,
      who: undefined,
      action: undefined,
      target: undefined,
    })
  })

  test('has both of its days in it', () => {
    expect(parse({ from: '2026-11-24', to: '2026-11-25' })).toMatchObject({
      from: Date.UTC(2026, 10, 24) / 1000,
      until: Date.UTC(2026, 10, 26) / 1000,
    })
  })

  test.each([
    [{ from: '2026-02-30' }, 'from', 'unreadable'],
    [{ to: '25.11.2026' }, 'to', 'unreadable'],
    [{ from: '2026-11-25T00:00:00Z' }, 'from', 'unreadable'],
    [{ from: '2026-11-25', to: '2026-11-24' }, 'from', 'from_after_to'],
    [{ from: '2026-10-01', to: '2026-11-01' }, 'from', 'too_long'],
  ])('%j is refused', (fields, field, reason) => {
    expect(problemsOf(fields)).toEqual([{ field, reason }])
  })

  test('is as long as it likes with a target, and 31 days without', () => {
    expect(problemsOf({ from: '2026-10-01', to: '2026-10-31' })).toEqual([])
    expect(problemsOf({ from: '2025-10-01', to: '2026-11-01', target: 'settings' })).toEqual([])
  })

  test('is bounded, trimmed and written back as it was', () => {
    const search = typed({ who: `  ${'x'.repeat(500)}`, target: ' a&b=c ' })
    expect(search.who).toHaveLength(100)
    expect(searchQuery({ ...search, who: '' })).toBe('target=a%26b%3Dc')
  })
})

describe('what has changed', () => {
  test('is told before and after', () => {
    const detail = JSON.stringify({
      name: { from: 'A', to: 'B' },
      'settings.codeLength': { to: 8 },
      limits: { from: [1, 2] },
      reason: 'typed twice',
      count: 3,
      empty: {},
    })
    expect(detailLines(detail)).toEqual([
      { name: 'name', from: 'A', to: 'B', isFact: false },
      { name: 'settings.codeLength', from: undefined, to: '8', isFact: false },
      { name: 'limits', from: '[1,2]', to: undefined, isFact: false },
      { name: 'reason', from: undefined, to: 'typed twice', isFact: true },
      { name: 'count', from: undefined, to: '3', isFact: true },
      { name: 'empty', from: undefined, to: '{}', isFact: true },
    ])
  })

  test.each(['', '{', '[]', 'null', '7', '"x"'])('is nothing where the entry says %j', (detail) => {
    expect(detailLines(detail)).toEqual([])
  })

  test('is cut where it is long, between characters', () => {
    const [line] = detailLines(JSON.stringify({ text: '😀'.repeat(300) }))
    expect(line?.to).toBe(`${'😀'.repeat(199)}…`)
    const many = Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`f${index}`, index]))
    expect(detailLines(JSON.stringify(many))).toHaveLength(30)
  })
})

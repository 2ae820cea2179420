import { describe, expect, test } from 'vitest'
import { asUnixSeconds } from '../../time.ts'
import {
  afterBatch,
  afterNothing,
  afterTooOld,
  type DownloadCursor,
  dateOfTag,
  firstCursor,
  isBatchDate,
  isBatchTag,
  readCursor,
  requestedTag,
} from './download-cursor.ts'

const at = (day: number, hour: number, minute = 0) =>
  asUnixSeconds(Date.UTC(2026, 10, day, hour, minute) / 1000)
const NOON = at(25, 12)
const cursor = (date: string, lastTag: string | null, nextTag: string | null): DownloadCursor => ({
  date,
  lastTag,
  nextTag,
})
const TODAY = '2026-11-25'

test('the first question is for the first batch of some days ago', () => {
  const first = firstCursor(7, NOON)
  expect(first).toEqual(cursor('2026-11-18', null, null))
  expect(requestedTag(first)).toBeUndefined()
})

describe('after a batch', () => {
  test('that names another, that one is asked for', () => {
    const step = afterBatch(cursor(TODAY, null, null), '20261125-1', '20261125-2', NOON)
    expect(step).toEqual({ cursor: cursor(TODAY, '20261125-1', '20261125-2'), hasMore: true })
    expect(requestedTag(step.cursor)).toBe('20261125-2')
  })

  test('the last of today, it is asked for again, later', () => {
    const step = afterBatch(
      cursor(TODAY, '20261125-1', '20261125-2'),
      '20261125-2',
      undefined,
      NOON,
    )
    expect(step).toEqual({ cursor: cursor(TODAY, '20261125-2', null), hasMore: false })
    expect(requestedTag(step.cursor)).toBe('20261125-2')
  })

  test('the last of a day that is over, the next day is asked for', () => {
    const step = afterBatch(cursor('2026-11-23', null, null), '20261123-4', undefined, NOON)
    expect(step).toEqual({ cursor: cursor('2026-11-24', null, null), hasMore: true })
  })

  test('a day is over only some minutes after midnight, as the clock of the gateway may be slow', () => {
    const last = cursor('2026-11-24', '20261124-9', null)
    expect(afterBatch(last, '20261124-9', undefined, at(25, 0, 9)).hasMore).toBe(false)
    expect(afterBatch(last, '20261124-9', undefined, at(25, 0, 10)).cursor.date).toBe(TODAY)
  })

  test('that names itself, nothing more is asked for', () => {
    const step = afterBatch(cursor(TODAY, null, null), '20261125-1', '20261125-1', NOON)
    expect(step).toEqual({ cursor: cursor(TODAY, '20261125-1', null), hasMore: false })
  })

  test('of a later day than was asked for, the date follows, and never beyond today', () => {
    const old = cursor('2026-11-18', null, null)
    expect(afterBatch(old, '20261123-1', undefined, NOON).cursor.date).toBe('2026-11-24')
    expect(afterBatch(old, '20261123-1', '20261124-1', NOON).cursor.date).toBe('2026-11-24')
    expect(afterBatch(old, 'first', 'second', NOON).cursor.date).toBe('2026-11-18')
    expect(afterBatch(old, 'first', '20991231-1', NOON).cursor.date).toBe('2026-11-18')
    const present = cursor(TODAY, null, null)
    expect(afterBatch(present, 'first', '20200101-1', NOON).cursor.date).toBe(TODAY)
  })
})

describe('after an answer without one', () => {
  test('the next day is asked for where the day is over, and the same again where it is not', () => {
    const past = afterNothing(cursor('2026-11-23', 'gone', null), NOON)
    expect(past).toEqual({ cursor: cursor('2026-11-24', null, null), hasMore: true })
    const present = cursor(TODAY, '20261125-1', null)
    expect(afterNothing(present, NOON)).toEqual({ cursor: present, hasMore: false })
  })

  test('that the date is too old, the next one is asked for, and none after today', () => {
    const step = afterTooOld(cursor('2026-11-23', 'x', 'y'), NOON)
    expect(step).toEqual({ cursor: cursor('2026-11-24', null, null), hasMore: true })
    expect(afterTooOld(cursor(TODAY, null, null), NOON)).toBeUndefined()
  })
})

test('the date of a batch is in its name, where it is a date', () => {
  expect(dateOfTag('20261125-1')).toBe(TODAY)
  expect(dateOfTag('20261125-123456')).toBe(TODAY)
  for (const tag of ['20260230-1', '20261125', '2026-11-25-1', 'a20261125-1', '20261125-x', '']) {
    expect(dateOfTag(tag), tag).toBeUndefined()
  }
})

test('tags and dates are read from outside with care', () => {
  expect(['a', 'x'.repeat(100), '2020-1-1-ab/+=-1'].every(isBatchTag)).toBe(true)
  expect(['', 'x'.repeat(101), 'tab\t', 'é'].some(isBatchTag)).toBe(false)
  expect(isBatchDate('2024-02-29')).toBe(true)
  for (const date of ['', '2020-20-20', '2023-02-29', '2020-1-1', '2020-01-01T00:00:00Z']) {
    expect(isBatchDate(date), date).toBe(false)
  }
})

test('a cursor is read as it was kept, and nothing else is one', () => {
  const kept = cursor(TODAY, '20261125-1', null)
  expect(readCursor(JSON.parse(JSON.stringify(kept)))).toEqual(kept)
  const others = [
    null,
    undefined,
    7,
    {},
    { date: TODAY },
    { ...kept, date: 'x' },
    { ...kept, lastTag: 7 },
  ]
  for (const other of others) expect(readCursor(other)).toBeUndefined()
})

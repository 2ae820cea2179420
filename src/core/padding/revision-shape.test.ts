import { expect, test } from 'vitest'
import { asUnixSeconds } from '../time.ts'
import { parseRevisionShape, revisionShapeOf } from './revision-shape.ts'

const FIRST = asUnixSeconds(Date.UTC(2026, 10, 17, 23) / 1000)
const revision = {
  from: 'clinical-diagnosis',
  to: 'confirmed-test',
  firstCreatedAt: FIRST,
  hasReportedOnset: false,
  addedKeys: 1,
} as const

test('the shape of a revision names types, days, hour, onset and new keys', () => {
  const text = revisionShapeOf(revision, asUnixSeconds(FIRST + 15 * 3600))
  expect(text).toBe('R 2 1 1 14 - 1')
  expect(parseRevisionShape(text)).toEqual({
    fromNumber: 2,
    toNumber: 1,
    delayDays: 1,
    hour: 14,
    hasReportedOnset: false,
    addedKeys: 1,
  })
})

test('a key that is revised while under embargo counts as revised at once', () => {
  expect(revisionShapeOf(revision, asUnixSeconds(FIRST - 30 * 3600))).toBe('R 2 1 0 17 - 1')
})

test.each(['1 0 - 1=2', 'R 2 1 1 14', 'R 2 1 1 14 ? 1', 'R -2 1 1 14 - 1'])(
  '"%s" is no revision',
  (text) => {
    expect(parseRevisionShape(text)).toBeUndefined()
  },
)

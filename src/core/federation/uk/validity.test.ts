import { expect, test } from 'vitest'
import { asUnixSeconds, intervalOf } from '../../time.ts'
import { isCurrent } from './validity.ts'

const at = (text: string) => asUnixSeconds(Date.parse(text) / 1000)

test.each([
  ['2020-09-15T23:50:00Z', 2_666_736, 144, true],
  ['2020-09-15T23:50:00Z', 2_664_864, 144, true],
  ['2020-09-15T23:50:00Z', 2_664_720, 144, false],
  ['2020-09-15T23:50:00Z', 2_664_864, 72, false],
  ['2020-09-15T12:00:00Z', 2_664_864, 72, true],
])(
  'at %s the key of %d for %d intervals: %s',
  (now, rollingStartNumber, rollingPeriod, expected) => {
    expect(isCurrent({ rollingStartNumber, rollingPeriod }, at(now))).toBe(expected)
  },
)

const NOW = at('2020-09-15T12:00:00Z')
const today = intervalOf(NOW)

test.each([
  [today, 1, true],
  [today + 1, 144, false],
  [-1, 144, false],
  [0, 144, false],
  [today - 144, 0, false],
  [today - 144, 144, true],
  [today - 144, 145, false],
])('a key of %d for %d intervals: %s', (rollingStartNumber, rollingPeriod, expected) => {
  expect(isCurrent({ rollingStartNumber, rollingPeriod }, NOW)).toBe(expected)
})

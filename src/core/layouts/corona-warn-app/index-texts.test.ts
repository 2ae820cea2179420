import { expect, test } from 'vitest'
import {
  countryIndex,
  dateIndex,
  hourIndex,
  VERSION_INDEX,
  VERSION_V2_INDEX,
} from './index-texts.ts'

const at = (date: string, hour = 0) => Date.parse(`${date}T00:00:00Z`) / 1000 + hour * 3600

test('indexes are JSON arrays without a space or a newline', () => {
  expect(VERSION_INDEX).toBe('["v1"]')
  expect(VERSION_V2_INDEX).toBe('["v2"]')
  expect(countryIndex(['EUR', 'DE'])).toBe('["DE","EUR"]')
  expect(dateIndex([at('2020-10-07', 5), at('2020-10-06')])).toBe('["2020-10-06","2020-10-07"]')
  expect(hourIndex([0, 1, 2].map((hour) => at('2020-10-06', hour)))).toBe('[0,1,2]')
})

test('hours are numbers in the order of numbers', () => {
  const hours = [10, 9, 2, 23, 0].map((hour) => at('2020-10-06', hour))
  expect(hourIndex(hours)).toBe('[0,2,9,10,23]')
})

test('each entry stands once', () => {
  expect(dateIndex([at('2020-10-06', 1), at('2020-10-06', 2)])).toBe('["2020-10-06"]')
  expect(hourIndex([at('2020-10-06', 1), at('2020-10-06', 1) + 59])).toBe('[1]')
})

test('without entries an index is an empty array', () => {
  expect([dateIndex([]), hourIndex([])]).toEqual(['[]', '[]'])
})

import { expect, test } from 'vitest'
import { parsePhoneNumber } from './phone-number.ts'

test.each([
  ['(206) 867-5309', 'us', '+12068675309'],
  ['206.867.5309', 'US', '+12068675309'],
  ['2068675309', 'us', '+12068675309'],
  ['+1 206 867 5309', 'de', '+12068675309'],
  ['+442071838750', 'us', '+442071838750'],
  ['tel:+442071838750', 'us', '+442071838750'],
  ['020 7183 8750', 'gb', '+442071838750'],
  ['030 123456', 'de', '+4930123456'],
  ['2068675309 ext. 12', 'us', '+12068675309'],
  ['2068675309 x12', 'us', '+12068675309'],
  ['２０６８６７５３０９', 'us', '+12068675309'],
  ['1-800-FLOWERS', 'us', '+18003569377'],
  ['+18558361987', 'us', '+18558361987'],
])('%s in %s', (text, country, number) => {
  expect(parsePhoneNumber(text, country)).toBe(number)
})

test.each([
  [' ', 'us'],
  ['FLOWERS', 'us'],
  ['+1', 'us'],
  ['5', 'us'],
  ['53', 'us'],
  ['12345678901234567890', 'us'],
  ['+9991234567', 'us'],
  ['2068675309', 'zz'],
  ['2'.repeat(101), 'us'],
  ['206867530a<script>', 'us'],
])('%s in %s is none', (text, country) => {
  expect(parsePhoneNumber(text, country)).toBeUndefined()
})

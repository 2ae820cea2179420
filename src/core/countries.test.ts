import { expect, test } from 'vitest'
import { isKnownCountry } from './codes/countries-of-interest.ts'
import { DEFAULT_COUNTRIES } from './countries.ts'

const codes = (select: 'shareable' | 'acceptable') =>
  DEFAULT_COUNTRIES.filter((country) => country[select]).map(({ code }) => code)

// coronamelder.md section 11, sorted.
test("keys are taken from the 31 countries of CoronaMelder's last release", () => {
  expect(codes('acceptable')).toEqual(
    'AT BE BG CH CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(
      ' ',
    ),
  )
})

test("those of the design's list are shared, but never the country that is any other", () => {
  expect(codes('shareable')).toEqual('AT BE CZ DE DK EE ES IE IT LV NL PL'.split(' '))
  expect(DEFAULT_COUNTRIES.find(({ code }) => code === 'XX')).toEqual({
    code: 'XX',
    shareable: false,
    acceptable: false,
    weight: 0,
  })
})

test('each is a country, once, and some are likelier than others', () => {
  const all = DEFAULT_COUNTRIES.map(({ code }) => code)
  expect(new Set(all).size).toBe(all.length)
  expect(all.every(isKnownCountry)).toBe(true)
  const weights = DEFAULT_COUNTRIES.filter(({ weight }) => weight > 0).map(({ weight }) => weight)
  expect(new Set(weights).size).toBeGreaterThan(3)
})

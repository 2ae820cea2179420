import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agencyColor } from './agency-color.ts'

test.each([
  ['#ffffff', '#000000'],
  ['#000000', '#ffffff'],
  ['#ffff00', '#000000'],
  ['#0000ff', '#ffffff'],
  ['#AbCdEf', '#000000'],
] as const)('on %s one reads %s', (color, text) => {
  expect(agencyColor(color)).toEqual({ background: color, text })
})

test.each([
  undefined,
  '',
  'red',
  '#fff',
  '#1234567',
  '#12345g',
  '#00ff00;}',
  ' #00ff00',
  '#00ff00\n',
  'url(x)',
])('%j is not used', (color) => {
  expect(agencyColor(color)).toEqual({ background: '#1a4480', text: '#ffffff' })
})

/** Apart from the code under test. Source: WCAG 2.2. */
function contrast(a: string, b: string): number {
  const luminance = (color: string) => {
    const value = Number.parseInt(color.slice(1), 16)
    const part = (shift: number, weight: number) => {
      const share = ((value >> shift) & 255) / 255
      return weight * (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4)
    }
    return part(16, 0.2126) + part(8, 0.7152) + part(0, 0.0722) + 0.05
  }
  const [low = 1, high = 1] = [luminance(a), luminance(b)].sort((one, other) => one - other)
  return high / low
}

test('every colour can be read: 4.5 to 1 at least', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
      const { background, text } = agencyColor(`#${value.toString(16).padStart(6, '0')}`)
      expect(contrast(background, text)).toBeGreaterThan(4.5)
    }),
  )
})

import fc from 'fast-check'
import { encode } from 'uqr'
import { expect, test } from 'vitest'
import { qrPath } from './qr-path.ts'

/** Which modules a path covers, read as a drawing program would. */
function draw(path: string): Set<string> {
  const dark = new Set<string>()
  for (const [, x, y, width, back] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)) {
    expect(back).toBe(width)
    for (let at = 0; at < Number(width); at++) dark.add(`${Number(x) + at - 4},${Number(y) - 4}`)
  }
  return dark
}

test('covers the dark modules and no others', () => {
  const side = fc.integer({ min: 0, max: 30 })
  const rows = side.chain((size) =>
    fc.array(fc.array(fc.boolean(), { minLength: size, maxLength: size }), { maxLength: 30 }),
  )
  fc.assert(
    fc.property(rows, (modules) => {
      const expected = new Set(
        modules.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`${x},${y}`] : []))),
      )
      expect(draw(qrPath(modules))).toEqual(expected)
    }),
  )
})

test('of a link takes a third of what a square a module takes', () => {
  const { data } = encode('https://us-mai.en.example.org/v?c=48271936', { ecc: 'M', border: 0 })
  const squares = data.flat().filter(Boolean).length * 'M10,10h1v1h-1z'.length
  expect(qrPath(data).length).toBeLessThan(squares * 0.7)
})

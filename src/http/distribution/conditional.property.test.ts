import fc from 'fast-check'
import { expect, test } from 'vitest'
import { selectRepresentation } from './conditional.ts'

/** What the RFC's words come to for one range, by looking at every byte: those whose position the range names. */
function namedBytes(bytes: Buffer, first: number | undefined, last: number | undefined): Buffer {
  const isNamed = (at: number) =>
    first === undefined
      ? at >= bytes.length - (last ?? 0)
      : at >= first && (last === undefined || at <= last)
  return Buffer.from([...bytes].filter((_, at) => isNamed(at)))
}

const bound = fc.option(fc.nat(80), { nil: undefined })

test('a range selects the bytes that it names, and none where it names none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), bound, bound, (content, first, last) => {
      fc.pre(first !== undefined || last !== undefined)
      const bytes = Buffer.from(content)
      const headers = new Headers({ range: `bytes=${first ?? ''}-${last ?? ''}` })
      const selection = selectRepresentation(headers, 'tag', bytes.length)
      const isBackwards = first !== undefined && last !== undefined && last < first
      if (isBackwards) {
        expect(selection.status).toBe(200)
        return
      }
      const named = namedBytes(bytes, first, last)
      if (named.length === 0) {
        expect(selection.status).toBe(416)
        return
      }
      if (selection.status !== 206) throw new Error(`answers ${selection.status}`)
      const { offset, length } = selection.range
      expect(bytes.subarray(offset, offset + length)).toEqual(named)
      expect(length).toBe(named.length)
    }),
    { numRuns: 2000 },
  )
})

test('no header, however odd, selects bytes that are not there', () => {
  const text = fc.string({ unit: fc.constantFrom(...'bytes=-,0129 *"W/') })
  fc.assert(
    fc.property(text, text, text, fc.nat(100), (range, ifRange, ifNoneMatch, length) => {
      const headers = new Headers({ range, 'if-range': ifRange, 'if-none-match': ifNoneMatch })
      const selection = selectRepresentation(headers, 'tag', length)
      if (selection.status !== 206) return
      const { offset, length: selected } = selection.range
      expect(offset).toBeGreaterThanOrEqual(0)
      expect(selected).toBeGreaterThan(0)
      expect(offset + selected).toBeLessThanOrEqual(length)
    }),
    { numRuns: 2000 },
  )
})

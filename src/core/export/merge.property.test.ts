import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergePages } from './merge.ts'
import { PACKED_KEY_BYTES } from './packed-keys.ts'

/** Pages of packed keys in one buffer that each page overwrites, as the database's are. */
async function* pagesOf(keys: readonly Buffer[], pageKeys: number): AsyncGenerator<Uint8Array> {
  const page = new Uint8Array(pageKeys * PACKED_KEY_BYTES)
  for (let at = 0; at < keys.length; at += pageKeys) {
    const some = Buffer.concat(keys.slice(at, at + pageKeys))
    page.fill(0xee)
    page.set(some)
    yield page.subarray(0, some.length)
  }
}

test('merging equals sorting, whatever the sources and the sizes of pages', async () => {
  const packedKey = fc
    .uint8Array({ minLength: PACKED_KEY_BYTES, maxLength: PACKED_KEY_BYTES })
    .map((bytes) => Buffer.from(bytes))
  const sources = fc.array(
    fc.record({
      keys: fc.array(packedKey, { maxLength: 30 }),
      pageKeys: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(sources, fc.integer({ min: 1, max: 50 }), async (parts, pageKeys) => {
      const generators = parts.map((part) =>
        pagesOf(part.keys.toSorted(Buffer.compare), part.pageKeys),
      )
      const merged: Buffer[] = []
      for await (const page of mergePages(generators, pageKeys)) {
        expect(page.length % PACKED_KEY_BYTES).toBe(0)
        for (let at = 0; at < page.length; at += PACKED_KEY_BYTES) {
          merged.push(Buffer.from(page.slice(at, at + PACKED_KEY_BYTES)))
        }
      }
      const byKey = (a: Buffer, b: Buffer) => Buffer.compare(a.subarray(0, 16), b.subarray(0, 16))
      const expected = parts.flatMap((part) => part.keys).toSorted(byKey)
      expect(merged.map((key) => key.toString('hex'))).toEqual(
        expected.map((key) => key.toString('hex')),
      )
    }),
  )
})

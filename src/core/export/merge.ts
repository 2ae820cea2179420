/** Joins ascending sources of packed keys into one. Pure. */

import { comparePackedKeys, PACKED_KEY_BYTES } from './packed-keys.ts'

interface Cursor {
  readonly source: AsyncGenerator<Uint8Array>
  page: Uint8Array
  at: number
}

/**
 * @param sources each ascending by key, in pages of whole keys; a page is read to its end before the next is asked for
 * @param pageKeys keys a page of the result
 * @returns pages ascending by key; a page is overwritten by the next
 */
export async function* mergePages(
  sources: readonly AsyncGenerator<Uint8Array>[],
  pageKeys: number,
): AsyncGenerator<Uint8Array> {
  const merged = new Uint8Array(pageKeys * PACKED_KEY_BYTES)
  let length = 0
  const heap: Cursor[] = []
  for (const source of sources) {
    const first = await source.next()
    if (!first.done) heap.push({ source, page: first.value, at: 0 })
  }
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) siftDown(heap, i)
  for (;;) {
    const [least] = heap
    if (least === undefined) break
    merged.set(least.page.subarray(least.at, least.at + PACKED_KEY_BYTES), length)
    length += PACKED_KEY_BYTES
    if (length === merged.length) {
      yield merged
      length = 0
    }
    least.at += PACKED_KEY_BYTES
    if (least.at === least.page.length) await turnPage(heap, least)
    siftDown(heap, 0)
  }
  if (length > 0) yield merged.subarray(0, length)
}

/** The least cursor goes on to its next page, or leaves. */
async function turnPage(heap: Cursor[], least: Cursor): Promise<void> {
  const next = await least.source.next()
  if (!next.done) {
    least.page = next.value
    least.at = 0
    return
  }
  const last = heap.pop()
  if (last !== undefined && last !== least) heap[0] = last
}

/** Restores the heap below an entry that may have grown. */
function siftDown(heap: Cursor[], from: number): void {
  const moved = heap[from]
  if (moved === undefined) return
  let at = from
  for (;;) {
    const left = 2 * at + 1
    const a = heap[left]
    if (a === undefined) break
    const b = heap[left + 1]
    const [child, index] = b !== undefined && isBefore(b, a) ? [b, left + 1] : [a, left]
    if (!isBefore(child, moved)) break
    heap[at] = child
    at = index
  }
  heap[at] = moved
}

const isBefore = (a: Cursor, b: Cursor): boolean =>
  comparePackedKeys(a.page, a.at, b.page, b.at) < 0

/** Conditional and range requests, RFC 9110 sections 13 and 14, for objects with strong entity tags. Pure. */

/** Bytes from `offset`, `length` of them. */
export interface ByteRange {
  readonly offset: number
  readonly length: number
}

export type Selection =
  | { readonly status: 200 }
  | { readonly status: 206; readonly range: ByteRange }
  | { readonly status: 304 }
  | { readonly status: 416 }

/**
 * What of an object a request asks for.
 * @param etag without quotation marks
 */
export function selectRepresentation(
  headers: Headers,
  etag: string,
  byteLength: number,
): Selection {
  const ifNoneMatch = headers.get('if-none-match')
  if (ifNoneMatch !== null && names(ifNoneMatch, etag)) return { status: 304 }
  const range = headers.get('range')
  const ifRange = headers.get('if-range')
  // A date there never matches: seconds are too coarse to say that two representations are equal.
  if (range === null || (ifRange !== null && ifRange !== `"${etag}"`)) return { status: 200 }
  return selectRange(range, byteLength)
}

const names = (list: string, etag: string): boolean =>
  list.trim() === '*' || etagsIn(list).includes(etag)

/** Tags of a list, without quotation marks. A tag that a proxy weakened still names the same bytes. */
export const etagsIn = (list: string): readonly string[] =>
  list.split(',').flatMap((entry) => {
    const [, etag] = /^(?:W\/)?"([\w-]+)"$/.exec(entry.trim()) ?? []
    return etag === undefined ? [] : [etag]
  })

/** One range only; more of them, other units and nonsense are answered whole, as the RFC allows. */
function selectRange(range: string, byteLength: number): Selection {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(range.trim())
  const [, firstText = '', lastText = ''] = match ?? []
  if (match === null || (firstText === '' && lastText === '')) return { status: 200 }
  if (firstText === '') {
    const length = Math.min(Number(lastText), byteLength)
    if (length === 0) return { status: 416 }
    return { status: 206, range: { offset: byteLength - length, length } }
  }
  const first = Number(firstText)
  const last = lastText === '' ? byteLength - 1 : Math.min(Number(lastText), byteLength - 1)
  if (lastText !== '' && Number(lastText) < first) return { status: 200 }
  if (first >= byteLength) return { status: 416 }
  return { status: 206, range: { offset: first, length: last - first + 1 } }
}

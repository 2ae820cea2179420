/** Queries as forms: read and written byte for byte as Go's `url.Values` does, so that what an app is handed is the same. Pure. */

/** A name and a value, each as bytes in a string ("\xc3\xa9" for "é"). */
export type FormPair = readonly [name: string, value: string]

/** @param query without its "?". Parts that are no form, as "c=%zz" and "c=1;d=2", are left out. */
export function readFormQuery(query: string): readonly FormPair[] {
  const pairs: FormPair[] = []
  for (const part of query.split('&')) {
    if (part === '' || part.includes(';')) continue
    const cut = part.indexOf('=')
    const name = unescapeForm(cut === -1 ? part : part.slice(0, cut))
    const value = unescapeForm(cut === -1 ? '' : part.slice(cut + 1))
    if (name !== undefined && value !== undefined) pairs.push([name, value])
  }
  return pairs
}

/** Sorted by name; values of one name stay in their order. */
export const writeFormQuery = (pairs: readonly FormPair[]): string =>
  [...pairs]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${escapeForm(name)}=${escapeForm(value)}`)
    .join('&')

/** @returns undefined where a "%" does not begin an escaped byte */
function unescapeForm(text: string): string | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined
  return unescapeBytes(text.replaceAll('+', ' '))
}

/** Text as bytes, escaped ones unescaped. */
export const unescapeBytes = (text: string): string =>
  asBytes(text).replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )

/** UTF-8 as a string of its bytes. */
export const asBytes = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')

/** @param bytes as above */
export const escapeForm = (bytes: string): string =>
  bytes.replaceAll(/[^A-Za-z0-9_.~-]/g, (byte) => (byte === ' ' ? '+' : escapeByte(byte)))

/** @param bytes as above; what may stand in a path stays */
export const escapePath = (bytes: string): string =>
  bytes.replaceAll(/[^A-Za-z0-9_.~$&+,/:;=@-]/g, escapeByte)

export const escapeByte = (byte: string): string =>
  `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

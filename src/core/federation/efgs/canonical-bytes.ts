/**
 * What a batch's signature is made of: each key as a line of base64 fields, in an order of their own, whatever the form in which
 * the batch travels. Pure.
 * Source: eu-federation-gateway-service, BatchSignatureUtils. Its documentation tells another order and another list of countries.
 */

import { toBase64, toHex, utf8 } from '../../bytes.ts'
import { sha256 } from '../../crypto/sha256.ts'
import type { EfgsKey } from './diagnosis-key.ts'

const END_OF_FIELD = '.'

/** One key's line, ASCII. */
export const canonicalEntry = (key: EfgsKey): Uint8Array<ArrayBuffer> => utf8(entryText(key))

/** The lines of all keys, sorted by the base64 of the line, with nothing between them. */
export function canonicalBytes(keys: readonly EfgsKey[]): Uint8Array<ArrayBuffer> {
  const entries = keys.map((key) => {
    const text = entryText(key)
    // Base64's letters do not sort as what they stand for.
    return { text, order: toBase64(utf8(text)) }
  })
  entries.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
  return utf8(entries.map(({ text }) => text).join(''))
}

/** SHA-256 of a key's line, lower-case hexadecimal: two keys that have it in common are one. */
export const payloadHash = async (key: EfgsKey): Promise<string> =>
  toHex(await sha256(canonicalEntry(key)))

const entryText = (key: EfgsKey): string =>
  [
    toBase64(key.keyData),
    numberField(key.rollingStartIntervalNumber),
    numberField(key.rollingPeriod),
    numberField(key.transmissionRiskLevel),
    textField(key.visitedCountries.join(',')),
    textField(key.origin),
    numberField(key.reportType),
    numberField(key.daysSinceOnsetOfSymptoms),
  ]
    .map((field) => field + END_OF_FIELD)
    .join('')

const word = new Uint8Array(4)
const wordView = new DataView(word.buffer)

/** 32 bits, the highest first; a negative number as its complement. */
function numberField(value: number): string {
  wordView.setInt32(0, value)
  return toBase64(word)
}

/** What is not ASCII becomes a question mark, as the gateway's encoder has it. */
const textField = (text: string): string => toBase64(utf8(text.replaceAll(NOT_ASCII, '?')))

const NOT_ASCII = /[\u{80}-\u{10ffff}]/gu

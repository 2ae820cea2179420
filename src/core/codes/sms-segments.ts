/**
 * What a text costs on its way: its alphabet, how long it is in that, and in how many parts it travels. Pure.
 * Source: 3GPP TS 23.038 6.2.1 (alphabet and its extension), TS 23.040 9.2.3.24.1 (parts have a header of 6 octets).
 */

/** A septet each. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
/** Two septets each: an escape goes before them. */
const EXTENSION = '\f^{}\\[~]|€'

/** How much one text, and each part of a longer one, has room for. */
const ROOM = { 'GSM-7': { one: 160, part: 153 }, 'UCS-2': { one: 70, part: 67 } } as const

export type SmsAlphabet = keyof typeof ROOM

export interface SmsSize {
  readonly alphabet: SmsAlphabet
  /** Septets of GSM-7, UTF-16 code units of UCS-2. */
  readonly units: number
  readonly segments: number
  /** Characters that GSM-7 lacks, each once, in the order in which they come. */
  readonly foreign: readonly string[]
}

export function sizeOfSms(text: string): SmsSize {
  const characters = [...text]
  const foreign = [...new Set(characters.filter((character) => septetsOf(character) === 0))]
  const alphabet = foreign.length === 0 ? 'GSM-7' : 'UCS-2'
  // A character of two code units, or two septets, is never torn apart.
  const widths = characters.map((character) =>
    alphabet === 'GSM-7' ? septetsOf(character) : character.length,
  )
  const units = widths.reduce((sum, width) => sum + width, 0)
  const { one, part } = ROOM[alphabet]
  return { alphabet, units, foreign, segments: units <= one ? 1 : partsOf(widths, part) }
}

/** @returns 0 for what the alphabet lacks */
const septetsOf = (character: string): number =>
  BASIC.includes(character) ? 1 : EXTENSION.includes(character) ? 2 : 0

function partsOf(widths: readonly number[], room: number): number {
  let parts = 1
  let used = 0
  for (const width of widths) {
    if (used + width > room) {
      parts++
      used = 0
    }
    used += width
  }
  return parts
}

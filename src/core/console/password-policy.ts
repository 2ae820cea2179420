/** Which passwords are taken: long ones that nobody guesses first. No rules on kinds of characters. Pure. */

import { COMMON_WORDS } from './common-words.ts'

export const MIN_PASSWORD_LENGTH = 12
export const MAX_PASSWORD_LENGTH = 128
/** What is read of a form at all: more is no password of ours, and would cost time to normalize. */
export const MAX_PASSWORD_BYTES = 1024

export type PasswordProblem =
  | 'too_short'
  | 'too_long'
  | 'has_email'
  | 'has_name'
  /** One that is guessed first: a common word with digits, a run of keys, a repetition. */
  | 'common'

/** One form of texts that look the same: phones and keyboards compose accents in different ways. */
export const normalizePassword = (password: string): string => password.normalize('NFKC')

/** Parts of an address or a name that are shorter are in many words by chance. */
const SHORTEST_PART = 4

/** @param password normalized */
export function checkPassword(
  password: string,
  person: { readonly email: string; readonly name: string },
): PasswordProblem | undefined {
  const length = [...password].length
  if (length < MIN_PASSWORD_LENGTH) return 'too_short'
  if (length > MAX_PASSWORD_LENGTH) return 'too_long'
  const folded = password.toLowerCase()
  const [mailbox = ''] = person.email.toLowerCase().split('@')
  if (holds(folded, [mailbox, person.email.toLowerCase()])) return 'has_email'
  if (
    holds(
      folded,
      normalizePassword(person.name)
        .toLowerCase()
        .split(/[\s,.-]+/),
    )
  ) {
    return 'has_name'
  }
  return isCommon(folded) ? 'common' : undefined
}

const holds = (text: string, parts: readonly string[]): boolean =>
  parts.some((part) => [...part].length >= SHORTEST_PART && text.includes(part))

/** What of a password is neither a common word, a run nor a repetition must be at least this long. */
const UNGUESSED_LENGTH = 5

/**
 * Whether little is left of a password once all is taken out of it that guessers try first. Digits and signs may stand for letters,
 * so that a disguised word is one.
 * @param folded in lower case
 */
function isCommon(folded: string): boolean {
  let plain = folded.replace(/[013457@$!]/g, (sign) => DISGUISES[sign] ?? sign)
  let rest = folded
  for (const word of COMMON_WORDS) {
    rest = without(rest, rest, word)
    // Each sign is one letter: what is at a place here is at the same place there.
    rest = without(rest, plain, word)
    plain = without(plain, plain, word)
  }
  return unguessedLength(rest) < UNGUESSED_LENGTH
}

/** Blanks the places at which another text of the same length holds a word. */
function without(text: string, other: string, word: string): string {
  let rest = text
  for (let at = other.indexOf(word); at >= 0; at = other.indexOf(word, at + word.length)) {
    rest = rest.slice(0, at) + ' '.repeat(word.length) + rest.slice(at + word.length)
  }
  return rest
}

const DISGUISES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/** Rows of keyboards, the alphabet and the digits: forwards and backwards. */
const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol',
  '!@#$%^&*()',
].flatMap((run) => [run, [...run].reverse().join('')])

/** Characters that are not what comes after the one before: each step of a run and each repetition of what was there counts nothing. */
function unguessedLength(text: string): number {
  const characters = [...text].filter((character) => /[^\s\p{P}]/u.test(character))
  const seen = new Set<string>()
  let unguessed = 0
  let previous = ''
  for (const character of characters) {
    const pair = previous + character
    const isGuessed =
      character === previous || seen.has(pair) || RUNS.some((run) => run.includes(pair))
    if (!isGuessed || previous === '') unguessed += 1
    if (previous !== '') seen.add(pair)
    previous = character
  }
  return unguessed
}

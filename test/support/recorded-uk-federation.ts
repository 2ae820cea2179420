/** Compares answers of our server of the UK protocol with recorded ones, in which volatile values stand by their kind in angle brackets. */

import { type Answer, exposuresOf, keysOf, type SentExposure } from './uk-hub.ts'

/** What is wanted of us in place of a recorded answer. */
export interface Wanted {
  readonly status: readonly number[]
  readonly section: string
  readonly body?: Readonly<Record<string, unknown>>
  /** Names of the keys that a batch has. */
  readonly keys?: readonly string[]
  /** Members of a batch's first key. */
  readonly first?: SentExposure
}

export interface RecordedUkAnswer {
  readonly sent: string
  readonly status: number
  readonly type: string
  readonly body: unknown
  readonly ours?: readonly Wanted[]
}

export interface RecordedUkCase {
  readonly case: string
  readonly about: string
  readonly answers: readonly RecordedUkAnswer[]
}

/** What the names of a case stand for, with their brackets. */
export type Names = Readonly<Record<string, unknown>>

/** Where an answer differs from what was recorded; empty: nowhere. */
export function differences(recorded: RecordedUkAnswer, answer: Answer, names: Names): string[] {
  const problems: string[] = []
  if (answer.status !== recorded.status) {
    problems.push(`status ${answer.status} and not ${recorded.status}`)
  }
  const type = (answer.headers.get('content-type') ?? '').split(';')[0]
  if (type !== recorded.type) problems.push(`type ${type} and not ${recorded.type}`)
  if (answer.headers.get('vary') !== 'Origin') problems.push('no Vary')
  if (recorded.status !== answer.status) return problems
  if (recorded.status === 204) return answer.text === '' ? problems : [...problems, 'a body']
  return [...problems, ...differencesOfBody(recorded.body, answer, names)]
}

function differencesOfBody(recorded: unknown, answer: Answer, names: Names): string[] {
  const body = answer.body ?? {}
  const expected = fill(recorded, names)
  if (Array.isArray(expected)) {
    // Figures: as they are, or the kinds of their values.
    const values = (body as unknown as readonly SentExposure[]).map((row) =>
      Number.isInteger(row['value']) ? 'int' : typeof row['value'],
    )
    const actual = typeof expected[0] === 'string' ? values : body
    return same(expected, actual) ? [] : [`body ${answer.text}`]
  }
  const members = expected as Record<string, unknown>
  if ('keys' in members) return keysOf(answer).length === members['keys'] ? [] : ['number of keys']
  if (!('exposures' in members)) return same(expected, withoutMessage(body)) ? [] : [answer.text]
  // The original kept no order within a batch.
  const byKey = (list: unknown) =>
    (list as readonly SentExposure[]).toSorted((a, b) =>
      String(a['keyData']) < String(b['keyData']) ? -1 : 1,
    )
  return same(byKey(members['exposures']), byKey(exposuresOf(answer))) ? [] : [answer.text]
}

/** Whether an answer is one that is wanted of us. */
export const isWanted = (wanted: Wanted, answer: Answer, names: Names): boolean =>
  wanted.status.includes(answer.status) &&
  Object.entries(wanted.body ?? {}).every(([name, value]) => answer.body?.[name] === value) &&
  (wanted.keys === undefined ||
    same(wanted.keys.map((key) => names[key]).toSorted(), keysOf(answer).toSorted())) &&
  Object.entries(wanted.first ?? {}).every(
    ([name, value]) => exposuresOf(answer)[0]?.[name] === value,
  )

const withoutMessage = ({ message: _, ...rest }: Readonly<Record<string, unknown>>) => rest

function fill(value: unknown, names: Names): unknown {
  if (typeof value === 'string') return value in names ? names[value] : value
  if (Array.isArray(value)) return value.map((item) => fill(item, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fill(item, names)]))
}

const same = (a: unknown, b: unknown): boolean =>
  JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, item]) => [name, sorted(item)]))
}

/** What an entry of the audit log says has changed, as short texts. Pure. */

export interface DetailLine {
  readonly name: string
  /** undefined: it was not set. */
  readonly from: string | undefined
  readonly to: string | undefined
  /** It is no change: `to` is what belongs to the deed. */
  readonly isFact: boolean
}

const MAX_LINES = 30
const MAX_CHARACTERS = 200

/** @param detail JSON as it was written; what is no object says nothing */
export function detailLines(detail: string): readonly DetailLine[] {
  const members = parseObject(detail)
  return Object.entries(members)
    .slice(0, MAX_LINES)
    .map(([name, value]) =>
      isChange(value)
        ? { name, from: textOf(value['from']), to: textOf(value['to']), isFact: false }
        : { name, from: undefined, to: textOf(value), isFact: true },
    )
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  } catch {
    return {}
  }
}

/** An object of "from" and "to" and nothing else; one of them may be missing. */
const isChange = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length > 0 &&
  Object.keys(value).every((name) => name === 'from' || name === 'to')

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const characters = [...text]
  return characters.length > MAX_CHARACTERS
    ? `${characters.slice(0, MAX_CHARACTERS - 1).join('')}…`
    : text
}

/** Texts made of templates. Pure. Source: verification server pkg/database/realm.go. */

export interface SmsParts {
  /** Upper case. */
  readonly regionCode: string
  readonly code: string
  readonly longCode: string
  readonly codeSeconds: number
  readonly longCodeSeconds: number
  /** '' for none. */
  readonly redirectDomain: string
}

const SECONDS_PER_MINUTE = 60
const SECONDS_PER_HOUR = 3600

/** Line breaks, bars and runs of blanks would be lost on the way, and with them a signature over the text. */
export const collapseBlanks = (text: string): string => text.replaceAll(/[\s|]+/g, ' ').trim()

/** A function in place of a text, since a replacement may hold "$". */
export function expandSms(template: string, parts: SmsParts): string {
  const { regionCode, code, longCode, codeSeconds, longCodeSeconds } = parts
  const values: Readonly<Record<string, string>> = {
    region: regionCode,
    code,
    expires: String(Math.floor(codeSeconds / SECONDS_PER_MINUTE)),
    longcode: longCode,
    longexpires: String(Math.floor(longCodeSeconds / SECONDS_PER_HOUR)),
    enslink: linkOf(parts, longCode),
  }
  const expanded = template.replaceAll(
    /\[(region|code|expires|longcode|longexpires|enslink)\]/g,
    (placeholder, name: string) => values[name] ?? placeholder,
  )
  return collapseBlanks(expanded)
}

/** Opens the app of a region with a code, short or long. */
export const linkOf = (
  { regionCode, redirectDomain }: Pick<SmsParts, 'regionCode' | 'redirectDomain'>,
  code: string,
): string =>
  redirectDomain === ''
    ? `ens://v?r=${regionCode}&c=${code}`
    : `https://${regionCode.toLowerCase()}.${redirectDomain.toLowerCase()}/v?c=${code}`

/** The one list of countries of a deployment, and what it is before an operator wrote one. Pure. */

export interface Country {
  /** ISO 3166-1 alpha-2, upper case; "XX" is another country, which is never shared. */
  readonly code: string
  /** Whether it is told to others. */
  readonly shareable: boolean
  /** Whether keys from there are taken. */
  readonly acceptable: boolean
  /** How often synthetic uploads were there, relative to the others; 0 for never. */
  readonly weight: number
}

/** Those of the European gateway. Source: AcceptableCountries of CoronaMelder's last release. */
const ACCEPTABLE =
  'BE GR LT PT BG ES LU RO CZ FR HU SI DK HR MT SK DE IT NL FI EE CY AT SE IE LV PL IS NO LI CH'
/** Source: the list in CoronaMelder's interoperability design; others may be named, and are not shared. */
const SHAREABLE = new Set('NL DE BE DK PL IE AT ES IT CZ EE LV'.split(' '))
/**
 * Not every country is as likely, or synthetic uploads could be told from real ones. A guess, until an operator writes numbers of
 * their own: neighbours first, then where people go on holiday. The own country is always there and is not drawn.
 */
const WEIGHTS: Readonly<Record<string, number>> = {
  DE: 30,
  BE: 25,
  FR: 15,
  ES: 10,
  IT: 6,
  AT: 6,
  NL: 0,
}

export const DEFAULT_COUNTRIES: readonly Country[] = [
  ...ACCEPTABLE.split(' ').map((code) => ({
    code,
    shareable: SHAREABLE.has(code),
    acceptable: true,
    weight: WEIGHTS[code] ?? 1,
  })),
  { code: 'XX', shareable: false, acceptable: false, weight: 0 },
].sort((a, b) => (a.code < b.code ? -1 : 1))

/** Countries that the health service's portal confirms a workflow with. Pure. Source: the interoperability design of 2020. */

import { parseCountriesOfInterest } from '../../codes/countries-of-interest.ts'

/**
 * @param text as the portal sends it; undefined: a portal that does not ask
 * @returns the own country first, the others in alphabetical order, each once; undefined where the list is refused
 */
export function readCountriesOfInterest(
  text: string | undefined,
  ownCountry: string,
): readonly string[] | undefined {
  const codes = parseCountriesOfInterest(text, ownCountry)
  return codes && [ownCountry, ...codes.filter((code) => code !== ownCountry).sort()]
}

/** As a key carries them: the own country is told only where it is the only one. */
export function visitedCountriesOf(
  countries: readonly string[],
  ownCountry: string,
): readonly string[] {
  const foreign = countries.filter((code) => code !== ownCountry)
  return foreign.length === 0 ? [ownCountry] : foreign
}

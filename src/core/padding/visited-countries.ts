/**
 * Where the person of a synthetic upload was: in layouts with files by country, which files a key is in tells it. Pure.
 * Source: the interoperability design of minvws/nl-covid19-notification-app-backend, GenerateCountriesOfInterest.
 */

import type { Country } from '../countries.ts'
import { visitedCountriesOf } from '../layouts/coronamelder/countries-of-interest.ts'
import { type Chance, drawWeighted } from './chance.ts'

/** The region of a policy, and the country table with the weights that an operator gave. */
export interface TravelTable {
  readonly home: string
  readonly countries: readonly Pick<Country, 'code' | 'weight'>[]
}

/**
 * Foreign countries of an upload from abroad, with their weights. Whether it is one the shape says: it comes from real uploads,
 * whose countries make them travelers, so the design's weight of none has no part in this.
 */
const FOREIGN_COUNTRIES: readonly (readonly [number, number])[] = [
  [1, 7],
  [2, 2],
  [3, 1],
]

/** @returns as keys carry them: the own country where there is no other */
export function drawVisitedCountries(
  { home, countries }: TravelTable,
  traveler: boolean,
  chance: Chance,
): readonly string[] {
  const left = countries.filter(({ code, weight }) => code !== home && weight > 0)
  const drawn: string[] = []
  const count = traveler ? drawWeighted(chance, FOREIGN_COUNTRIES) : 0
  while (drawn.length < count && left.length > drawn.length) {
    const rest = left.filter(({ code }) => !drawn.includes(code))
    drawn.push(
      drawWeighted(
        chance,
        rest.map(({ code, weight }) => [code, weight]),
      ),
    )
  }
  return visitedCountriesOf(drawn.sort(), home)
}

import { expect, test } from 'vitest'
import { mayLeave } from './consent.ts'

const NOBODY_ASKED = { traveler: false, visitedCountries: undefined }
const TRAVELER = { traveler: true, visitedCountries: undefined }
const CLAIMED = { traveler: false, visitedCountries: ['FR'] }
/** The claim was there and named no country. */
const CLAIMED_NONE = { traveler: false, visitedCountries: [] }

test.each([
  ['never', NOBODY_ASKED, false],
  ['never', TRAVELER, false],
  ['never', CLAIMED, false],
  ['traveler', NOBODY_ASKED, false],
  ['traveler', TRAVELER, true],
  ['traveler', CLAIMED, false],
  ['claim', NOBODY_ASKED, false],
  ['claim', TRAVELER, false],
  ['claim', CLAIMED, true],
  ['claim', CLAIMED_NONE, true],
  ['always', NOBODY_ASKED, true],
  ['always', TRAVELER, true],
  ['always', CLAIMED, true],
] as const)('consent "%s" lets %j leave: %s', (federationConsent, key, expected) => {
  expect(mayLeave({ federationConsent, ...key })).toBe(expected)
})

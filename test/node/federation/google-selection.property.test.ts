/** The database gives the keys that the rules of core name: regions, travelers, consent. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from '../../../src/core/bytes.ts'
import { mayLeave } from '../../../src/core/federation/consent.ts'
import { criteriaOf, isAmong } from '../../../src/core/federation/google/criteria.ts'
import { FEDERATION_CONSENTS } from '../../../src/core/verification/health-authority.ts'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import { readFetchedPage } from '../../../src/db/keyserver/queries/federation-window.ts'
import { keyName, storeLeavingKeys } from '../../support/google-federation.ts'
import { sqliteD1 } from '../../support/sqlite-d1.ts'

// Names within names, so that a part of one is not taken for it.
const REGIONS = ['US', 'USA', 'US-WA', 'CA', 'MX']
const someRegions = fc.subarray(REGIONS)
const key = fc.record({
  regions: someRegions,
  traveler: fc.boolean(),
  consent: fc.constantFrom(...FEDERATION_CONSENTS),
  visited: fc.option(fc.constant(['FR']), { nil: undefined }),
})
const request = fc.record({
  includeRegions: someRegions,
  excludeRegions: someRegions,
  onlyTravelers: fc.boolean(),
})
const authorized = fc.record({ includeRegions: someRegions, excludeRegions: someRegions })

test('the same keys leave', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(key, { maxLength: 20 }),
      request,
      authorized,
      async (keys, asked, allowed) => {
        const criteria = criteriaOf({ ...asked, onlyLocalProvenance: true }, allowed)
        fc.pre(criteria.ok)
        const db = openKeyserver(sqliteD1())
        const createdAt = 1_795_089_600
        await storeLeavingKeys(
          db,
          keys.map(({ visited, ...rest }, i) => ({
            key: keyName(i),
            createdAt,
            ...rest,
            ...(visited !== undefined && { visited }),
          })),
        )
        const from = { timestamp: 0, after: new Uint8Array() }
        const page = await readFetchedPage(
          db,
          'primary',
          { from, end: createdAt + 1, oldestInterval: 0 },
          { criteria: criteria.value, partnerId: undefined, gatewayFrom: [] },
          500,
        )
        const expected = keys.flatMap(({ consent: federationConsent, visited, ...one }, i) =>
          isAmong(one, criteria.value) &&
          mayLeave({ federationConsent, traveler: one.traveler, visitedCountries: visited })
            ? [keyName(i)]
            : [],
        )
        expect(page.keys.map(({ keyData }) => toHex(keyData))).toEqual(expected)
      },
    ),
    { numRuns: 200 },
  )
})

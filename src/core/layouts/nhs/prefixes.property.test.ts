/** Rules by names and rules by rows choose the same keys, whatever they are. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFromSources } from '../sources.ts'
import {
  isAllowedSource,
  isDisablingPrefix,
  ownSource,
  partnerSource,
  sourcesOf,
} from './prefixes.ts'

/** Some begin as others do, one is nobody's. */
const PREFIXES = ['near', 'nearform', 'nearform-2', 'hub', 'nobody']
const PARTNERS = PREFIXES.slice(0, -1).map((prefix, i) => ({ id: i + 1, prefix }))
const ORIGINS = ['GB', 'GB-SC', 'GB-SCT', 'GI', 'IE']
const KITS = [
  { kit: 'LAB_RESULT', reportType: 1 },
  { kit: 'RAPID_SELF_REPORTED', reportType: 3 },
] as const

const prefix = fc
  .tuple(fc.constantFrom(...PREFIXES), fc.option(fc.constantFrom(...ORIGINS), { nil: undefined }))
  .map(([name, origin]) => (origin === undefined ? name : partnerSource(name, origin)))
const disabling = fc.oneof(
  { weight: 5, arbitrary: prefix },
  { weight: 1, arbitrary: fc.constantFrom('mobile', ownSource('RAPID_SELF_REPORTED')) },
)

test('a row is published where its name would be', () => {
  fc.assert(
    fc.property(fc.array(prefix), fc.array(disabling), (allowedPrefixes, disabledPrefixes) => {
      expect(disabledPrefixes.every(isDisablingPrefix)).toBe(true)
      const rules = { allowedPrefixes, disabledPrefixes }
      const sources = sourcesOf(rules, PARTNERS)
      for (const { id, prefix: name } of PARTNERS) {
        for (const origin of ORIGINS) {
          const row = { from: 'partner', sourceId: id, origin, reportType: 1 } as const
          const source = partnerSource(name, origin)
          expect(isFromSources(row, sources), source).toBe(isAllowedSource(source, rules))
        }
      }
      for (const { kit, reportType } of KITS) {
        const row = { from: 'here', sourceId: undefined, origin: undefined, reportType } as const
        expect(isFromSources(row, sources), kit).toBe(isAllowedSource(ownSource(kit), rules))
      }
    }),
    { seed: 1127, numRuns: 500 },
  )
})

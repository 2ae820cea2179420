/** Which test types an app that names some can handle. Pure. Source: verification server pkg/api/api.go. */

import { parseTestType, TEST_TYPES, type TestType } from './test-type.ts'

/** Whoever can handle a weaker word can handle a stronger one. */
const IMPLIED: Readonly<Record<TestType, readonly TestType[]>> = {
  confirmed: ['confirmed'],
  likely: ['confirmed', 'likely'],
  negative: ['confirmed', 'likely', 'negative'],
  'user-report': ['confirmed', 'user-report'],
}

/**
 * @param accept as sent; none at all: every type
 * @returns undefined where one of them is no test type
 */
export function acceptedTypes(accept: readonly string[]): ReadonlySet<TestType> | undefined {
  if (accept.length === 0) return new Set(TEST_TYPES)
  const types = accept.map(parseTestType)
  if (types.includes(undefined)) return undefined
  return new Set(types.flatMap((type) => (type === undefined ? [] : IMPLIED[type])))
}

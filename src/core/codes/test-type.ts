/** What a verification code vouches for. Pure. */

export const TEST_TYPES = ['confirmed', 'likely', 'negative', 'user-report'] as const
export type TestType = (typeof TEST_TYPES)[number]

/** @param text in any case, as clients send it */
export function parseTestType(text: string): TestType | undefined {
  const folded = text.toLowerCase()
  return TEST_TYPES.find((type) => type === folded)
}

/** How old codes are when they are traded, in steps. Pure. */

/** Upper bounds, seconds: 1, 5, 15, 30 minutes, 1, 2, 3, 6, 12, 24, 336 hours. */
export const CLAIM_AGE_BOUNDS = [
  60, 300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 1_209_600,
] as const

import type { RandomBytes } from '../../random.ts'
import { type DiagnosisKey, KEY_BYTES } from '../../temporary-exposure-key.ts'

/**
 * The original's own padding: behind each key `times` - 1 that differ in their key data alone. It hides little, since every
 * count in a file is then a multiple of `times`; synthetic uploads are what hides here (docs/adr/0003).
 * @param times 1: nothing is added
 */
export const multiplyKeys = (
  keys: readonly DiagnosisKey[],
  times: number,
  randomBytes: RandomBytes,
): readonly DiagnosisKey[] =>
  keys.flatMap((key) => [
    key,
    ...Array.from({ length: times - 1 }, () => ({ ...key, keyData: randomBytes(KEY_BYTES) })),
  ])

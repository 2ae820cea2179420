import type { TemporaryExposureKey } from '../../temporary-exposure-key.ts'
import type { KeyProblem } from './key-rule.ts'

type Span = Pick<TemporaryExposureKey, 'rollingStartIntervalNumber' | 'rollingPeriod'>

/**
 * A phone rolls its keys one after another: a key may start with another one, but not within it. A rule on the whole
 * upload. The end that counts among keys of one start is that of the longest.
 */
export function checkOverlap(keys: readonly Span[], maxSameStartKeys: number): KeyProblem {
  const sorted = [...keys].sort(
    (a, b) =>
      a.rollingStartIntervalNumber - b.rollingStartIntervalNumber ||
      a.rollingPeriod - b.rollingPeriod,
  )
  let start = Number.NEGATIVE_INFINITY
  let end = Number.NEGATIVE_INFINITY
  let sameStart = 0
  for (const key of sorted) {
    if (key.rollingStartIntervalNumber === start) {
      sameStart++
    } else if (key.rollingStartIntervalNumber < end) {
      return `keys overlap: one starts at interval ${key.rollingStartIntervalNumber}, before ${end}`
    } else {
      start = key.rollingStartIntervalNumber
      sameStart = 1
    }
    if (sameStart > maxSameStartKeys) {
      return `more than ${maxSameStartKeys} keys start at interval ${start}`
    }
    end = Math.max(end, start + key.rollingPeriod)
  }
  return undefined
}

/** What of a stored onset is told to the gateway. Pure. Source: the gateway's agreement on days since onset; design of the Dutch side. */

import { noInformationCode, onsetMeaning } from '../../layouts/onset-code.ts'
import { INTERVALS_PER_DAY, type UnixSeconds, utcDayOf } from '../../time.ts'

/** Of a person without symptoms: 3000, and days back from it. */
const ASYMPTOMATIC = 3000
const DAYS_BACK = 14

/**
 * Known days and ranges leave as they are, and so do days that count from the upload. A person's without symptoms that count from the
 * test, which is a form of our own, count from the upload instead.
 * @param code undefined, or one that means nothing: nobody said, and days count from the upload
 * @param submittedAt of the upload
 */
export function encodeOnset(
  code: number | undefined,
  key: { readonly rollingStartIntervalNumber: number },
  submittedAt: UnixSeconds,
): number {
  const meaning = code === undefined ? undefined : onsetMeaning(code)
  if (code !== undefined && meaning !== undefined) {
    if (meaning.kind !== 'asymptomatic' || meaning.days <= 0) return code
    return ASYMPTOMATIC + daysSinceUpload(key, submittedAt)
  }
  return noInformationCode(daysSinceUpload(key, submittedAt))
}

/** 0 or less. */
function daysSinceUpload(
  { rollingStartIntervalNumber }: { readonly rollingStartIntervalNumber: number },
  submittedAt: UnixSeconds,
): number {
  const days = Math.floor(rollingStartIntervalNumber / INTERVALS_PER_DAY) - utcDayOf(submittedAt)
  return Math.min(0, Math.max(-DAYS_BACK, days))
}

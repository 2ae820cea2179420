/** Sets each realm's quota by what it issued lately, and notes how its codes are being used. */

import {
  type ClaimDay,
  claimRatios,
  forecastCodes,
  MAX_HISTORY,
  type ModelBounds,
} from '../../core/realms/modeler.ts'
import { effectiveQuota, type Realm } from '../../core/realms/settings.ts'
import { addSeconds, floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import {
  type CodeDay,
  readCodeDays,
  saveClaimRatios,
  saveQuotaLimit,
} from '../../db/verification/queries/model.ts'
import { readRealms } from '../../db/verification/queries/realms.ts'
import type { Events } from '../events.ts'
import { JobFailure } from '../job-failure.ts'
import type { JobReport } from '../run-jobs.ts'
import type { CodeQuota } from './admission.ts'

export interface ModelQuotasDeps {
  readonly db: VerificationDatabase
  readonly quota: Pick<CodeQuota, 'renewDaily'>
  readonly events: Pick<Events, 'requestFailed'>
}

/** As far back as statistics may be kept: a realm may issue on few days. */
const READ_DAYS = 180

/**
 * The quota is filled up with the first run of a UTC day; later ones change its size and keep what was taken, and what was
 * added by hand lasts until the day ends. A quota that can't be reached does not stop the others.
 * @throws JobFailure where any was not reached
 */
export async function modelQuotas(
  { db, quota, events }: ModelQuotasDeps,
  bounds: ModelBounds,
  now: UnixSeconds,
): Promise<JobReport> {
  const today = floorTo(now, SECONDS_PER_DAY)
  const realms = await readRealms(db)
  const days = await readCodeDays(db, addSeconds(today, -READ_DAYS * SECONDS_PER_DAY))
  const ofRealm = Map.groupBy(days, ({ realmId }) => realmId)
  const statements: D1PreparedStatement[] = []
  const limits = new Map<Realm, number>()
  for (const realm of realms) {
    const own = ofRealm.get(realm.id) ?? []
    statements.push(saveClaimRatios(db, realm.id, ratiosOf(own, today)))
    if (!realm.settings.abusePreventionEnabled) continue
    const history = own.slice(0, MAX_HISTORY).map(({ issued }) => issued)
    const limit = forecastCodes(history.toReversed(), bounds)
    if (limit === undefined) continue
    statements.push(saveQuotaLimit(db, realm.id, limit))
    limits.set(realm, limit)
  }
  if (statements.length > 0) await db.d1.batch(statements)
  const failed: number[] = []
  for (const [{ id, settings }, limit] of limits) {
    const effective = effectiveQuota({ ...settings, abusePreventionLimit: limit })
    try {
      await quota.renewDaily(id, effective, now)
    } catch (cause) {
      events.requestFailed('model-quotas', cause)
      failed.push(id)
    }
  }
  if (failed.length > 0) {
    throw new JobFailure('quotas_failed', `realms whose quota was not reached: ${failed}`)
  }
  return { realms: realms.length, quotas: limits.size }
}

/** @param days newest first */
function ratiosOf(days: readonly CodeDay[], today: UnixSeconds) {
  const yesterday = addSeconds(today, -SECONDS_PER_DAY)
  const last: ClaimDay | undefined = days.find(({ day }) => day === yesterday)
  return claimRatios(
    last,
    days.filter(({ day }) => day < yesterday),
  )
}

/** Retention of the verification server: each kind at its age, each step by itself. Source: pkg/controller/cleanup. */

import { SESSION_LIMITS } from '../../core/console/session-limits.ts'
import { DEFAULT_REALM_SETTINGS } from '../../core/realms/settings.ts'
import { addSeconds, floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../../core/time.ts'
import { deleteAuditBefore } from '../../db/audit/queries.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import * as retention from '../../db/verification/queries/retention.ts'
import { JobFailure } from '../job-failure.ts'
import type { JobReport } from '../run-jobs.ts'

/** Ages in seconds. */
export interface VerificationAges {
  readonly apiKey: number
  readonly codeStatus: number
  readonly code: number
  readonly token: number
  readonly mobileApp: number
  readonly audit: number
  readonly user: number
  readonly signingKey: number
  readonly statistics: number
  readonly chaffDay: number
  readonly userReport: number
  readonly unclaimedUserReport: number
}

type Step = readonly [name: string, run: () => Promise<number>]

/** @throws JobFailure `verification_retention_failed` once all steps were tried, where some failed */
export async function deleteExpiredVerification(
  db: VerificationDatabase,
  ages: VerificationAges,
  now: UnixSeconds,
): Promise<JobReport> {
  const report: Record<string, number> = {}
  const failures: { name: string; cause: unknown }[] = []
  for (const [name, run] of stepsOf(db, ages, now)) {
    try {
      const count = await run()
      if (count > 0) report[name] = count
    } catch (cause) {
      failures.push({ name, cause })
    }
  }
  if (failures.length > 0) {
    const names = failures.map(({ name }) => name).join(', ')
    throw new JobFailure('verification_retention_failed', `not deleted: ${names}`, {
      cause: new AggregateError(failures.map(({ cause }) => cause)),
    })
  }
  return report
}

function stepsOf(
  db: VerificationDatabase,
  ages: VerificationAges,
  now: UnixSeconds,
): readonly Step[] {
  const before = (seconds: number) => addSeconds(now, -seconds)
  const days = (seconds: number) => floorTo(before(seconds), SECONDS_PER_DAY)
  return [
    ['apiKeys', () => retention.deleteApiKeys(db, before(ages.apiKey))],
    ['codes', () => retention.deleteCodes(db, before(Math.max(ages.codeStatus, ages.code)))],
    ['recycledCodes', () => retention.recycleCodes(db, before(ages.code))],
    ['tokens', () => retention.deleteTokens(db, before(ages.token))],
    [
      'consoleSessions',
      () => retention.deleteConsoleSessions(db, before(SESSION_LIMITS.absoluteSeconds)),
    ],
    ['consoleTokens', () => retention.deleteConsoleTokens(db, now)],
    ['memberships', () => retention.deleteEmptyMemberships(db, now)],
    ['mobileApps', () => retention.deleteMobileApps(db, before(ages.mobileApp))],
    [
      'audit',
      async () => {
        await deleteAuditBefore(db, before(ages.audit))
        return 0
      },
    ],
    ['users', () => retention.deleteUsers(db, before(ages.user))],
    ['tokenKeys', () => retention.deleteTokenKeys(db, before(ages.signingKey))],
    ['realmKeys', () => retention.deleteRealmKeys(db, before(ages.signingKey))],
    ...retention.STATISTICS_TABLES.map(
      (table): Step => [table, () => retention.deleteStatistics(table)(db, days(ages.statistics))],
    ),
    ['chaffDays', () => retention.deleteChaffDays(db, days(ages.chaffDay))],
    [
      'unclaimedReports',
      async () => {
        // A phone whose code is still good has not given up.
        const life = await retention.readLongestReportLife(db, {
          codeSeconds: DEFAULT_REALM_SETTINGS.codeDurationSeconds,
          longCodeSeconds: DEFAULT_REALM_SETTINGS.longCodeDurationSeconds,
        })
        const age = Math.max(ages.unclaimedUserReport, life)
        return retention.deleteUnclaimedReports(db, before(age))
      },
    ],
    ['claimedReports', () => retention.deleteClaimedReports(db, before(ages.userReport))],
  ]
}

/**
 * Tells realms by mail of what may be wrong: codes that are not used as usual, texts that do not arrive. Each thing is told once
 * a day; what was told is in the audit log, written after the letter was taken. So a letter may come twice, and none is lost.
 */

import { isAnomalous } from '../../core/realms/modeler.ts'
import type { Realm } from '../../core/realms/settings.ts'
import {
  addSeconds,
  floorTo,
  SECONDS_PER_DAY,
  type UnixSeconds,
  utcDateOf,
} from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import { readToldSince } from '../../db/verification/queries/alarms.ts'
import { readClaimRatios } from '../../db/verification/queries/model.ts'
import { readRealms } from '../../db/verification/queries/realms.ts'
import { readSmsErrorsOfDay } from '../../db/verification/queries/sms-errors.ts'
import { JobFailure } from '../job-failure.ts'
import type { JobReport } from '../run-jobs.ts'
import type { Mailer } from './mail.ts'

export interface MailAlarmsDeps {
  readonly db: VerificationDatabase
  /** undefined: no mail is sent. */
  readonly mailer: Mailer | undefined
}

interface Alarm {
  readonly realmId: number
  /** What it is about: told once. */
  readonly day: UnixSeconds
  readonly subject: (realm: Realm) => string
  readonly text: (realm: Realm) => string
}

type AlarmKind = 'anomaly' | 'sms_errors'

/** Of the last whole day, as the modeler judged it. */
export async function mailAnomalies(
  deps: MailAlarmsDeps,
  allowedDeviations: number,
  now: UnixSeconds,
): Promise<JobReport> {
  const ratios = await readClaimRatios(deps.db)
  const alarms = ratios
    .filter((one) => isAnomalous(one, allowedDeviations))
    .map(
      ({ realmId, last, mean }): Alarm => ({
        realmId,
        day: addSeconds(floorTo(now, SECONDS_PER_DAY), -SECONDS_PER_DAY),
        subject: ({ name }) => `${name}: fewer codes are used than usual`,
        text: ({ name }) =>
          `Of the codes that "${name}" issued yesterday ${percent(last)} were used; usually it is ${percent(mean)}.\n` +
          'Texts may not arrive, people may not be told how to use a code, or somebody may be issuing codes who should not.\n',
      }),
    )
  return tell(deps, 'anomaly', alarms, now)
}

export interface SmsAlarmSettings {
  readonly threshold: number
  readonly ignoredCodes: readonly string[]
}

/** Of the day that is under way, and of the one before, whose end no earlier run saw. */
export async function mailSmsErrors(
  deps: MailAlarmsDeps,
  { threshold, ignoredCodes }: SmsAlarmSettings,
  now: UnixSeconds,
): Promise<JobReport> {
  const today = floorTo(now, SECONDS_PER_DAY)
  const alarms: Alarm[] = []
  for (const day of [addSeconds(today, -SECONDS_PER_DAY), today]) {
    const errors = await readSmsErrorsOfDay(deps.db, day, ignoredCodes)
    for (const { realmId, errors: count } of errors) {
      if (count <= threshold) continue
      alarms.push({
        realmId,
        day,
        subject: ({ name }) => `${name}: texts do not arrive`,
        text: ({ name }) =>
          `On ${utcDateOf(day)} ${count} texts of "${name}" did not arrive. The statistics list the provider's codes for why.\n`,
      })
    }
  }
  return tell(deps, 'sms_errors', alarms, now)
}

/** As far back as an alarm may have been told of. */
const TOLD_SECONDS = 3 * SECONDS_PER_DAY

const percent = (share: number): string => `${Math.round(share * 100)} %`

async function tell(
  { db, mailer }: MailAlarmsDeps,
  kind: AlarmKind,
  alarms: readonly Alarm[],
  now: UnixSeconds,
): Promise<JobReport> {
  if (mailer === undefined || alarms.length === 0) return { alarms: alarms.length, mailed: 0 }
  const action = `mail.${kind}`
  const told = await readToldSince(db, action, addSeconds(now, -TOLD_SECONDS))
  const realms = new Map((await readRealms(db)).map((realm) => [realm.id, realm]))
  let mailed = 0
  let refused = 0
  for (const alarm of alarms) {
    const realm = realms.get(alarm.realmId)
    const to = realm?.settings.contactEmailAddresses ?? []
    const subject = `realms/${alarm.realmId}/alarms/${utcDateOf(alarm.day)}`
    if (realm === undefined || realm.isE2e || to.length === 0 || told.has(subject)) continue
    const isTaken = await mailer.send({
      to,
      subject: alarm.subject(realm),
      text: alarm.text(realm),
    })
    if (!isTaken) {
      refused++
      continue
    }
    const entry = { actor: 'mailer', action, subject, detail: { receivers: to.length } }
    await auditedBatch(db, now, [entry], [])
    mailed++
  }
  if (refused > 0) throw new JobFailure('mail_failed', `${refused} letters were not taken`)
  return { alarms: alarms.length, mailed }
}

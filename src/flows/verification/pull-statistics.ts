/** Asks the key servers of realms about their uploads. Source: verification server pkg/controller/statspuller. */

import type { KeyServerDay } from '../../core/realm-statistics/rows.ts'
import { statisticsDays } from '../../core/realm-statistics/window.ts'
import { statisticsAddress } from '../../core/realms/key-server-address.ts'
import type { Realm } from '../../core/realms/settings.ts'
import { addSeconds, type UnixSeconds } from '../../core/time.ts'
import { signJwt } from '../../core/verification/token.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import { saveKeyServerDays } from '../../db/verification/queries/key-server-statistics.ts'
import { readRealms } from '../../db/verification/queries/realms.ts'
import type { Events } from '../events.ts'
import { JobFailure } from '../job-failure.ts'
import type { Outbound } from '../outbound.ts'
import type { JobReport } from '../run-jobs.ts'
import type { CertificateSigners } from './certificate-signers.ts'

export interface PullStatisticsDeps {
  readonly db: VerificationDatabase
  readonly outbound: Pick<Outbound, 'send'>
  readonly signers: CertificateSigners
  readonly events: Pick<Events, 'requestFailed'>
  /** @returns undefined where the answer is none */
  readonly readAnswer: (body: Uint8Array) => readonly KeyServerDay[] | undefined
}

export interface PullStatisticsSettings {
  /** Of realms that name none; '' for none. */
  readonly url: string
  readonly audience: string
  readonly timeoutMs: number
  readonly maxBytes: number
  /** Realms asked at once. */
  readonly workers: number
}

/** The original waits between its tries, which a job must not: the next run is the next try. */
const MAX_TRIES = 3
const TOKEN_SECONDS = 300

/**
 * One realm that fails does not stop the others.
 * @throws JobFailure where any failed
 */
export async function pullStatistics(
  deps: PullStatisticsDeps,
  settings: PullStatisticsSettings,
  now: UnixSeconds,
): Promise<JobReport> {
  const asked = (await readRealms(deps.db)).filter(
    (realm) => addressOf(realm, settings) !== undefined,
  )
  const failed: number[] = []
  let days = 0
  for (let at = 0; at < asked.length; at += settings.workers) {
    const group = asked.slice(at, at + settings.workers)
    const counts = await Promise.all(group.map((realm) => tryToPull(deps, realm, settings, now)))
    for (const [index, count] of counts.entries()) {
      if (count === undefined) failed.push(group[index]?.id ?? 0)
      else days += count
    }
  }
  if (failed.length > 0) {
    throw new JobFailure('key_server_statistics_failed', `realms without an answer: ${failed}`)
  }
  return { realms: asked.length, days }
}

/** Days that statistics show: others would be kept for ever, or shown to nobody. */
const isShown = (day: number, now: UnixSeconds): boolean => {
  const days = statisticsDays(now)
  return day <= (days[0] ?? 0) && day >= (days.at(-1) ?? 0)
}

const addressOf = ({ settings: { keyServerStats } }: Realm, { url }: PullStatisticsSettings) => {
  if (keyServerStats === undefined) return undefined
  const configured = keyServerStats.url ?? url
  return configured === '' ? undefined : statisticsAddress(configured)
}

/** A realm without a key, or a write that fails, is a failure of that realm. */
async function tryToPull(...args: Parameters<typeof pullOne>): Promise<number | undefined> {
  try {
    return await pullOne(...args)
  } catch (cause) {
    args[0].events.requestFailed('pull-key-server-statistics', cause)
    return undefined
  }
}

/** @returns how many days were told; undefined where it failed */
async function pullOne(
  { db, outbound, signers, readAnswer }: PullStatisticsDeps,
  realm: Realm,
  settings: PullStatisticsSettings,
  now: UnixSeconds,
): Promise<number | undefined> {
  const url = addressOf(realm, settings)
  if (url === undefined) return 0
  const { signer, issuer } = await signers(realm, now)
  const token = await signJwt(signer, {
    aud: realm.settings.keyServerStats?.audience ?? settings.audience,
    exp: addSeconds(now, TOKEN_SECONDS),
    iat: now,
    iss: issuer,
  })
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    const answer = await outbound.send(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ padding: '' }),
      timeoutMs: settings.timeoutMs,
      maxBytes: settings.maxBytes,
    })
    if (!answer.ok || answer.value.status >= 500 || answer.value.status === 429) continue
    const days = answer.value.status === 200 ? readAnswer(answer.value.body) : undefined
    // What the server says it will not do, it will not do a moment later.
    if (days === undefined) return undefined
    const shown = days.filter(({ day }) => isShown(day, now))
    await saveKeyServerDays(db, realm.id, shown)
    return shown.length
  }
  return undefined
}

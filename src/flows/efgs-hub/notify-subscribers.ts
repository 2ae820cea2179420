/**
 * Tells members of our gateway which batches there are: each subscription of each batch, in order and one at a time. What does not
 * answer is tried again, and a subscription that fails too often is deleted.
 * Source: efgs-federation-gateway, run. Not copied: that it looks for the server's certificate among the members', which the platform
 * does not show: a name's certificate must be valid, and the country must still be a member.
 */

import { isCallbackUrl, notificationUrl } from '../../core/federation/efgs/callback-registration.ts'
import type { EfgsCallbackSettings } from '../../core/federation/efgs/hub-settings.ts'
import { addSeconds, type UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import { readEfgsCertificates } from '../../db/keyserver/queries/efgs-certificates.ts'
import {
  claimEfgsTask,
  deleteFailedSubscription,
  type EfgsCallbackTask,
  failEfgsTask,
  finishEfgsTask,
  readDueSubscriptions,
} from '../../db/keyserver/queries/efgs-hub-subscriptions.ts'
import type { PartnerHttp } from '../federation/protocol.ts'
import type { Remaining } from '../federation/run-budget.ts'

export interface NotifySubscribersDeps {
  readonly db: KeyserverDatabase
  /** With our client certificate, where the deployment has one. */
  readonly http: PartnerHttp
  readonly allowsLoopback: boolean
  readonly settings: EfgsCallbackSettings
}

export interface NotificationTimes {
  readonly clock: () => UnixSeconds
  /** No call is begun that might take longer than that. */
  readonly remaining: Remaining
}

/** Counts of a run. */
export interface NotificationReport {
  readonly delivered: number
  readonly failed: number
  readonly deletedSubscriptions: number
}

/** Far longer than a call takes: after that its run is dead. */
const LOCK_SECONDS = 300
/** What is sent back is not read for anything. */
const MAX_ANSWER_BYTES = 64 * 1024
const USER_AGENT = 'EFGS Callback Engine'
/** As many connections as the platform lets a run have open. */
const AT_ONCE = 6
const MAX_SUBSCRIPTIONS = 500
/** Of one subscription in one run: one that was cut off for long does not keep the others waiting. */
const MAX_TASKS = 20

type Outcome = 'delivered' | 'failed' | 'deleted'

/** May run beside another: each task is taken by one of them. Whoever is told twice, since a run died, has heard it already. */
export async function notifySubscribers(
  deps: NotifySubscribersDeps,
  times: NotificationTimes,
): Promise<NotificationReport> {
  const now = times.clock()
  const triedBefore = addSeconds(now, -deps.settings.retryWaitSeconds)
  const due = await readDueSubscriptions(deps.db, triedBefore, MAX_SUBSCRIPTIONS, now)
  if (due.length === 0) return { delivered: 0, failed: 0, deletedSubscriptions: 0 }
  const members = await readMembers(deps.db)
  const outcomes: Outcome[] = []
  const waiting = [...due]
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      outcomes.push(...(await notifyOne(deps, times, next, members)))
    }
  }
  // Each that ends badly ends alone; what it began is free again with its lock.
  const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, work))
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason
  const count = (wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length
  return {
    delivered: count('delivered'),
    failed: count('failed'),
    deletedSubscriptions: count('deleted'),
  }
}

/** Countries that may call us: nobody else is told anything. */
async function readMembers(db: KeyserverDatabase): Promise<ReadonlySet<string>> {
  const certificates = await readEfgsCertificates(db)
  return new Set(
    certificates
      .filter(({ type, revokedAt }) => type === 'AUTHENTICATION' && revokedAt === null)
      .map(({ country }) => country),
  )
}

/** Its tasks in order, until there is none, or one fails. */
async function notifyOne(
  deps: NotifySubscribersDeps,
  { clock, remaining }: NotificationTimes,
  subscription: Pick<EfgsCallbackTask, 'country' | 'callbackId'>,
  members: ReadonlySet<string>,
): Promise<readonly Outcome[]> {
  const { db, settings } = deps
  const outcomes: Outcome[] = []
  while (outcomes.length < MAX_TASKS && remaining() > settings.timeoutSeconds) {
    const now = clock()
    const triedBefore = addSeconds(now, -settings.retryWaitSeconds)
    const lockedUntil = addSeconds(now, LOCK_SECONDS)
    const task = await claimEfgsTask(db, subscription, triedBefore, lockedUntil, now)
    if (task === undefined) break
    const answer = members.has(task.country) ? await call(deps, task) : 'failed'
    if (answer !== 'delivered') return [...outcomes, await giveBack(deps, task, answer, clock())]
    await finishEfgsTask(db, task)
    outcomes.push(answer)
  }
  return outcomes
}

async function giveBack(
  { db, settings }: NotifySubscribersDeps,
  task: EfgsCallbackTask,
  answer: 'failed' | 'refused',
  now: UnixSeconds,
): Promise<Outcome> {
  if (answer === 'refused' || task.failedTries >= settings.maxRetries) {
    await deleteFailedSubscription(db, task)
    return 'deleted'
  }
  await failEfgsTask(db, task, now)
  return 'failed'
}

/** @returns 'refused' where the address may not be called, whatever it was when it was registered */
async function call(
  { http, allowsLoopback, settings }: NotifySubscribersDeps,
  { url, batchName, batchDay }: EfgsCallbackTask,
): Promise<'delivered' | 'failed' | 'refused'> {
  if (!isCallbackUrl(url, allowsLoopback)) return 'refused'
  const answer = await http.send(notificationUrl(url, batchName, batchDay), {
    method: 'GET',
    headers: { 'User-Agent': USER_AGENT },
    timeoutMs: settings.timeoutSeconds * 1000,
    maxBytes: MAX_ANSWER_BYTES,
  })
  if (!answer.ok) return answer.failure.reason === 'address_refused' ? 'refused' : 'failed'
  const { status } = answer.value
  return status >= 200 && status < 300 ? 'delivered' : 'failed'
}

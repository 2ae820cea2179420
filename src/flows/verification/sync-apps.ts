/** Takes over from the feed of apps what it says of our regions. An entry that fails keeps no other from being used. */

import type { AuditEntry } from '../../core/audit/chain.ts'
import {
  type FeedItem,
  isEmptyPlan,
  planAppSync,
  type SyncPlan,
} from '../../core/links/app-sync.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import {
  readRegionIds,
  readSyncedRealm,
  writeSync,
} from '../../db/verification/queries/app-sync.ts'
import { JobFailure } from '../job-failure.ts'
import type { OutboundReader } from '../outbound.ts'
import type { JobReport } from '../run-jobs.ts'

export interface SyncAppsDeps {
  readonly db: VerificationDatabase
  readonly outbound: OutboundReader
  /** @returns undefined where it is no feed at all */
  readonly readFeed: (body: Uint8Array) => readonly FeedItem[] | undefined
}

export interface SyncAppsSettings {
  /** '' where there is no feed. */
  readonly url: string
  readonly timeoutMs: number
  readonly maxBytes: number
}

/** @throws JobFailure `apps_failed` once all entries were tried, where some failed, or there is no feed to be had */
export async function syncApps(
  { db, outbound, readFeed }: SyncAppsDeps,
  { url, timeoutMs, maxBytes }: SyncAppsSettings,
  now: UnixSeconds,
): Promise<JobReport> {
  if (url === '') return { changed: 0 }
  const got = await outbound.get(url, { timeoutMs, maxBytes })
  if (!got.ok) throw new JobFailure('apps_failed', `the feed: ${got.failure.reason}`)
  const items = readFeed(got.value)
  if (items === undefined) throw new JobFailure('apps_failed', 'the feed: malformed')
  const regionIds = await readRegionIds(db)
  const failures: unknown[] = []
  let changed = 0
  for (const { region, entry } of items) {
    const realmId = regionIds.get(region)
    if (realmId === undefined) continue
    try {
      if (entry === undefined) throw new TypeError('an entry of the feed is malformed')
      const plan = planAppSync(entry, await readSyncedRealm(db, realmId, region))
      if (isEmptyPlan(plan)) continue
      await writeSync(db, realmId, plan, auditEntriesOf(realmId, plan), now)
      changed++
    } catch (cause) {
      failures.push(cause)
    }
  }
  if (failures.length > 0) {
    throw new JobFailure('apps_failed', `${failures.length} entries of the feed`, {
      cause: new AggregateError(failures),
    })
  }
  return { changed }
}

function auditEntriesOf(realmId: number, plan: SyncPlan): readonly AuditEntry[] {
  const entry = (action: string, path: string, detail: AuditEntry['detail']): AuditEntry => ({
    actor: 'sync-apps',
    action,
    subject: `realms/${realmId}/${path}`,
    detail,
  })
  const { settings, setTranslations, deleteTranslations, app } = plan
  const entries: AuditEntry[] = []
  if (Object.keys(settings).length > 0) entries.push(entry('realm.update', 'settings', settings))
  if (setTranslations.length + deleteTranslations.length > 0) {
    const detail = { set: setTranslations.length, deleted: deleteTranslations.length }
    entries.push(entry('translations.update', 'translations', detail))
  }
  if (app !== undefined) {
    entries.push(entry('mobile_app.create', `apps/${app.name}`, { appId: app.appId }))
  }
  return entries
}

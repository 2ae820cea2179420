/** Opens a batch for each export window that is old enough to be closed, including those that were missed. */

import { windowsToClose } from '../core/export/window.ts'
import { paddedWindows } from '../core/padding/padded-windows.ts'
import { addSeconds, asUnixSeconds, type UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { openBatches, readActiveConfigs } from '../db/keyserver/queries/exports.ts'
import { readPaddingPolicies } from '../db/keyserver/queries/padding.ts'
import { JobFailure, type JobFailureReason } from './job-failure.ts'
import { usableSignerIds } from './signers.ts'

export interface CloseWindowsDeps {
  readonly db: KeyserverDatabase
}

export interface CloseWindowsSettings {
  /** Age that a window must have: phones ask for two hours between a key's expiry and its release. */
  readonly minWindowAgeSeconds: number
  readonly truncateWindowSeconds: number
  /** Keys a file, where the config does not say. */
  readonly maxRecords: number
}

/** How long a window may wait for its padding before the job says so: many ticks. */
const MAX_PADDING_DELAY_SECONDS = 900

/**
 * A window waits until each slot in it is padded.
 * @returns how many windows were closed, and how many wait
 * @throws JobFailure 'no_usable_signer', for exports whose signers are all retired or not in force yet, or 'padding_behind',
 *   for exports whose slots should have been padded long ago: after the windows of all other exports were closed
 */
export async function closeWindows(
  deps: CloseWindowsDeps,
  settings: CloseWindowsSettings,
  now: UnixSeconds,
): Promise<{ windows: number; waiting: number }> {
  const closableAt = addSeconds(now, -settings.minWindowAgeSeconds)
  const policies = await readPaddingPolicies(deps.db)
  const withoutSigner: string[] = []
  const lagging: string[] = []
  let count = 0
  let waiting = 0
  for (const { config, latestEnd } of await readActiveConfigs(deps.db, closableAt)) {
    const closable = windowsToClose(
      closableAt,
      latestEnd === null ? undefined : asUnixSeconds(latestEnd),
      config.periodSeconds,
      settings.truncateWindowSeconds,
    )
    const { truncateWindowSeconds } = settings
    const windows = paddedWindows(closable, policies, config, truncateWindowSeconds)
    const [next] = closable.slice(windows.length)
    waiting += closable.length - windows.length
    if (next !== undefined && next.end < addSeconds(closableAt, -MAX_PADDING_DELAY_SECONDS)) {
      lagging.push(config.filenameRoot)
    }
    if (windows.length === 0) continue
    const signers = await usableSignerIds(deps.db, config.signatureInfoIds, now)
    // Without a signer no phone would take the file. The windows stay open and are caught up once there is one.
    if (signers.length === 0) {
      withoutSigner.push(config.filenameRoot)
      continue
    }
    const maxRecords = config.maxRecordsOverride ?? settings.maxRecords
    await openBatches(deps.db, config.id, windows, signers, maxRecords)
    count += windows.length
  }
  if (withoutSigner.length > 0) throw failureOf('no_usable_signer', withoutSigner)
  if (lagging.length > 0) throw failureOf('padding_behind', lagging)
  return { windows: count, waiting }
}

const failureOf = (reason: JobFailureReason, filenameRoots: readonly string[]): JobFailure =>
  new JobFailure(reason, `${reason} for export ${filenameRoots.join(', ')}`)

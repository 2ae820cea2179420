/** Opens a batch for each export window that is old enough to be closed, including those that were missed. */

import { windowsToClose } from '../core/export/window.ts'
import { addSeconds, asUnixSeconds, type UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { openBatches, readActiveConfigs } from '../db/keyserver/queries/exports.ts'
import { JobFailure } from './job-failure.ts'
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

/**
 * @returns how many windows were closed
 * @throws JobFailure 'no_usable_signer', for exports whose signers are all retired or not in force yet, after the windows of all other exports were closed
 */
export async function closeWindows(
  deps: CloseWindowsDeps,
  settings: CloseWindowsSettings,
  now: UnixSeconds,
): Promise<{ windows: number }> {
  const closableAt = addSeconds(now, -settings.minWindowAgeSeconds)
  const withoutSigner: string[] = []
  let count = 0
  for (const { config, latestEnd } of await readActiveConfigs(deps.db, closableAt)) {
    const windows = windowsToClose(
      closableAt,
      latestEnd === null ? undefined : asUnixSeconds(latestEnd),
      config.periodSeconds,
      settings.truncateWindowSeconds,
    )
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
  if (withoutSigner.length > 0) {
    throw new JobFailure(
      'no_usable_signer',
      `no usable signer for export ${withoutSigner.join(', ')}`,
    )
  }
  return { windows: count }
}

/** Opens a batch for each export window that is old enough to be closed, including those that were missed. */

import { type ExportWindow, windowsToClose } from '../core/export/window.ts'
import { addSeconds, asUnixSeconds, type UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import {
  type ExportConfig,
  openBatches,
  readActiveConfigs,
} from '../db/keyserver/queries/exports.ts'
import { type PaddingPolicy, readPaddingPolicies } from '../db/keyserver/queries/padding.ts'
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

/** How long a window may wait for its padding before the job says so: several ticks. */
const MAX_PADDING_DELAY_SECONDS = 900

/**
 * A window waits until every slot in it is padded: what is added to it later would be told apart by that alone.
 * @returns how many windows were closed, and how many wait
 * @throws after all configs were tried, where one lacks a signer or its padding lags behind
 */
export async function closeWindows(
  deps: CloseWindowsDeps,
  settings: CloseWindowsSettings,
  now: UnixSeconds,
): Promise<{ windows: number; waiting: number }> {
  const closableAt = addSeconds(now, -settings.minWindowAgeSeconds)
  const policies = await readPaddingPolicies(deps.db)
  const problems: string[] = []
  let waiting = 0
  let count = 0
  for (const { config, latestEnd } of await readActiveConfigs(deps.db, closableAt)) {
    const closable = windowsToClose(
      closableAt,
      latestEnd === null ? undefined : asUnixSeconds(latestEnd),
      config.periodSeconds,
      settings.truncateWindowSeconds,
    )
    const concerned = policies.filter((policy) => concerns(policy, config))
    const windows = closable.filter((window) =>
      concerned.every((policy) => isPadded(policy, window, settings.truncateWindowSeconds)),
    )
    const [next] = closable.slice(windows.length)
    waiting += closable.length - windows.length
    if (next !== undefined && next.end < addSeconds(closableAt, -MAX_PADDING_DELAY_SECONDS)) {
      problems.push(`padding lags behind for export ${config.filenameRoot}`)
    }
    if (windows.length === 0) continue
    const signers = await usableSignerIds(deps.db, config.signatureInfoIds, now)
    // Without a signer no phone would take the file. The windows stay open and are caught up once there is one.
    if (signers.length === 0) {
      problems.push(`no usable signer for export ${config.filenameRoot}`)
      continue
    }
    const maxRecords = config.maxRecordsOverride ?? settings.maxRecords
    await openBatches(deps.db, config, windows, signers, maxRecords)
    count += windows.length
  }
  if (problems.length > 0) throw new Error(problems.join('; '))
  return { windows: count, waiting }
}

/** Whether an export takes keys that the policy pads. */
const concerns = ({ region }: PaddingPolicy, config: ExportConfig): boolean => {
  const regions = config.inputRegions.length > 0 ? config.inputRegions : [config.outputRegion]
  const isTaken = regions.includes(region) || config.includeTravelers
  return isTaken && !config.excludeRegions.includes(region)
}

/** Whether every slot of a window is padded. Slots are padded in their order. */
const isPadded = (
  { paddedThrough }: PaddingPolicy,
  window: ExportWindow,
  truncateWindowSeconds: number,
): boolean =>
  paddedThrough !== undefined && addSeconds(paddedThrough, truncateWindowSeconds) >= window.end

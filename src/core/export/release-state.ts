/** How far a key's release has come in one export: the steps from storage to a file, in their order. Pure. */

import { paddedWindows } from '../padding/padded-windows.ts'
import { addSeconds, floorTo, type UnixSeconds } from '../time.ts'
import type { NotSelected, SelectionSettings } from './selection.ts'
import { selectionOf, whyNotSelected } from './selection.ts'
import { type ExportWindow, windowsToClose } from './window.ts'

/** Of a file that holds the key. */
export interface HoldingFile {
  readonly filename: string
  readonly status: 'published' | 'delete_pending' | 'withdraw_pending' | 'withdrawn'
}

export type ReleaseState =
  | { readonly state: 'not_selected'; readonly because: NotSelected }
  /** The export has not begun, or has ended. */
  | { readonly state: 'export_not_active' }
  /** Its window was over before the export wrote its first file: it never will be in one. */
  | { readonly state: 'before_first_window' }
  | { readonly state: 'under_embargo'; readonly until: UnixSeconds }
  | { readonly state: 'window_open'; readonly until: UnixSeconds }
  /** Over, but younger than MIN_WINDOW_AGE. */
  | { readonly state: 'window_too_young'; readonly until: UnixSeconds }
  | { readonly state: 'waiting_for_padding'; readonly regions: readonly string[] }
  | { readonly state: 'no_usable_signer' }
  /** The next run of close-windows does it. */
  | { readonly state: 'to_be_closed' }
  /** The next run of write-exports does it. */
  | { readonly state: 'batch_open'; readonly batchId: number }
  | { readonly state: 'batch_leased'; readonly batchId: number; readonly until: UnixSeconds }
  | {
      readonly state: 'exported'
      readonly batchId: number
      readonly files: readonly HoldingFile[]
      /** Whether the published index is as new as the batch; if not, the next run of write-exports does it. */
      readonly isIndexCurrent: boolean
    }
  /** The batch is complete and none of its files holds the key: it came in after the file was written. */
  | { readonly state: 'not_in_files'; readonly batchId: number }
  /** More files than one question may read. */
  | { readonly state: 'files_not_searched'; readonly batchId: number; readonly fileCount: number }

export interface ReleaseSettings {
  readonly minWindowAgeSeconds: number
  readonly truncateWindowSeconds: number
}

export interface PendingExport extends SelectionSettings {
  readonly periodSeconds: number
  readonly activeFrom: number
  readonly activeThru: number | null
  /** Of its batches so far; undefined where there are none. */
  readonly latestEnd: UnixSeconds | undefined
  readonly hasUsableSigner: boolean
}

interface PaddingProgress {
  readonly region: string
  readonly paddedThrough: UnixSeconds | undefined
}

/** Where a key that may leave at an instant waits, in an export that has no batch over that instant yet. */
export function pendingState(
  key: { readonly regions: readonly string[]; readonly traveler: boolean },
  at: UnixSeconds,
  config: PendingExport,
  progress: readonly PaddingProgress[],
  settings: ReleaseSettings,
  now: UnixSeconds,
): ReleaseState {
  const because = whyNotSelected(key, selectionOf(config))
  if (because !== undefined) return { state: 'not_selected', because }
  const closableAt = addSeconds(now, -settings.minWindowAgeSeconds)
  const { activeFrom, activeThru, latestEnd, periodSeconds } = config
  const isActive = activeFrom < closableAt && (activeThru === null || activeThru > closableAt)
  if (!isActive) return { state: 'export_not_active' }
  const { truncateWindowSeconds } = settings
  const closable = windowsToClose(closableAt, latestEnd, periodSeconds, truncateWindowSeconds)
  const window = closable.find(({ start, end }) => start <= at && at < end)
  const next = closable[0]?.start ?? latestEnd
  if (window === undefined && next !== undefined && at < next)
    return { state: 'before_first_window' }
  if (window === undefined) return unclosedState(at, periodSeconds, settings, now)
  return closableState(window, config, progress, truncateWindowSeconds)
}

function unclosedState(
  at: UnixSeconds,
  periodSeconds: number,
  { minWindowAgeSeconds }: ReleaseSettings,
  now: UnixSeconds,
): ReleaseState {
  const end = addSeconds(floorTo(at, periodSeconds), periodSeconds)
  if (at > now) return { state: 'under_embargo', until: at }
  if (end > now) return { state: 'window_open', until: end }
  return { state: 'window_too_young', until: addSeconds(end, minWindowAgeSeconds) }
}

function closableState(
  window: ExportWindow,
  config: PendingExport,
  progress: readonly PaddingProgress[],
  truncateWindowSeconds: number,
): ReleaseState {
  const lagging = progress.filter(
    (one) => paddedWindows([window], [one], config, truncateWindowSeconds).length === 0,
  )
  if (lagging.length > 0) {
    return { state: 'waiting_for_padding', regions: lagging.map(({ region }) => region) }
  }
  return { state: config.hasUsableSigner ? 'to_be_closed' : 'no_usable_signer' }
}

/** Opens batches for windows that lie between others and have none, as after a restored record. */

import { windowsToClose } from '../core/export/window.ts'
import { paddedWindows } from '../core/padding/padded-windows.ts'
import { addSeconds, asUnixSeconds, type UnixSeconds } from '../core/time.ts'
import { auditedBatch } from '../db/audit/queries.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { asRead } from '../db/keyserver/queries/as-read.ts'
import { type ExportConfig, openBatchesStatement } from '../db/keyserver/queries/exports.ts'
import { type PaddingPolicy, readPaddingPolicies } from '../db/keyserver/queries/padding.ts'
import { readBatchWindows, requireNoBatches } from '../db/keyserver/queries/reconciliation.ts'
import type { ReconcileSettings, WindowName } from './reconcile-exports.ts'
import { usableSignerIds } from './signers.ts'

/**
 * As ever, a window waits until its slots are padded and its export has a signer.
 * @returns windows that were opened, and how many wait
 */
export async function openGaps(
  db: KeyserverDatabase,
  configs: readonly ExportConfig[],
  settings: ReconcileSettings,
  dryRun: boolean,
  now: UnixSeconds,
): Promise<{ readonly opened: readonly WindowName[]; readonly waiting: number }> {
  const opened: WindowName[] = []
  let waiting = 0
  const policies = await readPaddingPolicies(db)
  for (const config of configs) {
    const gaps = await asRead(() => openGapsOf(db, config, policies, settings, dryRun, now))
    opened.push(...gaps.opened)
    waiting += gaps.waiting
  }
  return { opened, waiting }
}

async function openGapsOf(
  db: KeyserverDatabase,
  config: ExportConfig,
  policies: readonly PaddingPolicy[],
  settings: ReconcileSettings,
  dryRun: boolean,
  now: UnixSeconds,
): Promise<{ readonly opened: readonly WindowName[]; readonly waiting: number }> {
  const { id, filenameRoot } = config
  const gaps = await readGaps(db, config, addSeconds(now, -settings.fileLifetimeSeconds))
  const signers = await usableSignerIds(db, config.signatureInfoIds, now)
  const padded = paddedWindows(gaps, policies, config, settings.truncateWindowSeconds)
  const windows = signers.length === 0 ? [] : padded
  if (!dryRun && windows.length > 0) {
    const entry = {
      actor: 'operator',
      action: 'export_batches.open',
      subject: filenameRoot,
      detail: { windows: windows.map(({ start, end }) => [start, end]) },
    }
    const maxRecords = config.maxRecordsOverride ?? settings.maxRecords
    await auditedBatch(
      db,
      now,
      [entry],
      [
        requireNoBatches(db, id, windows),
        openBatchesStatement(db, id, windows, signers, maxRecords),
      ],
    )
  }
  return {
    opened: windows.map(({ start, end }) => ({ filenameRoot, start, end })),
    waiting: gaps.length - windows.length,
  }
}

/** Windows without a batch between two that have one, oldest first. */
async function readGaps(db: KeyserverDatabase, config: ExportConfig, endAfter: UnixSeconds) {
  const windows = await readBatchWindows(db, config.id, endAfter)
  return windows.flatMap(({ startAt }, i) => {
    const reached = windows[i - 1]?.endAt ?? startAt
    if (startAt <= reached) return []
    return windowsToClose(asUnixSeconds(startAt), asUnixSeconds(reached), config.periodSeconds, 1)
  })
}

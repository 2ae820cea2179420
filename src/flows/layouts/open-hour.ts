/** The keys of a slot that is not over: read as they are now, and nothing written down, since there may be more of them. */

import { SECONDS_PER_HOUR } from '../../core/time.ts'
import type { LayoutSlot } from '../../db/keyserver/queries/layout-slots.ts'
import { createdFromOf } from './close-slots.ts'
import { type CollectedKeys, collectKeys } from './collect-keys.ts'
import type { LayoutRun, LayoutRunDeps } from './layout-run.ts'

export interface OpenHour {
  /** By stream. */
  readonly keys: ReadonlyMap<string, CollectedKeys>
  /** As if it were decided. */
  readonly rows: readonly LayoutSlot[]
}

export async function readOpenHour(
  deps: LayoutRunDeps,
  { id, plan, selection, now }: LayoutRun,
  slot: number,
): Promise<OpenHour> {
  const createdFrom = createdFromOf(plan, now)
  const keys = new Map<string, CollectedKeys>()
  const rows: LayoutSlot[] = []
  for (const { name, audience, rule } of plan.streams) {
    const query = { selection, audience, rule }
    const span = { ...plan.releasesOf(slot), createdFrom }
    const collected = await collectKeys(deps.db, query, span, plan.fields)
    keys.set(name, collected)
    rows.push({
      exportId: id,
      stream: name,
      slot,
      releaseFrom: slot,
      releaseTo: slot + SECONDS_PER_HOUR,
      createdFrom,
      keyCount: collected.count,
      waitingKeyCount: 0,
      ownKeyCount: collected.count,
      newestCreatedAt: collected.newestCreatedAt,
      writtenAt: null,
    })
  }
  return { keys, rows }
}

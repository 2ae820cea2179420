/** Indexes of layouts: written where they differ from what was written before, after the archives that they name. */

import { utf8 } from '../../core/bytes.ts'
import {
  announceIndexes,
  noteIndex,
  readIndexHashes,
} from '../../db/keyserver/queries/layout-archives.ts'
import type { ObjectMeta } from '../archive-store.ts'
import { swapIn } from '../publish-index.ts'
import { ensureLease } from './layout-lease.ts'
import type { LayoutRun, LayoutRunDeps } from './layout-run.ts'

export interface IndexOrder {
  readonly name: string
  readonly text: string
}

/** @returns how many were written */
export async function writeIndexes(
  deps: LayoutRunDeps,
  run: LayoutRun,
  indexes: readonly IndexOrder[],
  hashOf: (content: Uint8Array<ArrayBuffer>) => string | Promise<string>,
  metaOf: (hash: string) => ObjectMeta,
  /** Makes the object of the text, where it is not the text itself. */
  seal: (content: Uint8Array<ArrayBuffer>) => Promise<Uint8Array> = async (content) => content,
): Promise<number> {
  const known = await readIndexHashes(deps.db, run.id)
  const hashed = await Promise.all(
    indexes.map(async ({ name, text }) => {
      const bytes = utf8(text)
      return { name, bytes, hash: await hashOf(bytes) }
    }),
  )
  const behind = hashed.filter(({ name, hash }) => known.get(name) !== hash)
  const unknown = behind.map(({ name }) => name).filter((name) => !known.has(name))
  await announceIndexes(deps.db, run.id, unknown)
  const results = await run.operations.tryAll(
    behind.map(({ name, bytes, hash }) => async () => {
      await swapIn(deps.archives, name, metaOf(hash), async () => {
        await ensureLease(deps.db, run.lease)
        return seal(bytes)
      })
      await noteIndex(deps.db, run.id, name, hash)
    }),
  )
  return results.filter((result) => result !== undefined).length
}

/** A published archive as a whole, bounded. */

import { MAX_ARCHIVE_BYTES } from '../core/export/read-zip.ts'
import type { ArchiveStore } from './archive-store.ts'

/** @returns undefined where the object is gone, or longer than an archive may be */
export async function readArchiveBytes(
  archives: ArchiveStore,
  filename: string,
): Promise<Uint8Array | undefined> {
  const object = await archives.get(filename)
  if (object?.body === undefined) return undefined
  if (object.byteLength > MAX_ARCHIVE_BYTES) {
    await object.body.cancel()
    return undefined
  }
  return new Uint8Array(await new Response(object.body).arrayBuffer())
}

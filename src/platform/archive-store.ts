/** Archives in R2. */

import { byteLengthOf } from '../core/export/archive.ts'
import type { ArchiveStore, ObjectMeta, StoredObject } from '../flows/archive-store.ts'

export function r2ArchiveStore(bucket: R2Bucket): ArchiveStore {
  return {
    async putOnce(name, pieces, meta) {
      const stored = await bucket.put(name, streamOf(pieces), {
        onlyIf: { etagDoesNotMatch: '*' },
        ...metadataOf(meta),
      })
      return stored === null ? 'exists' : 'stored'
    },
    async swap(name, bytes, meta, seen) {
      const stored = await bucket.put(name, bytes, {
        onlyIf: seen === undefined ? { etagDoesNotMatch: '*' } : { etagMatches: seen },
        ...metadataOf(meta),
      })
      return stored !== null
    },
    async head(name) {
      const object = await bucket.head(name)
      return object === null ? undefined : describe(object)
    },
    async get(name, etags = []) {
      const known = etags.map((etag) => `"${etag}"`).join(', ')
      const object: R2ObjectBody | R2Object | null =
        known === ''
          ? await bucket.get(name)
          : await bucket.get(name, { onlyIf: new Headers({ 'if-none-match': known }) })
      if (object === null) return undefined
      return { ...describe(object), body: isWithBody(object) ? object.body : undefined }
    },
    async list(prefix, cursor) {
      const page = await bucket.list(cursor === undefined ? { prefix } : { prefix, cursor })
      return {
        names: page.objects.map((object) => object.key),
        cursor: page.truncated ? page.cursor : undefined,
      }
    },
    remove: (name) => bucket.delete(name),
  }
}

/** The pieces one after another, without ever joining them: R2 wants a stream's length beforehand. */
function streamOf(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  const { readable, writable } = new FixedLengthStream(byteLengthOf(pieces))
  const writer = writable.getWriter()
  const write = async () => {
    for (const piece of pieces) await writer.write(piece)
    await writer.close()
  }
  // A refused put cancels the reading side, and that is the put's own answer: nothing is lost by not hearing of it here.
  write().catch(() => undefined)
  return readable
}

const isWithBody = (object: R2Object): object is R2ObjectBody => 'body' in object

const metadataOf = ({ contentType, cacheControl, custom }: ObjectMeta) => ({
  httpMetadata: { contentType, cacheControl },
  ...(custom !== undefined && { customMetadata: { ...custom } }),
})

const describe = (object: R2Object): StoredObject => ({
  etag: object.etag,
  byteLength: object.size,
  lastModified: object.uploaded.toUTCString(),
  contentType: object.httpMetadata?.contentType ?? 'application/octet-stream',
  cacheControl: object.httpMetadata?.cacheControl ?? 'no-store',
  custom: object.customMetadata,
})

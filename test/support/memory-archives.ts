/** The bucket as a map: notes every operation in order, how many ran at once, and lets a test come before each. */

import { createHash } from 'node:crypto'
import { concatBytes } from '../../src/core/bytes.ts'
import type { ArchiveStore, ObjectMeta } from '../../src/flows/archive-store.ts'

export interface MemoryObject {
  readonly bytes: Uint8Array
  readonly etag: string
  readonly meta: ObjectMeta
}

export type StoreOperation = 'putOnce' | 'swap' | 'head' | 'get' | 'list' | 'remove'

export class MemoryArchives implements ArchiveStore {
  readonly objects = new Map<string, MemoryObject>()
  /** Operations that were begun. */
  operations: { readonly operation: StoreOperation; readonly name: string }[] = []
  mostAtOnce = 0
  /** What it throws is what the store seems to throw. */
  before: (operation: StoreOperation, name: string) => void | Promise<void> = () => undefined
  /** Called with what was stored. */
  stored: (name: string, object: MemoryObject) => void = () => undefined
  #running = 0

  count(operation: StoreOperation): number {
    return this.operations.filter((done) => done.operation === operation).length
  }

  putOnce(name: string, pieces: readonly Uint8Array[], meta: ObjectMeta) {
    return this.#perform('putOnce', name, () => {
      if (this.objects.has(name)) return 'exists' as const
      this.#put(name, concatBytes(...pieces), meta)
      return 'stored' as const
    })
  }

  swap(name: string, bytes: Uint8Array, meta: ObjectMeta, seen: string | undefined) {
    return this.#perform('swap', name, () => {
      if (this.objects.get(name)?.etag !== seen) return false
      this.#put(name, bytes, meta)
      return true
    })
  }

  head(name: string) {
    return this.#perform('head', name, () => {
      const object = this.objects.get(name)
      return object && describe(object)
    })
  }

  get(name: string) {
    return this.#perform('get', name, () => {
      const object = this.objects.get(name)
      return object && { ...describe(object), body: new Blob([object.bytes.slice()]).stream() }
    })
  }

  list(prefix: string) {
    return this.#perform('list', prefix, () => ({
      names: [...this.objects.keys()].filter((name) => name.startsWith(prefix)),
      cursor: undefined,
    }))
  }

  remove(name: string) {
    return this.#perform('remove', name, () => {
      this.objects.delete(name)
    })
  }

  #put(name: string, bytes: Uint8Array, meta: ObjectMeta): void {
    const object = { bytes, etag: createHash('md5').update(bytes).digest('hex'), meta }
    this.objects.set(name, object)
    this.stored(name, object)
  }

  async #perform<T>(operation: StoreOperation, name: string, act: () => T): Promise<T> {
    this.operations.push({ operation, name })
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#running)
    try {
      // Others get their turn, as they do while a store is on its way.
      await Promise.resolve()
      await this.before(operation, name)
      return act()
    } finally {
      this.#running--
    }
  }
}

const describe = ({ bytes, etag, meta }: MemoryObject) => ({
  ...meta,
  etag,
  byteLength: bytes.length,
  lastModified: 'Thu, 01 Jan 1970 00:00:00 GMT',
})

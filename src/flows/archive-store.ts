/** Where what phones download is kept. Published archives never change: that is why there is no plain `put`. */

export interface ObjectMeta {
  readonly contentType: string
  readonly cacheControl: string
  /** More to say of the object, by names in lower case; sent as `x-amz-meta-` headers. */
  readonly custom?: Readonly<Record<string, string>> | undefined
}

export interface StoredObject extends ObjectMeta {
  /** Strong, without quotation marks. */
  readonly etag: string
  readonly byteLength: number
  /** As HTTP writes a date. */
  readonly lastModified: string
}

export interface ArchiveStore {
  /**
   * Writes an object that does not exist yet.
   * @param pieces the object's bytes, in order
   */
  putOnce(
    name: string,
    pieces: readonly Uint8Array[],
    meta: ObjectMeta,
  ): Promise<'stored' | 'exists'>
  /**
   * Writes an object if it is still the one that the caller saw.
   * @param seen its etag; undefined where it did not exist
   * @returns whether it was written
   */
  swap(
    name: string,
    bytes: Uint8Array,
    meta: ObjectMeta,
    seen: string | undefined,
  ): Promise<boolean>
  head(name: string): Promise<StoredObject | undefined>
  /** @param etags of what the caller has: an object with one of them comes without its body, in the same one call */
  get(
    name: string,
    etags?: readonly string[],
  ): Promise<(StoredObject & { readonly body: ReadableStream<Uint8Array> | undefined }) | undefined>
  /** @param cursor of the page before; undefined for the first */
  list(
    prefix: string,
    cursor?: string,
  ): Promise<{ readonly names: readonly string[]; readonly cursor: string | undefined }>
  /** Succeeds also where there is none. */
  remove(name: string): Promise<void>
}

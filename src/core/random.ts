/** Chance, as an argument. */

/** Returns that many fresh random bytes, fit for keys. */
export type RandomBytes = (length: number) => Uint8Array<ArrayBuffer>

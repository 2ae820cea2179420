/** The mark by which a run knows what is stored already. Pure. */

import { toHex } from '../../bytes.ts'

/** @returns 16 bytes */
export type Md5 = (content: Uint8Array) => Uint8Array

/** Name of the metadata that holds it. */
export const CWA_HASH = 'cwa-hash'

/**
 * The hash of the hash, which once stood in for the tag of an upload in parts. It protects nothing: it tells changed content.
 * Source: corona-warn-app/cwa-server `distribution/assembly/structure/util`, measured in its answers.
 * @param content `export.bin` with its header of an archive, so that new signatures change nothing; all bytes of an index
 * @returns lower-case hex
 */
export const cwaHash = (content: Uint8Array, md5: Md5): string => toHex(md5(md5(content)))

/**
 * Deflate and CRC-32 by the runtime's own zlib: measured against fflate on a file of half a million keys it takes half the
 * time and makes the archive 4 % smaller (bench/results).
 */

import { constants, crc32, deflateRawSync } from 'node:zlib'
import type { Compressor } from '../core/export/archive.ts'

export const compressor: Compressor = {
  deflate: (piece, isLast) =>
    deflateRawSync(piece, {
      level: 6,
      memLevel: 9,
      // A flush at a byte's border lets pieces be joined into one stream.
      finishFlush: isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
    }),
  crc32: (piece, previous) => crc32(piece, previous),
}

/** What failed with others' files, by name: kept in rows for operators, without a word of what the others sent. */

import type { OutboundFailure } from './outbound.ts'

/** @example failureName({ reason: 'status', status: 404 }) // 'status_404' */
export const failureName = (failure: OutboundFailure): string =>
  failure.reason === 'status' ? `status_${failure.status}` : failure.reason

/** As the originals: the longest archive that is downloaded. */
export const FOREIGN_FILE_LIMITS = { timeoutMs: 60_000, maxBytes: 20 * 1024 * 1024 }

/** The name in words: the log takes long names for key material and leaves them out. */
export const inWords = (failure: string): string => failure.replaceAll('_', ' ')

/** What an operator may ask of a mirror. Pure. */

import { isFilenameRoot } from '../export/config.ts'
import { fail, type Result, succeed } from '../result.ts'
import { isForeignAddress } from './foreign-address.ts'
import type { ForeignRules } from './import-config.ts'
import { isRewritePattern } from './mirror-names.ts'

/** A foreign export that is to be published again. */
export interface MirrorDraft {
  readonly indexUrl: string
  readonly exportRootUrl: string
  /** First part of the object names here, without a slash at either end. */
  readonly filenameRoot: string
  /** Pattern of the names here, with [timestamp] or [uuid]; undefined: the foreign names. */
  readonly filenameRewrite: string | undefined
}

export type MirrorConfigFailure =
  | { readonly reason: 'address_refused'; readonly member: 'indexUrl' | 'exportRootUrl' }
  | { readonly reason: 'malformed_filename_root' }
  /** Without a placeholder all files would have one name. */
  | { readonly reason: 'malformed_filename_rewrite' }

/** @returns everything that is wrong with it */
export function checkMirror(
  draft: MirrorDraft,
  rules: ForeignRules,
): Result<MirrorDraft, readonly MirrorConfigFailure[]> {
  const failures: MirrorConfigFailure[] = []
  for (const member of ['indexUrl', 'exportRootUrl'] as const) {
    if (!isForeignAddress(draft[member], rules.allowsLoopback)) {
      failures.push({ reason: 'address_refused', member })
    }
  }
  if (!isFilenameRoot(draft.filenameRoot)) failures.push({ reason: 'malformed_filename_root' })
  if (draft.filenameRewrite !== undefined && !isRewritePattern(draft.filenameRewrite)) {
    failures.push({ reason: 'malformed_filename_rewrite' })
  }
  return failures.length === 0 ? succeed(draft) : fail(failures)
}

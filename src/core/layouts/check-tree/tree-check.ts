/** How a downloaded tree of any layout is checked: object after object, of which only digests are kept. Pure. */

import type { ArchiveProblem } from '../../export/archive-rules.ts'
import type { FolderProblem } from '../../export/check-folder.ts'
import type { TrustedKey } from '../../export/check-signatures.ts'
import type { ReadArchive } from '../../export/read-archive.ts'
import type { UnixSeconds } from '../../time.ts'
import type { Md5 } from '../corona-warn-app/hash.ts'

/** What there is under a name. */
export interface TreeObject {
  /** From where the layout begins, without a slash before it. */
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Sent with it, by names in lower case; undefined where it was not sent but lay on a disk. */
  readonly headers: ReadonlyMap<string, string> | undefined
}

/** What one object shows by itself. */
export interface ObjectReport {
  /** Undefined where it is no archive of keys, or none that can be read. */
  readonly archive: ReadArchive | undefined
  readonly problems: readonly ArchiveProblem[]
  /** Names to read next where objects can not be listed. They need not all be there. */
  readonly links: readonly string[]
}

export interface TreeCheck {
  /** Names to read first where objects can not be listed. */
  readonly first: readonly string[]
  /** Takes an object in, each once, in any order. */
  add(object: TreeObject): Promise<ObjectReport>
  /** What only all of them show, by the object that shows it. */
  finish(): readonly FolderProblem[]
}

/** What the check of a tree needs to know. */
export interface TreeTrust {
  /** Keys of the files' signers. */
  readonly trusted: readonly TrustedKey[]
  /** When keys have to be 2 hours old; undefined where that is not known. */
  readonly now: UnixSeconds | undefined
  /** The clock: which objects there should be by now. */
  readonly clock: UnixSeconds
  readonly md5: Md5
  /** Objects are asked for by their names, since they can not be listed: what is not there was never there. */
  readonly isAskedFor: boolean
  /** Regions whose files are asked for too, where objects can not be listed. */
  readonly regions: readonly string[]
  /** NHS: minutes from a period to its window. */
  readonly offsetMinutes: number
  /** NHS: key of the headers' signer; undefined: they are not checked. */
  readonly headerKey: CryptoKey | undefined
  /** CoronaMelder: whether content.sig is good, at an instant; undefined: it is not checked. */
  readonly verifyContent: VerifyContent | undefined
}

/** @returns undefined where the signature is good, else what is wrong with it */
export type VerifyContent = (
  signature: Uint8Array<ArrayBuffer>,
  content: Uint8Array<ArrayBuffer>,
) => Promise<string | undefined>

export const NO_LINKS: readonly string[] = []

/**
 * The audit log's chain: each row's hash covers the row and the hash of the one before, so that none can be altered, removed
 * or put in between without all later hashes showing it. Pure.
 */

import { toHex, utf8 } from '../bytes.ts'
import { sha256 } from '../crypto/sha256.ts'

/** What an operator or a job did. `detail` holds no key material, code, token or phone number. */
export interface AuditEntry {
  /** "operator", or the name of a job. */
  readonly actor: string
  /** Noun and verb, e.g. "export_config.update". */
  readonly action: string
  /** Name of what it was done to. */
  readonly subject: string
  readonly detail: AuditDetail
}

export type AuditDetail = Readonly<Record<string, unknown>>

/** An entry with its place in the chain. */
export interface SealedEntry {
  readonly id: number
  /** Unix seconds. */
  readonly at: number
  readonly actor: string
  readonly action: string
  readonly subject: string
  /** JSON. */
  readonly detail: string
  /** Hex. */
  readonly previousHash: string
  readonly hash: string
}

/** Where the chain ends: the next entry follows it. */
export interface ChainHead {
  readonly id: number
  readonly hash: string
}

export const CHAIN_START: ChainHead = { id: 0, hash: '0'.repeat(64) }

/** Seals an entry to the end of the chain. */
export async function sealEntry(
  head: ChainHead,
  entry: AuditEntry,
  at: number,
): Promise<SealedEntry> {
  const unsealed = {
    id: head.id + 1,
    at,
    actor: entry.actor,
    action: entry.action,
    subject: entry.subject,
    detail: JSON.stringify(entry.detail),
    previousHash: head.hash,
  }
  return { ...unsealed, hash: await hashOf(unsealed) }
}

/** An array, so that no field can run into the next. */
const hashOf = async (entry: Omit<SealedEntry, 'hash'>): Promise<string> =>
  toHex(
    await sha256(
      utf8(
        JSON.stringify([
          entry.previousHash,
          entry.id,
          entry.at,
          entry.actor,
          entry.action,
          entry.subject,
          entry.detail,
        ]),
      ),
    ),
  )

/**
 * The first entry that does not follow from the one before, or was altered.
 * @param entries ascending by id; the first may be any, since older ones are deleted at their age
 * @returns its id; undefined where the chain holds
 */
export async function firstBrokenEntry(
  entries: readonly SealedEntry[],
): Promise<number | undefined> {
  let previous: ChainHead | undefined
  for (const entry of entries) {
    const follows =
      previous === undefined ||
      (entry.id === previous.id + 1 && entry.previousHash === previous.hash)
    if (!follows || (await hashOf(entry)) !== entry.hash) return entry.id
    previous = entry
  }
  return undefined
}

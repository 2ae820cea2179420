/** Credentials of partners that a configuration changes: sealed before they are stored. */

import { utf8 } from '../core/bytes.ts'
import type { FieldChange } from '../core/configuration/difference.ts'
import type { ConfigurationDocument } from '../core/configuration/document.ts'
import { type ConfigurationProblem, problem } from '../core/configuration/problem.ts'
import { type Credentials, missingCredentials } from '../core/federation/partner-credentials.ts'
import { formatIsoTime } from '../core/iso-time.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { ConfigurationRows } from '../db/keyserver/queries/configuration.ts'
import { openCredentials, partnerLabel } from './federation/open-partner.ts'
import type { SecretBox } from './secret-box.ts'

/** What of partners' credentials a document changes. */
export interface NewPartnerCredentials {
  /** Sealed, or null for none, of the partners whose credentials change; by name. */
  readonly wrapped: ReadonlyMap<string, string | null>
  /** By name of the partner, as fields of its change: that they are set, never what they are. */
  readonly fields: ReadonlyMap<string, Readonly<Record<string, FieldChange>>>
  /** Partners that could not be called as the document wants. */
  readonly problems: readonly ConfigurationProblem[]
}

export async function newPartnerCredentialsOf(
  secretBox: SecretBox,
  document: ConfigurationDocument,
  rows: ConfigurationRows,
  now: UnixSeconds,
): Promise<NewPartnerCredentials> {
  const wrapped = new Map<string, string | null>()
  const fields = new Map<string, Readonly<Record<string, FieldChange>>>()
  const problems: ConfigurationProblem[] = []
  for (const [index, entry] of (document.partners ?? []).entries()) {
    const row = rows.partners.find(({ name }) => name === entry.name)
    const before = await openCredentials(secretBox, entry.name, row?.wrappedCredentials ?? null)
    const after = changedBy(before, entry.credentials ?? {})
    const changes = changesOf(before, after)
    if (Object.keys(changes).length > 0) {
      fields.set(entry.name, changes)
      wrapped.set(entry.name, await seal(secretBox, entry.name, after))
    }
    const isOver = entry.activeThru !== undefined && entry.activeThru <= formatIsoTime(now)
    const missing = isOver ? [] : missingCredentials(entry, Object.keys(after))
    problems.push(...missing.map((name) => noCredential(`partners[${index}].credentials`, name)))
  }
  return { wrapped, fields, problems }
}

/** An empty text takes one away. */
const changedBy = (before: Credentials, given: Credentials): Credentials =>
  Object.fromEntries(Object.entries({ ...before, ...given }).filter(([, text]) => text !== ''))

function changesOf(before: Credentials, after: Credentials): Record<string, FieldChange> {
  const changes: Record<string, FieldChange> = {}
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (before[name] === after[name]) continue
    changes[`credentials[${name}]`] = {
      ...(before[name] !== undefined && { from: 'set' }),
      ...(after[name] !== undefined && { to: 'set' }),
    }
  }
  return changes
}

const seal = async (secretBox: SecretBox, name: string, credentials: Credentials) =>
  Object.keys(credentials).length === 0
    ? null
    : secretBox.wrap(utf8(JSON.stringify(credentials)), partnerLabel(name))

const noCredential = (path: string, name: string): ConfigurationProblem =>
  problem(path, 'no_credential', `without ${name} this partner can not be called: give it here`)

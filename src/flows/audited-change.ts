/** A change of configuration that is ready to be written: several can go into one batch of the audit log. */

import type { AuditEntry } from '../core/audit/chain.ts'

export interface AuditedChange {
  readonly statements: readonly D1PreparedStatement[]
  readonly entry: AuditEntry
}

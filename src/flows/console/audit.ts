/** What is on record of people and their sign-in. */

import type { AuditDetail, AuditEntry } from '../../core/audit/chain.ts'

/** A person did something with their own access. */
export const personEntry = (
  email: string,
  action: string,
  detail: AuditDetail = {},
): AuditEntry => ({ actor: email, action, subject: `people/${email}`, detail })

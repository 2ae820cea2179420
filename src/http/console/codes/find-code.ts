/** The code of the path, for whoever may see it. */

import { parseAnyUuid } from '../../../core/codes/uuid.ts'
import { codeStateOf, lastsUntil } from '../../../core/console/code-state.ts'
import { mayDo } from '../../../core/realms/realm-actions.ts'
import {
  type ListedCode,
  readShownCode,
  type ShownCode,
} from '../../../db/verification/queries/console-codes.ts'
import type { CodeFacts } from '../../../ui/pages/codes/code-facts.tsx'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'

/** @returns undefined where the realm has none of this name, or it is another person's and this one may see their own only */
export async function findCode(c: ConsoleContext): Promise<ShownCode | undefined> {
  const uuid = parseAnyUuid(c.req.param('uuid') ?? '')
  if (uuid === undefined) return undefined
  const { realmId, permissions } = membershipOf(c)
  const code = await readShownCode(c.get('deps').codes.issue.db, realmId, uuid)
  const isOwn = code?.issuingUserId === signedIn(c).viewer.userId
  return isOwn || mayDo(permissions, 'look up a code') ? code : undefined
}

/** What a list says of a code, too. */
export const standingOf = (c: ConsoleContext, code: ListedCode) => ({
  uuid: code.uuid,
  testType: code.testType,
  state: codeStateOf(code, c.get('now')),
  createdAt: code.createdAt,
  lastsUntil: lastsUntil(code),
  claimedAt: code.claimedAt,
  smsState: code.smsState,
})

export const factsOf = (c: ConsoleContext, code: ShownCode): CodeFacts => ({
  ...standingOf(c, code),
  issuer: issuerOf(code),
})

/** A person's name is gone with the person. */
function issuerOf({ issuingUserId, userName, apiKeyName, externalId }: ShownCode) {
  if (issuingUserId !== null) return { kind: 'person', name: userName ?? '–' } as const
  if (externalId !== null) return { kind: 'person', name: externalId } as const
  return apiKeyName === null ? undefined : ({ kind: 'api key', name: apiKeyName } as const)
}

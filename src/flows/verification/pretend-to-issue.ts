/** Chaff among phones that ask for their own code. */

import { hashesOf } from '../../core/codes/code-hash.ts'
import { makeUuid } from '../../core/codes/uuid.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { insertCode, type NewCode } from '../../db/verification/queries/issue.ts'
import type { IssueCodesDeps, Issuer } from './issue-codes.ts'

/** The storage calls of a phone that asks for its own code, for nothing. */
export async function pretendToIssue(
  deps: IssueCodesDeps,
  { realm, apiKeyId }: Issuer,
  now: UnixSeconds,
): Promise<void> {
  const uuid = makeUuid(deps.randomBytes)
  const keyring = await deps.secretKeyring(now)
  const allHashes = await hashesOf(uuid, keyring.hmacKeys('verification_code_database_hmac'))
  const row: NewCode = {
    realmId: realm.id,
    uuid,
    codeHash: allHashes[0] ?? uuid,
    longCodeHash: null,
    allHashes,
    testType: 'user-report',
    symptomDate: null,
    testDate: null,
    countriesOfInterest: null,
    expiresAt: now,
    longExpiresAt: now,
    issuingUserId: null,
    issuingApiKeyId: apiKeyId ?? null,
    issuingExternalId: null,
    report: null,
    isChaff: true,
  }
  await insertCode(deps.db, row, now)
  await deps.sms.post(realm, undefined)
}

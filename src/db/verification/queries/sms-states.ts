/** How far texts are. */

import type { SmsState } from '../../../core/codes/sms-state.ts'
import type { VerificationDatabase } from '../database.ts'

/**
 * The queue may be done with a text before it is noted that the text was left to it: then that is not news.
 * @param uuid dashed, lower case; a code that is gone by now is passed over
 */
export async function saveSmsState(
  db: VerificationDatabase,
  realmId: number,
  uuid: string,
  state: SmsState,
): Promise<void> {
  await db.d1
    .prepare(
      `UPDATE verification_codes SET sms_state = ?3
      WHERE realm_id = ?1 AND uuid = ?2 AND (?3 <> 'queued' OR sms_state = 'sending')`,
    )
    .bind(realmId, uuid, state)
    .run()
}

/**
 * Notes that a text that failed is sent once more.
 * @returns whether it is: of two that try at once one does, and none once the code has ended or was used
 */
export async function takeFailedText(
  db: VerificationDatabase,
  realmId: number,
  uuid: string,
  now: number,
): Promise<boolean> {
  const { meta } = await db.d1
    .prepare(
      `UPDATE verification_codes SET sms_state = 'sending'
      WHERE realm_id = ?1 AND uuid = ?2 AND sms_state IN ('refused', 'queue_full', 'undelivered')
        AND claimed_at IS NULL AND max(expires_at, long_expires_at) > ?3`,
    )
    .bind(realmId, uuid, now)
    .run()
  return meta.changes === 1
}

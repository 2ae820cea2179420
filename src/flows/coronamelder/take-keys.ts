/**
 * Puts the keys of an app into its bucket, where they wait for the confirmation. Whatever is wrong with them, the app is not
 * told; and what is done for a bucket that nobody has is what is done for any.
 */

import { equalInConstantTime } from '../../core/crypto/constant-time.ts'
import { hmacSha256 } from '../../core/crypto/hmac.ts'
import {
  checkUpload,
  judgeKeys,
  type SentKey,
  type UploadProblem,
  type WorkflowSettings,
} from '../../core/layouts/coronamelder/workflow.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import {
  addWaitingKeys,
  findWorkflow,
  type StoredWorkflow,
} from '../../db/keyserver/queries/coronamelder-workflows.ts'
import { confirmationKeyLabel, hashBucketId, type WorkflowSecretsDeps } from './workflow-secrets.ts'

export interface TakeKeysDeps extends WorkflowSecretsDeps {
  readonly db: KeyserverDatabase
  readonly settings: WorkflowSettings
}

export interface SignedKeys {
  readonly bucketId: Uint8Array<ArrayBuffer>
  readonly keys: readonly SentKey[]
  /** As received. */
  readonly body: Uint8Array<ArrayBuffer>
  /** HMAC-SHA-256 over the body. */
  readonly signature: Uint8Array
}

/** For the log alone. */
export type TakeKeysOutcome =
  | 'taken'
  | 'taken_in_part'
  | UploadProblem
  | 'unknown_bucket'
  | 'expired_bucket'
  | 'bad_signature'

const NO_WORKFLOW = -1
const NO_KEY = new Uint8Array(32)

export async function takeKeys(
  deps: TakeKeysDeps,
  { bucketId, keys, body, signature }: SignedKeys,
  now: UnixSeconds,
): Promise<TakeKeysOutcome> {
  const { db, settings } = deps
  const bucketHash = await hashBucketId(deps, bucketId)
  const workflow = await findWorkflow(db, bucketHash)
  const confirmationKey = await confirmationKeyOf(deps, workflow, bucketHash)
  const isSigned = equalInConstantTime(await hmacSha256(confirmationKey, body), signature)
  const problem = checkUpload(keys, settings) ?? problemOf(workflow, isSigned, now)
  const judged =
    workflow === undefined || problem !== undefined
      ? { accepted: [], refused: [] }
      : judgeKeys(keys, workflow, now, settings)
  await addWaitingKeys(db, workflow?.id ?? NO_WORKFLOW, judged.accepted, now)
  return problem ?? (judged.refused.length > 0 ? 'taken_in_part' : 'taken')
}

/** A bucket that nobody has is signed for with a key as well. */
const confirmationKeyOf = async (
  { secretBox }: TakeKeysDeps,
  workflow: StoredWorkflow | undefined,
  bucketHash: string,
): Promise<Uint8Array<ArrayBuffer>> =>
  workflow === undefined
    ? NO_KEY
    : secretBox.unwrap(workflow.wrappedConfirmationKey, confirmationKeyLabel(bucketHash))

function problemOf(
  workflow: StoredWorkflow | undefined,
  isSigned: boolean,
  now: UnixSeconds,
): 'unknown_bucket' | 'bad_signature' | 'expired_bucket' | undefined {
  if (workflow === undefined) return 'unknown_bucket'
  if (!isSigned) return 'bad_signature'
  return now < workflow.validUntil ? undefined : 'expired_bucket'
}

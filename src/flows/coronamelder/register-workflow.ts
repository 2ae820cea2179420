/** Gives an app a bucket for its keys, and the key that its holder reads out to have them confirmed. */

import { makeGgdKey, makeLabConfirmationId } from '../../core/layouts/coronamelder/ggd-key.ts'
import {
  bucketValidUntil,
  toldValidity,
  type WorkflowSettings,
} from '../../core/layouts/coronamelder/workflow.ts'
import type { RandomBytes } from '../../core/random.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import { insertWorkflow } from '../../db/keyserver/queries/coronamelder-workflows.ts'
import { confirmationKeyLabel, hashBucketId, type WorkflowSecretsDeps } from './workflow-secrets.ts'

export interface RegisterDeps extends WorkflowSecretsDeps {
  readonly db: KeyserverDatabase
  readonly randomBytes: RandomBytes
  readonly settings: WorkflowSettings
}

export interface Registration {
  /** As it is read out: of 7 characters, or of 6 for the first version of the app. */
  readonly ggdKey: string
  /** 32 bytes each. */
  readonly bucketId: Uint8Array
  readonly confirmationKey: Uint8Array
  /** Seconds. */
  readonly validity: number
}

const SECRET_BYTES = 32
/** Tries to find a key that nobody has at present. */
const MAX_ATTEMPTS = 10

/** @returns undefined where no free key was found */
export async function registerWorkflow(
  deps: RegisterDeps,
  version: 'v1' | 'v2',
  now: UnixSeconds,
): Promise<Registration | undefined> {
  const { db, secretBox, randomBytes, settings } = deps
  const validUntil = bucketValidUntil(now, settings)
  const bucketId = randomBytes(SECRET_BYTES)
  const confirmationKey = randomBytes(SECRET_BYTES)
  const bucketHash = await hashBucketId(deps, bucketId)
  const wrappedConfirmationKey = await secretBox.wrap(
    confirmationKey,
    confirmationKeyLabel(bucketHash),
  )
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const ggdKey = version === 'v1' ? makeLabConfirmationId(randomBytes) : makeGgdKey(randomBytes)
    const workflow = {
      createdAt: now,
      validUntil,
      ggdKeyHash: await deps.ggdKeyHash(ggdKey),
      bucketHash,
      wrappedConfirmationKey,
    }
    if (await insertWorkflow(db, workflow)) {
      const validity = toldValidity(validUntil, now, settings)
      return { ggdKey, bucketId, confirmationKey, validity }
    }
  }
  return undefined
}

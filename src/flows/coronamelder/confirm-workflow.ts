/** The health service confirms the upload of a person who read out a key. Once: the key is of no use after it. */

import {
  type ConfirmationProblem,
  judgeConfirmation,
  type SentConfirmation,
} from '../../core/layouts/coronamelder/confirmation.ts'
import type { WorkflowSettings } from '../../core/layouts/coronamelder/workflow.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import { confirmWorkflow } from '../../db/keyserver/queries/coronamelder-workflows.ts'
import type { WorkflowSecretsDeps } from './workflow-secrets.ts'

export interface ConfirmDeps extends Pick<WorkflowSecretsDeps, 'ggdKeyHash'> {
  readonly db: KeyserverDatabase
  readonly settings: Pick<WorkflowSettings, 'timeZone'>
  /** The deployment's own, ISO 3166-1 alpha-2. */
  readonly country: string
}

/** Unknown, used and expired keys are one to whoever asks. */
export type ConfirmFailure = ConfirmationProblem | 'unknown_key'

export async function confirm(
  deps: ConfirmDeps,
  sent: SentConfirmation,
  now: UnixSeconds,
): Promise<Result<void, ConfirmFailure>> {
  const { db, country, settings } = deps
  const judged = judgeConfirmation(sent, { country, timeZone: settings.timeZone }, now)
  if (!judged.ok) return judged
  const { ggdKey, ...confirmation } = judged.value
  const isConfirmed = await confirmWorkflow(db, await deps.ggdKeyHash(ggdKey), confirmation, now)
  return isConfirmed ? succeed(undefined) : fail('unknown_key')
}

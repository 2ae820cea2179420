/** Why a job failed, by name: what an operator reads in the job's row. The cause goes to the log and no further. */

/** docs/guides/operators.md has a section for each. */
export const JOB_FAILURE_REASONS = [
  'no_usable_signer',
  'padding_behind',
  'batches_failed',
  'indexes_failed',
  'retention_too_short',
  'jwks_failed',
  'foreign_indexes_failed',
  'imports_failed',
  'mirrors_failed',
  'mail_failed',
  'walk_failed',
  'key_server_statistics_failed',
  'quotas_failed',
  'verification_retention_failed',
  'apps_failed',
  'coronamelder_app_unusable',
  'store_operations_failed',
  'layouts_failed',
  'archive_too_large',
  'partners_failed',
  'unexpected',
] as const
export type JobFailureReason = (typeof JOB_FAILURE_REASONS)[number]

export class JobFailure extends Error {
  override readonly name = 'JobFailure'
  readonly reason: JobFailureReason

  constructor(reason: JobFailureReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

export const reasonOf = (cause: unknown): JobFailureReason =>
  cause instanceof JobFailure ? cause.reason : 'unexpected'

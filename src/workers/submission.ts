/** What the NHS submission is made of; it is served beside the publish API. */

import { cached } from '../db/cached.ts'
import { openHeaderSigner } from '../flows/header-signer.ts'
import type { PublishDeps } from '../flows/publish-keys.ts'
import { insertDirectly } from '../flows/store-upload.ts'
import type { AnswerClock } from '../http/publish/answer-clock.ts'
import type { SubmissionSurfaceDeps } from '../http/submission/signed-answer.ts'
import type { Config } from '../platform/config.ts'
import { events } from '../platform/events.ts'
import { type NhsSecrets, readApiKeys } from '../platform/nhs-config.ts'
import { lazySecretBox, lazyTextHash } from '../platform/secrets.ts'

/** Longest that a retired signer still signs. */
const SIGNER_CACHE_SECONDS = 60

/** HMAC of a token that submissions spend: the same where they are given out and where they are spent. */
export const submissionTokenHash = (masterKey: string | undefined) =>
  lazyTextHash(masterKey, 'submission tokens')

export function buildSubmission(
  env: NhsSecrets & { readonly MASTER_KEY: string | undefined },
  config: Config,
  shared: Pick<PublishDeps, 'db' | 'quota' | 'tenants' | 'settings'> & {
    readonly clock: AnswerClock
  },
): SubmissionSurfaceDeps {
  const { db, quota, tenants, settings, clock } = shared
  const secretBox = lazySecretBox(env.MASTER_KEY)
  const { NHS_RESPONSE_SIGNER: signer, NHS_RESPONSE_KEY_ID: keyId } = config
  return {
    submit: {
      // Each by itself, also where uploads are written in groups: a token that was spent meanwhile would undo a group's call.
      store: { db, quota, insert: insertDirectly(db) },
      tenants,
      tokenHash: submissionTokenHash(env.MASTER_KEY),
      settings: {
        appPackageName: config.NHS_SUBMISSION_APP,
        defaultRegion: settings.defaultRegion,
        allowsPrivateJourney: config.NHS_PRIVATE_JOURNEY,
        limits: settings,
      },
    },
    apiKeys: {
      mobile: readApiKeys(env, 'NHS_SUBMISSION_KEYS'),
      health: readApiKeys(env, 'NHS_HEALTH_KEYS'),
    },
    signer:
      signer === ''
        ? async () => undefined
        : cached(
            (now) => openHeaderSigner({ db, secretBox }, signer, keyId, now),
            SIGNER_CACHE_SECONDS,
          ),
    events,
    clock,
    isInMaintenance: config.MAINTENANCE_MODE,
  }
}

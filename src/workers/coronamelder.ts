/** What the interface of CoronaMelder's apps is built from; part of the publish surface. */

import { utf8 } from '../core/bytes.ts'
import { importHmacKey } from '../core/crypto/hmac.ts'
import type { WorkflowSettings } from '../core/layouts/coronamelder/workflow.ts'
import { openKeyserver } from '../db/keyserver/database.ts'
import { coronaMelderSurface } from '../http/coronamelder/surface.ts'
import type { AnswerClock } from '../http/publish/answer-clock.ts'
import type { Config } from '../platform/config.ts'
import { events } from '../platform/events.ts'
import { lazySecretBox, lazyTextHash, randomBytes } from '../platform/secrets.ts'
import type { Clock } from './clock.ts'

export type CoronaMelderEnv = Pick<Env, 'KEYSERVER_DB' | 'MASTER_KEY'> & {
  /** Secret that is shared with the portal; not there where nobody confirms. */
  readonly CORONAMELDER_PORTAL_JWT_KEY?: string
}

const MIN_PORTAL_KEY_LENGTH = 32
const MS_PER_MINUTE = 60_000

export const workflowSettings = (config: Config): WorkflowSettings => ({
  timeZone: config.CORONAMELDER_TIME_ZONE,
  lifetimeMinutes: Math.round(config.CORONAMELDER_BUCKET_LIFETIME / MS_PER_MINUTE),
  clockErrorMinutes: Math.round(config.CORONAMELDER_CLOCK_ERROR / MS_PER_MINUTE),
  maxKeys: config.CORONAMELDER_MAX_KEYS,
  minRollingStart: config.CORONAMELDER_MIN_ROLLING_START,
  publishingDelayMinutes: Math.round(config.CORONAMELDER_PUBLISHING_DELAY / MS_PER_MINUTE),
  authorisationWindowMinutes: Math.round(config.CORONAMELDER_AUTHORISATION_WINDOW / MS_PER_MINUTE),
})

export function buildCoronaMelder(
  env: CoronaMelderEnv,
  config: Config,
  clock: Clock,
  answers: AnswerClock,
) {
  const deps = {
    db: openKeyserver(env.KEYSERVER_DB),
    secretBox: lazySecretBox(env.MASTER_KEY),
    ...workflowHashes(env.MASTER_KEY),
    randomBytes,
    settings: workflowSettings(config),
    country: config.CORONAMELDER_COUNTRY,
    events,
    clock: answers,
    isInMaintenance: config.MAINTENANCE_MODE,
    portalKey: once(() => importPortalKey(env.CORONAMELDER_PORTAL_JWT_KEY)),
  }
  return coronaMelderSurface(() => ({ deps, now: clock() }))
}

export const workflowHashes = (masterKey: string | undefined) => ({
  bucketHash: lazyTextHash(masterKey, 'coronamelder bucket ids'),
  ggdKeyHash: lazyTextHash(masterKey, 'coronamelder ggd keys'),
})

/** A secret that could be guessed opens nothing. */
const importPortalKey = async (secret: string | undefined): Promise<CryptoKey | undefined> =>
  secret === undefined || secret.length < MIN_PORTAL_KEY_LENGTH
    ? undefined
    : importHmacKey(utf8(secret))

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

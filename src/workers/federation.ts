/**
 * The federation surface as a Worker: what partners and members of our hubs call. Gateways announce batches here, key servers fetch
 * keys, nations and countries use our hubs. Nobody is anybody without a certificate that was verified, or a token.
 */

import { cached } from '../db/cached.ts'
import { openKeyserver } from '../db/keyserver/database.ts'
import { federationAuthorizationCache } from '../db/keyserver/queries/federation-authorizations.ts'
import { readPartners } from '../db/keyserver/queries/federation-partners.ts'
import { announceBatch } from '../db/keyserver/queries/incoming-batches.ts'
import { readEfgsCertificateDirectory } from '../flows/efgs-hub/members.ts'
import { issuerKeys } from '../flows/federation/google/issuer-keys.ts'
import { readUkNationDirectory } from '../flows/uk-hub/nations.ts'
import { thumbprintOf } from '../http/federation/caller.ts'
import {
  efgsCallbackSurface,
  isEfgsCallbackPath,
} from '../http/federation/efgs-callback/surface.ts'
import { efgsHubSurface, isEfgsHubPath } from '../http/federation/efgs-hub/surface.ts'
import {
  googleFederationSurface,
  isGoogleFederationPath,
} from '../http/federation/google/surface.ts'
import { isUkHubPath, ukHubSurface } from '../http/federation/uk-hub/surface.ts'
import { goNotFound } from '../http/not-found.ts'
import { type Config, readConfig, secondsOf } from '../platform/config.ts'
import { events } from '../platform/events.ts'
import type { FederationSecrets } from '../platform/federation-config.ts'
import { outbound } from '../platform/outbound.ts'
import { lazyAesKey, nationTokenKey, randomBytes } from '../platform/secrets.ts'
import { type Clock, wallClock } from './clock.ts'
import { perEnv } from './memo.ts'

export type FederationEnv = Pick<Env, 'KEYSERVER_DB' | 'MASTER_KEY'> & FederationSecrets

/** Longest that somebody who was shut out is still let in. */
const MEMBER_CACHE_SECONDS = 30

type Hosts = Pick<Env, 'FEDERATION_HOST' | 'EFGS_HUB_HOST' | 'UK_HUB_HOST'>

/** Whether a request of the whole system's Worker is this surface's: by its host, or by path where federation has none. */
export function isFederationRequest(
  { host, pathname }: Pick<URL, 'host' | 'pathname'>,
  env: Hosts & Pick<Env, 'FEDERATION_CALLBACK_PATHS'>,
): boolean {
  const hosts: readonly string[] = [env.FEDERATION_HOST, env.EFGS_HUB_HOST, env.UK_HUB_HOST]
  if (hosts.includes(host)) return true
  return (
    !env.FEDERATION_HOST &&
    (isUkHubPath(pathname) ||
      isEfgsHubPath(pathname) ||
      isGoogleFederationPath(pathname) ||
      isEfgsCallbackPath(pathname, env.FEDERATION_CALLBACK_PATHS.split(',')))
  )
}

/** @param allowsLoopback for development, where issuers' keys may lie on this machine */
export function buildFederation(
  env: FederationEnv,
  clock: Clock = wallClock,
  allowsLoopback = false,
) {
  const config = readConfig({ ...env })
  const db = openKeyserver(env.KEYSERVER_DB)
  const callers = callersOf(env, config)
  const callback = efgsCallbackSurface(
    () => ({
      deps: {
        events,
        partners: (now) => readPartners(db, now),
        announce: (batch, now) => announceBatch(db, batch, now),
        thumbprintOf: (request) => thumbprintOf(request, callers),
      },
      now: clock(),
    }),
    config.FEDERATION_CALLBACK_PATHS,
  )
  const google = googleFederationSurface(googleContext(env, config, allowsLoopback, clock))
  const ukHub = ukHubSurface(ukHubContext(env, config, clock))
  const efgsHub = efgsHubSurface(efgsHubContext(env, config, allowsLoopback, clock))
  return {
    async fetch(request: Request): Promise<Response> {
      const { host, pathname } = new URL(request.url)
      if (host === config.UK_HUB_HOST || isUkHubPath(pathname)) return ukHub.fetch(request)
      if (host === config.EFGS_HUB_HOST || isEfgsHubPath(pathname)) return efgsHub.fetch(request)
      if (isGoogleFederationPath(pathname)) return google.fetch(request)
      if (isEfgsCallbackPath(pathname, config.FEDERATION_CALLBACK_PATHS)) {
        return callback.fetch(request)
      }
      return goNotFound()
    },
  }
}

function googleContext(env: FederationEnv, config: Config, allowsLoopback: boolean, clock: Clock) {
  const db = openKeyserver(env.KEYSERVER_DB)
  const deps = {
    authorize: {
      authorizations: federationAuthorizationCache(db, MEMBER_CACHE_SECONDS),
      issuerKeys: issuerKeys(outbound(allowsLoopback)),
    },
    fetch: {
      db,
      cursorKey: lazyAesKey(env.MASTER_KEY, 'federation cursors'),
      randomBytes,
      settings: {
        truncateWindowSeconds: secondsOf(config.TRUNCATE_WINDOW),
        keyLifetimeSeconds: secondsOf(config.CLEANUP_TTL),
      },
    },
    events,
  }
  return () => ({ deps, now: clock() })
}

function efgsHubContext(env: FederationEnv, config: Config, allowsLoopback: boolean, clock: Clock) {
  const db = openKeyserver(env.KEYSERVER_DB)
  const deps = {
    db,
    callers: callersOf(env, config),
    certificates: cached(
      () => readEfgsCertificateDirectory(db, config.EFGS_HUB_TRUST_ANCHOR),
      MEMBER_CACHE_SECONDS,
    ),
    events,
    settings: efgsHubSettings(config),
    allowsLoopback,
  }
  return () => ({ deps, now: clock() })
}

function ukHubContext(env: FederationEnv, config: Config, clock: Clock) {
  const db = openKeyserver(env.KEYSERVER_DB)
  const deps = {
    db,
    randomBytes,
    tokenKey: nationTokenKey(env.MASTER_KEY),
    nations: cached(() => readUkNationDirectory(db), MEMBER_CACHE_SECONDS),
    events,
    settings: {
      batchSize: config.UK_HUB_BATCH_SIZE,
      maxKeys: config.UK_HUB_MAX_KEYS,
      maxBodyBytes: config.UK_HUB_MAX_BODY_BYTES,
    },
  }
  return () => ({ deps, now: clock() })
}

const callersOf = (env: FederationEnv, config: Config) => ({
  proxySecret: env.FEDERATION_PROXY_SECRET,
  thumbprintHeader: config.FEDERATION_THUMBPRINT_HEADER,
  subjectHeader: config.FEDERATION_SUBJECT_HEADER,
})

const efgsHubSettings = (config: Config) => ({
  maxUploadKeys: config.EFGS_HUB_MAX_UPLOAD_KEYS,
  maxProtobufBytes: config.EFGS_HUB_MAX_PROTOBUF_BYTES,
  maxJsonBytes: config.EFGS_HUB_MAX_JSON_BYTES,
  maxAgeDays: config.EFGS_HUB_MAX_AGE_DAYS,
  maxBatchKeys: config.EFGS_HUB_MAX_BATCH_KEYS,
})

const surfaceOf = perEnv((env: FederationEnv) => buildFederation(env))

export default {
  fetch: (request, env) => surfaceOf(env).fetch(request),
} satisfies ExportedHandler<FederationEnv>

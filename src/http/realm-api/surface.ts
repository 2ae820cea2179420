/**
 * What the verification API and the admin API have in common: the key, the realm's networks, the window of requests, security
 * headers, paths that are exact, and one way to fail.
 */

import type { Context } from 'hono'
import { createFactory } from 'hono/factory'
import type { ApiKeyType } from '../../core/realms/api-key.ts'
import { isWithinCidrs } from '../../core/realms/cidr.ts'
import { rateLimitKey } from '../../core/realms/rate-limit.ts'
import type { FirewalledService } from '../../core/realms/settings.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { type ApiClient, isLastUseDue, noteUse } from '../../db/verification/queries/api-keys.ts'
import type { Events } from '../../flows/events.ts'
import type { Admission, AdmissionControl } from '../../flows/verification/admission.ts'
import { type AuthenticateDeps, authenticate } from '../../flows/verification/authenticate.ts'
import { goNotFound } from '../not-found.ts'
import { negotiatedFailure, SECURITY_HEADERS, unauthorized } from './answer.ts'
import { answerRealmHealth } from './health.ts'
import { rateHeaders, tooManyRequests } from './rate-headers.ts'

export interface RealmApiDeps extends AuthenticateDeps {
  readonly events: Events
  readonly admission: AdmissionControl
  /** For HMAC-SHA-1 over addresses. */
  readonly rateLimitSecret: () => Promise<CryptoKey>
  readonly isInMaintenance: boolean
  /** Fails where the database can't be reached. */
  readonly probe: () => Promise<unknown>
}

export type RealmApiVariables<Deps extends RealmApiDeps = RealmApiDeps> = {
  readonly deps: Deps
  readonly now: UnixSeconds
  /** Whose request it is; behind `requireApiKey` only. */
  readonly client: ApiClient
}

export interface RealmApiSurface<Deps extends RealmApiDeps = RealmApiDeps> {
  Variables: RealmApiVariables<Deps>
}

/** What any of these surfaces is asked in. */
type AnyContext = Context<{ Variables: RealmApiVariables }>

/** The client's address as the platform tells it. */
export const clientAddress = (c: { readonly req: { header(name: string): string | undefined } }) =>
  c.req.header('cf-connecting-ip') ?? ''

/**
 * Lets a request pass that carries a key of one of these types from within the realm's networks. All other requests are
 * answered 401, since the original knows no 403.
 */
export const requireApiKey =
  (service: FirewalledService, ...types: readonly ApiKeyType[]) =>
  async (c: AnyContext, next: () => Promise<void>): Promise<Response | undefined> => {
    const client = await authenticate(c.get('deps'), c.req.header('x-api-key'), c.get('now'))
    const isWelcome =
      client !== undefined &&
      types.includes(client.apiKeyType) &&
      isWithinCidrs(clientAddress(c), client.realm.settings.allowedCidrs[service])
    if (!isWelcome) return unauthorized(c.req.raw.headers)
    c.set('client', client)
    await next()
    return undefined
  }

/**
 * Counts the request of a client, and takes codes from the realm's quota with the same call.
 * @param requests 0: only looks, as for chaff
 * @param codes 0: no code is to be issued, or the realm has no quota
 */
export async function admit(
  { deps, client, address, now }: Requester,
  service: 'adminapi' | 'apiserver' | 'redirect',
  { requests, codes, codeLimit }: { requests: 0 | 1; codes: number; codeLimit: number },
): Promise<Admission> {
  const { id } = client.realm
  const rateKey = await rateLimitKey(await deps.rateLimitSecret(), service, id, address)
  return deps.admission.admit(id, { rateKey, requests, codes, codeLimit }, now)
}

/** Requests that write nothing else: one statement in a quarter of an hour. */
async function noteUseOf(c: AnyContext): Promise<void> {
  const client = c.get('client')
  const now = c.get('now')
  if (isLastUseDue(client, now)) await noteUse(c.get('deps').db, client.apiKeyId, now).run()
}

/** Who asks, and when. */
export interface Requester {
  readonly deps: Pick<RealmApiDeps, 'admission' | 'rateLimitSecret'>
  readonly client: Pick<ApiClient, 'realm'>
  readonly address: string
  readonly now: UnixSeconds
}

/** For routes that issue nothing: counts, refuses, and tells the client of its window. */
export const limitRequests =
  (service: 'adminapi' | 'apiserver') =>
  async (c: AnyContext, next: () => Promise<void>): Promise<Response | undefined> => {
    const requester = {
      deps: c.get('deps'),
      client: c.get('client'),
      address: clientAddress(c),
      now: c.get('now'),
    }
    const { rate } = await admit(requester, service, { requests: 1, codes: 0, codeLimit: 0 })
    if (!rate.isAllowed) return tooManyRequests(rate)
    await noteUseOf(c)
    await next()
    for (const [name, value] of Object.entries(rateHeaders(rate))) c.header(name, value)
    return undefined
  }

/** A surface with what is common to both; its routes are added by who calls. */
export function realmApi<Deps extends RealmApiDeps>(
  name: string,
  context: () => { deps: Deps; now: UnixSeconds },
) {
  const app = createFactory<RealmApiSurface<Deps>>().createApp()
  app.use(async (c, next) => {
    const { deps, now } = context()
    c.set('deps', deps)
    c.set('now', now)
    await next()
    for (const [header, value] of Object.entries(SECURITY_HEADERS)) c.header(header, value)
    if (c.req.header('x-debug') !== undefined) {
      c.header('x-build-id', BUILD)
      c.header('x-build-tag', BUILD)
    }
  })
  app.get('/health', (c) => answerRealmHealth(c.req, c.get('deps')))
  app.notFound(goNotFound)
  app.onError((cause, c) => {
    c.get('deps').events.requestFailed(name, cause)
    return negotiatedFailure(c.req.raw.headers, 500, { error: 'Internal Server Error' })
  })
  return app
}

/** What `X-Debug` is answered with. */
const BUILD = 'tocsin'

/** A known path with another method: no body, whoever asks. */
export const methodNotAllowed = (): Response => new Response(null, { status: 405 })

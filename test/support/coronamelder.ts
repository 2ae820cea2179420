/** CoronaMelder's app and the health service's portal, as they speak to a key server that runs in workerd. */

import { env } from 'cloudflare:workers'
import { createHmac, randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'
import { addSeconds, type UnixSeconds, utcDateOf, utcDayOf } from '../../src/core/time.ts'
import { type KeyserverOptions, startKeyserver, type TestKeyserver } from './keyserver.ts'

export const DUTCH_APP = 'nl.rijksoverheid.en'
export const PORTAL_SECRET = 'secret that the portal shares with us'

export interface Registered {
  readonly ggdKey: string
  readonly bucketId: string
  readonly confirmationKey: string
  readonly validity: number
}

export interface AppKey {
  /** Base64. */
  readonly keyData: string
  readonly rollingStartNumber: number
  readonly rollingPeriod: number
}

export interface CoronaMelderServer extends TestKeyserver {
  register(): Promise<Registered>
  /** Signs as the app does, whatever the body is. */
  post(registered: Pick<Registered, 'confirmationKey'>, body: string): Promise<Response>
  /** The app's upload of keys to its bucket. */
  upload(registered: Registered, keys: readonly AppKey[]): Promise<Response>
  stop(body: string): Promise<Response>
  pubTek(body: unknown, headers?: Record<string, string>): Promise<boolean>
  labConfirm(body: unknown): Promise<Response>
  /** Of a person with symptoms since a day. */
  confirm(registered: Registered, onsetDaysAgo?: number, more?: object): Promise<boolean>
  portalToken(claims?: { exp?: number }, secret?: string): Promise<string>
  waitingKeys(): Promise<readonly Record<string, unknown>[]>
}

export async function startCoronaMelder(
  options: KeyserverOptions = {},
): Promise<CoronaMelderServer> {
  const server = await startKeyserver({
    ...options,
    vars: {
      CORONAMELDER_APP: DUTCH_APP,
      CORONAMELDER_PORTAL_JWT_KEY: PORTAL_SECRET,
      ...options.vars,
    },
    seed: {
      apps: [
        {
          appPackageName: DUTCH_APP,
          regions: ['NL'],
          federationConsent: 'always',
          bypassesCertificate: false,
        },
      ],
      exports: [{ filenameRoot: 'nl', periodSeconds: 4 * 3600, region: 'NL' }],
      ...options.seed,
    },
  })
  const send = (path: string, body: string) => server.request(path, { method: 'POST', body })
  const portal = async (method: string, path: string, body: unknown, headers = {}) =>
    server.request(path, {
      method,
      headers: { authorization: `Bearer ${await dutch.portalToken()}`, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const dutch: CoronaMelderServer = Object.assign(server, {
    register: async () => (await send('/v2/register', '')).json() as Promise<Registered>,
    post: ({ confirmationKey }: Pick<Registered, 'confirmationKey'>, body: string) =>
      send(`/v1/postkeys?sig=${encodeURIComponent(signatureOf(confirmationKey, body))}`, body),
    upload: (registered: Registered, keys: readonly AppKey[]) =>
      dutch.post(registered, bodyOf(registered, keys)),
    stop: (body: string) => send('/v1/stopkeys', body),
    pubTek: async (body: unknown, headers = {}) => {
      const response = await portal('PUT', '/pubtek', body, headers)
      const { valid }: { valid: boolean } = await response.json()
      return valid
    },
    labConfirm: (body: unknown) => portal('POST', '/v1/labconfirm', body),
    confirm: ({ ggdKey }: Registered, onsetDaysAgo = 2, more: object = {}) =>
      dutch.pubTek({
        ggdKey,
        subjectHasSymptoms: true,
        dateOfSymptomsOnset: dateAgo(server.now, onsetDaysAgo),
        ...more,
      }),
    portalToken: (claims: { exp?: number } = {}, secret = PORTAL_SECRET) =>
      new SignJWT({ id: 'case worker' })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setExpirationTime(claims.exp ?? server.now + 3 * 3600)
        .sign(new TextEncoder().encode(secret)),
    waitingKeys: async () => {
      const { results } = await env.KEYSERVER_DB.prepare(
        `SELECT hex(key_data) AS key, rolling_start_interval_number AS start, publish_after FROM coronamelder_waiting_keys
        ORDER BY start, key`,
      ).all()
      return results
    },
  })
  return dutch
}

/** @param confirmationKey base64; @returns base64 of the HMAC-SHA-256 */
export const signatureOf = (confirmationKey: string, body: string): string =>
  createHmac('sha256', Buffer.from(confirmationKey, 'base64')).update(body).digest('base64')

export const bodyOf = ({ bucketId }: Pick<Registered, 'bucketId'>, keys: readonly AppKey[]) =>
  JSON.stringify({ keys, bucketId, padding: randomBytes(900).toString('base64') })

/** A key of a whole day. */
export const appKey = (now: UnixSeconds, daysAgo: number, rest: Partial<AppKey> = {}): AppKey => ({
  keyData: randomBytes(16).toString('base64'),
  rollingStartNumber: (utcDayOf(now) - daysAgo) * 144,
  rollingPeriod: 144,
  ...rest,
})

/** @example '2026-11-17' */
export const dateAgo = (now: UnixSeconds, days: number): string =>
  utcDateOf(addSeconds(now, -days * 86_400))

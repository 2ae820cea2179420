/** A key server that others fetch from, and those who fetch: rows as a test puts them there, tokens that node:crypto signs. */

import { generateKeyPairSync } from 'node:crypto'
import { importAesKey } from '../../src/core/crypto/aes-gcm.ts'
import type { UnixSeconds } from '../../src/core/time.ts'
import { FEDERATION_CONSENTS } from '../../src/core/verification/health-authority.ts'
import type { KeyserverDatabase } from '../../src/db/keyserver/database.ts'
import { readFederationAuthorizations } from '../../src/db/keyserver/queries/federation-authorizations.ts'
import type { Events } from '../../src/flows/events.ts'
import { issuerKeys } from '../../src/flows/federation/google/issuer-keys.ts'
import type { FederationPartner, PartnerHttp } from '../../src/flows/federation/protocol.ts'
import type { OutboundReader } from '../../src/flows/outbound.ts'
import { googleFederationSurface } from '../../src/http/federation/google/surface.ts'
import { signJwt } from './test-authority.ts'

export const FETCH_AUDIENCE = 'https://exposure-notifications-server/federation'
export const CALLER = { issuer: 'https://accounts.test', subject: '1042' }

/** The first interval of an hour, and hours as Unix seconds. */
export const HOUR = 3600
export const DAY = 86_400

export interface Signer {
  readonly privateKeyPem: string
  readonly publicKeyPem: string
}

export function makeSigner(kind: 'ES256' | 'RS256' = 'ES256', modulusLength = 2048): Signer {
  const { privateKey, publicKey } =
    kind === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength })
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}

/** @param claims that differ from those of a good token */
export function fetchToken(
  signer: Pick<Signer, 'privateKeyPem'>,
  now: number,
  claims: object = {},
  header: object = { alg: 'ES256', kid: 'k1' },
): string {
  const good = {
    iss: CALLER.issuer,
    sub: CALLER.subject,
    aud: FETCH_AUDIENCE,
    iat: now,
    exp: now + HOUR,
  }
  return signJwt(signer, header, { ...good, ...claims })
}

export interface AuthorizationRow {
  readonly issuer?: string
  readonly subject?: string
  readonly audience?: string | null
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
  readonly partnerName?: string | null
  readonly keys?: readonly { readonly kid: string; readonly publicKeyPem: string }[]
  readonly jwksUri?: string | null
}

export async function authorize(db: KeyserverDatabase, row: AuthorizationRow): Promise<void> {
  await db.d1
    .prepare(
      `INSERT INTO federation_authorizations (issuer, subject, audience, include_regions, exclude_regions, partner_name,
        public_keys, jwks_uri) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
    )
    .bind(
      row.issuer ?? CALLER.issuer,
      row.subject ?? CALLER.subject,
      row.audience ?? null,
      JSON.stringify(row.include ?? ['US']),
      JSON.stringify(row.exclude ?? []),
      row.partnerName ?? null,
      JSON.stringify(row.keys ?? []),
      row.jwksUri ?? null,
    )
    .run()
}

/** A partner's row, as far as the server asks for it. */
export async function addPartner(
  db: KeyserverDatabase,
  partner: { readonly id: number; readonly name: string; readonly gatewayFrom?: readonly number[] },
): Promise<void> {
  await db.d1
    .prepare(
      `INSERT INTO federation_partners (id, name, protocol, base_url, imports_keys, exports_keys, gateway_from, own_origin,
        prefix, regions, export_regions, traveler, settings, active_from)
      VALUES (?1, ?2, 'google', 'https://partner.test', 1, 0, ?3, 'US', ?2, '[]', '[]', 0, '{}', 0)`,
    )
    .bind(partner.id, partner.name, JSON.stringify(partner.gatewayFrom ?? []))
    .run()
}

/** A stored key, with all that this way out looks at. */
export interface LeavingKey {
  /** 32 hexadecimal digits. */
  readonly key: string
  readonly createdAt: number
  /** The first interval; the day before `createdAt` where left out. */
  readonly start?: number
  readonly risk?: number
  readonly type?: number
  readonly onset?: number | null
  readonly regions?: readonly string[]
  readonly traveler?: boolean
  readonly provenance?: number
  readonly consent?: (typeof FEDERATION_CONSENTS)[number]
  readonly visited?: readonly string[]
  readonly sourceId?: number
  readonly revised?: {
    readonly at: number
    readonly type: number
    readonly risk?: number | null
    readonly onset?: number | null
  }
}

export const keyName = (number: number): string => number.toString(16).padStart(32, '0')

export async function storeLeavingKeys(
  db: KeyserverDatabase,
  keys: readonly LeavingKey[],
): Promise<void> {
  const rows = keys.map((key) => [
    key.key,
    key.start ?? Math.floor((key.createdAt - DAY) / 600) - 6,
    144,
    key.risk ?? 3,
    key.type ?? 1,
    key.onset === undefined ? 1 : key.onset,
    key.createdAt,
    `,${(key.regions ?? ['US']).join(',')},`,
    key.traveler ? 1 : 0,
    key.provenance ?? 0,
    FEDERATION_CONSENTS.indexOf(key.consent ?? 'always'),
    key.visited?.join(',') ?? null,
    key.sourceId ?? null,
    key.revised?.type ?? null,
    key.revised?.at ?? null,
    key.revised?.onset ?? null,
    key.revised?.risk ?? null,
  ])
  await db.d1
    .prepare(
      `INSERT INTO diagnosis_keys (key_data, rolling_start_interval_number, rolling_period, transmission_risk_level, report_type,
        days_since_onset_of_symptoms, created_at, regions, traveler, provenance, federation_consent, visited_countries, source_id,
        revised_report_type, revised_at, revised_days_since_onset_of_symptoms, revised_transmission_risk_level)
      SELECT unhex(value->>0), value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9,
        value->>10, value->>11, value->>12, value->>13, value->>14, value->>15, value->>16 FROM json_each(?1)`,
    )
    .bind(JSON.stringify(rows))
    .run()
}

export interface GoogleServer {
  readonly db: KeyserverDatabase
  now: UnixSeconds
  /** Outcomes as the operators were told. */
  readonly told: string[]
  /** A request to the surface, as it is. */
  request(init: RequestInit, path?: string): Promise<Response>
  /** As a partner calls it. */
  readonly http: PartnerHttp
}

const cursorKey = await importAesKey(new Uint8Array(32).fill(3))
const NOBODY: OutboundReader = {
  get: async () => {
    throw new Error('nobody is called')
  },
}

/** @param database what the fetch itself reads; `db` where left out */
export function googleServer(
  db: KeyserverDatabase,
  now: UnixSeconds,
  options: { readonly outbound?: OutboundReader; readonly database?: KeyserverDatabase } = {},
): GoogleServer {
  const told: string[] = []
  const events = {
    federationFetched: ({ outcome, because = '' }: { outcome: string; because?: string }) =>
      told.push(`${outcome} ${because}`.trim()),
    requestFailed: (surface: string) => told.push(`${surface} failed`),
  } as unknown as Events
  const deps = {
    authorize: {
      authorizations: () => readFederationAuthorizations(db),
      issuerKeys: issuerKeys(options.outbound ?? NOBODY),
    },
    fetch: {
      db: options.database ?? db,
      cursorKey: async () => cursorKey,
      randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
      settings: { truncateWindowSeconds: HOUR, keyLifetimeSeconds: 14 * DAY },
    },
    events,
  }
  const server: GoogleServer = {
    db,
    now,
    told,
    request: async (init, path = '/v1/federation/fetch') => app.request(path, init),
    http: {
      async send(url, { method, headers, body }) {
        const init = { method, headers, ...(body !== undefined && { body }) }
        const response = await app.request(new URL(url).pathname, init)
        return {
          ok: true,
          value: {
            status: response.status,
            headers: response.headers,
            body: new Uint8Array(await response.arrayBuffer()),
          },
        }
      },
    },
  }
  const app = googleFederationSurface(() => ({ deps, now: server.now }))
  return server
}

/** A partner of ours, as its row says. */
export const googlePartner = (
  signer: Pick<Signer, 'privateKeyPem'>,
  settings: Readonly<Record<string, unknown>> = {},
): FederationPartner => ({
  id: 5,
  name: 'us',
  protocol: 'google',
  baseUrl: 'https://us.test',
  importsKeys: true,
  exportsKeys: false,
  gatewayFrom: [],
  ownOrigin: 'MX',
  prefix: 'us',
  regions: ['MX'],
  exportRegions: [],
  traveler: false,
  settings: {
    issuer: CALLER.issuer,
    subject: CALLER.subject,
    keyId: 'k1',
    origin: 'US',
    ...settings,
  },
  credentials: { signingKeyPem: signer.privateKeyPem },
  contentSignerId: undefined,
})

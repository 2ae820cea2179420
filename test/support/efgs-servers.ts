/** The European protocol as several servers of ours speak it with one another: each a gateway, with one trust anchor for all. */

import { DEFAULT_COUNTRIES } from '../../src/core/countries.ts'
import { EFGS_HUB_DEFAULTS } from '../../src/core/federation/efgs/hub-settings.ts'
import type { UnixSeconds } from '../../src/core/time.ts'
import type { KeyserverDatabase } from '../../src/db/keyserver/database.ts'
import { insertEfgsCertificate } from '../../src/db/keyserver/queries/efgs-certificates.ts'
import { buildEfgsBatches } from '../../src/flows/efgs-hub/build-batches.ts'
import { deleteExpiredEfgsHub } from '../../src/flows/efgs-hub/delete-expired.ts'
import {
  type EfgsCertificateDirectory,
  readEfgsCertificateDirectory,
} from '../../src/flows/efgs-hub/members.ts'
import { openEfgsAdapter } from '../../src/flows/federation/efgs/open-efgs-adapter.ts'
import { efgsHubSurface } from '../../src/http/federation/efgs-hub/surface.ts'
import {
  certificateOf,
  operatorSignature,
  signerOf,
  tlsClientAuth,
  VALID,
} from './efgs-certificates.ts'
import { type MadeCertificate, makeCertificate } from './made-certificates.ts'
import type { TestHub, TestProtocol } from './three-servers.ts'

/** Few, so that a handful of keys makes several batches and uploads. */
const BATCH_KEYS = 5
const UPLOAD_KEYS = 4
/** As long as a key is of use: how soon others fetch is not what is tried. */
const MAX_AGE_DAYS = 14

interface Identity {
  readonly tls: MadeCertificate
  readonly signing: MadeCertificate
}

/**
 * @param countries of all servers
 * @param faults told of what a gateway did wrong
 */
export async function efgsServers(
  countries: readonly string[],
  faults: unknown[],
): Promise<TestProtocol> {
  const anchor = await makeCertificate({ subject: [['CN', 'trust anchor']], ...VALID })
  const identities = new Map<string, Identity>()
  for (const country of countries) {
    identities.set(country, {
      tls: await certificateOf(country, 'client'),
      signing: await certificateOf(country, 'signing'),
    })
  }
  const othersOf = (country: string) => countries.filter((one) => one !== country)
  return {
    protocol: 'efgs',
    settings: {
      trustAnchorPem: anchor.certificatePem,
      gatewayOrigins: Object.fromEntries(countries.map((one) => [one, othersOf(one)])),
      minUploadKeys: 1,
      maxUploadKeys: UPLOAD_KEYS,
    },
    openHub: async () => openHub(anchor, identities, faults),
    openAdapter: (http, partner) =>
      openEfgsAdapter({
        http: () => http,
        countries: async () => DEFAULT_COUNTRIES,
        signer: () => signerOf(identityOf(identities, partner.ownOrigin).signing),
      })({ ...partner, contentSignerId: 1 }),
  }
}

function identityOf(identities: ReadonlyMap<string, Identity>, country: string): Identity {
  const identity = identities.get(country)
  if (identity === undefined) throw new Error(`${country} is none of the servers`)
  return identity
}

// A key's message begins with its data; its origin follows the only tag of that length of two letters.
const KEYS = `
SELECT lower(substr(hex(message), 9, 32)) AS key,
  CAST(unhex(substr(hex(message), instr(hex(message), '3202') + 4, 4)) AS TEXT) AS origin, country AS uploader
FROM efgs_hub_keys JOIN efgs_hub_uploads ON id = upload_id`

function openHub(
  anchor: MadeCertificate,
  identities: ReadonlyMap<string, Identity>,
  faults: unknown[],
): TestHub {
  // As long as members stay the same, which is what production's cache takes for granted too.
  let directory: EfgsCertificateDirectory = async () => undefined
  const register = async (
    db: KeyserverDatabase,
    certificate: MadeCertificate,
    row: { readonly country: string; readonly gatewayOrigins: readonly string[] },
    type: 'AUTHENTICATION' | 'SIGNING',
    now: UnixSeconds,
  ): Promise<void> => {
    const { certificatePem: pem, thumbprint } = certificate
    const signature = await operatorSignature(anchor, pem)
    const rest = { host: '', signature, pem, createdAt: now, revokedAt: null }
    await insertEfgsCertificate(db, { thumbprint, type, ...row, ...rest }).run()
  }
  const surfaceOf = (db: KeyserverDatabase, now: UnixSeconds) =>
    efgsHubSurface(() => ({
      deps: {
        db,
        callers: { proxySecret: undefined },
        certificates: async () => directory,
        settings: { ...EFGS_HUB_DEFAULTS, maxBatchKeys: BATCH_KEYS, maxAgeDays: MAX_AGE_DAYS },
        allowsLoopback: false,
        events: {
          hubCalled: () => undefined,
          requestFailed: (_surface, cause) => void faults.push(cause),
        },
      },
      now,
    }))
  return {
    async join(db, country, gatewayOrigins, now) {
      const { tls, signing } = identityOf(identities, country)
      await register(db, tls, { country, gatewayOrigins: [] }, 'AUTHENTICATION', now)
      await register(db, signing, { country, gatewayOrigins }, 'SIGNING', now)
      directory = await readEfgsCertificateDirectory(db, anchor.certificatePem)
      return {
        clientCertificateSha256: tls.thumbprint,
        clientCertificateSubject: `CN=client,O=Health,C=${country}`,
      }
    },
    async handle(db, request, credentials, now) {
      const { clientCertificateSha256: sha256 = '', clientCertificateSubject: subject = '' } =
        credentials
      const cf = { value: { tlsClientAuth: tlsClientAuth(sha256, subject) } }
      return surfaceOf(db, now).fetch(Object.defineProperty(request, 'cf', cf))
    },
    async work(db, now) {
      await buildEfgsBatches(db, BATCH_KEYS, now)
      await deleteExpiredEfgsHub(db, MAX_AGE_DAYS, now)
    },
    keysSql: KEYS,
  }
}

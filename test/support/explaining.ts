/** An upload in which all is right, to be spoiled one thing at a time, and the server's side of it. */

import type { ExplainRequest } from '../../src/api/explain.ts'
import type { ExplainContext } from '../../src/core/explain/explain-upload.ts'
import { DEFAULT_PUBLISH_LIMITS } from '../../src/core/publish/default-limits.ts'
import { asUnixSeconds } from '../../src/core/time.ts'
import { aDirectory, anApp, anAuthority } from './tenants.ts'
import { createTestAuthority, keysHmac, type SentKey, signJwt } from './test-authority.ts'

export const NOW = asUnixSeconds(1_795_000_000)
export const TODAY = Math.floor(NOW / 86_400) * 144
export const authority = createTestAuthority()
export const stranger = createTestAuthority()

export interface World {
  header: Record<string, unknown>
  claims: Record<string, unknown>
  signer: Parameters<typeof signJwt>[0]
  keys: SentKey[]
  secret: Buffer
  hmacKey: string
  allowedHealthAuthorityIds: number[]
  allowedRegions: string[]
  bypassesCertificate: boolean
  keyValidThru: number | undefined
  /** Members that replace or join the others. */
  members: Record<string, unknown>
  rewrite: (jwt: string) => string
  /** Of the text of the body. */
  respell: (body: string) => string
  asked: Partial<ExplainRequest>
}

export const aSentKey = (
  byte: number,
  daysAgo: number,
  change: Partial<SentKey> = {},
): SentKey => ({
  key: Buffer.alloc(16, byte).toString('base64'),
  rollingStartNumber: TODAY - daysAgo * 144,
  rollingPeriod: 144,
  transmissionRisk: 0,
  ...change,
})

export const aWorld = (): World => {
  const secret = Buffer.alloc(16, 3)
  return {
    header: { alg: 'ES256', kid: authority.keyId },
    claims: {
      iss: authority.issuer,
      aud: authority.audience,
      iat: NOW - 10,
      nbf: NOW - 10,
      exp: NOW + 10,
      reportType: 'confirmed',
    },
    signer: authority,
    keys: [aSentKey(0x7f, 2), aSentKey(0xfb, 1), aSentKey(2, 3)],
    secret,
    hmacKey: secret.toString('base64'),
    allowedHealthAuthorityIds: [1],
    allowedRegions: ['US'],
    bypassesCertificate: false,
    keyValidThru: undefined,
    members: {},
    rewrite: (jwt) => jwt,
    respell: (body) => body,
    asked: {},
  }
}

/** @returns what is asked, and by whose rules */
export async function build(
  spoil: (world: World) => void,
): Promise<{ asked: ExplainRequest; context: ExplainContext }> {
  const world = aWorld()
  spoil(world)
  const claims = { tekmac: keysHmac(world.keys, world.secret), ...world.claims }
  const body = JSON.stringify({
    temporaryExposureKeys: world.keys,
    healthAuthorityID: 'com.example.android.app',
    verificationPayload: world.rewrite(signJwt(world.signer, world.header, claims)),
    hmacKey: world.hmacKey,
    ...world.members,
  })
  const app = anApp({
    allowedHealthAuthorityIds: world.allowedHealthAuthorityIds,
    allowedRegions: world.allowedRegions,
    bypassesCertificate: world.bypassesCertificate,
  })
  const thru = world.keyValidThru === undefined ? undefined : asUnixSeconds(world.keyValidThru)
  return {
    asked: {
      request: world.respell(body),
      version: 'v1',
      contentType: 'application/json',
      ...world.asked,
    },
    context: {
      tenants: aDirectory(app, await anAuthority(authority, { validThru: thru })),
      limits: { ...DEFAULT_PUBLISH_LIMITS, defaultRegion: '' },
      now: NOW,
    },
  }
}

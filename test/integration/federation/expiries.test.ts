/** What of partners and members is about to end is counted once a day. */

import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { countExpiries } from '../../../src/flows/federation/count-expiries.ts'
import { openSecretBox } from '../../../src/platform/secrets.ts'
import { type EmptyKeyserver, startEmpty } from '../../support/configuration.ts'
import { makeCertificate } from '../../support/made-certificates.ts'
import { createTestAuthority } from '../../support/test-authority.ts'

const DAY = 86_400
/** 365.25 days. */
const YEAR = 31_557_600
const UUID = '01234567-89ab-4cde-8f01-23456789abcd'
const { publicKeyPem } = createTestAuthority()
let system: EmptyKeyserver

beforeEach(async () => {
  system = await startEmpty()
})

const count = async () =>
  countExpiries(
    { db: system.deps.db, secretBox: await openSecretBox(env.MASTER_KEY) },
    system.server.now,
  )
/** As a server gives them out; nobody here verifies it. */
const tokenEnding = (end: number) =>
  [{ alg: 'HS256' }, { exp: end }]
    .map((part) => btoa(JSON.stringify(part)).replace(/=+$/, ''))
    .concat('c2ln')
    .join('.')
const partner = (name: string, daysLeft: number, members: object = {}) => ({
  name,
  protocol: 'uk',
  baseUrl: 'https://federation.example',
  importsKeys: true,
  ownOrigin: 'GB-EAW',
  prefix: name,
  regions: ['GB-EAW'],
  credentials: { bearerToken: tokenEnding(system.server.now + daysLeft * DAY) },
  ...members,
})
async function certificate(daysLeft: number, members: object = {}) {
  const { now } = system.server
  const made = await makeCertificate({
    subject: [
      ['C', 'DE'],
      ['CN', 'nb'],
    ],
    notBefore: now - DAY,
    notAfter: now + daysLeft * DAY,
  })
  const { thumbprint, certificatePem } = made
  return { thumbprint, certificatePem, country: 'DE', type: 'SIGNING', ...members }
}

test('nothing ends where there is nothing', async () => {
  expect(await count()).toEqual({ endingSoon: 0, endingUrgently: 0, ended: 0 })
})

test('tokens of partners and nations and certificates of members are counted, each by how long it has', async () => {
  const { now } = system.server
  const signed = { operatorSignature: 'AAAA' }
  await system.applied({
    partners: [partner('a', 400), partner('b', 29), partner('c', 6), partner('d', 0)],
    nations: [{ uuid: UUID, region: 'GB-SCT', publicKeysPem: [publicKeyPem] }],
    efgsCertificates: [await certificate(31, signed), await certificate(20, signed)],
  })
  expect(await count()).toEqual({ endingSoon: 2, endingUrgently: 1, ended: 1 })
  await env.KEYSERVER_DB.prepare('UPDATE uk_hub_nations SET token_issued_at = ?')
    .bind(now - YEAR + 5 * DAY)
    .run()
  expect(await count()).toEqual({ endingSoon: 2, endingUrgently: 2, ended: 1 })
})

test('what is not in use may end', async () => {
  await system.applied({
    partners: [partner('a', 0, { activeThru: '2026-01-01T00:00:00Z' })],
    nations: [{ uuid: UUID, region: 'GB-SCT', publicKeysPem: [publicKeyPem], revoked: true }],
    efgsCertificates: [await certificate(2, { operatorSignature: 'AAAA', revoked: true })],
  })
  await env.KEYSERVER_DB.prepare('UPDATE uk_hub_nations SET token_issued_at = 0').run()
  expect(await count()).toEqual({ endingSoon: 0, endingUrgently: 0, ended: 0 })
})

test('the job tells it', async () => {
  await system.applied({ partners: [partner('b', 29)] })
  const response = await system.server.operate('/jobs/count-federation', { method: 'POST' })
  expect(await response.json()).toMatchObject({ ok: true, endingSoon: 1, ended: 0 })
})

/** Those who call our hubs over the operator's routes: how it stands with them, and tokens of nations. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { EfgsMembersAnswer, NationsAnswer, NationTokenAnswer } from '../../../src/api/members.ts'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import { authenticateNation, readUkNationDirectory } from '../../../src/flows/uk-hub/nations.ts'
import { nationTokenKey } from '../../../src/platform/secrets.ts'
import { buildJobs } from '../../../src/workers/jobs.ts'
import { type EmptyKeyserver, startEmpty } from '../../support/configuration.ts'
import { createTestAuthority } from '../../support/test-authority.ts'
import openssl from '../../vectors/efgs/openssl.json'

/** 365.25 days. */
const YEAR = 31_557_600
const DAY = 86_400
const UUID = '01234567-89ab-4cde-8f01-23456789abcd'
const { publicKeyPem } = createTestAuthority()
const NATION = { uuid: UUID, region: 'GB-SCT', publicKeysPem: [publicKeyPem] }
let system: EmptyKeyserver

beforeEach(async () => {
  system = await startEmpty()
  await system.applied({ nations: [NATION] })
})

const run = (sql: string) => env.KEYSERVER_DB.prepare(sql).run()
async function operate(path: string, body?: unknown) {
  const response = await system.server.operate(
    path,
    body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
  )
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const tokenOf = async (body: object = {}) =>
  NationTokenAnswer.parse((await operate(`/operator/nations/${UUID}/token`, body)).body)
const wait = (seconds: number) => {
  system.server.now = (system.server.now + seconds) as typeof system.server.now
}

/** As the nation would be seen on a call of the hub. */
const isLetIn = async (token: string) =>
  (await authenticateNation(
    {
      tokenKey: nationTokenKey(env.MASTER_KEY),
      nations: () => readUkNationDirectory(system.deps.db),
    },
    token,
    system.server.now,
  )) !== undefined

describe('a token of a nation', () => {
  test('lets it in for a year, beside those before it', async () => {
    const first = await tokenOf()
    expect(first).toMatchObject({ uuid: UUID, endsAt: system.server.now + YEAR })
    wait(10)
    const second = await tokenOf({ callsBack: false })
    expect([await isLetIn(first.token), await isLetIn(second.token)]).toEqual([true, true])
    wait(YEAR - 10)
    expect([await isLetIn(first.token), await isLetIn(second.token)]).toEqual([false, true])
  })

  test('that calls back makes those before it worth nothing', async () => {
    const stolen = await tokenOf()
    const next = await tokenOf({ callsBack: true })
    expect([await isLetIn(stolen.token), await isLetIn(next.token)]).toEqual([false, true])
  })

  test('is on record, and stands nowhere', async () => {
    const { token } = await tokenOf({ callsBack: true })
    const log = await readAuditLog(system.deps.db, 0, 20)
    expect(log.at(-1)).toMatchObject({ action: 'uk_hub_nation.renew_token', subject: UUID })
    const { results } = await env.KEYSERVER_DB.prepare('SELECT * FROM uk_hub_nations').all()
    const told = await operate('/operator/nations')
    expect(JSON.stringify([log, results, told])).not.toContain(token.split('.')[2])
  })

  test('and credentials of partners are in no line of the log, whatever fails', async () => {
    const lines: unknown[] = []
    for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
      vi.spyOn(console, level).mockImplementation((...parts) => void lines.push(...parts))
    }
    const secret = 'token-that-is-nobodys-business'
    const partner = {
      name: 'away',
      protocol: 'uk',
      baseUrl: 'https://federation.invalid',
      importsKeys: true,
      ownOrigin: 'GB-EAW',
      prefix: 'away',
      regions: ['GB-EAW'],
      credentials: { bearerToken: secret },
    }
    await system.applied({ partners: [partner] })
    await operate('/operator/partners/away/probe', {})
    await operate('/jobs/count-federation', {})
    const { token } = await tokenOf()
    await env.KEYSERVER_DB.prepare(
      "UPDATE federation_partners SET wrapped_credentials = 'AAAA'",
    ).run()
    expect((await operate('/operator/partners')).status).toBe(503)
    vi.restoreAllMocks()
    expect(lines.length).toBeGreaterThan(0)
    const logged = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
    expect(logged.join('\n')).not.toContain(secret)
    expect(logged.join('\n')).not.toContain(token.split('.')[2])
  })

  test('is not given to a nation that is not there, or was revoked', async () => {
    expect(
      await operate('/operator/nations/11234567-89ab-4cde-8f01-23456789abcd/token', {}),
    ).toEqual({ status: 404, body: { error: 'unknown_nation' } })
    await system.applied({ nations: [] })
    expect(await operate(`/operator/nations/${UUID}/token`, {})).toEqual({
      status: 409,
      body: { error: 'revoked_nation' },
    })
  })

  test.each([
    [{ callsBack: 'yes' }, 'callsBack is missing or of the wrong type'],
    [{ callsBack: true, days: 900 }, 'the body has a member that is not known'],
    ['x'.repeat(2000), 'the body exceeds 1000 bytes'],
  ])('is not asked for by %j', async (body, error) => {
    const answer = await operate(`/operator/nations/${UUID}/token`, body)
    expect(answer).toEqual({ status: 400, body: { error } })
  })
})

describe('the nations', () => {
  test('are told with what they sent, and when their token ends', async () => {
    const { now } = system.server
    expect(NationsAnswer.parse((await operate('/operator/nations')).body).nations).toEqual([
      {
        uuid: UUID,
        region: 'GB-SCT',
        gatewayOrigins: [],
        isRevoked: false,
        withholdsKeys: false,
        keys: 1,
        token: null,
        uploads: 0,
        sentKeys: 0,
        lastUploadAt: null,
      },
    ])
    await tokenOf()
    await run(
      `INSERT INTO uk_hub_uploads VALUES (1, 'a', ${now - 20}, 7), (1, 'b', ${now - 10}, 5)`,
    )
    wait(YEAR - 5 * DAY)
    const [nation] = NationsAnswer.parse((await operate('/operator/nations')).body).nations
    expect(nation).toMatchObject({
      token: { what: 'token', endsAt: now + YEAR, daysLeft: 5, state: 'urgent' },
      uploads: 2,
      sentKeys: 12,
      lastUploadAt: now - 10,
    })
  })

  test('keep what is known of their token when the configuration changes', async () => {
    const { endsAt } = await tokenOf()
    await system.applied({ nations: [{ ...NATION, gatewayOrigins: ['GI'] }] })
    const [nation] = NationsAnswer.parse((await operate('/operator/nations')).body).nations
    expect(nation).toMatchObject({ gatewayOrigins: ['GI'], token: { endsAt } })
  })
})

describe("a gateway's members", () => {
  const [rsa, p256] = openssl.certificates
  const certificate = (one: typeof rsa, members: object = {}) => ({
    thumbprint: one?.thumbprint,
    country: 'DE',
    type: 'SIGNING',
    certificatePem: one?.pem,
    operatorSignature: 'AAAA',
    ...members,
  })

  test('whose certificates the trust anchor did not sign are refused where it is known', async () => {
    const ask = async (anchor: string, operatorSignature: string) => {
      const trusting = { ...env, EFGS_HUB_TRUST_ANCHOR: anchor }
      const jobs = buildJobs(trusting, () => system.server.now)
      const document = { efgsCertificates: [certificate(rsa, { operatorSignature })] }
      const response = await jobs.surface.request('/operator/configuration', {
        method: 'POST',
        headers: { authorization: `Bearer ${env.OPERATOR_TOKEN}` },
        body: JSON.stringify({ document }),
      })
      return response.status
    }
    const { anchor, anchor_ec: other } = openssl.trustAnchors
    expect(await ask(other.pem, anchor.signatureOfRsa)).toBe(422)
    expect(await ask(anchor.pem, anchor.signatureOfRsa)).toBe(200)
  })

  test('are none at first', async () => {
    expect(await operate('/operator/efgs-members')).toEqual({ status: 200, body: { members: [] } })
  })

  test('are told by country, each certificate with its end and its last use', async () => {
    const { now } = system.server
    await system.applied({
      efgsCertificates: [
        certificate(rsa, { gatewayOrigins: ['AT'] }),
        certificate(p256, { type: 'AUTHENTICATION', host: 'nb.example', revoked: true }),
      ],
    })
    await run(
      `INSERT INTO efgs_hub_uploads (tag, country, number_of_keys, version, batch_signature, uploader_thumbprint, signer_thumbprint, created_at)
      VALUES ('a', 'DE', 1, '1.0', '', 'other', '${rsa?.thumbprint}', ${now - 60}),
        ('b', 'DE', 1, '1.0', '', '${p256?.thumbprint}', 'other', ${now - 30})`,
    )
    await run(
      `INSERT INTO efgs_hub_batches (id, day, number, created_at, first_upload_id, last_upload_id, number_of_keys)
      VALUES (1, '2026-11-19', 1, ${now - 50}, 1, 1, 1), (2, '2026-11-19', 2, ${now - 20}, 2, 2, 1)`,
    )
    await run(
      `INSERT INTO efgs_hub_downloads (batch_id, country, requested_at, number_of_keys) VALUES (1, 'DE', ${now - 5}, 1)`,
    )
    await run(
      `INSERT INTO efgs_hub_subscriptions (country, callback_id, url, created_at, notified_batch_id, failed_tries, last_tried_at)
      VALUES ('DE', 'nb', 'https://nb.example/efgs', ${now - 99}, 1, 3, ${now - 7})`,
    )
    const { members } = EfgsMembersAnswer.parse((await operate('/operator/efgs-members')).body)
    expect(members).toEqual([
      {
        country: 'DE',
        certificates: expect.arrayContaining([
          {
            thumbprint: rsa?.thumbprint,
            type: 'SIGNING',
            host: '',
            gatewayOrigins: ['AT'],
            isRevoked: false,
            expiry: {
              what: 'certificate',
              // As OpenSSL tells it: 20 October 2048, 13:09:26.
              endsAt: Date.UTC(2048, 9, 20, 13, 9, 26) / 1000,
              daysLeft: expect.any(Number),
              state: 'fine',
            },
            lastUsedAt: now - 60,
          },
          expect.objectContaining({
            thumbprint: p256?.thumbprint,
            type: 'AUTHENTICATION',
            host: 'nb.example',
            isRevoked: true,
            lastUsedAt: now - 30,
          }),
        ]),
        lastUploadAt: now - 30,
        lastDownloadAt: now - 5,
        callbacks: [
          {
            callbackId: 'nb',
            url: 'https://nb.example/efgs',
            failedTries: 3,
            lastTriedAt: now - 7,
            waiting: 1,
          },
        ],
      },
    ])
  })
})

test.each([
  ['/operator/nations', undefined],
  [`/operator/nations/${UUID}/token`, {}],
  ['/operator/efgs-members', undefined],
])('%s is for the operator alone', async (path, body) => {
  const response = await system.server.operate(path, {
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    headers: { authorization: 'Bearer nobody' },
  })
  expect(response.status).toBe(401)
})

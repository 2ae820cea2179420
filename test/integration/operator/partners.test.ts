/** Partners over the operator's routes: how they stand, their batches, replay, run and probe. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { fail, type Result, succeed } from '../../../src/core/result.ts'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import type { PartnerHttp } from '../../../src/flows/federation/protocol.ts'
import { type OperatorDeps, operatorSurface } from '../../../src/http/operator/surface.ts'
import { events } from '../../../src/platform/events.ts'
import { type EmptyKeyserver, startEmpty } from '../../support/configuration.ts'
import vectors from '../../vectors/content-signers.json'

const { rsa } = vectors
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3OTYwMDAwMDB9.c2ln'
const PARTNERS = [
  {
    name: 'efgs',
    protocol: 'efgs',
    baseUrl: 'https://gateway.example',
    importsKeys: true,
    exportsKeys: true,
    ownOrigin: 'DE',
    prefix: 'efgs',
    regions: ['DE'],
    contentSigner: 'nb-bs',
    settings: { clientCertificateBinding: 'EFGS' },
  },
  {
    name: 'nearform',
    protocol: 'uk',
    baseUrl: 'https://federation.example',
    importsKeys: true,
    ownOrigin: 'GB-EAW',
    prefix: 'nearform',
    regions: ['GB-EAW'],
    credentials: { bearerToken: TOKEN },
    activeThru: '2026-01-01T00:00:00Z',
  },
]

let system: EmptyKeyserver
let asked: unknown[]
let replayed: Result<undefined, string>
let send: PartnerHttp['send']
let opens: boolean

const run = (sql: string) => env.KEYSERVER_DB.prepare(sql).run()
const batch = (direction: 'incoming' | 'outgoing', status: string, createdAt: number) =>
  direction === 'incoming'
    ? run(
        `INSERT INTO incoming_batches (partner_id, batch_date, batch_tag, status, created_at, next_attempt_at, total_keys, accepted_keys, known_keys, rejected_keys)
        VALUES (1, '2026-11-19', 'tag-${createdAt}', '${status}', ${createdAt}, ${createdAt}, 10, 7, 2, '{"too_old":1}')`,
      )
    : run(
        `INSERT INTO outgoing_batches (partner_id, key_set_id, status, batch_tag, object_name, headers, created_at, next_attempt_at, http_status, total_keys)
        VALUES (1, 1, '${status}', 'tag-${createdAt}', 'o', '{}', ${createdAt}, ${createdAt}, 207, 10)`,
      )

beforeEach(async () => {
  system = await startEmpty()
  asked = []
  opens = true
  replayed = succeed(undefined)
  send = async () => fail({ reason: 'unreachable' })
  await system.applied({
    contentSigners: [
      { name: 'nb-bs', certificatesPem: rsa.signerPem, privateKeyPem: rsa.privateKeyPem },
    ],
    partners: PARTNERS,
  })
})

/** The surface with a partner's object and a network of this test. */
async function ask(path: string, method: 'GET' | 'POST' = 'GET', token = 'operator') {
  const deps = {
    ...system.deps,
    events,
    isOperator: async (given: string) => given === 'operator',
    partners: {
      control: {
        run: async (partnerId: number, now: number) => {
          asked.push({ partnerId, now })
          return { failures: ['unreachable'], fetchedBatches: 0 }
        },
        replay: async (partnerId: number, batchId: number) => {
          asked.push({ partnerId, batchId })
          return replayed
        },
      },
      openHttp: (partner: object) => {
        asked.push(partner)
        if (!opens) throw new Error('no binding')
        return { send }
      },
    },
  } as unknown as OperatorDeps
  const surface = operatorSurface(() => ({ deps, now: system.server.now }))
  const headers = { authorization: `Bearer ${token}` }
  const response = await surface.request(path, { method, headers })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const operate = async (path: string) => {
  const response = await system.server.operate(path)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('the list of partners', () => {
  test('tells how each stands, and no secret', async () => {
    const { now } = system.server
    await run(
      `INSERT INTO federation_states VALUES (1, 'import', '{}', ${now}, ${now - 60}, NULL, 0, ${now + 240}),
      (1, 'export', NULL, ${now}, NULL, 'unreachable', 3, ${now + 900})`,
    )
    await batch('incoming', 'processed', 100)
    await batch('incoming', 'registered', 300)
    await batch('incoming', 'downloaded', 200)
    await batch('outgoing', 'sent', 50)
    const { status, body } = await operate('/operator/partners')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      partners: [
        {
          name: 'efgs',
          isActive: true,
          directions: [
            {
              direction: 'export',
              lastSuccessAt: null,
              lastFailure: 'unreachable',
              consecutiveFailures: 3,
            },
            {
              direction: 'import',
              lastSuccessAt: now - 60,
              lastFailure: null,
              nextAttemptAt: now + 240,
            },
          ],
          incoming: {
            byStatus: { processed: 1, registered: 1, downloaded: 1 },
            oldestWaitingAt: 200,
          },
          outgoing: { byStatus: { sent: 1 }, oldestWaitingAt: null },
          credentials: [],
          expiries: [{ what: 'contentSigner', state: 'fine' }],
        },
        {
          name: 'nearform',
          isActive: false,
          directions: [],
          incoming: { byStatus: {}, oldestWaitingAt: null },
          credentials: ['bearerToken'],
          expiries: [{ what: 'bearerToken', endsAt: 1_796_000_000 }],
        },
      ],
    })
    expect(JSON.stringify(body)).not.toContain(TOKEN)
    const one = await operate('/operator/partners/nearform')
    expect(one.body).toEqual((body as { partners: unknown[] }).partners[1])
  })

  test('is for the operator alone', async () => {
    for (const [path, method] of [
      ['/operator/partners', 'GET'],
      ['/operator/partners/efgs/run', 'POST'],
      ['/operator/partners/efgs/probe', 'POST'],
      ['/operator/partners/efgs/batches/1/replay', 'POST'],
    ] as const) {
      expect((await ask(path, method, 'nobody')).status).toBe(401)
    }
    expect(asked).toEqual([])
  })

  test.each([
    ['/operator/partners/xx', 'GET'],
    ['/operator/partners/xx/batches', 'GET'],
    ['/operator/partners/xx/run', 'POST'],
    ['/operator/partners/xx/probe', 'POST'],
    ['/operator/partners/xx/batches/1/replay', 'POST'],
  ] as const)('has no partner that is not there: %s', async (path, method) => {
    expect(await ask(path, method)).toEqual({ status: 404, body: { error: 'no_such_partner' } })
    expect(asked).toEqual([])
  })
})

describe("a partner's batches", () => {
  test('come newest first, page by page, each direction by itself', async () => {
    for (let at = 1; at <= 101; at++) await batch('incoming', 'processed', at)
    await batch('outgoing', 'partly_accepted', 5)
    const first = await operate('/operator/partners/efgs/batches')
    const page = first.body as { batches: { id: number }[]; next: number }
    expect(page.batches).toHaveLength(100)
    expect(page.batches[0]).toEqual({
      id: 101,
      status: 'processed',
      batchTag: 'tag-101',
      createdAt: 101,
      completedAt: null,
      retryCount: 0,
      nextAttemptAt: 101,
      lastFailure: null,
      totalKeys: 10,
      acceptedKeys: 7,
      batchDate: '2026-11-19',
      knownKeys: 2,
      rejectedKeys: { too_old: 1 },
    })
    const last = await operate(`/operator/partners/efgs/batches?before=${page.next}`)
    expect(last.body).toMatchObject({ batches: [{ id: 1 }], next: null })
    const sent = await operate('/operator/partners/efgs/batches?direction=outgoing')
    expect(sent.body).toMatchObject({
      batches: [{ status: 'partly_accepted', httpStatus: 207, acceptedKeys: null }],
      next: null,
    })
  })

  test.each(['direction=both', 'before=x', 'before=-1'])(
    'are not asked for with %s',
    async (query) => {
      expect((await operate(`/operator/partners/efgs/batches?${query}`)).status).toBe(400)
    },
  )
})

describe('a replay', () => {
  const PATH = '/operator/partners/efgs/batches/1/replay'

  test('is handed on and put on record', async () => {
    await batch('incoming', 'failed', 1)
    expect(await ask(PATH, 'POST')).toEqual({ status: 200, body: { ok: true } })
    expect(asked).toEqual([{ partnerId: 1, batchId: 1 }])
    const log = await readAuditLog(system.deps.db, 0, 10)
    expect(log.at(-1)).toMatchObject({
      actor: 'operator',
      action: 'federation_partner.replay',
      subject: 'efgs',
      detail: '{"batch":1}',
    })
  })

  test('says what is in the way', async () => {
    await batch('incoming', 'failed', 1)
    replayed = fail('raw_bytes_gone')
    expect(await ask(PATH, 'POST')).toEqual({ status: 409, body: { error: 'raw_bytes_gone' } })
  })

  test.each(['1', 'x', '99999999999999999999'])(
    'of a batch that is not there, or another partner has, is refused: %s',
    async (id) => {
      await batch('incoming', 'failed', 1)
      const answer = await ask(`/operator/partners/nearform/batches/${id}/replay`, 'POST')
      expect(answer).toEqual({ status: 404, body: { error: 'no_such_batch' } })
      expect(asked).toEqual([])
    },
  )
})

test('a run is handed on, and its report comes back', async () => {
  expect(await ask('/operator/partners/nearform/run', 'POST')).toEqual({
    status: 200,
    body: { failures: ['unreachable'], fetchedBatches: 0 },
  })
  expect(asked).toEqual([{ partnerId: 2, now: system.server.now }])
})

describe('a probe', () => {
  const probe = (partner = 'nearform') => ask(`/operator/partners/${partner}/probe`, 'POST')

  test('asks with what the partner is called with, once', async () => {
    const calls: unknown[] = []
    send = async (url, request) => {
      calls.push([url, request.method, request.headers])
      return succeed({ status: 204, headers: new Headers(), body: new Uint8Array() })
    }
    expect(await probe()).toEqual({ status: 200, body: { outcome: 'answers', status: 204 } })
    expect(calls).toEqual([
      [
        'https://federation.example/diagnosiskeys/download/2026-11-19',
        'GET',
        { authorization: `Bearer ${TOKEN}` },
      ],
    ])
    expect(asked).toMatchObject([{ name: 'nearform', credentials: { bearerToken: TOKEN } }])
  })

  test.each([
    ['address_refused', { reason: 'address_refused' }],
    ['unreachable', { reason: 'unreachable' }],
    ['timeout', { reason: 'timeout' }],
    ['too_large', { reason: 'too_large', maxBytes: 1 }],
  ] as const)('tells by name that it is %s', async (outcome, failure) => {
    send = async () => fail(failure)
    expect((await probe()).body).toEqual({ outcome, status: null })
  })

  test('tells that this deployment lacks the binding', async () => {
    opens = false
    expect((await probe('efgs')).body).toEqual({ outcome: 'not_deployed', status: null })
  })
})

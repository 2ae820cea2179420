/** Keys that health authorities publish, and what an operator does to keys: what is stored, recorded, and taken afterwards. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { firstBrokenEntry } from '../../../src/core/audit/chain.ts'
import { utf8 } from '../../../src/core/bytes.ts'
import { fail, succeed } from '../../../src/core/result.ts'
import { addSeconds, type UnixSeconds } from '../../../src/core/time.ts'
import type { KeyAction } from '../../../src/core/verification/key-validity.ts'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import { actOnKey } from '../../../src/flows/health-authority-keys.ts'
import type { OutboundFailure, OutboundReader } from '../../../src/flows/outbound.ts'
import { pollJwks } from '../../../src/flows/poll-jwks.ts'
import { outbound } from '../../../src/platform/outbound.ts'
import { aPublishableKey } from '../../support/jwks.ts'
import { NOON, startKeyserver, type TestKeyserver } from '../../support/keyserver.ts'
import { phoneKeys, uploadBody } from '../../support/phone.ts'
import { EffectRecorder, interruptEverywhere } from '../../support/recorded-effects.ts'
import { keepStorage, readTables } from '../../support/storage-state.ts'

const DAY = 86_400
const URI = 'https://authority.test/jwks'
const db = openKeyserver(env.KEYSERVER_DB)
const [first, second, third] = [aPublishableKey(), aPublishableKey(), aPublishableKey()]

/** What each address answers: a document, a text, or a failure. */
const answers = new Map<string, unknown>()
const asked: [string, unknown][] = []
const web: OutboundReader = {
  async get(url, limits) {
    asked.push([url, limits])
    const answer = answers.get(url)
    if (answer instanceof Error) throw answer
    if (isFailure(answer)) return fail(answer)
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer)
    return succeed(utf8(text))
  },
}
const isFailure = (answer: unknown): answer is OutboundFailure =>
  typeof answer === 'object' && answer !== null && 'reason' in answer

const publish = (document: unknown, uri = URI) => answers.set(uri, document)
const poll = (now: UnixSeconds = NOON) => pollJwks({ db, outbound: web }, now)
/** Why the job failed: its reason, and what the operator's log says. */
const failureOf = async (now: UnixSeconds = NOON) =>
  poll(now).then(
    () => undefined,
    (cause: { reason: string; message: string }) => `${cause.reason}: ${cause.message}`,
  )

let server: TestKeyserver
beforeEach(async () => {
  server = await startKeyserver()
  answers.clear()
  asked.length = 0
  await env.KEYSERVER_DB.prepare('UPDATE health_authorities SET jwks_uri = ?1').bind(URI).run()
})

interface Row {
  version: string
  valid_from: number
  valid_thru: number | null
  is_polled: number
}
async function keys(authority = 1): Promise<Record<string, [number, number | null, number]>> {
  const { results } = await env.KEYSERVER_DB.prepare(
    'SELECT * FROM health_authority_keys WHERE health_authority_id = ?1 ORDER BY version',
  )
    .bind(authority)
    .all<Row>()
  return Object.fromEntries(
    results.map((row) => [row.version, [row.valid_from, row.valid_thru, row.is_polled]]),
  )
}
const recorded = async () =>
  (await readAuditLog(db, 0, 100)).map(({ actor, action, subject, detail }) => [
    actor,
    action.replace('health_authority_key.', ''),
    subject,
    JSON.parse(detail).version,
  ])
async function addAuthority(id: number, uri: string) {
  await env.KEYSERVER_DB.prepare(
    `INSERT INTO health_authorities (id, issuer, audience, name, jwks_uri) VALUES (?1, ?2, 'x', 'x', ?3)`,
  )
    .bind(id, `https://authority-${id}.test`, uri)
    .run()
}
/** The key that the seed enters by hand. */
const BY_HAND = { v1: [0, null, 0] }

describe('published keys', () => {
  test('are added from now on, recorded, and certificates of theirs are taken', async () => {
    publish([first.jwk('k1'), second.jwk('k2')])
    expect(await poll()).toEqual({ added: 2, revoked: 0, forgotten: 0 })
    expect(await keys()).toEqual({ ...BY_HAND, k1: [NOON, null, 1], k2: [NOON, null, 1] })
    const { issuer } = server.authority
    expect(await recorded()).toEqual([
      ['poll-jwks', 'create', issuer, 'k1'],
      ['poll-jwks', 'create', issuer, 'k2'],
    ])
    server.now = addSeconds(NOON, 1)
    const signer = { ...server.authority, privateKeyPem: second.privateKeyPem, keyId: 'k2' }
    const sent = uploadBody(signer, phoneKeys(server.now, 1), { now: server.now })
    expect((await server.publish(sent)).status).toBe(200)
    expect(asked).toEqual([[URI, { timeoutMs: 30_000, maxBytes: 131_072 }]])
  })

  test('that stay the same change and record nothing', async () => {
    publish([first.jwk('k1')])
    await poll()
    const before = await readTables()
    expect(await poll(addSeconds(NOON, 120))).toEqual({ added: 0, revoked: 0, forgotten: 0 })
    expect(await readTables()).toEqual(before)
  })

  test('that are listed no more are revoked, and their certificates refused', async () => {
    publish([first.jwk('k1'), second.jwk('k2')])
    await poll()
    publish([second.jwk('k2'), third.jwk('k3')])
    const later = addSeconds(NOON, 120)
    expect(await poll(later)).toEqual({ added: 1, revoked: 1, forgotten: 0 })
    expect(await keys()).toEqual({
      ...BY_HAND,
      k1: [NOON, later, 1],
      k2: [NOON, null, 1],
      k3: [later, null, 1],
    })
    expect((await recorded()).slice(2).map(([, verb, , kid]) => [verb, kid])).toEqual([
      ['create', 'k3'],
      ['revoke', 'k1'],
    ])
    server.now = addSeconds(NOON, 121)
    const signer = { ...server.authority, privateKeyPem: first.privateKeyPem, keyId: 'k1' }
    const sent = uploadBody(signer, phoneKeys(server.now, 1), { now: server.now })
    expect((await server.publish(sent)).status).toBe(401)
  })

  test('keep their end once revoked, and are forgotten 30 days after it', async () => {
    publish([first.jwk('k1'), second.jwk('k2')])
    await poll()
    publish([second.jwk('k2')])
    const revokedAt = addSeconds(NOON, 120)
    await poll(revokedAt)
    await poll(addSeconds(revokedAt, 30 * DAY))
    expect((await keys())['k1']).toEqual([NOON, revokedAt, 1])
    expect(await poll(addSeconds(revokedAt, 30 * DAY + 1))).toMatchObject({ forgotten: 1 })
    expect(Object.keys(await keys())).toEqual(['k2', 'v1'])
    expect((await recorded()).at(-1)?.[1]).toBe('delete')
  })

  test('that an operator revoked stay revoked for as long as they are listed', async () => {
    publish([first.jwk('k1')])
    await poll()
    await env.KEYSERVER_DB.prepare(
      `UPDATE health_authority_keys SET valid_thru = ?1 WHERE version = 'k1'`,
    )
      .bind(NOON)
      .run()
    await poll(addSeconds(NOON, 90 * DAY))
    expect((await keys())['k1']).toEqual([NOON, NOON, 1])
  })

  test('are known by their material: the seeded key under another name is not added', async () => {
    const { createPublicKey } = await import('node:crypto')
    const jwk = createPublicKey(server.authority.publicKeyPem).export({ format: 'jwk' })
    publish([{ ...jwk, kid: 'another name' }])
    await poll()
    publish([first.jwk('k1')])
    await poll()
    expect(await keys()).toEqual({ ...BY_HAND, k1: [NOON, null, 1] })
  })

  test('under the kid of another key fail that authority by name; the rest is followed', async () => {
    publish([first.jwk('k1')])
    await poll()
    publish([second.jwk('k1'), third.jwk('v1'), third.jwk('k3')])
    const later = addSeconds(NOON, 120)
    expect(await failureOf(later)).toBe('jwks_failed: 1 of 1 authorities: 1 kid_taken')
    // The third key counts under its first name, which an operator's key has.
    expect(await keys()).toEqual({ ...BY_HAND, k1: [NOON, later, 1] })
    publish([second.jwk('k1'), third.jwk('k3')])
    expect(await failureOf(addSeconds(later, 120))).toContain('kid_taken')
    expect(Object.keys(await keys())).toEqual(['k1', 'k3', 'v1'])
    // Once the old one is forgotten the name is free.
    const free = addSeconds(later, 30 * DAY + 1)
    expect(await failureOf(free)).toContain('kid_taken')
    expect(await poll(addSeconds(free, 120))).toMatchObject({ added: 1 })
    const { results } = await env.KEYSERVER_DB.prepare(
      `SELECT public_key_pem AS pem FROM health_authority_keys WHERE version = 'k1'`,
    ).all<{ pem: string }>()
    expect(results).toEqual([{ pem: second.publicKeyPem }])
  })
})

describe('what can not be followed', () => {
  const DOCUMENTS: [string, unknown, string][] = [
    ['an empty array', [], 'empty'],
    ['an empty body', '', 'not_json'],
    ['no JSON', '<html>', 'not_json'],
    ['an object', { keys: [second.jwk('k2')] }, 'not_an_array'],
    [
      'a broken key among good ones',
      [second.jwk('k2'), { kty: 'EC', crv: 'P-256' }],
      'malformed_key',
    ],
    ['keys of other kinds', [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }], 'no_p256_key'],
    ['no answer', { reason: 'unreachable' }, 'unreachable'],
    ['an answer that takes too long', { reason: 'timeout' }, 'timeout'],
    ['another status', { reason: 'status', status: 404 }, 'status'],
    ['too much', { reason: 'too_large', maxBytes: 1 }, 'too_large'],
    ['an address within', { reason: 'address_refused' }, 'address_refused'],
  ]
  test.each(DOCUMENTS)(
    '%s revokes nothing, records nothing, and is named',
    async (_name, document, why) => {
      publish([first.jwk('k1')])
      await poll()
      const before = await readTables()
      publish(document)
      expect(await failureOf(addSeconds(NOON, 120))).toBe(
        `jwks_failed: 1 of 1 authorities: 1 ${why}`,
      )
      expect(await readTables()).toEqual(before)
    },
  )

  test('keeps no other authority from being followed', async () => {
    for (let id = 2; id <= 8; id++) {
      const uri = `https://authority-${id}.test/jwks`
      await addAuthority(id, uri)
      publish([aPublishableKey().jwk('k1')], uri)
    }
    publish([])
    publish(new Error('the network is on fire'), 'https://authority-4.test/jwks')
    await addAuthority(9, '')
    await env.KEYSERVER_DB.exec('UPDATE health_authorities SET jwks_uri = NULL WHERE id = 8')
    expect(await failureOf()).toBe('jwks_failed: 2 of 7 authorities: 1 empty, 4 storage')
    for (const id of [2, 3, 5, 6, 7]) expect(await keys(id)).toEqual({ k1: [NOON, null, 1] })
    for (const id of [4, 8, 9]) expect(await keys(id)).toEqual({})
  })

  test('an address of our own network is never called', async () => {
    await env.KEYSERVER_DB.exec(`UPDATE health_authorities SET jwks_uri = 'http://127.0.0.1/jwks'`)
    await expect(pollJwks({ db, outbound: outbound(false) }, NOON)).rejects.toThrow(
      '1 address_refused',
    )
  })

  test('is the reason in the row of the job', async () => {
    const response = await server.operate('/jobs/poll-jwks', { method: 'POST' })
    expect([response.status, await response.json()]).toEqual([500, { error: 'jwks_failed' }])
  })
})

describe('following published keys', () => {
  /** At one authority all three kinds of change, at the other one alone. */
  async function prepare() {
    const other = 'https://second.test/jwks'
    await addAuthority(2, other)
    publish([first.jwk('k1'), second.jwk('k2')])
    publish([first.jwk('s1'), second.jwk('s2')], other)
    await poll()
    publish([second.jwk('k2')])
    await poll(addSeconds(NOON, 120))
    publish([third.jwk('k3')])
    publish([first.jwk('s1')], other)
  }
  const at = addSeconds(NOON, 31 * DAY)

  test('dies or is held up anywhere, or runs twice at once: each change is made and recorded once', async () => {
    await prepare()
    const restore = await keepStorage()
    const run = (recorder: EffectRecorder) =>
      pollJwks(
        {
          db: openKeyserver(recorder.database(env.KEYSERVER_DB)),
          outbound: recorder.object('outbound', web),
        },
        at,
      )
    const report = await interruptEverywhere({ prepare: restore, run, readState: readTables }, [
      'dies before',
      'dies after',
      'stalls before',
    ])
    expect(report.effects.length).toBeGreaterThan(6)
    const audit = report.undisturbed['audit_log'] ?? []
    expect(audit.slice(5).map((row) => row['action'])).toEqual([
      'health_authority_key.create',
      'health_authority_key.revoke',
      'health_authority_key.delete',
      'health_authority_key.revoke',
    ])
    // The order of two authorities in the log may differ; what is recorded may not.
    const comparable = (tables: Awaited<ReturnType<typeof readTables>>) => ({
      ...tables,
      audit_log: (tables['audit_log'] ?? [])
        .map(({ at, actor, action, subject, detail }) =>
          JSON.stringify([at, actor, action, subject, detail]),
        )
        .sort(),
    })
    for (const { name, end, left } of report.cases) {
      expect(comparable(end), name).toEqual(comparable(report.undisturbed))
      // Never a change without its record.
      const changed = (left['health_authority_keys'] ?? []).some((row) => row['version'] === 'k3')
      expect(left['audit_log']?.length, name).toBeGreaterThanOrEqual(changed ? 8 : 5)
    }
    await restore()
    await Promise.all([run(new EffectRecorder()), run(new EffectRecorder())])
    expect(comparable(await readTables())).toEqual(comparable(report.undisturbed))
    expect(await firstBrokenEntry(await readAuditLog(db, 0, 100))).toBeUndefined()
  })
})

describe('an operator', () => {
  const act = (action: KeyAction, now: UnixSeconds, version = 'v1') =>
    actOnKey(db, { action, issuer: server.authority.issuer, version, actor: 'operator' }, now)
  const upload = async () => {
    const sent = uploadBody(server.authority, phoneKeys(server.now, 1), { now: server.now })
    server.restart()
    return (await server.publish(sent)).status
  }

  test('revokes a key, reinstates it and puts it in force anew; each is recorded', async () => {
    expect(await act('revoke', NOON)).toEqual({
      ok: true,
      value: { validFrom: 0, validThru: NOON, isChanged: true },
    })
    expect(await upload()).toBe(401)
    await act('reinstate', NOON)
    expect(await keys()).toEqual(BY_HAND)
    expect(await upload()).toBe(200)
    await act('activate', NOON)
    expect(await keys()).toEqual({ v1: [NOON, null, 0] })
    expect(await upload()).toBe(401)
    server.now = addSeconds(NOON, 1)
    expect(await upload()).toBe(200)
    const { issuer } = server.authority
    expect(await recorded()).toEqual([
      ['operator', 'revoke', issuer, 'v1'],
      ['operator', 'reinstate', issuer, 'v1'],
      ['operator', 'activate', issuer, 'v1'],
    ])
    const [entry] = await readAuditLog(db, 0, 1)
    expect(JSON.parse(entry?.detail ?? '')).toEqual({
      version: 'v1',
      was: { validFrom: 0, validThru: null },
      becomes: { validFrom: 0, validThru: NOON },
    })
  })

  test('never ends a key before it begins', async () => {
    const begins = addSeconds(NOON, DAY)
    await env.KEYSERVER_DB.prepare('UPDATE health_authority_keys SET valid_from = ?1')
      .bind(begins)
      .run()
    await act('revoke', NOON)
    expect(await keys()).toEqual({ v1: [begins, begins, 0] })
    expect(await act('revoke', addSeconds(NOON, 60))).toMatchObject({ value: { isChanged: false } })
  })

  test('who revokes twice does not move the end, and what changes nothing is not recorded', async () => {
    await act('revoke', NOON)
    expect(await act('revoke', addSeconds(NOON, DAY))).toMatchObject({
      value: { validThru: NOON, isChanged: false },
    })
    await act('reinstate', NOON)
    expect(await act('reinstate', NOON)).toMatchObject({ value: { isChanged: false } })
    expect(await recorded()).toHaveLength(2)
  })

  test('brings an end that was planned forward', async () => {
    await env.KEYSERVER_DB.prepare('UPDATE health_authority_keys SET valid_thru = ?1')
      .bind(addSeconds(NOON, DAY))
      .run()
    await act('revoke', NOON)
    expect(await keys()).toEqual({ v1: [0, NOON, 0] })
  })

  test('is told of a key or an authority that is not there', async () => {
    expect(await act('revoke', NOON, 'v2')).toEqual({
      ok: false,
      failure: { reason: 'no_such_key' },
    })
    const input = { action: 'revoke', issuer: 'nobody', version: 'v1', actor: 'operator' } as const
    expect(await actOnKey(db, input, NOON)).toEqual({
      ok: false,
      failure: { reason: 'no_such_authority' },
    })
    expect(await recorded()).toEqual([])
  })

  test('does so over HTTP, with the token', async () => {
    const ask = async (path: string) => {
      const response = await server.operate(`/operator/health-authority-keys/${path}`, {
        method: 'POST',
      })
      return [response.status, await response.json()]
    }
    const key = `issuer=${encodeURIComponent(server.authority.issuer)}&version=v1`
    expect(await ask(`revoke?${key}`)).toEqual([
      200,
      { validFrom: 0, validThru: NOON, isChanged: true },
    ])
    expect(await keys()).toEqual({ v1: [0, NOON, 0] })
    expect(await ask(`delete?${key}`)).toEqual([404, { error: 'no_such_action' }])
    expect(await ask(`revoke?${key}2`)).toEqual([404, { error: 'no_such_key' }])
    expect(await ask('revoke?issuer=x&version=v1')).toEqual([404, { error: 'no_such_authority' }])
    expect((await ask('revoke'))[0]).toBe(400)
    const path = `/operator/health-authority-keys/reinstate?${key}`
    const headers = { authorization: 'Bearer of some other token' }
    const strange = await server.operate(path, { method: 'POST', headers })
    expect(strange.status).toBe(401)
    expect(await keys()).toEqual({ v1: [0, NOON, 0] })
  })

  test('and another at once: one record for one change', async () => {
    const results = await Promise.all([
      act('revoke', NOON),
      act('revoke', NOON),
      act('revoke', NOON),
    ])
    expect(results.filter((result) => result.ok && result.value.isChanged)).toHaveLength(1)
    expect(await recorded()).toHaveLength(1)
  })
})

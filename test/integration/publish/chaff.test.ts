/** What an outsider sees of real answers, refusals and chaff, and what nobody must find in the logs. */

import { env } from 'cloudflare:workers'
import { describe, expect, test, vi } from 'vitest'
import { startKeyserver, type TestKeyserver } from '../../support/keyserver.ts'
import { meterDatabase } from '../../support/metered-database.ts'
import { phoneKeys, uploadBody } from '../../support/phone.ts'

const RESPONSE_BYTES = 4096
const CHAFF = { 'x-chaff': '1' }

const body = (server: TestKeyserver, options: object = {}) =>
  uploadBody(server.authority, phoneKeys(server.now, 14), { now: server.now, ...options })

/** All that stands on the wire of an answer but for what is random. */
async function seen(server: TestKeyserver, text: unknown, headers: Record<string, string> = {}) {
  const { status, headers: answered, text: answer } = await server.publish(text, headers)
  return {
    status,
    headers: [...answered].filter(([name]) => name !== 'date'),
    bytes: new TextEncoder().encode(answer).length,
    members: Object.entries(JSON.parse(answer)).map(([name, value]) => [name, typeof value]),
  }
}

const CHAFF_BODIES: [string, (server: TestKeyserver) => unknown][] = [
  ['a good body', (server) => body(server)],
  [
    'a body of one key',
    (server) => uploadBody(server.authority, phoneKeys(server.now, 1), { now: server.now }),
  ],
  ['no body', () => ''],
  ['no JSON', () => '{"padding":'],
  ['padding alone', () => '{"padding":"AAAA"}'],
  ['the name of no app', (server) => body(server, { healthAuthorityID: 'nobody' })],
  ['a certificate that has expired', (server) => body(server, { claims: { exp: 1 } })],
  ['an unknown member', () => '{"foo":1}'],
  ['a body that is too large', () => 'x'.repeat(70_000)],
  [
    '300 keys',
    (server) => uploadBody(server.authority, phoneKeys(server.now, 300), { now: server.now }),
  ],
]

describe('chaff', () => {
  test.each(CHAFF_BODIES)('with %s is answered like a real upload', async (_name, make) => {
    const server = await startKeyserver()
    const real = await seen(server, body(server))
    const chaff = await seen(server, make(server), CHAFF)
    expect(chaff).toEqual(real)
    expect(real).toMatchObject({
      status: 200,
      bytes: RESPONSE_BYTES,
      members: [
        ['revisionToken', 'string'],
        ['insertedExposures', 'number'],
        ['padding', 'string'],
      ],
    })
  })

  test('of another content type is answered like a real upload', async () => {
    const server = await startKeyserver()
    const chaff = await seen(server, body(server), { ...CHAFF, 'content-type': 'text/plain' })
    expect(chaff).toEqual(await seen(server, body(server)))
  })

  test('of v1alpha1 is answered like a real upload of that version', async () => {
    const server = await startKeyserver({ vars: { ENABLE_V1ALPHA1_API: 'true' } })
    const { healthAuthorityID: appPackageName, ...rest } = body(server)
    const send = (headers: Record<string, string>) =>
      server.publish({ ...rest, appPackageName }, headers, '/')
    const [real, chaff] = [await send({}), await send(CHAFF)]
    expect([...chaff.headers]).toEqual([...real.headers])
    expect(chaff.text).toHaveLength(real.text.length)
    expect(Object.keys(chaff.answer)).toEqual(Object.keys(real.answer))
  })

  test('has a token of the length of a real one, also once key numbers have several digits', async () => {
    const server = await startKeyserver()
    for (const kid of [1, 12, 345, 6789]) {
      await env.KEYSERVER_DB.exec(`UPDATE revision_token_keys SET kid = ${kid}`)
      server.restart()
      const real = await server.publish(body(server))
      const chaff = await server.publish(body(server), CHAFF)
      expect(chaff.answer.revisionToken).toHaveLength(real.answer.revisionToken?.length ?? 0)
      expect(chaff.text).toHaveLength(RESPONSE_BYTES)
    }
  })

  test('has a token that proves nothing', async () => {
    const server = await startKeyserver()
    const keys = phoneKeys(server.now, 2)
    await server.publish(
      uploadBody(server.authority, keys, { now: server.now, reportType: 'likely' }),
    )
    const again = uploadBody(server.authority, keys, { now: server.now })
    const { answer } = await server.publish(again, CHAFF)
    const { revisionToken } = answer
    const stolen = uploadBody(server.authority, keys, {
      now: server.now,
      ...(revisionToken && { revisionToken }),
    })
    expect((await server.publish(stolen)).answer.code).toBe('invalid_revision_token')
  })

  test('reads its body to the end and asks the database nothing, caches warm', async () => {
    const { meter, wrap } = meterDatabase()
    const server = await startKeyserver({ wrapDatabase: wrap })
    await server.publish(body(server))
    meter.reset()
    let pieces = 0
    const text = new TextEncoder().encode(JSON.stringify(body(server)))
    const half = Math.floor(text.length / 2)
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = [text.subarray(0, half), text.subarray(half)][pieces++]
        if (piece === undefined) controller.close()
        else controller.enqueue(piece)
      },
    })
    const response = await server.request('/v1/publish', {
      method: 'POST',
      headers: { ...CHAFF, 'content-type': 'application/json' },
      body: stream,
    })
    expect(response.status).toBe(200)
    expect(pieces).toBe(3)
    expect(meter.calls).toBe(0)
  })

  test('in a cold isolate reads what a real upload reads first, and nothing more', async () => {
    const { meter, wrap } = meterDatabase()
    const server = await startKeyserver({ wrapDatabase: wrap })
    await server.publish(body(server))
    server.restart()
    meter.reset()
    await server.publish(body(server), CHAFF)
    expect([meter.calls, meter.rowsWritten]).toEqual([2, 0])
    await server.publish(body(server))
    expect(meter.calls).toBe(3)
  })

  test('stores nothing and counts for no authority', async () => {
    const server = await startKeyserver()
    for (const [, make] of CHAFF_BODIES) await server.publish(make(server), CHAFF)
    for (const table of ['diagnosis_keys', 'health_authority_statistics', 'upload_shapes']) {
      const { results } = await env.KEYSERVER_DB.prepare(`SELECT 1 FROM ${table}`).all()
      expect(results).toHaveLength(0)
    }
  })

  test('in a cold isolate fails as a real upload does where the database is away', async () => {
    const { meter, wrap } = meterDatabase()
    const server = await startKeyserver({ wrapDatabase: wrap })
    meter.before = () => {
      throw new Error('D1_ERROR')
    }
    expect(await seen(server, body(server), CHAFF)).toEqual(await seen(server, body(server)))
  })

  test('an empty header is no chaff', async () => {
    const server = await startKeyserver()
    expect((await server.publish('x', { 'x-chaff': '' })).status).toBe(400)
  })
})

test('every answer has one length: success, partial success, warnings, each refusal', async () => {
  const server = await startKeyserver()
  const keys = phoneKeys(server.now, 14)
  const at = (options: object = {}, sent = keys) =>
    uploadBody(server.authority, sent, { now: server.now, ...options })
  const today = Math.floor(server.now / 86_400) * 144
  const onset = today - 27 * 144
  /** Keys of one interval each, the last of the list of yesterday. */
  const short = () =>
    phoneKeys(server.now, 30).map((key, i) => ({
      ...key,
      rollingStartNumber: i === 29 ? today - 1 : today + i,
      rollingPeriod: 1,
    }))
  const { revisionToken } = (await server.publish(at({}, short()))).answer
  // The longest answers: a token of 31 keys, and a line for each of 29 that were dropped.
  const risky = short().map((key, i) =>
    i === 29 ? key : { ...key, transmissionRisk: Number.MIN_SAFE_INTEGER },
  )
  const bodies = [
    at({ reportType: 'likely' }),
    at(),
    at({ revisionToken: 'AAAA' }),
    at(
      {},
      phoneKeys(server.now, 30).map((key, i) =>
        i > 0 ? { ...key, rollingPeriod: -(2 ** 31) } : key,
      ),
    ),
    at({ symptomOnsetInterval: onset }, phoneKeys(server.now, 14)),
    at({}, phoneKeys(server.now, 31)),
    at({}, []),
    at({ claims: { exp: 1 } }),
    at({ claims: { iss: 'x'.repeat(5000) } }),
    at({ healthAuthorityID: 'x'.repeat(10_000) }),
    '{}',
    '',
    'null',
    `{"${'"'.repeat(0)}${'é'.repeat(5000)}":1}`,
    `{"${'\\"'.repeat(5000)}":1}`,
    `{"${'\\u0000'.repeat(5000)}":1}`,
    `{"temporaryExposureKeys":[${'{"key":1},'.repeat(500)}1]}`,
    'x'.repeat(64_001),
  ]
  for (const longest of [
    at({ symptomOnsetInterval: today - 15 * 144, revisionToken }, short()),
    at({ revisionToken }, risky),
  ]) {
    const { answer, text } = await server.publish(longest)
    const lines = answer.warnings?.length ?? answer.error?.match(/key \d+/g)?.length
    expect([answer.insertedExposures, lines, text.length]).toEqual([1, 29, RESPONSE_BYTES])
  }
  const statuses = new Set<number>()
  for (const one of bodies) {
    const { status, bytes } = await seen(server, one)
    statuses.add(status)
    expect(bytes).toBe(RESPONSE_BYTES)
  }
  expect([...statuses].sort()).toEqual([200, 400, 401, 413])
})

test('no log line holds a key, certificate, token or secret, whatever happens', async () => {
  const lines: string[] = []
  const secrets = new Set<string>()
  const spy = vi.spyOn(console, 'log').mockImplementation((...args) => {
    lines.push(args.map(String).join(' '))
  })
  try {
    const { meter, wrap } = meterDatabase()
    const server = await startKeyserver({ wrapDatabase: wrap })
    const send = async (sent: Record<string, unknown>, headers: Record<string, string> = {}) => {
      for (const { key } of sent['temporaryExposureKeys'] as { key: string }[]) {
        const bytes = Buffer.from(key, 'base64')
        for (const form of [key, bytes.toString('base64url'), bytes.toString('hex')]) {
          secrets.add(form)
        }
      }
      for (const name of ['verificationPayload', 'hmacKey', 'revisionToken', 'padding']) {
        if (typeof sent[name] === 'string') secrets.add(sent[name])
      }
      for (const part of String(sent['verificationPayload']).split('.')) secrets.add(part)
      const answered = await server.publish(sent, headers)
      if (answered.answer.revisionToken) secrets.add(answered.answer.revisionToken)
      return answered
    }
    const keys = phoneKeys(server.now, 3)
    const at = (options: object = {}, sent = keys) =>
      uploadBody(server.authority, sent, { now: server.now, ...options })
    const first = await send(at({ reportType: 'likely' }))
    const { revisionToken } = first.answer
    await send(at({ revisionToken }))
    await send(at({ revisionToken, reportType: 'negative' }))
    await send(at())
    await send(at({ claims: { exp: 1 } }))
    await send(at({ claims: { tekmac: 'x' } }))
    await send(
      at(
        {},
        phoneKeys(server.now, 3).map((key) => ({ ...key, rollingPeriod: 0 })),
      ),
    )
    await send(at({}, phoneKeys(server.now, 2)), CHAFF)
    await server.publish(JSON.stringify(at()).slice(0, -1))
    await server.publish({ ...at(), [keys[0]?.key ?? '']: 1 })
    const hex = (list: typeof keys) =>
      list.map(({ key }) => Buffer.from(key, 'base64').toString('hex')).join()
    const refused = phoneKeys(server.now, 3)
    // As the driver and the query builder word their errors: with the statement and what was bound to it.
    for (const message of [
      `Failed query: insert into "diagnosis_keys" values (?)\nparams: ${hex(refused)}`,
      `D1_ERROR: near "${hex(refused)}": syntax error at offset 12: SQLITE_ERROR`,
      `cannot bind ${JSON.stringify(refused)}`,
      `bad row ${refused.map(({ key }) => key).join(' ')}`,
    ]) {
      meter.before = () => {
        throw new Error(message, { cause: new Error(message) })
      }
      expect((await send(at({}, refused))).status).toBe(503)
    }
  } finally {
    spy.mockRestore()
  }
  expect(lines.length).toBeGreaterThan(12)
  expect(
    lines.filter((line) => line.includes('"event":"request_failed","surface":"publish"')),
  ).toHaveLength(4)
  const text = lines.join('\n')
  const found = [...secrets].filter((secret) => secret.length > 3 && text.includes(secret))
  expect(found).toEqual([])
})

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import type { OpenApiDocument } from '../../src/api/openapi/document.ts'
import { addSeconds } from '../../src/core/time.ts'
import { buildDistribution } from '../../src/workers/distribution.ts'
import worker from '../../src/workers/index.ts'
import { documentedSchema } from '../support/documented-schema.ts'
import { NOON, startKeyserver, type TestKeyserver } from '../support/keyserver.ts'
import { phoneKeys, uploadBody } from '../support/phone.ts'
import { signJwt } from '../support/test-authority.ts'

interface Documented {
  readonly content?: Readonly<Record<string, { readonly schema?: { readonly $ref: string } }>>
}

let server: TestKeyserver

beforeEach(async () => {
  server = await startKeyserver({ vars: { ENABLE_V1ALPHA1_API: 'true' } })
})

const read = async (response: Response) => (await response.json()) as OpenApiDocument

/** Holds an answer of the Worker to what is documented for its status. */
async function hold(document: OpenApiDocument, method: string, path: string, answer: Response) {
  const operation = document.paths[path]?.[method] as {
    responses: Readonly<Record<string, Documented>>
  }
  const documented = operation.responses[String(answer.status)]
  expect(documented, `${method} ${path} ${answer.status}`).toBeDefined()
  const content = Object.entries(documented?.content ?? {})
  if (content.length === 0) return
  const [type, { schema }] = content[0] ?? ['', {}]
  expect(answer.headers.get('content-type')?.split(';')[0]).toBe(type)
  if (schema === undefined) return
  const name = schema.$ref.replace('#/components/schemas/', '')
  documentedSchema(document, name).parse(await answer.clone().json())
}

describe('publish', () => {
  test('answers as its document says, whatever is sent', async () => {
    const document = await read(await server.request('/openapi.json'))
    const keys = phoneKeys(NOON, 3)
    const good = uploadBody(server.authority, keys, { now: NOON })
    const [first] = keys
    const partly = [...phoneKeys(NOON, 2), { ...first, key: 'AAAA' }] as typeof keys
    const far = phoneKeys(NOON, 1)
    const onset = { symptomOnsetInterval: (first?.rollingStartNumber ?? 0) - 20 * 144 }
    const send = (body: unknown, headers: Record<string, string> = {}, path = '/v1/publish') =>
      server.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
    const statuses: number[] = []
    for (const answer of [
      await send(good),
      await send({ ...uploadBody(server.authority, keys, { now: NOON, reportType: 'negative' }) }),
      await send(uploadBody(server.authority, partly, { now: NOON })),
      await send(uploadBody(server.authority, far, { now: NOON, members: onset })),
      await send(good, { 'x-chaff': '1' }),
      await send('{'),
      await send({ ...good, healthAuthorityID: 'nobody' }),
      await send({ ...good, hmacKey: 'AAAA' }),
      await send({ ...good, padding: 'x'.repeat(64_000) }),
      await send(good, { 'content-type': 'text/plain' }),
    ]) {
      statuses.push(answer.status)
      await hold(document, 'post', '/v1/publish', answer)
    }
    expect(statuses).toEqual([200, 400, 200, 200, 200, 400, 401, 401, 413, 415])
    const { healthAuthorityID: appPackageName, ...rest } = uploadBody(
      server.authority,
      phoneKeys(NOON, 1),
      { now: NOON },
    )
    for (const body of [{ ...rest, appPackageName }, '{', { ...rest, appPackageName: 'x' }]) {
      await hold(document, 'post', '/', await send(body, {}, '/'))
    }
    await hold(document, 'get', '/health', await server.request('/health'))
  })

  test('in maintenance too', async () => {
    server = await startKeyserver({ vars: { MAINTENANCE_MODE: 'true' } })
    const document = await read(await server.request('/openapi.json'))
    const answer = await server.request('/v1/publish', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(answer.status).toBe(429)
    await hold(document, 'post', '/v1/publish', answer)
    await hold(document, 'get', '/health', await server.request('/health'))
  })
})

test('statistics are answered as documented, whoever asks and whatever is sent', async () => {
  const dayBefore = addSeconds(NOON, -4 * 86_400)
  server.now = dayBefore
  await server.publish(uploadBody(server.authority, phoneKeys(dayBefore, 3), { now: dayBefore }))
  server.now = NOON
  const document = await read(await server.request('/openapi.json'))
  const token = (aud: string) =>
    signJwt(
      server.authority,
      { alg: 'ES256', kid: server.authority.keyId },
      { iss: server.authority.issuer, aud, iat: NOON - 1, exp: NOON + 300 },
    )
  const ask = async (body: string, headers: Record<string, string>) => {
    const answer = await server.request('/v1/stats', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
    await hold(document, 'post', '/v1/stats', answer)
    return answer
  }
  const authorization = `Bearer ${token('keyserver')}`
  const shown = await ask('{}', { authorization })
  expect(((await shown.json()) as { days: unknown[] }).days).toHaveLength(1)
  const statuses: number[] = []
  for (const [body, headers] of [
    ['{}', { 'x-chaff': '1' }],
    ['{', { authorization }],
    ['{}', { authorization, 'content-type': 'text/plain' }],
    [JSON.stringify({ padding: 'x'.repeat(64_000) }), { authorization }],
    ['{}', {}],
    ['{}', { authorization: `Bearer ${token('another')}` }],
    ['{}', { authorization: 'Bearer x' }],
  ] as const) {
    statuses.push((await ask(body, headers)).status)
  }
  expect(statuses).toEqual([200, 400, 400, 400, 401, 401, 401])
  server = await startKeyserver({ vars: { MAINTENANCE_MODE: 'true' } })
  expect((await ask('{}', { authorization })).status).toBe(429)
})

test('configuration, corrections and keys of authorities are answered as documented', async () => {
  server.now = NOON
  await server.tick()
  await server.publish(uploadBody(server.authority, phoneKeys(NOON, 5), { now: NOON }))
  server.now = addSeconds(NOON, 8 * 3600)
  await server.tick()
  const document = await read(await server.operate('/operator/openapi.json'))
  const call = async (method: 'get' | 'post', path: string, sent: string, body?: unknown) => {
    const answer = await server.operate(sent, {
      method,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    await hold(document, method, path, answer)
    return answer
  }
  const CONFIGURATION = '/operator/configuration'
  const present = await (await call('get', CONFIGURATION, CONFIGURATION)).json()
  const statuses: number[] = []
  const post = async (path: string, body: unknown, sent = path) => {
    statuses.push((await call('post', path, sent, body)).status)
  }
  const statusesOf = () => statuses.splice(0)

  await post(CONFIGURATION, { document: present })
  await post(CONFIGURATION, {
    document: { paddingPolicies: [{ region: 'US', minimumUploads: 5 }] },
  })
  await post(CONFIGURATION, {})
  await post(CONFIGURATION, 'x'.repeat(1_000_001))
  await post(CONFIGURATION, { document: { exports: 1 } })
  await post(CONFIGURATION, {
    document: { paddingPolicies: [{ region: 'us', minimumUploads: 5 }] },
  })
  expect(statusesOf()).toEqual([200, 200, 400, 413, 422, 422])

  const withdraw = (members: object) =>
    post('/operator/withdraw', {
      filenameRoot: 'us',
      selection: { kind: 'window', from: 0, to: server.now },
      reissue: false,
      reason: 'a test',
      dryRun: false,
      ...members,
    })
  await withdraw({ dryRun: true })
  await withdraw({ reason: '' })
  await withdraw({ filenameRoot: 'nothing' })
  await withdraw({ selection: { kind: 'file', filename: 'us/nothing.zip' } })
  await withdraw({ selection: { kind: 'signer', keyId: 'x', keyVersion: 'v1' } })
  await withdraw({ selection: { kind: 'signer', keyId: '310', keyVersion: 'v1' }, reissue: true })
  await withdraw({})
  expect(statusesOf()).toEqual([200, 400, 404, 404, 404, 409, 200])

  const cursor = { configId: 999, filenameRoot: 'nothing', list: null, after: '' }
  await post('/operator/reconcile', { dryRun: true })
  await post('/operator/reconcile', { dryRun: false })
  await post('/operator/reconcile', {})
  await post('/operator/reconcile', { dryRun: true, cursor })
  expect(statusesOf()).toEqual([200, 200, 400, 409])

  const { issuer, keyId } = server.authority
  const act = (action: string, query: Record<string, string>) =>
    post(
      '/operator/health-authority-keys/{action}',
      undefined,
      `/operator/health-authority-keys/${action}?${new URLSearchParams(query)}`,
    )
  await act('revoke', { issuer, version: keyId })
  await act('reinstate', { issuer, version: keyId })
  await act('revoke', {})
  await act('forget', { issuer, version: keyId })
  await act('revoke', { issuer: 'nobody', version: keyId })
  await act('revoke', { issuer, version: 'none' })
  expect(statusesOf()).toEqual([200, 200, 400, 404, 404, 404])

  const audited = await call('get', '/operator/audit', '/operator/audit')
  expect(((await audited.json()) as { entries: unknown[] }).entries.length).toBeGreaterThan(2)
})

test('documents for phones are answered as documented', async () => {
  const document = await read(await server.operate('/operator/openapi.json'))
  await env.KEYSERVER_DB.prepare(
    `INSERT INTO layout_exports (name, layout, prefix, input_regions, exclude_regions, include_travelers, settings,
      signature_info_ids, active_from)
    VALUES ('de', 'corona-warn-app', '', '["DE"]', '[]', 0, '{"supportedCountries":["DE"],"appBundleId":"de.example"}', '[1]', 0)`,
  ).run()
  const PATH = '/operator/documents/{layoutExport}/{kind}'
  const release = '?release=2026-11-20T06:00:00Z'
  const statuses: number[] = []
  for (const [path, body] of [
    [`de/stats${release}`, 'x'],
    [`de/stats${release}`, 'x'],
    ['de/stats?release=x', 'x'],
    ['xx/stats', 'x'],
    ['de/xx', 'x'],
    ['de/stats', 'x'.repeat(1_000_001)],
    ['de/stats', ''],
  ] as const) {
    const answer = await server.operate(`/operator/documents/${path}`, { method: 'PUT', body })
    statuses.push(answer.status)
    await hold(document, 'put', PATH, answer)
  }
  expect(statuses).toEqual([201, 200, 400, 404, 404, 413, 422])
  for (const path of ['de', 'xx', 'de?before=x']) {
    const answer = await server.operate(`/operator/documents/${path}`)
    await hold(document, 'get', '/operator/documents/{layoutExport}', answer)
  }
})

test('jobs and the operator answer as their document says', async () => {
  const document = await read(
    await server.operate('/openapi.json', { headers: { authorization: '' } }),
  )
  const call = (path: string, body?: unknown, headers = {}) =>
    server.operate(path, {
      headers,
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    })
  const key = { key: Buffer.alloc(16, 1).toString('base64') }
  await hold(document, 'get', '/health/jobs', await call('/health/jobs'))
  await hold(document, 'post', '/jobs/{name}', await call('/jobs/close-windows', {}))
  await hold(document, 'post', '/jobs/{name}', await call('/jobs/nothing', {}))
  await hold(document, 'get', '/jobs', await call('/jobs'))
  await hold(document, 'post', '/operator/why', await call('/operator/why', key))
  await hold(document, 'post', '/operator/why', await call('/operator/why', {}))
  const explained = await call('/operator/explain', { request: {} })
  await hold(document, 'post', '/operator/explain', explained)
  await hold(document, 'post', '/operator/explain', await call('/operator/explain', {}))
  await hold(document, 'get', '/operator/audit', await call('/operator/audit'))
  await hold(document, 'get', '/operator/audit', await call('/operator/audit?limit=x'))
  for (const path of ['/jobs', '/operator/audit', '/operator/configuration']) {
    const refused = await call(path, undefined, { authorization: 'Bearer x' })
    expect(refused.status).toBe(401)
    await hold(document, 'get', path, refused)
  }
})

test('distribution answers as its document says', async () => {
  const surface = buildDistribution(env)
  const document = await read(await surface.request('/openapi.json'))
  server.now = NOON
  await server.tick()
  const path = '/{root}/index.txt'
  const found = await surface.request('/us/index.txt')
  const etag = found.headers.get('etag') ?? ''
  const headers = { 'if-none-match': etag }
  expect(found.status).toBe(200)
  await hold(document, 'get', path, found)
  await hold(document, 'get', path, await surface.request('/us/index.txt', { headers }))
  await hold(document, 'get', path, await surface.request('/xx/index.txt'))
  await hold(document, 'get', '/{root}/jwks.json', await surface.request('/us/jwks.json'))
  await hold(
    document,
    'get',
    '/{root}/public-keys.pem',
    await surface.request('/us/public-keys.pem'),
  )
})

test("CoronaMelder's content is answered as documented", async () => {
  const surface = buildDistribution(env)
  const document = await read(await surface.request('/openapi.json'))
  const id = 'ab'.repeat(16)
  await env.EXPORTS.put('v6/manifest', 'manifest', {
    httpMetadata: { contentType: 'application/zip', cacheControl: 'public, max-age=300' },
    customMetadata: { released: '1700000000', 'content-id': id },
  })
  const ask = async (path: string, sent: string, headers = {}) => {
    const answer = await surface.request(sent, { headers })
    await hold(document, 'get', path, answer)
    return answer.status
  }
  expect(await ask('/{prefix}/manifest', '/v6/manifest')).toBe(200)
  expect(await ask('/{prefix}/manifest', '/v6/manifest', { 'if-none-match': id })).toBe(304)
  expect(await ask('/{prefix}/manifest/{country}', '/v6/manifest/de')).toBe(400)
  expect(await ask('/{prefix}/exposurekeyset/{id}', `/v6/exposurekeyset/${id}`)).toBe(404)
})

test('on one host each document has a path of its own', async () => {
  const titleAt = async (path: string) => {
    const context = { waitUntil: () => undefined, passThroughOnException: () => undefined }
    const response = await worker.fetch(
      new Request(`https://keys.example${path}`) as Parameters<typeof worker.fetch>[0],
      env as unknown as Parameters<typeof worker.fetch>[1],
      context as unknown as ExecutionContext,
    )
    return ((await response.json()) as { info: { title: string } }).info.title
  }
  expect(await titleAt('/openapi.json')).toBe('Tocsin: distribution')
  expect(await titleAt('/v1/openapi.json')).toBe('Tocsin: publish')
  expect(await titleAt('/operator/openapi.json')).toBe('Tocsin: jobs and operator')
})

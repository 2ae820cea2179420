import { env } from 'cloudflare:workers'
import { beforeEach, expect, test, vi } from 'vitest'
import { ExplainAnswer } from '../../../src/api/explain.ts'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import { NOON, startKeyserver, type TestKeyserver } from '../../support/keyserver.ts'
import { phoneKeys, uploadBody } from '../../support/phone.ts'

let server: TestKeyserver

beforeEach(async () => {
  server = await startKeyserver()
})

async function explain(request: unknown, more: object = {}) {
  const response = await server.operate('/operator/explain', {
    method: 'POST',
    body: JSON.stringify({ request, ...more }),
  })
  expect(response.status).toBe(200)
  return ExplainAnswer.parse(await response.json())
}

test("judges by the server's own tenants and stores nothing", async () => {
  const keys = phoneKeys(NOON, 3)
  const good = uploadBody(server.authority, keys, { now: NOON })
  expect(await explain(good)).toMatchObject({ verdict: 'accepted' })
  expect(await explain(JSON.stringify(good))).toMatchObject({ verdict: 'accepted' })
  const bad = { ...good, healthAuthorityID: 'com.example.other' }
  const refused = await explain(bad)
  const answered = await server.publish(bad)
  expect([refused.status, refused.code]).toEqual([answered.status, answered.answer.code])
  const row = await env.KEYSERVER_DB.prepare('SELECT count(*) AS n FROM diagnosis_keys').first()
  expect(row).toEqual({ n: 0 })
  expect(await readAuditLog(server.db, 0, 10)).toEqual([])
})

test('judges as at a time that it is told', async () => {
  const good = uploadBody(server.authority, phoneKeys(NOON, 3), { now: NOON })
  const later = await explain(good, { now: NOON + 3600 })
  expect(later.checks.find(({ outcome }) => outcome === 'broken')).toMatchObject({
    name: 'certificate-times',
  })
})

test("judges by the server's own settings", async () => {
  server = await startKeyserver({ vars: { MAX_KEYS_ON_PUBLISH: '2' } })
  const good = uploadBody(server.authority, phoneKeys(NOON, 3), { now: NOON })
  const { checks } = await explain(good)
  expect(checks.find(({ outcome }) => outcome === 'broken')).toMatchObject({
    name: 'key-count',
    expected: '1 to 2 keys',
    got: '3',
  })
})

test('logs nothing of the upload', async () => {
  const lines: unknown[] = []
  for (const name of ['log', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, name).mockImplementation((...args) => void lines.push(...args))
  }
  const body = uploadBody(server.authority, phoneKeys(NOON, 1), { now: NOON })
  await explain(body)
  await explain({ ...body, hmacKey: 'AAAA' })
  expect(lines).toEqual([])
  // What would be seen if it were written: an upload says so in a line.
  await server.publish(body)
  vi.restoreAllMocks()
  expect(lines).toHaveLength(1)
})

test('asks for the token, and for a request', async () => {
  const ask = (body: string, headers = {}) =>
    server.operate('/operator/explain', { method: 'POST', body, headers })
  expect((await ask('{}', { authorization: 'Bearer x' })).status).toBe(401)
  for (const body of ['', '[]', '{}', '{"request":7}', '{"request":"","version":"v2"}']) {
    const answer = await ask(body)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error: expect.any(String) })
  }
})

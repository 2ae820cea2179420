import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { type AuditEntry, firstBrokenEntry } from '../../../src/core/audit/chain.ts'
import { addSeconds } from '../../../src/core/time.ts'
import { auditedBatch, deleteAuditBefore, readAuditLog } from '../../../src/db/audit/queries.ts'
import { NOON, startKeyserver } from '../../support/keyserver.ts'

const entry = (subject: string): AuditEntry => ({
  actor: 'operator',
  action: 'authorized_app.create',
  subject,
  detail: {},
})
const insertApp = (name: string) =>
  env.KEYSERVER_DB.prepare(
    `INSERT INTO authorized_apps VALUES (?, '[]', '[]', 0, 0, 0, 'never')`,
  ).bind(name)
const appNames = async () =>
  (
    await env.KEYSERVER_DB.prepare('SELECT app_package_name AS name FROM authorized_apps').all<{
      name: string
    }>()
  ).results.map(({ name }) => name)

test('changes made at once are all recorded, in one unbroken chain', async () => {
  const { db } = await startKeyserver()
  const names = Array.from({ length: 5 }, (_, index) => `app.${index}`)
  await Promise.all(names.map((name) => auditedBatch(db, NOON, [entry(name)], [insertApp(name)])))
  const log = await readAuditLog(db, 0, 100)
  expect(log.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5])
  expect(log.map(({ subject }) => subject).sort()).toEqual(names)
  expect(await firstBrokenEntry(log)).toBeUndefined()
})

test('a change that fails is not recorded, and nothing of it is written', async () => {
  const { db } = await startKeyserver()
  const twice = auditedBatch(db, NOON, [entry('a'), entry('b')], [insertApp('a'), insertApp('a')])
  await expect(twice).rejects.toThrow('UNIQUE')
  expect(await readAuditLog(db, 0, 100)).toEqual([])
  expect(await appNames()).not.toContain('a')
})

test('old entries go from the front, and the chain goes on from the last', async () => {
  const { db } = await startKeyserver()
  for (const [index, name] of ['a', 'b', 'c'].entries()) {
    await auditedBatch(db, addSeconds(NOON, index * 60), [entry(name)], [insertApp(name)])
  }
  await deleteAuditBefore(db, addSeconds(NOON, 86_400))
  expect((await readAuditLog(db, 0, 100)).map(({ id }) => id)).toEqual([3])
  await auditedBatch(db, addSeconds(NOON, 90_000), [entry('d')], [insertApp('d')])
  const log = await readAuditLog(db, 0, 100)
  expect(log.map(({ id }) => id)).toEqual([3, 4])
  expect(await firstBrokenEntry(log)).toBeUndefined()
})

test("the log is read page by page, with the operator's token only", async () => {
  const server = await startKeyserver()
  for (const name of ['a', 'b', 'c']) {
    await auditedBatch(server.db, NOON, [entry(name)], [insertApp(name)])
  }
  const page = await server.operate('/operator/audit?after=1&limit=1')
  expect(page.status).toBe(200)
  expect(await page.json()).toMatchObject({ entries: [{ id: 2, subject: 'b' }] })
  expect((await server.operate('/operator/audit?limit=x')).status).toBe(400)
})

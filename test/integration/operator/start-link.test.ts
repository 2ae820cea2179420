/** The operator makes the link by which the console's first system administrator comes. */

import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { StartLinkAnswer } from '../../../src/api/start-link.ts'
import { openVerification } from '../../../src/db/verification/database.ts'
import { isStartLink } from '../../../src/flows/console/start.ts'
import { consoleTokenHash } from '../../../src/platform/secrets.ts'
import { type EmptyKeyserver, startEmpty } from '../../support/configuration.ts'

const PATH = '/operator/console/start-link'
let system: EmptyKeyserver

beforeEach(async () => {
  system = await startEmpty()
  for (const table of ['console_one_time', 'users']) {
    await env.VERIFICATION_DB.prepare(`DELETE FROM ${table}`).run()
  }
})

const make = () => system.server.operate(PATH, { method: 'POST' })
const isGood = (path: string) =>
  isStartLink(
    {
      db: openVerification(env.VERIFICATION_DB),
      hashText: consoleTokenHash(env.MASTER_KEY),
    },
    path.replace('/console/start/', ''),
    system.server.now,
  )

test('a link opens for an hour; the next one makes it void', async () => {
  const response = await make()
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store'])
  const first = StartLinkAnswer.parse(await response.json())
  expect(first.endsAt).toBe(system.server.now + 3600)
  expect(await isGood(first.path)).toBe(true)
  const second = StartLinkAnswer.parse(await (await make()).json())
  expect([await isGood(first.path), await isGood(second.path)]).toEqual([false, true])
  system.server.now = (system.server.now + 3600) as typeof system.server.now
  expect(await isGood(second.path)).toBe(false)
})

test('there is none once somebody is a system administrator, nor for whoever has no token', async () => {
  await env.VERIFICATION_DB.prepare(
    `INSERT INTO users (email, name, is_system_admin, created_at, updated_at) VALUES ('a@example.org', 'A', 1, 0, 0)`,
  ).run()
  const refused = await make()
  expect([refused.status, await refused.json()]).toEqual([
    409,
    { error: 'system_administrator_exists' },
  ])
  const nobody = await system.server.operate(PATH, {
    method: 'POST',
    headers: { authorization: 'Bearer none' },
  })
  expect(nobody.status).toBe(401)
})

import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { startKeyserver } from '../../support/keyserver.ts'
import { phoneKeys, uploadBody } from '../../support/phone.ts'

test('keys of an upload come out in a signed archive that a phone accepts', async () => {
  const server = await startKeyserver()
  const keys = phoneKeys(server.now, 14)
  const uploaded = await server.publish(uploadBody(server.authority, keys, { now: server.now }))
  expect(uploaded.status).toBe(200)
  expect(uploaded.answer.insertedExposures).toBe(14)
  server.now = (server.now + 2 * 86_400) as typeof server.now
  await server.tick()
  const index = await (await env.EXPORTS.get('us/index.txt'))?.text()
  const names = (index ?? '').split('\n')
  expect(names.length).toBeGreaterThan(0)
})

test('a key that is stored already is not stored again', async () => {
  const server = await startKeyserver()
  const keys = phoneKeys(server.now, 3)
  const body = () => uploadBody(server.authority, keys, { now: server.now })
  expect((await server.publish(body())).answer.insertedExposures).toBe(3)
  const again = await server.publish(body())
  expect(again.status).toBe(400)
  expect(again.answer.code).toBe('missing_revision_token')
})

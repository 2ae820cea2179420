/** What an app gets when it registers, and what of it is kept. */

import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { isGgdKey } from '../../../src/core/layouts/coronamelder/ggd-key.ts'
import { DEFAULT_WORKFLOW_SETTINGS } from '../../../src/core/layouts/coronamelder/workflow.ts'
import { addSeconds } from '../../../src/core/time.ts'
import { registerWorkflow } from '../../../src/flows/coronamelder/register-workflow.ts'
import { openSecretBox, randomBytes } from '../../../src/platform/secrets.ts'
import { workflowHashes } from '../../../src/workers/coronamelder.ts'
import worker from '../../../src/workers/index.ts'
import { startCoronaMelder } from '../../support/coronamelder.ts'
import { NOON, startKeyserver } from '../../support/keyserver.ts'
import { readTables } from '../../support/storage-state.ts'

const bytes = (text: string) => Buffer.from(text, 'base64')

test('an app gets a bucket, a key of its own to sign with, and seven characters to read out', async () => {
  const server = await startCoronaMelder()
  const registered = await server.register()
  expect(registered.ggdKey).toMatch(/^[BCFGJLQRSTUVXYZ23456789]{7}$/)
  expect(isGgdKey(registered.ggdKey)).toBe(true)
  expect(bytes(registered.bucketId)).toHaveLength(32)
  expect(bytes(registered.confirmationKey)).toHaveLength(32)
  // To 03:30 UTC of the next day, and half a minute less.
  expect(registered.validity).toBe(Date.UTC(2026, 10, 20, 3, 30) / 1000 - NOON - 30)
})

test('no two registrations have anything in common', async () => {
  const server = await startCoronaMelder()
  const all = await Promise.all(Array.from({ length: 30 }, () => server.register()))
  const texts = all.flatMap(({ ggdKey, bucketId, confirmationKey }) => [
    ggdKey,
    bucketId,
    confirmationKey,
  ])
  expect(new Set(texts).size).toBe(90)
})

test('the first version of the app gets six characters, in two groups', async () => {
  const server = await startCoronaMelder()
  const response = await server.request('/v1/register', { method: 'POST' })
  expect(await response.json()).toMatchObject({
    labConfirmationId: expect.stringMatching(/^[BCFGJLQRSTUVXYZ2-9]{3}-[BCFGJLQRSTUVXYZ2-9]{3}$/),
  })
})

test('nothing that is secret is kept as it is', async () => {
  const server = await startCoronaMelder()
  const { ggdKey, bucketId, confirmationKey } = await server.register()
  const stored = JSON.stringify(await readTables()).toLowerCase()
  for (const secret of [bucketId, confirmationKey]) {
    expect(stored).not.toContain(secret.toLowerCase())
    expect(stored).not.toContain(bytes(secret).toString('hex'))
  }
  expect(stored).not.toContain(ggdKey.toLowerCase())
})

test('where no registration can be kept the names are answered without values', async () => {
  const server = await startCoronaMelder()
  await env.KEYSERVER_DB.exec('ALTER TABLE coronamelder_workflows RENAME TO away')
  const response = await server.request('/v2/register', { method: 'POST' })
  await env.KEYSERVER_DB.exec('ALTER TABLE away RENAME TO coronamelder_workflows')
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({
    ggdKey: null,
    bucketId: null,
    confirmationKey: null,
    validity: -1,
  })
})

async function rigged(drawn: readonly number[]) {
  const { db } = await startCoronaMelder()
  const draws = [...drawn]
  return {
    db,
    secretBox: await openSecretBox(env.MASTER_KEY),
    ...workflowHashes(env.MASTER_KEY),
    settings: DEFAULT_WORKFLOW_SETTINGS,
    // Buckets and their keys are real; what is read out is of one character, and of none once the draws are over.
    randomBytes: (length: number) =>
      length === 32 ? randomBytes(32) : new Uint8Array(length).fill(draws.shift() ?? 0),
  }
}

test('a key that somebody has at present is not given out twice', async () => {
  const deps = await rigged([5, 5, 5, 7])
  const first = await registerWorkflow(deps, 'v2', NOON)
  const second = await registerWorkflow(deps, 'v2', NOON)
  expect(first?.ggdKey).toMatch(/^L{6}/)
  expect(second?.ggdKey).toMatch(/^R{6}/)
})

test('after ten tries there is none', async () => {
  const deps = await rigged([])
  expect(await registerWorkflow(deps, 'v2', NOON)).toBeDefined()
  expect(await registerWorkflow(deps, 'v2', NOON)).toBeUndefined()
})

test('a deployment without the app knows none of the paths', async () => {
  const server = await startKeyserver()
  for (const [method, path] of [
    ['POST', '/v1/register'],
    ['POST', '/v2/register'],
    ['POST', '/v1/postkeys'],
    ['POST', '/v1/stopkeys'],
    ['POST', '/v1/labconfirm'],
    ['PUT', '/pubtek'],
  ] as const) {
    expect((await server.request(path, { method })).status, path).toBe(404)
  }
})

test('the one Worker leads these paths to the publish surface', async () => {
  await startCoronaMelder()
  const configured = { ...env, CORONAMELDER_APP: 'nl.rijksoverheid.en' } as unknown as Parameters<
    typeof worker.fetch
  >[1]
  const context = { waitUntil: () => undefined, passThroughOnException: () => undefined }
  const ask = (method: string, path: string) =>
    worker.fetch(
      new Request(`https://tocsin.example${path}`, { method }) as never,
      configured,
      context as never,
    )
  for (const path of ['/v2/register', '/v1/postkeys', '/v1/stopkeys']) {
    expect((await ask('POST', path)).status, path).toBe(200)
  }
  expect((await ask('POST', '/v1/labconfirm')).status).toBe(401)
  expect((await ask('PUT', '/pubtek')).status).toBe(401)
})

test('a bucket that is made after local midnight is good for a day longer', async () => {
  const before = await startCoronaMelder({ now: addSeconds(NOON, 12.5 * 3600) })
  expect(new Date(before.now * 1000).toISOString()).toBe('2026-11-19T22:50:00.000Z')
  const { validity: short } = await before.register()
  before.now = addSeconds(before.now, 600)
  const { validity: long } = await before.register()
  expect(long - short).toBe(86_400 - 600)
})

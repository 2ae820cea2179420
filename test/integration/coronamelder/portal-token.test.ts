/** Who may confirm: the portal, by its token. */

import { env } from 'cloudflare:workers'
import { createHmac } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { addSeconds } from '../../../src/core/time.ts'
import {
  type CoronaMelderServer,
  dateAgo,
  PORTAL_SECRET,
  type Registered,
  startCoronaMelder,
} from '../../support/coronamelder.ts'
import { NOON } from '../../support/keyserver.ts'

const HOUR = 3600

let server: CoronaMelderServer
let registered: Registered

beforeEach(async () => {
  server = await startCoronaMelder()
  registered = await server.register()
})

const workflow = () => env.KEYSERVER_DB.prepare('SELECT * FROM coronamelder_workflows').first()

const symptomatic = () => ({
  ggdKey: registered.ggdKey,
  subjectHasSymptoms: true,
  dateOfSymptomsOnset: dateAgo(NOON, 2),
})

describe("without the portal's token", () => {
  const knock = async (authorization: string | undefined, path: string, method: string) =>
    server.request(path, {
      method,
      headers: authorization === undefined ? {} : { authorization },
      body: JSON.stringify(symptomatic()),
    })

  test.each([
    ['none', async () => undefined],
    ['an empty one', async () => 'Bearer '],
    ['another scheme', async () => `Basic ${await server.portalToken()}`],
    ['one that has ended', async () => `Bearer ${await server.portalToken({ exp: NOON })}`],
    [
      'one that lasts too long',
      async () => `Bearer ${await server.portalToken({ exp: NOON + 3 * HOUR + 61 })}`,
    ],
    [
      'one of another secret',
      async () => `Bearer ${await server.portalToken({}, `${PORTAL_SECRET}.`)}`,
    ],
    [
      'one without an algorithm',
      async () => {
        const [, claims] = (await server.portalToken()).split('.')
        return `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`
      },
    ],
    [
      'one whose header names another algorithm',
      async () => {
        const [, claims] = (await server.portalToken()).split('.')
        const input = `${Buffer.from('{"alg":"HS512"}').toString('base64url')}.${claims}`
        const signature = createHmac('sha256', PORTAL_SECRET).update(input).digest('base64url')
        return `Bearer ${input}.${signature}`
      },
    ],
  ])('nobody confirms: %s', async (_name, authorization) => {
    for (const [path, method] of [
      ['/pubtek', 'PUT'],
      ['/v1/labconfirm', 'POST'],
    ] as const) {
      expect((await knock(await authorization(), path, method)).status).toBe(401)
    }
    expect(await workflow()).toMatchObject({ authorised_at: null })
  })

  test('a deployment without a secret, or with one that could be guessed, lets nobody in', async () => {
    for (const secret of ['', 'x'.repeat(31)]) {
      server = await startCoronaMelder({ vars: { CORONAMELDER_PORTAL_JWT_KEY: secret } })
      registered = await server.register()
      const token =
        secret === '' ? await server.portalToken() : await server.portalToken({}, secret)
      expect((await knock(`Bearer ${token}`, '/pubtek', 'PUT')).status).toBe(401)
    }
  })

  test('a token of a second less than three hours is good until its end', async () => {
    const token = await server.portalToken({ exp: NOON + 3 * HOUR })
    server.now = addSeconds(NOON, 3 * HOUR)
    expect((await knock(`Bearer ${token}`, '/pubtek', 'PUT')).status).toBe(401)
    server.now = addSeconds(server.now, -1)
    expect((await knock(`Bearer ${token}`, '/pubtek', 'PUT')).status).toBe(200)
  })
})

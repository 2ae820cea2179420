import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import type { Exchange } from '../../../src/core/walk/exchange.ts'
import { WALK_NAMES } from '../../../src/core/walk/walk.ts'
import { runWalks } from '../../../src/flows/verification/run-walks.ts'
import { readSecretKeyring } from '../../../src/flows/verification/secret-keyring.ts'
import { events } from '../../../src/platform/events.ts'
import { deriveBytes, openSecretBox, randomBytes } from '../../../src/platform/secrets.ts'
import { startKeyserver } from '../../support/keyserver.ts'
import { createTestAuthority } from '../../support/test-authority.ts'
import { OPEN_REALM, startVerification } from '../../support/verification.ts'

const LINKS = 'https://us-mai.links.example.org'
const SETTINGS = {
  adminApi: 'https://admin.example.org',
  verificationApi: 'https://api.example.org',
  keyServer: 'https://keys.example.org',
  redirect: LINKS,
  healthAuthorityId: 'com.example.android.app',
}

/** Both servers as a partner would meet them: everything goes through their front doors. */
async function startBoth(realm: object = {}) {
  const certificateKey = createTestAuthority()
  const verification = await startVerification({
    vars: { ENX_REDIRECT_DOMAIN: 'links.example.org' },
    realms: [
      {
        ...OPEN_REALM,
        isE2e: true,
        certificateKeyPem: certificateKey.privateKeyPem,
        apps: [
          {
            name: 'Android',
            os: 'android',
            appId: 'android.test.app',
            url: 'https://android.test.app',
            fingerprints: [Array(32).fill('AB').join(':')],
          },
          { name: 'iOS', os: 'ios', appId: 'TEAM.ios', url: 'https://ios.test.app' },
        ],
        ...realm,
      },
    ],
  })
  const keyserver = await startKeyserver({
    now: verification.now,
    seed: {
      moreAuthorities: [
        {
          issuer: OPEN_REALM.settings?.certificateIssuer ?? '',
          audience: OPEN_REALM.settings?.certificateAudience ?? '',
          name: 'Realm',
          keyId: 'r1v1',
          publicKeyPem: certificateKey.publicKeyPem,
        },
      ],
    },
  })
  const send = async (url: string, init: RequestInit): Promise<Response> => {
    const { host, pathname } = new URL(url)
    if (host === 'admin.example.org') return verification.requestAdmin(pathname, init)
    if (host === 'api.example.org') return verification.requestDevice(pathname, init)
    if (host === 'keys.example.org') return keyserver.request(pathname, init)
    return verification.requestRedirect(url, init)
  }
  const exchange: Exchange = async (url, request) => {
    const response = await send(url, request as RequestInit)
    return {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      location: response.headers.get('location') ?? '',
      text: await response.text(),
    }
  }
  const secretBox = await openSecretBox(env.MASTER_KEY)
  const { db } = verification
  const walks: { name: string; isGood: boolean; steps: readonly unknown[] }[] = []
  const run = () =>
    runWalks(
      {
        db,
        secretKeyring: (at) => readSecretKeyring({ db, secretBox, randomBytes }, at),
        outbound: {
          get: () => Promise.reject(new Error('not asked for')),
          send: async (url, { method, headers, body }) => {
            const answer = await exchange(url, {
              method,
              headers,
              ...(typeof body === 'string' && { body }),
            })
            const { status, contentType, location, text } = answer
            return {
              ok: true,
              value: {
                status,
                headers: new Headers({ 'content-type': contentType, location }),
                body: new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>,
              },
            }
          },
        },
        randomBytes,
        derivedBytes: (purpose) => deriveBytes(env.MASTER_KEY, purpose),
        events: { ...events, walked: (walk) => void walks.push(walk) },
        stopwatch: () => 0,
      },
      SETTINGS,
      verification.now,
    )
  return { verification, walks, run }
}

test('every walk goes through, time and again', async () => {
  const { walks, run } = await startBoth()
  await run()
  await run()
  const [first, second] = [walks.slice(0, 4), walks.slice(4)]
  for (const round of [first, second]) {
    expect(round.map(({ name, isGood }) => [name, isGood])).toEqual(
      WALK_NAMES.map((name) => [name, true]),
    )
  }
  const { results } = await env.VERIFICATION_DB.prepare(
    "SELECT name FROM api_keys WHERE name LIKE 'Walks%' ORDER BY name",
  ).all()
  expect(results).toEqual([{ name: 'Walks (admin)' }, { name: 'Walks (device)' }])
})

test('a step that fails is told by name, and fails the job', async () => {
  const { walks, run } = await startBoth({ apps: [] })
  await expect(run()).rejects.toMatchObject({ reason: 'walk_failed' })
  expect(walks.map(({ isGood }) => isGood)).toEqual([true, true, true, false])
})

test('without a realm for it the job fails', async () => {
  const { run } = await startBoth({ isE2e: false })
  await expect(run()).rejects.toMatchObject({ reason: 'walk_failed' })
})

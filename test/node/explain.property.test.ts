/** An explanation and the server never disagree, whatever is sent: on Node, over a SQLite of its own. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ExplainRequest, explainRequest } from '../../src/api/explain.ts'
import { importAesKey } from '../../src/core/crypto/aes-gcm.ts'
import { insertDirectly } from '../../src/flows/store-upload.ts'
import { answerClock } from '../../src/http/publish/answer-clock.ts'
import { publishSurface } from '../../src/http/publish/surface.ts'
import {
  aSentKey,
  authority,
  build,
  NOW,
  stranger,
  TODAY,
  type World,
} from '../support/explaining.ts'
import { openNodeKeyserver } from '../support/node-database.ts'

const { db } = openNodeKeyserver()
const aesKey = await importAesKey(new Uint8Array(32).fill(6))
const ignore = () => undefined
const clock = answerClock({
  stopwatch: () => 0,
  sleep: async () => undefined,
  random: () => 0,
  stepMs: 0,
})

type Context = Awaited<ReturnType<typeof build>>['context']

async function publish({ tenants, limits }: Context, asked: ExplainRequest) {
  const surface = publishSurface({ servesV1Alpha1: true }, () => ({
    now: NOW,
    deps: {
      publish: {
        db,
        insert: insertDirectly(db),
        tenants: async () => tenants,
        revisionKeyring: async () => ({
          effectiveKid: '1',
          keys: new Map([['1', aesKey]]),
          additionalData: new Uint8Array([1]),
        }),
        quota: { take: async () => true, giveBack: async () => undefined },
        randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
        settings: { ...limits, allowsPartialRevisions: false, revisionTokenMinEntries: 28 },
      },
      events: {
        published: ignore,
        chaffAnswered: ignore,
        bypassUsed: ignore,
        keysMultiplied: ignore,
        statisticsRead: ignore,
        federationFetched: ignore,
        jobDone: ignore,
        jobFailed: ignore,
        walked: ignore,
        smsErrorRefused: ignore,
        workflowCalled: ignore,
        hubCalled: ignore,
        userReported: ignore,
        smsDelivered: ignore,
        quotaExceeded: ignore,
        codeIssued: ignore,
        codeVerified: ignore,
        tokenCertified: ignore,
        requestFailed: (_surface: string, cause: unknown) => {
          throw cause
        },
      },
      clock,
      stats: {
        db,
        tenants: async () => tenants,
        settings: { audience: 'keyserver', minimumUploads: 10, embargoSeconds: 0 },
        clock,
        answerBytes: 4096,
      },
      isInMaintenance: false,
      answerBytes: 4096,
      probe: async () => undefined,
    },
  }))
  const response = await surface.request(asked.version === 'v1' ? '/v1/publish' : '/', {
    method: 'POST',
    headers: { 'content-type': asked.contentType },
    body: asked.request as string,
  })
  const { code } = (await response.json()) as { code?: string }
  return { status: response.status, code }
}

type Spoil = (world: World) => void
const change = <T>(values: readonly T[], apply: (world: World, value: T) => void) =>
  fc.constantFrom(...values).map(
    (value): Spoil =>
      (world) =>
        apply(world, value),
  )
const claim = (name: string, values: readonly unknown[]) =>
  change(values, (world, value) => {
    world.claims[name] = value
  })
const ofKey = (name: string, values: readonly unknown[]) =>
  change(values, (world, value) => {
    Object.assign(world.keys[0] ?? {}, { [name]: value })
  })

const spoiling: fc.Arbitrary<Spoil> = fc.oneof(
  claim('iss', ['', 'https://nobody.test', 7, null]),
  claim('aud', ['', 'others', [authority.audience]]),
  claim('exp', [0, null, NOW, NOW - 1, NOW * 1000, 1.5]),
  claim('iat', [NOW, NOW + 1, NOW * 1000]),
  claim('nbf', [NOW, NOW + 1, 'now']),
  claim('reportType', ['likely', 'user-report', 'negative', 'sick', undefined]),
  claim('tekmac', ['', '*', 'AAAA', undefined]),
  claim('symptomOnsetInterval', [0, TODAY - 144, TODAY - 20 * 144, -1]),
  ofKey('key', ['', '*', 'AAAA', Buffer.alloc(16, 9).toString('base64url'), 7]),
  ofKey('rollingStartNumber', [
    0,
    TODAY,
    TODAY + 1,
    TODAY + 144,
    TODAY - 15 * 144,
    TODAY - 17 * 144,
    NOW,
    1.5,
  ]),
  ofKey('rollingPeriod', [0, 1, 144, 145, '144', undefined]),
  ofKey('transmissionRisk', [0, 8, 9, -1, undefined, null]),
  change([0, 1, 4, 31], (world, count) => {
    world.keys = Array.from({ length: count }, (_, n) => aSentKey(n, 2))
  }),
  change([0, 100, 144], (world, offset) => {
    world.keys.push(aSentKey(77, 4, { rollingStartNumber: TODAY - 576 + offset }))
  }),
  change([stranger], (world, signer) => {
    world.signer = signer
  }),
  change(['ES256', 'none'], (world, alg) => {
    world.header['alg'] = alg
  }),
  change(['v2', undefined], (world, kid) => {
    world.header['kid'] = kid
  }),
  change([[], [2]], (world, ids) => {
    world.allowedHealthAuthorityIds = ids
  }),
  change([[], ['US', 'CA']], (world, regions) => {
    world.allowedRegions = regions
  }),
  change([true], (world, bypasses) => {
    world.bypassesCertificate = bypasses
  }),
  change(['', '*', 'AAAA'], (world, secret) => {
    world.hmacKey = secret
  }),
  change(
    [
      { healthAuthorityID: 'nobody' },
      { traveler: 'yes' },
      { surprise: 1 },
      { revisionToken: 'x' },
      { padding: 'x'.repeat(64_000) },
    ],
    (world, members) => {
      Object.assign(world.members, members)
    },
  ),
  change(['', '{', 'null', '[]', '{}'], (world, text) => {
    world.respell = () => text
  }),
  change(['text/plain', 'application/json; charset=utf-8'], (world, contentType) => {
    world.asked = { contentType }
  }),
  change([['US'], ['CA'], []], (world, regions) => {
    world.asked = { version: 'v1alpha1' }
    Object.assign(world.members, {
      regions,
      healthAuthorityID: undefined,
      appPackageName: 'com.example.android.app',
    })
  }),
)

const seen = { accepted: 0, accepted_in_part: 0, refused: 0 }
let uploads = 0

test('the verdict, the status and the code are those of the server', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(spoiling, { maxLength: 3 }), async (spoils) => {
      uploads++
      const { asked, context } = await build((world) => {
        // New keys each time, since what is stored already is the database's matter.
        world.keys = world.keys.map((key, n) => {
          const bytes = Buffer.alloc(16, n)
          bytes.writeUInt32BE(uploads)
          return { ...key, key: bytes.toString('base64') }
        })
        for (const spoil of spoils) spoil(world)
      })
      await db.d1.prepare('DELETE FROM diagnosis_keys').run()
      const explained = await explainRequest(asked, context)
      const answered = await publish(context, asked)
      const code = asked.version === 'v1alpha1' ? undefined : explained.code
      expect({ status: explained.status, code }).toEqual(answered)
      const first = explained.checks.find(({ outcome }) => outcome === 'broken')
      if (explained.verdict === 'refused') expect(first).toBeDefined()
      seen[explained.verdict]++
    }),
    { numRuns: 600 },
  )
  // The cases were worth comparing.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(5)
})

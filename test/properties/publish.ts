/** What must hold of the publish endpoint as a whole, whatever is sent: on Node, over a SQLite of its own. */

import fc from 'fast-check'
import { importAesKey } from '../../src/core/crypto/aes-gcm.ts'
import { asUnixSeconds } from '../../src/core/time.ts'
import { insertDirectly } from '../../src/flows/store-upload.ts'
import { answerClock } from '../../src/http/publish/answer-clock.ts'
import { publishSurface } from '../../src/http/publish/surface.ts'
import { openNodeKeyserver } from '../support/node-database.ts'
import { aDirectory, anApp, anAuthority } from '../support/tenants.ts'
import {
  createTestAuthority,
  keysHmac,
  type SentKey,
  signCertificate,
} from '../support/test-authority.ts'
import type { NamedProperty } from './decoders.ts'

const NOW = asUnixSeconds(1_795_000_000)
const TODAY = Math.floor(NOW / 86_400) * 144
const RESPONSE_BYTES = 4096

const authority = createTestAuthority()
const app = anApp({ appPackageName: 'com.example.app' })
const directory = aDirectory(app, await anAuthority(authority))
const aesKey = await importAesKey(new Uint8Array(32).fill(6))
const { db, count } = openNodeKeyserver()
const faults: unknown[] = []
const clock = answerClock({
  stopwatch: () => 0,
  sleep: async () => undefined,
  random: () => 0,
  stepMs: 0,
})

const surface = publishSurface({ servesV1Alpha1: true }, () => ({
  now: NOW,
  deps: {
    publish: {
      db,
      insert: insertDirectly(db),
      tenants: async () => directory,
      revisionKeyring: async () => ({
        effectiveKid: '1',
        keys: new Map([['1', aesKey]]),
        additionalData: new Uint8Array([1]),
      }),
      quota: { take: async () => true, giveBack: async () => undefined },
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      settings: {
        maxKeys: 30,
        maxSameStartKeys: 3,
        maxAgeSeconds: 15 * 86_400,
        truncateWindowSeconds: 3600,
        maxDaysFromOnset: 14,
        maxReportDays: 28,
        defaultDaysAgo: 4,
        defaultRegion: '',
        allowsPartialRevisions: false,
        revisionTokenMinEntries: 28,
      },
    },
    events: {
      published: () => undefined,
      statisticsRead: () => undefined,
      chaffAnswered: () => undefined,
      bypassUsed: () => undefined,
      keysMultiplied: () => undefined,
      jobDone: () => undefined,
      jobFailed: () => undefined,
      walked: () => undefined,
      smsErrorRefused: () => undefined,
      workflowCalled: () => undefined,
      federationFetched: () => undefined,
      hubCalled: () => undefined,
      userReported: () => undefined,
      smsDelivered: () => undefined,
      quotaExceeded: () => undefined,
      codeIssued: () => undefined,
      codeVerified: () => undefined,
      tokenCertified: () => undefined,
      requestFailed: (_surface, cause) => faults.push(cause),
    },
    clock,
    stats: {
      db,
      tenants: async () => directory,
      settings: { audience: 'keyserver', minimumUploads: 10, embargoSeconds: 0 },
      clock,
      answerBytes: RESPONSE_BYTES,
    },
    isInMaintenance: false,
    answerBytes: RESPONSE_BYTES,
    probe: async () => undefined,
  },
}))

const odd = <T>(usual: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 150, arbitrary: usual as fc.Arbitrary<unknown> },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    { weight: 1, arbitrary: fc.integer() },
  )
// A small set of keys, so that uploads meet what is stored.
const keyText = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.integer({ min: 0, max: 40 }).map((n) => Buffer.alloc(16, n).toString('base64')),
  },
  {
    weight: 40,
    arbitrary: fc
      .uint8Array({ minLength: 16, maxLength: 16 })
      .map((b) => Buffer.from(b).toString('base64url')),
  },
  { weight: 1, arbitrary: fc.base64String({ maxLength: 30 }) },
)
const sentKey = fc.record({
  key: odd(keyText),
  rollingStartNumber: odd(fc.integer({ min: -15, max: 0 }).map((day) => TODAY + day * 144)),
  rollingPeriod: odd(
    fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom(144, 144, 6) },
      { weight: 1, arbitrary: fc.constantFrom(0, 145) },
    ),
  ),
  transmissionRisk: odd(
    fc.oneof(
      { weight: 30, arbitrary: fc.integer({ min: 0, max: 8 }) },
      { weight: 1, arbitrary: fc.constantFrom(-1, 9) },
    ),
  ),
})
const startOf = (key: { rollingStartNumber: unknown }) => String(key.rollingStartNumber)
const upload = fc.record({
  keys: fc.oneof(
    { weight: 4, arbitrary: fc.uniqueArray(sentKey, { maxLength: 14, selector: startOf }) },
    { weight: 1, arbitrary: fc.array(sentKey, { maxLength: 20 }) },
  ),
  reportType: fc.constantFrom('confirmed', 'likely', 'likely', 'negative', 'user-report', 'other'),
  onset: odd(fc.integer({ min: -14, max: 1 }).map((day) => TODAY + day * 144)),
  revisionToken: fc.oneof(
    { weight: 4, arbitrary: fc.constant('last') },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.base64String() },
  ),
  traveler: odd(fc.boolean()),
  isOldVersion: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  cut: fc.oneof(
    { weight: 15, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.nat(600) },
  ),
})

/** Base64 characters of a token of 56 keys: four a day for a fortnight. */
const LONGEST_USUAL_TOKEN = 2136

let lastToken = ''

async function send(text: string | Uint8Array, path: string, headers: Record<string, string> = {}) {
  const before = count('diagnosis_keys')
  const response = await surface.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: text,
  })
  const body = await response.text()
  const fault = faults.pop()
  if (fault !== undefined) throw fault
  if (response.status >= 500) throw new Error(`status ${response.status}`)
  const answer = JSON.parse(body) as {
    insertedExposures?: number
    revisionToken?: string
    error?: string
  }
  // One length, unless the token that the client itself handed in names more keys than any phone has had.
  const isLonger = (answer.revisionToken ?? '').length > LONGEST_USUAL_TOKEN
  const bytes = Buffer.byteLength(body)
  if (bytes % RESPONSE_BYTES !== 0 || (bytes > RESPONSE_BYTES && !isLonger)) {
    throw new Error(`${bytes} bytes`)
  }
  const stored = count('diagnosis_keys') - before
  // Whole or not at all: what is stored is what was answered, and a refusal stored nothing.
  if (stored !== (answer.insertedExposures ?? 0)) throw new Error(`${stored} rows for ${body}`)
  if (response.status !== 200 && stored > 0) throw new Error('a refusal stored something')
  return { response, answer }
}

export const PUBLISH_PROPERTIES: readonly NamedProperty[] = [
  {
    name: 'any bytes are answered, never by a fault',
    cost: 40,
    property: fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      await send(new Uint8Array(bytes), '/v1/publish')
    }) as unknown as NamedProperty['property'],
  },
  {
    name: 'any upload is answered by the protocol and stored whole or not at all',
    cost: 100,
    property: fc.asyncProperty(upload, async (sent) => {
      const secret = Buffer.alloc(16, 7)
      const signed = sent.keys.every(({ key }) => typeof key === 'string')
        ? signCertificate(authority, keysHmac(sent.keys as SentKey[], secret), {
            now: NOW,
            reportType: sent.reportType,
          })
        : ''
      const text = JSON.stringify({
        temporaryExposureKeys: sent.keys,
        [sent.isOldVersion ? 'appPackageName' : 'healthAuthorityID']: app.appPackageName,
        verificationPayload: signed,
        hmacKey: secret.toString('base64'),
        symptomOnsetInterval: sent.onset,
        revisionToken: sent.revisionToken === 'last' ? lastToken : sent.revisionToken,
        ...(!sent.isOldVersion && { traveler: sent.traveler }),
      })
      const { answer } = await send(
        text.slice(0, sent.cut),
        sent.isOldVersion ? '/' : '/v1/publish',
      )
      lastToken = answer.revisionToken ?? lastToken
    }) as unknown as NamedProperty['property'],
  },
]

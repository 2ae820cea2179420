/**
 * One phone of each country uploads in its own app's way; then the keys of all phones are looked for in all four layouts, each
 * read as its app reads it.
 */

import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { unzipSync } from 'fflate'
import { SignJWT } from 'jose'
import { tocsin as exports } from '../src/core/proto/export.js'
import { tocsin as submissions } from '../src/core/proto/submission.js'
import { checkExport, downloadExports } from '../test/support/phone.ts'
import { NHS_API_KEY, PORTAL_JWT_KEY, WORLD_ROOT } from './identity.ts'
import type { Runtime } from './runtime.ts'

const HOUR = 3600
const DAY = 86_400
const INTERVALS_A_DAY = 144

/** A phone's key of a whole day that is over. */
interface PhoneKey {
  readonly data: Buffer
  readonly start: number
}

/** A key of each of the two days before. */
const keysOf = (now: number): readonly PhoneKey[] =>
  [1, 2].map((daysAgo) => ({
    data: randomBytes(16),
    start: (Math.floor(now / DAY) - daysAgo) * INTERVALS_A_DAY,
  }))

const hexOf = (keys: readonly PhoneKey[]) => keys.map(({ data }) => data.toString('hex'))
const dateOf = (at: number) => new Date(at * 1000).toISOString().slice(0, 10)

export interface NativeUpload {
  readonly how: string
  /** Lower-case hexadecimal. */
  readonly keys: readonly string[]
}

/** @throws where an upload is not taken */
export const uploadNatively = async (
  runtime: Runtime,
  now: number,
): Promise<readonly NativeUpload[]> => [
  { how: 'Corona-Warn-App, with a TAN', keys: await uploadGerman(runtime, keysOf(now)) },
  { how: 'NHS, with a token', keys: await uploadBritish(runtime, keysOf(now)) },
  { how: 'CoronaMelder, by its portal', keys: await uploadDutch(runtime, keysOf(now), now) },
]

async function uploadGerman({ baseUrl }: Runtime, keys: readonly PhoneKey[]) {
  const body = submissions.submission.SubmissionPayload.encode({
    keys: keys.map(({ data, start }, index) => ({
      keyData: data,
      rollingStartIntervalNumber: start,
      rollingPeriod: INTERVALS_A_DAY,
      transmissionRiskLevel: 8 - index,
      daysSinceOnsetOfSymptoms: 1 - index,
    })),
    requestPadding: randomBytes(500),
    visitedCountries: ['DE'],
    origin: 'DE',
    consentToFederation: true,
  }).finish()
  await send(`${baseUrl}/version/v1/diagnosis-keys`, {
    headers: {
      'content-type': 'application/x-protobuf',
      'cwa-fake': '0',
      'cwa-authorization': randomUUID(),
    },
    body: new Uint8Array(body),
  })
  return hexOf(keys)
}

async function uploadBritish(runtime: Runtime, keys: readonly PhoneKey[]) {
  const { baseUrl, operatorToken } = runtime
  const issued = await send(`${baseUrl}/operator/submission-tokens`, {
    headers: { authorization: `Bearer ${operatorToken}` },
    body: JSON.stringify({ testKit: 'LAB_RESULT', count: 1, expiresInSeconds: DAY }),
  })
  const { tokens }: { tokens: readonly string[] } = JSON.parse(issued)
  await send(`${baseUrl}/submission/diagnosis-keys`, {
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${Buffer.from(NHS_API_KEY).toString('base64')}`,
    },
    body: JSON.stringify({
      diagnosisKeySubmissionToken: tokens[0],
      temporaryExposureKeys: keys.map(({ data, start }, index) => ({
        key: data.toString('base64'),
        rollingStartNumber: start,
        rollingPeriod: INTERVALS_A_DAY,
        transmissionRiskLevel: 7,
        daysSinceOnsetOfSymptoms: 1 - index,
      })),
    }),
  })
  return hexOf(keys)
}

async function uploadDutch({ baseUrl }: Runtime, keys: readonly PhoneKey[], now: number) {
  const registered: { ggdKey: string; bucketId: string; confirmationKey: string } = JSON.parse(
    await send(`${baseUrl}/v2/register`, { body: '' }),
  )
  const body = JSON.stringify({
    keys: keys.map(({ data, start }) => ({
      keyData: data.toString('base64'),
      rollingStartNumber: start,
      rollingPeriod: INTERVALS_A_DAY,
    })),
    bucketId: registered.bucketId,
    padding: randomBytes(600).toString('base64'),
  })
  const key = Buffer.from(registered.confirmationKey, 'base64')
  const signature = createHmac('sha256', key).update(body).digest('base64')
  await send(`${baseUrl}/v1/postkeys?sig=${encodeURIComponent(signature)}`, { body })
  const token = await new SignJWT({ id: 'case worker' })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setExpirationTime(now + HOUR)
    .sign(Buffer.from(PORTAL_JWT_KEY))
  const confirmed = await send(`${baseUrl}/pubtek`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ggdKey: registered.ggdKey,
      subjectHasSymptoms: true,
      dateOfSymptomsOnset: dateOf(now - DAY),
    }),
  })
  if (JSON.parse(confirmed).valid !== true) throw new Error('the portal did not confirm')
  return hexOf(keys)
}

async function send(url: string, init: RequestInit): Promise<string> {
  const response = await fetch(url, { method: 'POST', ...init })
  if (!response.ok) throw new Error(`${new URL(url).pathname} answers ${response.status}`)
  return response.text()
}

/** What a layout offers: every key of every archive that its app would download. */
export interface OfferedLayout {
  readonly layout: string
  readonly archives: number
  readonly keys: ReadonlySet<string>
}

export async function readLayouts(
  runtime: Runtime,
  now: number,
): Promise<readonly OfferedLayout[]> {
  return [
    await readGoogle(runtime),
    await readGerman(runtime, now),
    await readBritish(runtime, now),
    await readDutch(runtime),
  ]
}

const offered = (layout: string, archives: readonly (readonly string[])[]): OfferedLayout => ({
  layout,
  archives: archives.length,
  keys: new Set(archives.flat()),
})

async function get(url: string): Promise<Uint8Array> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${new URL(url).pathname} answers ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}

const json = async <T>(url: string): Promise<T> =>
  JSON.parse(new TextDecoder().decode(await get(url)))

const keysIn = (archive: Uint8Array, name: string, publicKeyPem: string): readonly string[] =>
  checkExport(archive, { [name]: publicKeyPem }).keys.map(({ keyHex }) => keyHex)

async function readGoogle({ baseUrl, signerPublicKeyPem }: Runtime): Promise<OfferedLayout> {
  const files = await downloadExports(`${baseUrl}/${WORLD_ROOT}/index.txt`, baseUrl, new Set())
  return offered(
    'Google',
    files.map(({ archive }) => keysIn(archive, '310-v1', signerPublicKeyPem)),
  )
}

/** Days that are over, and the hours of today, as the app does. */
async function readGerman(
  { baseUrl, signerPublicKeyPem }: Runtime,
  now: number,
): Promise<OfferedLayout> {
  const root = `${baseUrl}/version/v1/diagnosis-keys/country/DE/date`
  const paths = (await json<string[]>(root)).map((date) => `${root}/${date}`)
  const today = await fetch(`${root}/${dateOf(now)}/hour`)
  if (today.ok) {
    const hours = (await today.json()) as number[]
    paths.push(...hours.map((hour) => `${root}/${dateOf(now)}/hour/${hour}`))
  }
  const archives = await Promise.all(paths.map(get))
  return offered(
    'Corona-Warn-App',
    archives.map((archive) => keysIn(archive, '262-v1', signerPublicKeyPem)),
  )
}

/** The last days, and today's so far. */
async function readBritish(
  { baseUrl, signerPublicKeyPem }: Runtime,
  now: number,
): Promise<OfferedLayout> {
  const ends = [0, 1, 2].map((back) => Math.floor(now / DAY) * DAY + (1 - back) * DAY)
  const archives = await Promise.all(
    ends.map((end) =>
      get(`${baseUrl}/distribution/daily/${dateOf(end).replaceAll('-', '')}00.zip`),
    ),
  )
  return offered(
    'NHS',
    archives.map((archive) => keysIn(archive, '234-v1', signerPublicKeyPem)),
  )
}

/** What the manifest names. Its archives hold a signature by certificate beside ours. */
async function readDutch({ baseUrl }: Runtime): Promise<OfferedLayout> {
  const content = unzipSync(await get(`${baseUrl}/v6/manifest`))['content.bin']
  const { exposureKeySets }: { exposureKeySets: readonly string[] } = JSON.parse(
    new TextDecoder().decode(content),
  )
  const archives = await Promise.all(
    exposureKeySets.map((id) => get(`${baseUrl}/v6/exposurekeyset/${id}`)),
  )
  return offered(
    'CoronaMelder',
    archives.map((archive) => {
      const bin = unzipSync(archive)['export.bin'] ?? new Uint8Array()
      const message = exports.exposure.TemporaryExposureKeyExport.decode(bin.subarray(16))
      return (message.keys ?? []).map(({ keyData }) => Buffer.from(keyData ?? []).toString('hex'))
    }),
  )
}

/**
 * The way of a positive test through the whole system, request by request: code, token, certificate, upload.
 * Source: verification server internal/clients/e2e.go.
 */

import { toBase64 } from '../bytes.ts'
import type { RandomBytes } from '../random.ts'
import { fail, type Result, succeed } from '../result.ts'
import {
  addSeconds,
  INTERVALS_PER_DAY,
  intervalOf,
  SECONDS_PER_DAY,
  type UnixSeconds,
  utcDateOf,
  utcDayOf,
} from '../time.ts'
import { exposureKeyHmac, type ReceivedKey } from '../verification/exposure-key-hmac.ts'
import { type Exchange, exchangeJson } from './exchange.ts'
import type { WalkRecorder } from './steps.ts'

/** What a walk is tried against: addresses without a slash at the end. */
export interface UploadTargets {
  readonly adminApi: string
  readonly verificationApi: string
  readonly keyServer: string
  readonly adminKey: string
  readonly deviceKey: string
  /** The app that uploads. */
  readonly healthAuthorityId: string
  /** Texted to where it is given; undefined: no text is asked for. */
  readonly phone: string | undefined
  /** Phone of user reports, which need one; it must not have reported before. */
  readonly reportPhone: string
}

export interface UploadWalkDeps {
  readonly exchange: Exchange
  readonly randomBytes: RandomBytes
  readonly now: () => UnixSeconds
  readonly recorder: WalkRecorder
}

const KEYS = 14
const KEY_BYTES = 16
const SECRET_BYTES = 32
const PADDING_BYTES = 768
const SYMPTOM_AGE_SECONDS = 2 * SECONDS_PER_DAY

export type WalkTestType = 'confirmed' | 'likely' | 'user-report'

/** Where a second round goes on. */
export interface Uploaded {
  readonly keys: readonly ReceivedKey[]
  readonly revisionToken: string
}

/** One round. @param before of an earlier round: its keys are uploaded once more, with one more of today */
export async function walkUpload(
  deps: UploadWalkDeps,
  targets: UploadTargets,
  testType: WalkTestType,
  before: Uploaded | undefined,
): Promise<Uploaded | undefined> {
  const { recorder, randomBytes } = deps
  const phone = testType === 'user-report' ? targets.reportPhone : targets.phone
  const padding = () => toBase64(randomBytes(PADDING_BYTES))
  const keys = before === undefined ? freshKeys(deps) : [...before.keys, keyOf(deps, 0)]

  const issued = await call(deps, 'issue', `${targets.adminApi}/api/issue`, targets.adminKey, {
    testType,
    symptomDate: utcDateOf(addSeconds(deps.now(), -SYMPTOM_AGE_SECONDS)),
    tzOffset: 0,
    ...(phone !== undefined && { phone }),
    externalIssuerID: '',
    uuid: '',
    onlyGenerateSMS: false,
    padding: padding(),
  })
  const code = textOf(issued, 'code')
  const uuid = textOf(issued, 'uuid')
  if (!recorder.holds('issue', code !== '' && uuid !== '', 'there is no code or no uuid')) return

  const verified = await call(
    deps,
    'verify',
    `${targets.verificationApi}/api/verify`,
    targets.deviceKey,
    { code, accept: null, padding: padding() },
  )
  const token = textOf(verified, 'token')
  if (!recorder.holds('verify', token !== '', 'there is no token')) return

  const status = await call(
    deps,
    'checkcodestatus',
    `${targets.adminApi}/api/checkcodestatus`,
    targets.adminKey,
    { uuid, padding: padding() },
  )
  const isClaimed = status?.['claimed'] === true
  if (!recorder.holds('checkcodestatus', isClaimed, 'the code is not claimed')) return

  const secret = randomBytes(SECRET_BYTES)
  const certified = await call(
    deps,
    'certificate',
    `${targets.verificationApi}/api/certificate`,
    targets.deviceKey,
    { token, ekeyhmac: toBase64(await exposureKeyHmac(keys, secret)), padding: padding() },
  )
  const certificate = textOf(certified, 'certificate')
  if (!recorder.holds('certificate', certificate !== '', 'there is no certificate')) return

  const published = await call(deps, 'publish', `${targets.keyServer}/v1/publish`, undefined, {
    temporaryExposureKeys: keys,
    healthAuthorityID: targets.healthAuthorityId,
    verificationPayload: certificate,
    hmacKey: toBase64(secret),
    ...(before !== undefined && { revisionToken: before.revisionToken }),
    padding: padding(),
  })
  const revisionToken = textOf(published, 'revisionToken')
  if (!recorder.holds('publish', revisionToken !== '', 'there is no revision token')) return
  return { keys, revisionToken }
}

async function call(
  { exchange, recorder }: UploadWalkDeps,
  step: string,
  url: string,
  apiKey: string | undefined,
  body: object,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  return recorder.step(
    step,
    async (): Promise<Result<Readonly<Record<string, unknown>>, string>> => {
      const answer = await exchangeJson(exchange, url, body, apiKey)
      return answer.ok ? succeed(answer.value) : fail(answer.failure)
    },
  )
}

const textOf = (answer: Readonly<Record<string, unknown>> | undefined, member: string): string => {
  const value = answer?.[member]
  return typeof value === 'string' ? value : ''
}

const freshKeys = (deps: UploadWalkDeps): readonly ReceivedKey[] =>
  Array.from({ length: KEYS }, (_, age) => keyOf(deps, age))

/** @param age days before today */
function keyOf({ randomBytes, now }: UploadWalkDeps, age: number): ReceivedKey {
  const midnight = (utcDayOf(now()) * SECONDS_PER_DAY) as UnixSeconds
  return {
    key: toBase64(randomBytes(KEY_BYTES)),
    rollingStartNumber: intervalOf(midnight) - age * INTERVALS_PER_DAY,
    rollingPeriod: INTERVALS_PER_DAY,
    transmissionRisk: 0,
  }
}

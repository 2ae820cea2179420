/**
 * Test data: uploads as phones send them, drawn from chance, through the rules and the write that real uploads take. For
 * development. Source: google/exposure-notifications-server internal/generate.
 */

import { toBase64 } from '../core/bytes.ts'
import { type Chance, drawInteger, drawOne, freshChance } from '../core/padding/chance.ts'
import type { PresentedToken } from '../core/publish/revision.ts'
import { type PublishLimits, transformKeys } from '../core/publish/transform.ts'
import type { RandomBytes } from '../core/random.ts'
import type { ReportType } from '../core/report-type.ts'
import { KEY_BYTES, MAX_ROLLING_PERIOD } from '../core/temporary-exposure-key.ts'
import {
  addSeconds,
  asIntervalNumber,
  INTERVALS_PER_DAY,
  SECONDS_PER_HOUR,
  type UnixSeconds,
  utcDayOf,
} from '../core/time.ts'
import { MAX_TRANSMISSION_RISK_LEVEL } from '../core/transmission-risk.ts'
import type { ReceivedKey } from '../core/verification/exposure-key-hmac.ts'
import type { AuthorizedApp, HealthAuthority } from '../core/verification/health-authority.ts'
import { type StoreDeps, storeUpload } from './store-upload.ts'

export interface GenerateDataDeps extends Omit<StoreDeps, 'settings'> {
  readonly randomBytes: RandomBytes
  readonly settings: PublishLimits & StoreDeps['settings']
}

export interface GenerateDataOptions {
  readonly region: string
  readonly uploads: number
  /** Keys of consecutive days, the last of today. */
  readonly keysPerUpload: number
  /** Share of uploads, 0 to 1, that begin as likely and are revised two hours later. */
  readonly revisedShare: number
  readonly travelerShare: number
  /** Who vouches for them. */
  readonly healthAuthority: HealthAuthority
}

export const DEFAULT_GENERATED = {
  uploads: 10,
  keysPerUpload: 14,
  revisedShare: 0.3,
  travelerShare: 0.2,
} as const

/** More in one call would outlast a request. */
export const MAX_GENERATED_UPLOADS = 1000

export interface GeneratedData {
  readonly uploads: number
  readonly revised: number
  readonly keys: number
}

const REVISION_DELAY_SECONDS = 2 * SECONDS_PER_HOUR
const FIRST_TYPES: readonly ReportType[] = ['confirmed-test', 'clinical-diagnosis', 'self-report']
const REVISED_TYPES: readonly ReportType[] = ['confirmed-test', 'revoked']
const MAX_ONSET_DAYS_AGO = 7
const NO_TOKEN: PresentedToken = { kind: 'absent' }

/** @throws where an upload is refused: drawn ones keep to the rules */
export async function generateData(
  deps: GenerateDataDeps,
  options: GenerateDataOptions,
  now: UnixSeconds,
): Promise<GeneratedData> {
  const chance = freshChance(deps.randomBytes)
  let revised = 0
  let keys = 0
  for (let i = 0; i < options.uploads; i++) {
    const isRevised = chance() < options.revisedShare
    const upload = drawUpload(deps.randomBytes, chance, options, now)
    keys += await send(
      deps,
      options,
      upload,
      isRevised ? 'clinical-diagnosis' : drawOne(chance, FIRST_TYPES),
      now,
    )
    if (!isRevised) continue
    revised++
    await send(
      deps,
      options,
      upload,
      drawOne(chance, REVISED_TYPES),
      addSeconds(now, REVISION_DELAY_SECONDS),
    )
  }
  return { uploads: options.uploads, revised, keys }
}

interface DrawnUpload {
  readonly keys: readonly ReceivedKey[]
  readonly traveler: boolean
  readonly reportedOnset: number
}

function drawUpload(
  randomBytes: RandomBytes,
  chance: Chance,
  { keysPerUpload, travelerShare }: GenerateDataOptions,
  now: UnixSeconds,
): DrawnUpload {
  const today = utcDayOf(now) * INTERVALS_PER_DAY
  return {
    keys: Array.from({ length: keysPerUpload }, (_, daysAgo) => ({
      key: toBase64(randomBytes(KEY_BYTES)),
      rollingStartNumber: today - daysAgo * INTERVALS_PER_DAY,
      rollingPeriod: MAX_ROLLING_PERIOD,
      transmissionRisk: drawInteger(chance, 0, MAX_TRANSMISSION_RISK_LEVEL),
    })),
    traveler: chance() < travelerShare,
    reportedOnset: today - drawInteger(chance, 1, MAX_ONSET_DAYS_AGO) * INTERVALS_PER_DAY,
  }
}

/** @returns how many keys are new */
async function send(
  deps: GenerateDataDeps,
  { region, healthAuthority }: GenerateDataOptions,
  { keys, traveler, reportedOnset }: DrawnUpload,
  reportType: ReportType,
  now: UnixSeconds,
): Promise<number> {
  const transformed = transformKeys(
    { keys, reportType, reportedOnsets: [reportedOnset], releasesSameDayKeys: false },
    deps.settings,
    now,
  )
  if (!transformed.ok) throw new TypeError(`a drawn upload: ${transformed.failure.reason}`)
  const stored = await storeUpload(
    deps,
    {
      app: GENERATED_APP,
      regions: [region],
      certificate: {
        healthAuthority,
        reportType,
        symptomOnsetIntervalNumber: asIntervalNumber(0),
        visitedCountries: undefined,
      },
      transformed: transformed.value,
      token: NO_TOKEN,
      platform: 'unknown',
      traveler,
    },
    now,
  )
  if (!stored.ok) throw new TypeError(`a drawn upload: ${stored.failure.reason}`)
  return stored.value.insertedKeys
}

/** Nobody's app: it revises its own uploads, for which it keeps no tokens. */
const GENERATED_APP: AuthorizedApp = {
  appPackageName: 'generated.data',
  allowedRegions: [],
  allowedHealthAuthorityIds: [],
  bypassesCertificate: false,
  bypassesRevisionToken: true,
  releasesSameDayKeys: false,
  federationConsent: 'never',
}

/**
 * Uploads of phones of all four systems to one store, each in its own form: for statistics. Whoever they are, and what they
 * know of their onset, is drawn by rules of its own; from there on they go the way that an upload of the app goes.
 */

import { confirmedKeys, shapedOnset } from '../../src/core/layouts/coronamelder/confirmed-keys.ts'
import { visitedCountriesOf } from '../../src/core/layouts/coronamelder/countries-of-interest.ts'
import { transformSubmission } from '../../src/core/layouts/nhs/submission.ts'
import { shapeOf } from '../../src/core/padding/shape.ts'
import { DEFAULT_PUBLISH_LIMITS } from '../../src/core/publish/default-limits.ts'
import type { SymptomOnset } from '../../src/core/publish/symptom-onset.ts'
import { transformKeys } from '../../src/core/publish/transform.ts'
import type { ReportType } from '../../src/core/report-type.ts'
import { transformPayload } from '../../src/core/submission/corona-warn-app/transform-payload.ts'
import type { DiagnosisKey } from '../../src/core/temporary-exposure-key.ts'
import { asIntervalNumber, asUnixSeconds, floorTo, type UnixSeconds } from '../../src/core/time.ts'
import type { StoredUpload } from '../../src/db/keyserver/queries/diagnosis-keys.ts'
import { countryUpload } from './country.ts'

const DAY = 86_400
const INTERVALS = 144
export const HOME = 'DE'
/** Neighbours, as often as they are visited. */
export const NEIGHBOURS: readonly (readonly [string, number])[] = [
  ['NL', 30],
  ['BE', 25],
  ['FR', 15],
  ['ES', 10],
]
const LIMITS = DEFAULT_PUBLISH_LIMITS
const OPTIONS = {
  truncateWindowSeconds: LIMITS.truncateWindowSeconds,
  releasesSameDayKeys: false,
}

interface Person {
  readonly random: () => number
  readonly now: UnixSeconds
  /** Midnight, as an interval number. */
  readonly today: number
  /** Of the keys, newest first. */
  readonly ages: readonly number[]
  readonly onsetDaysAgo: number
  readonly foreign: readonly string[]
}

interface Transformed {
  readonly keys: readonly DiagnosisKey[]
  readonly onset: SymptomOnset
}

const keyDataOf = ({ random }: Person): Uint8Array =>
  Uint8Array.from({ length: 16 }, () => random() * 256)

function personAt(random: () => number, now: UnixSeconds): Person {
  const isNewUser = random() < 0.15
  const oldest = isNewUser ? 1 + Math.floor(random() * 12) : 13
  const withToday = random() < 0.3
  const ages = Array.from({ length: oldest }, (_, i) => i + 1)
  return {
    random,
    now,
    today: Math.floor(now / DAY) * INTERVALS,
    ages: withToday ? [0, ...ages] : ages,
    onsetDaysAgo: 1 + Math.floor(random() * 3) + Math.floor(random() * 4),
    foreign: random() < 0.1 ? foreignCountries(random) : [],
  }
}

function foreignCountries(random: () => number): readonly string[] {
  const at = random()
  const left = [...NEIGHBOURS]
  return Array.from({ length: at < 0.7 ? 1 : at < 0.9 ? 2 : 3 }, () => {
    let point = random() * left.reduce((sum, [, weight]) => sum + weight, 0)
    const index = left.findIndex(([, weight]) => {
      point -= weight
      return point < 0
    })
    return left.splice(index, 1)[0]?.[0] ?? ''
  }).sort()
}

/** Levels of an app that grades by days since the onset, from -2 on. */
const GRADED = [5, 6, 8, 8, 8, 7, 5, 3, 2]
const gradeOf = (days: number): number => GRADED[days + 2] ?? 1

/** What a Corona-Warn-App phone asks and its user answers; each a form of the code, by the age of a key. */
function coronaWarnAppOnset({ random, onsetDaysAgo }: Person): (age: number) => number | undefined {
  const answer = random()
  if (answer < 0.4) return (age) => onsetDaysAgo - age
  if (answer < 0.5) return (age) => 701 - age
  if (answer < 0.57) return (age) => 708 - age
  if (answer < 0.67) return (age) => 2000 - age
  if (answer < 0.85) return (age) => 3000 - age
  if (answer < 0.95) return (age) => 4000 - age
  return () => undefined
}

function coronaWarnApp(person: Person): Transformed & { readonly reportType: ReportType } {
  const { random, now, today, ages, onsetDaysAgo } = person
  const onset = coronaWarnAppOnset(person)
  const saysRisk = onset(0) === undefined || random() < 0.7
  const knowsDay = (onset(0) ?? 99) < 22
  const reportType: ReportType = random() < 0.1 ? 'self-report' : 'confirmed-test'
  const keys = ages.map((age) => ({
    keyData: keyDataOf(person),
    rollingStartIntervalNumber: today - age * INTERVALS,
    rollingPeriod: INTERVALS,
    transmissionRiskLevel: saysRisk ? gradeOf(knowsDay ? onsetDaysAgo - age : 3 - age) : undefined,
    onsetCode: onset(age),
  }))
  const rules = { ...LIMITS, ...OPTIONS, reportType, maxAgeDays: 14 }
  return { ...transformPayload({ keys }, rules, now), reportType }
}

function coronaMelder(person: Person): Transformed {
  const { random, now, today, ages, onsetDaysAgo } = person
  const isSymptomatic = random() < 0.7
  const confirmed = {
    inclusionDay: asUnixSeconds(
      floorTo(now, DAY) - (isSymptomatic ? onsetDaysAgo : 1 + Math.floor(random() * 2)) * DAY,
    ),
    isSymptomatic,
  }
  const waiting = ages.map((age) => ({
    keyData: keyDataOf(person),
    rollingStartIntervalNumber: asIntervalNumber(today - age * INTERVALS),
    rollingPeriod: INTERVALS,
  }))
  return { keys: confirmedKeys(waiting, confirmed, OPTIONS, now), onset: shapedOnset(confirmed) }
}

function nhs(person: Person): Transformed {
  const { random, now, today, ages, onsetDaysAgo } = person
  const reportType: ReportType = random() < 0.2 ? 'self-report' : 'confirmed-test'
  const keys = ages.map((age) => ({
    key: Buffer.from(keyDataOf(person)).toString('base64'),
    rollingStartNumber: today - age * INTERVALS,
    rollingPeriod: INTERVALS,
    transmissionRiskLevel: Math.max(1, 7 - Math.abs(onsetDaysAgo - age)),
    daysSinceOnsetOfSymptoms: onsetDaysAgo - age,
  }))
  const stored = transformSubmission(keys, reportType, LIMITS, false, now)
  if (!stored.ok) throw new Error(`an NHS app breaks a rule: ${stored.failure.reason}`)
  return stored.value
}

function google(person: Person): Transformed & { readonly traveler: boolean } {
  const sent = countryUpload(person.random, person.now)
  const stored = transformKeys({ ...sent, releasesSameDayKeys: false }, LIMITS, person.now)
  if (!stored.ok) throw new Error(`a phone breaks a rule: ${stored.failure.reason}`)
  return { ...stored.value, traveler: sent.traveler }
}

/** One upload of any app. */
export function uploadOfAnyApp(random: () => number, now: UnixSeconds): StoredUpload {
  const person = personAt(random, now)
  const { foreign } = person
  const app = random()
  if (app < 0.3) {
    const stored = google(person)
    // A case worker asks where a traveler was.
    const places = stored.traveler ? foreignCountries(random) : undefined
    return toStore(stored, stored.traveler, places, now)
  }
  if (app < 0.6) {
    const countries = [...foreign, HOME]
    return toStore(coronaWarnApp(person), foreign.length > 0, countries, now)
  }
  if (app < 0.85) {
    const stored = coronaMelder(person)
    const countries = visitedCountriesOf([HOME, ...foreign], HOME)
    return stored.keys.length === 0
      ? uploadOfAnyApp(random, now)
      : toStore(stored, foreign.length > 0, countries, now)
  }
  return toStore(nhs(person), false, undefined, now)
}

const toStore = (
  { keys, onset }: Transformed,
  traveler: boolean,
  visitedCountries: readonly string[] | undefined,
  now: UnixSeconds,
): StoredUpload => ({
  keys,
  attributes: {
    regions: [HOME],
    traveler,
    provenance: 'uploaded',
    healthAuthorityId: undefined,
    federationConsent: 'never',
    visitedCountries,
  },
  statistics: undefined,
  shape: {
    slot: floorTo(now, LIMITS.truncateWindowSeconds),
    shape: shapeOf({ keys, onset, traveler }, now),
  },
})

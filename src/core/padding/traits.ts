/**
 * An upload taken apart into traits that are drawn one after another, each given those before it: report type, onset,
 * today's key, length, holes, transmission risks. Pure.
 */

import { REPORT_TYPE_NUMBER } from '../report-type.ts'
import { MAX_DAYS_SINCE_ONSET, MAX_ROLLING_PERIOD } from '../temporary-exposure-key.ts'
import { INTERVALS_PER_DAY } from '../time.ts'
import { MAX_TRANSMISSION_RISK_LEVEL } from '../transmission-risk.ts'
import { type Chance, drawInteger, drawOne } from './chance.ts'
import { CUT_LAGS, isWholeDay, type KeyShape, type UploadShape } from './shape.ts'
import { drawTrait, type Trait, type TraitTables } from './trait-tables.ts'
import {
  formatOnset,
  type OnsetForm,
  onsetsOfForm,
  parseOnset,
  type UploadOnset,
} from './upload-onset.ts'

/** Days back of the oldest key that a phone may send. */
const MAX_AGE_DAYS = 15
/** An onset further back leaves no key near enough to it. */
const MAX_ONSET_DAYS_AGO = MAX_AGE_DAYS + MAX_DAYS_SINCE_ONSET - 1

/** Types that an upload can have when it comes first. */
const FIRST_TYPES = [
  0,
  REPORT_TYPE_NUMBER['confirmed-test'],
  REPORT_TYPE_NUMBER['clinical-diagnosis'],
  REPORT_TYPE_NUMBER['self-report'],
]

// Contexts by trait. Whoever counts and whoever draws must agree on them, so they stand here once. The kind of risk levels
// comes early, since it tells most of the app that a phone runs.
const CONTEXTS = {
  kind: () => ['kind'],
  risk: (type: string) => [`risk|${type}`, 'risk'],
  today: (type: string, risk: string) => [`today|${type}|${risk}`, `today|${risk}`, 'today'],
  onset: (type: string, risk: string) => [`onset|${type}|${risk}`, `onset|${type}`, 'onset'],
  oldest: (risk: string, today: string, onset: string) => [
    `oldest|${risk}|${today}|${onset}`,
    `oldest|${risk}|${today}`,
    `oldest|${today}`,
    'oldest',
  ],
  newest: (today: string) => [`newest|${today}`, 'newest'],
  holes: (today: string, oldest: number) => [`holes|${today}|${oldest}`, `holes|${today}`, 'holes'],
  next: (distance: string, before: string) => [
    `next|${distance}|${before}`,
    `next|${distance}`,
    `next|${before}`,
  ],
}

const NO_ONSET = '-'
const NO_KEY_TODAY = 'none'
const WHOLE_TODAY = 'whole'
const NO_HOLES = 'none'
const VARYING = 'varying'
/** Before the first risk. */
const NOTHING_BEFORE = 'x'

const kindOf = (type: number, traveler: boolean, isOdd: boolean): string =>
  `${type}${traveler ? 't' : 'h'}${isOdd ? 'o' : 'e'}`

/** Whether any key but today's cut one is not that of a whole day, or two share a day. */
const isOddShape = ({ keys }: UploadShape): boolean =>
  keys.some((key) => key.end.kind !== 'cut' && !isWholeDay(key)) ||
  new Set(keys.map((key) => key.ageDays)).size < keys.length

/** The traits of an upload, for counting. */
export function traitsOf(shape: UploadShape): readonly Trait[] {
  const type = String(shape.reportTypeNumber)
  const onset = formatOnset(shape)
  const risk = riskKindOf(shape.keys)
  const today = todayOf(shape.keys)
  const kind = kindOf(shape.reportTypeNumber, shape.traveler, isOddShape(shape))
  const traits: Trait[] = [
    { contexts: CONTEXTS.kind(), value: kind },
    { contexts: CONTEXTS.risk(type), value: risk },
    { contexts: CONTEXTS.onset(type, risk), value: onset },
  ]
  if (today !== undefined) traits.push({ contexts: CONTEXTS.today(type, risk), value: today })
  const ages = [...new Set(shape.keys.map((key) => key.ageDays))].filter((age) => age > 0)
  const [newest = 0] = ages
  const oldest = ages.at(-1) ?? 0
  const ending = endingOf(today)
  traits.push({ contexts: CONTEXTS.oldest(risk, ending, onset), value: String(oldest) })
  if (oldest > 0) traits.push({ contexts: CONTEXTS.newest(ending), value: String(newest) })
  if (oldest - newest > 1) {
    traits.push({ contexts: CONTEXTS.holes(ending, oldest), value: holesText(ages) })
  }
  return risk === VARYING ? [...traits, ...riskTraits(shape)] : traits
}

/** undefined where today's key is an odd one. */
function todayOf(keys: readonly KeyShape[]): string | undefined {
  const today = keys.filter((key) => key.ageDays === 0)
  const [key] = today
  if (key === undefined) return NO_KEY_TODAY
  if (today.length > 1) return undefined
  if (key.end.kind === 'cut') return key.startOffset === 0 ? String(key.end.lag) : undefined
  return isWholeDay(key) ? WHOLE_TODAY : undefined
}

/** Whether today's key is there, cut or whole. */
const endingOf = (today: string | undefined): string =>
  today === NO_KEY_TODAY || today === WHOLE_TODAY ? today : 'cut'

/** Lengths of the runs of missing days, the longest first. @param ages ascending */
function holesText(ages: readonly number[]): string {
  const runs = ages.slice(1).map((age, i) => age - (ages[i] ?? 0) - 1)
  const holes = runs.filter((run) => run > 0).sort((a, b) => b - a)
  return holes.length === 0 ? NO_HOLES : holes.join(',')
}

/** The one level of all keys, or that they vary. */
function riskKindOf(keys: readonly KeyShape[]): string {
  const risks = new Set(keys.map((key) => key.transmissionRiskLevel))
  const [risk = 0] = risks
  return risks.size > 1 ? VARYING : String(risk)
}

const riskTraits = (shape: UploadShape): readonly Trait[] =>
  shape.keys.map((key, i) => {
    const before = String(shape.keys[i - 1]?.transmissionRiskLevel ?? NOTHING_BEFORE)
    const distance = distanceText(key.ageDays, shape)
    return { contexts: CONTEXTS.next(distance, before), value: String(key.transmissionRiskLevel) }
  })

/** Days since the onset, or the age where it is not known, by form: what an app's risk levels go by. */
const distanceText = (ageDays: number, { onsetDaysAgo, onsetForm }: UploadOnset): string => {
  const distance = onsetDaysAgo === undefined ? `a${ageDays}` : `${onsetDaysAgo - ageDays}`
  return onsetForm === undefined ? distance : `${onsetForm}:${distance}`
}

/**
 * Draws an upload trait by trait. Empty tables give a flat one: anything that a phone may send.
 * @param forms of onsets that phones here send
 */
export function drawShape(
  tables: TraitTables,
  chance: Chance,
  forms: readonly OnsetForm[] = [],
): UploadShape {
  const kind = drawTrait(tables, CONTEXTS.kind(), chance, () =>
    kindOf(drawOne(chance, FIRST_TYPES), chance() < 0.5, chance() < 0.5),
  )
  const type = kind.charAt(0)
  const anyRisk = () => String(drawInteger(chance, 0, MAX_TRANSMISSION_RISK_LEVEL))
  const risk = drawTrait(tables, CONTEXTS.risk(type), chance, () =>
    chance() < 0.5 ? VARYING : anyRisk(),
  )
  const onset = drawTrait(tables, CONTEXTS.onset(type, risk), chance, () =>
    drawOne(chance, [
      NO_ONSET,
      ...upTo(MAX_ONSET_DAYS_AGO).map(String),
      ...forms.flatMap(onsetsOfForm),
    ]),
  )
  const uploadOnset = parseOnset(onset)
  if (uploadOnset === undefined) throw new TypeError('the model has an onset that is none')
  const today = drawTrait(tables, CONTEXTS.today(type, risk), chance, () =>
    drawOne(chance, [NO_KEY_TODAY, WHOLE_TODAY, ...CUT_LAGS.map(String)]),
  )
  const ages = drawAges(tables, chance, { risk, onset, today })
  const plain: KeyShape[] = ages.map((ageDays) => ({
    ageDays,
    startOffset: 0,
    end: endOfDay(ageDays, today),
    transmissionRiskLevel: 0,
  }))
  const keys = kind.endsWith('o') ? makeOdd(plain, chance) : plain
  const risks =
    risk === VARYING
      ? drawRisks(tables, chance, uploadOnset, ages, anyRisk)
      : ages.map(() => Number(risk))
  return {
    reportTypeNumber: Number(type),
    traveler: kind.charAt(1) === 't',
    ...uploadOnset,
    keys: keys.map((key, i) => ({ ...key, transmissionRiskLevel: risks[i] ?? 0 })),
  }
}

const upTo = (last: number): readonly number[] => Array.from({ length: last + 1 }, (_, i) => i)

const endOfDay = (ageDays: number, today: string): KeyShape['end'] =>
  ageDays > 0 || today === WHOLE_TODAY
    ? { kind: 'period', rollingPeriod: MAX_ROLLING_PERIOD }
    : { kind: 'cut', lag: Number(today) }

/** Ages of the keys, ascending; at least one. */
function drawAges(
  tables: TraitTables,
  chance: Chance,
  { risk, onset, today }: { risk: string; onset: string; today: string },
): readonly number[] {
  const ending = endingOf(today)
  const hasToday = today !== NO_KEY_TODAY
  const drawn = Number(
    drawTrait(tables, CONTEXTS.oldest(risk, ending, onset), chance, () =>
      String(drawInteger(chance, 0, MAX_AGE_DAYS)),
    ),
  )
  const oldest = drawn === 0 && !hasToday ? 1 : drawn
  const newestDrawn = Number(
    drawTrait(tables, CONTEXTS.newest(ending), chance, () =>
      String(drawInteger(chance, 1, MAX_AGE_DAYS)),
    ),
  )
  const newest = Math.min(newestDrawn, oldest)
  const holes = drawTrait(tables, CONTEXTS.holes(ending, oldest), chance, () =>
    drawOne(chance, [NO_HOLES, '1', '2', '3', '1,1', '2,1', '1,1,1']),
  )
  const missing = holes === NO_HOLES ? new Set<number>() : placeHoles(holes, newest, oldest, chance)
  const ages = upTo(oldest).filter((age) => age >= newest && age > 0 && !missing.has(age))
  return hasToday ? [0, ...ages] : ages
}

/** Runs of missing days between two kept ones, anywhere; a run that finds no room is left out. */
function placeHoles(
  holes: string,
  newest: number,
  oldest: number,
  chance: Chance,
): ReadonlySet<number> {
  const missing = new Set<number>()
  for (const run of holes.split(',').map(Number)) {
    const starts = upTo(oldest).filter((start) => {
      const isInside = start > newest && start + run <= oldest
      return isInside && !upTo(run + 1).some((i) => missing.has(start - 1 + i))
    })
    if (starts.length === 0) continue
    const start = drawOne(chance, starts)
    for (let age = start; age < start + run; age++) missing.add(age)
  }
  return missing
}

function drawRisks(
  tables: TraitTables,
  chance: Chance,
  onset: UploadOnset,
  ages: readonly number[],
  anyRisk: () => string,
): readonly number[] {
  let before = NOTHING_BEFORE
  return ages.map((age) => {
    const contexts = CONTEXTS.next(distanceText(age, onset), before)
    before = drawTrait(tables, contexts, chance, anyRisk)
    return Number(before)
  })
}

/** Keys that don't go by UTC days: all of them shifted, or one of them short. */
function makeOdd(keys: readonly KeyShape[], chance: Chance): readonly KeyShape[] {
  if (chance() < 0.5) {
    const startOffset = drawInteger(chance, 1, INTERVALS_PER_DAY - 1)
    return keys.map((key) => (key.end.kind === 'cut' ? key : { ...key, startOffset }))
  }
  const short = drawInteger(chance, 0, keys.length - 1)
  const rollingPeriod = drawInteger(chance, 1, MAX_ROLLING_PERIOD - 1)
  return keys.map((key, i) =>
    i === short ? { ...key, end: { kind: 'period', rollingPeriod } } : key,
  )
}

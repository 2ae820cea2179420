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

// Contexts by trait. Whoever counts and whoever draws must agree on them, so they stand here once.
const CONTEXTS = {
  kind: () => ['kind'],
  onset: (type: string) => [`onset|${type}`, 'onset'],
  today: (type: string) => [`today|${type}`, 'today'],
  oldest: (type: string, onset: string) => [
    `oldest|${type}|${onset}`,
    `oldest|${onset}`,
    `oldest|${type}`,
    'oldest',
  ],
  newest: (today: string) => [`newest|${today}`, 'newest'],
  holes: (oldest: number) => [`holes|${oldest}`, 'holes'],
  risk: (type: string, onset: string) => [
    `risk|${type}|${onset === NO_ONSET ? '-' : '+'}`,
    `risk|${type}`,
    'risk',
  ],
  next: (distance: string, before: string) => [`next|${distance}|${before}`, `next|${before}`],
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
  const onset = onsetText(shape.onsetDaysAgo)
  const traits: Trait[] = [
    {
      contexts: CONTEXTS.kind(),
      value: kindOf(shape.reportTypeNumber, shape.traveler, isOddShape(shape)),
    },
    { contexts: CONTEXTS.onset(type), value: onset },
  ]
  const today = todayOf(shape.keys)
  if (today !== undefined) traits.push({ contexts: CONTEXTS.today(type), value: today })
  const ages = [...new Set(shape.keys.map((key) => key.ageDays))].filter((age) => age > 0)
  const [newest = 0] = ages
  const oldest = ages.at(-1) ?? 0
  traits.push({ contexts: CONTEXTS.oldest(type, onset), value: String(oldest) })
  if (oldest > 0) {
    traits.push({ contexts: CONTEXTS.newest(todayClass(today)), value: String(newest) })
  }
  if (oldest - newest > 1) {
    traits.push({ contexts: CONTEXTS.holes(oldest), value: holesText(ages) })
  }
  return [...traits, ...riskTraits(shape, type, onset)]
}

const onsetText = (daysAgo: number | undefined): string => String(daysAgo ?? NO_ONSET)

/** undefined where today's key is an odd one. */
function todayOf(keys: readonly KeyShape[]): string | undefined {
  const today = keys.filter((key) => key.ageDays === 0)
  const [key] = today
  if (key === undefined) return NO_KEY_TODAY
  if (today.length > 1) return undefined
  if (key.end.kind === 'cut') return key.startOffset === 0 ? String(key.end.lag) : undefined
  return isWholeDay(key) ? WHOLE_TODAY : undefined
}

const todayClass = (today: string | undefined): string =>
  today === NO_KEY_TODAY ? NO_KEY_TODAY : 'some'

/** Lengths of the runs of missing days, the longest first. @param ages ascending */
function holesText(ages: readonly number[]): string {
  const runs = ages.slice(1).map((age, i) => age - (ages[i] ?? 0) - 1)
  const holes = runs.filter((run) => run > 0).sort((a, b) => b - a)
  return holes.length === 0 ? NO_HOLES : holes.join(',')
}

function riskTraits(shape: UploadShape, type: string, onset: string): readonly Trait[] {
  const risks = shape.keys.map((key) => key.transmissionRiskLevel)
  const isConstant = new Set(risks).size === 1
  const contexts = CONTEXTS.risk(type, onset)
  if (isConstant) return [{ contexts, value: String(risks[0] ?? 0) }]
  const traits: Trait[] = [{ contexts, value: VARYING }]
  shape.keys.forEach((key, i) => {
    const before = String(risks[i - 1] ?? NOTHING_BEFORE)
    traits.push({
      contexts: CONTEXTS.next(distanceText(key.ageDays, shape.onsetDaysAgo), before),
      value: String(key.transmissionRiskLevel),
    })
  })
  return traits
}

/** Days since the onset, or the age where it is not known: what an app's risk levels go by. */
const distanceText = (ageDays: number, onsetDaysAgo: number | undefined): string =>
  onsetDaysAgo === undefined ? `a${ageDays}` : `${onsetDaysAgo - ageDays}`

/** Draws an upload trait by trait. Empty tables give a flat one: anything that a phone may send. */
export function drawShape(tables: TraitTables, chance: Chance): UploadShape {
  const kind = drawTrait(tables, CONTEXTS.kind(), chance, () =>
    kindOf(drawOne(chance, FIRST_TYPES), chance() < 0.5, chance() < 0.5),
  )
  const type = kind.charAt(0)
  const onset = drawTrait(tables, CONTEXTS.onset(type), chance, () =>
    onsetText(drawOne(chance, [undefined, ...upTo(MAX_ONSET_DAYS_AGO)])),
  )
  const onsetDaysAgo = onset === NO_ONSET ? undefined : Number(onset)
  const today = drawTrait(tables, CONTEXTS.today(type), chance, () =>
    drawOne(chance, [NO_KEY_TODAY, WHOLE_TODAY, ...CUT_LAGS.map(String)]),
  )
  const ages = drawAges(tables, chance, type, onset, today)
  const plain: KeyShape[] = ages.map((ageDays) => ({
    ageDays,
    startOffset: 0,
    end: endOfDay(ageDays, today),
    transmissionRiskLevel: 0,
  }))
  const keys = kind.endsWith('o') ? makeOdd(plain, chance) : plain
  const risks = drawRisks(tables, chance, type, onset, ages)
  return {
    reportTypeNumber: Number(type),
    traveler: kind.charAt(1) === 't',
    onsetDaysAgo,
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
  type: string,
  onset: string,
  today: string,
): readonly number[] {
  const hasToday = today !== NO_KEY_TODAY
  const drawn = Number(
    drawTrait(tables, CONTEXTS.oldest(type, onset), chance, () =>
      String(drawInteger(chance, 0, MAX_AGE_DAYS)),
    ),
  )
  const oldest = drawn === 0 && !hasToday ? 1 : drawn
  const newestDrawn = Number(
    drawTrait(tables, CONTEXTS.newest(todayClass(today)), chance, () =>
      String(drawInteger(chance, 1, MAX_AGE_DAYS)),
    ),
  )
  const newest = Math.min(newestDrawn, oldest)
  const holes = drawTrait(tables, CONTEXTS.holes(oldest), chance, () =>
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
  type: string,
  onset: string,
  ages: readonly number[],
): readonly number[] {
  const anyRisk = () => String(drawInteger(chance, 0, MAX_TRANSMISSION_RISK_LEVEL))
  const risk = drawTrait(tables, CONTEXTS.risk(type, onset), chance, () =>
    chance() < 0.5 ? VARYING : anyRisk(),
  )
  if (risk !== VARYING) return ages.map(() => Number(risk))
  const onsetDaysAgo = onset === NO_ONSET ? undefined : Number(onset)
  let before = NOTHING_BEFORE
  return ages.map((age) => {
    const contexts = CONTEXTS.next(distanceText(age, onsetDaysAgo), before)
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

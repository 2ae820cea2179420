/**
 * The shape of an upload: what remains of it without key data, ids and times. Two uploads of the same kind have the same
 * shape, whenever they were made. Its text is what is counted and what models are made of. Pure.
 */

import type { SymptomOnset } from '../publish/symptom-onset.ts'
import { numberFromReportType } from '../report-type.ts'
import { type DiagnosisKey, FILLED_IN, MAX_ROLLING_PERIOD } from '../temporary-exposure-key.ts'
import {
  INTERVALS_PER_DAY,
  intervalOf,
  type UnixSeconds,
  utcDayOf,
  utcDayOfInterval,
} from '../time.ts'

/** One key of an upload. */
export interface KeyShape {
  /** Whole UTC days between the day in which it starts and that of the upload. */
  readonly ageDays: number
  /** Intervals between midnight UTC and its start. */
  readonly startOffset: number
  readonly end:
    | { readonly kind: 'period'; readonly rollingPeriod: number }
    /** Cut off by the upload itself, so many intervals before the present one: its period says nothing but the hour. */
    | { readonly kind: 'cut'; readonly lag: number }
  /** As sent; 0 for none. */
  readonly transmissionRiskLevel: number
}

export interface UploadShape {
  /** The export format's number; 0 for none. */
  readonly reportTypeNumber: number
  readonly traveler: boolean
  /** Days before the upload; undefined where it was not reported. */
  readonly onsetDaysAgo: number | undefined
  /** At least one. Newest first; of one day the later start first. */
  readonly keys: readonly KeyShape[]
}

export interface ShapedUpload {
  readonly keys: readonly DiagnosisKey[]
  readonly onset: SymptomOnset
  readonly traveler: boolean
}

/** Intervals by which the end of a key that the upload cut off may lie before the present one; -1: it holds the present one. */
export const CUT_LAGS = [-1, 0, 1, 2, 3, 4, 5, 6] as const

/** The shape's text of an upload that was made at `now`. */
export const shapeOf = (upload: ShapedUpload, now: UnixSeconds): string =>
  formatShape(readShape(upload, now))

function readShape(upload: ShapedUpload, now: UnixSeconds): UploadShape {
  const today = utcDayOf(now)
  const [first] = upload.keys
  return {
    reportTypeNumber: numberFromReportType(first?.reportType),
    traveler: upload.traveler,
    onsetDaysAgo: upload.onset.isDefault ? undefined : today - upload.onset.day,
    keys: upload.keys
      .map((key) => ({
        ageDays: today - utcDayOfInterval(key.rollingStartIntervalNumber),
        startOffset: key.rollingStartIntervalNumber % INTERVALS_PER_DAY,
        end: endOf(key, now),
        // What nobody sent is drawn as that, and filled in by the same rule: layouts tell the two apart.
        transmissionRiskLevel: isRiskFilledIn(key) ? 0 : key.transmissionRiskLevel,
      }))
      .sort(compareKeys),
  }
}

const isRiskFilledIn = ({ filledIn }: DiagnosisKey): boolean =>
  (filledIn & FILLED_IN.transmissionRisk) !== 0

function endOf(key: DiagnosisKey, now: UnixSeconds): KeyShape['end'] {
  const { rollingStartIntervalNumber: start, rollingPeriod } = key
  const lag = intervalOf(now) - (start + rollingPeriod)
  const isToday = utcDayOfInterval(start) === utcDayOf(now)
  return isToday && rollingPeriod < MAX_ROLLING_PERIOD && CUT_LAGS.some((cut) => cut === lag)
    ? { kind: 'cut', lag }
    : { kind: 'period', rollingPeriod }
}

/** A total order, so that a shape has one text. */
function compareKeys(a: KeyShape, b: KeyShape): number {
  if (a.ageDays !== b.ageDays) return a.ageDays - b.ageDays
  if (a.startOffset !== b.startOffset) return b.startOffset - a.startOffset
  const [x, y] = [formatKey(a), formatKey(b)]
  return x < y ? -1 : x > y ? 1 : 0
}

/** Whether a key is that of a whole UTC day. */
export const isWholeDay = (key: KeyShape): boolean =>
  key.startOffset === 0 && key.end.kind === 'period' && key.end.rollingPeriod === MAX_ROLLING_PERIOD

/**
 * Report type, traveler, onset, then the keys; whole days of one risk in a row as one range.
 * @example '1 0 3 0!0=2 1-5=2 7*80=6'
 */
export function formatShape(shape: UploadShape): string {
  const words = [shape.reportTypeNumber, shape.traveler ? 1 : 0, shape.onsetDaysAgo ?? '-']
  return [...words, ...formatKeys(shape.keys)].join(' ')
}

function formatKeys(keys: readonly KeyShape[]): readonly string[] {
  const words: string[] = []
  for (let i = 0; i < keys.length; ) {
    const run = wholeDaysFrom(keys, i)
    const [first] = run
    if (first === undefined || run.length === 1) {
      words.push(...keys.slice(i, i + 1).map(formatKey))
      i++
    } else {
      const oldest = first.ageDays + run.length - 1
      words.push(`${first.ageDays}-${oldest}=${first.transmissionRiskLevel}`)
      i += run.length
    }
  }
  return words
}

/** The keys from `from` on that are whole days of one risk, one after another. */
function wholeDaysFrom(keys: readonly KeyShape[], from: number): readonly KeyShape[] {
  const first = keys[from]
  if (first === undefined || !isWholeDay(first)) return []
  let length = 1
  for (const next of keys.slice(from + 1)) {
    const follows = isWholeDay(next) && next.ageDays === first.ageDays + length
    if (!follows || next.transmissionRiskLevel !== first.transmissionRiskLevel) break
    length++
  }
  return keys.slice(from, from + length)
}

function formatKey(key: KeyShape): string {
  const offset = key.startOffset === 0 ? '' : `@${key.startOffset}`
  return `${key.ageDays}${offset}${formatEnd(key.end)}=${key.transmissionRiskLevel}`
}

function formatEnd(end: KeyShape['end']): string {
  if (end.kind === 'cut') return `!${end.lag}`
  return end.rollingPeriod === MAX_ROLLING_PERIOD ? '' : `*${end.rollingPeriod}`
}

const SHAPE = /^(\d+) ([01]) (-|\d+)((?: \S+)+)$/
const KEY = /^(\d+)(?:-(\d+)|(?:@(\d+))?(?:\*(\d+)|!(-?\d+))?)=(\d)$/

/** @returns undefined where the text is not that of an upload's shape */
export function parseShape(text: string): UploadShape | undefined {
  const [, type, traveler, onset, words = ''] = SHAPE.exec(text) ?? []
  if (type === undefined) return undefined
  const keys: KeyShape[] = []
  for (const word of words.split(' ').slice(1)) {
    const parsed = parseKeys(word)
    if (parsed === undefined) return undefined
    keys.push(...parsed)
  }
  return {
    reportTypeNumber: Number(type),
    traveler: traveler === '1',
    onsetDaysAgo: onset === '-' ? undefined : Number(onset),
    keys,
  }
}

function parseKeys(word: string): readonly KeyShape[] | undefined {
  const match = KEY.exec(word)
  if (match === null) return undefined
  const [, age, oldest, offset = '0', period, lag, risk] = match
  const newest = Number(age)
  return Array.from({ length: Number(oldest ?? age) - newest + 1 }, (_, i) => ({
    ageDays: newest + i,
    startOffset: Number(offset),
    end:
      lag === undefined
        ? { kind: 'period', rollingPeriod: Number(period ?? MAX_ROLLING_PERIOD) }
        : { kind: 'cut', lag: Number(lag) },
    transmissionRiskLevel: Number(risk),
  }))
}

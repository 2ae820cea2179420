/** What a downloader has of each layout, and what the store and the layout's rules say that there should be. */

import { createHmac } from 'node:crypto'
import { coronaWarnAppPlan } from '../../src/core/layouts/corona-warn-app/plan.ts'
import { readCoronaWarnAppSettings } from '../../src/core/layouts/corona-warn-app/read-settings.ts'
import { coronaMelderPlan } from '../../src/core/layouts/coronamelder/plan.ts'
import { coronaMelderSettings } from '../../src/core/layouts/coronamelder/settings.ts'
import { nhsPlan } from '../../src/core/layouts/nhs/plan.ts'
import { sourcesOf } from '../../src/core/layouts/nhs/prefixes.ts'
import { DEFAULT_NHS_SETTINGS } from '../../src/core/layouts/nhs/settings.ts'
import { noInformationCode } from '../../src/core/layouts/onset-code.ts'
import type { LayoutPlan } from '../../src/core/layouts/plan.ts'
import { isForAudience, releaseOf } from '../../src/core/layouts/release.ts'
import { FILLED_IN } from '../../src/core/temporary-exposure-key.ts'
import { NEIGHBOURS } from './four-countries.ts'
import type { NodeLayout } from './node-layouts.ts'
import { LAYOUTS, type PublishedKey, readBin } from './padded-country.ts'

const HOUR = 3600

export interface StoredRow {
  readonly hex: string
  readonly start: number
  readonly period: number
  readonly risk: number
  readonly type: number
  readonly onset: number
  readonly createdAt: number
  readonly filledIn: number
  readonly visited: string | null
  readonly provenance: number
}

export async function readStore({ d1 }: NodeLayout): Promise<readonly StoredRow[]> {
  const { results } = await d1
    .prepare(
      `SELECT lower(hex(key_data)) AS hex, rolling_start_interval_number AS start, rolling_period AS period,
        transmission_risk_level AS risk, report_type AS type, days_since_onset_of_symptoms AS onset,
        created_at AS createdAt, filled_in AS filledIn, visited_countries AS visited, provenance FROM diagnosis_keys`,
    )
    .all<StoredRow>()
  return results
}

/** A key in a file and the fields that stand there. */
export const textOf = ({ hex, risk, type, onset }: Omit<PublishedKey, 'start' | 'period'>) =>
  [hex, risk, type || '-', onset ?? '-'].join(' ')

/** Keys of files whose names match, as `textOf` gives them; ascending, each as often as it stands there. */
export const keysIn = (bins: ReadonlyMap<string, Uint8Array>, names: RegExp): readonly string[] =>
  [...bins]
    .filter(([name]) => names.test(name))
    .flatMap(([, bin]) => readBin(bin).keys.map(textOf))
    .sort()

export const CM_LIST = (prefix: string, country: string) =>
  `${prefix}/coronamelder/exposurekeyset/${country}`

/** Names of a country's sets. */
export function setsOf(store: NodeLayout, prefix: string, country: string): readonly string[] {
  const ids: string[] = JSON.parse(store.textOf(CM_LIST(prefix, country)) ?? '[]')
  return ids.map((id) => `${prefix}/coronamelder/exposurekeyset/${id}`)
}

/** The plans of `LAYOUTS`, by layout. */
export function plans(): Readonly<Record<string, LayoutPlan>> {
  const draft = (layout: string) => LAYOUTS.find((one) => one.layout === layout)?.settings ?? {}
  const cwa = readCoronaWarnAppSettings(draft('corona-warn-app'))
  const nhs = { ...DEFAULT_NHS_SETTINGS, ...draft('nhs') }
  if (!cwa.ok) throw new Error('the settings of the test are not valid')
  return {
    'corona-warn-app': coronaWarnAppPlan(cwa.value),
    nhs: nhsPlan(nhs, sourcesOf(nhs, []), HOUR),
    coronamelder: coronaMelderPlan(
      coronaMelderSettings(draft('coronamelder')),
      NEIGHBOURS.map(([code]) => code),
      HOUR,
    ),
  }
}

/** What a stream's files should hold of the store, as `textOf` gives it; ascending. @param until releases from then on wait */
export function expectedIn(
  rows: readonly StoredRow[],
  plan: LayoutPlan,
  stream: string,
  until: number,
): readonly string[] {
  const found = plan.streams.find(({ name }) => name === stream)
  if (found === undefined) throw new Error(`no stream ${stream}`)
  const { audience, rule } = found
  return rows
    .flatMap((row) => {
      const release = releaseOf(
        { ...row, rollingStartIntervalNumber: row.start, rollingPeriod: row.period },
        rule,
      )
      const visited = row.visited?.split(',') ?? []
      if (release >= until || !isForAudience({ origin: undefined, visited }, audience)) return []
      const { starts } = plan.releasesOf(slotOf(plan, release))
      if (starts !== undefined && (row.start <= starts.after || row.start > starts.atMost))
        return []
      const written = plan.fields({
        transmissionRiskLevel: row.filledIn & FILLED_IN.transmissionRisk ? 0 : row.risk,
        reportTypeNumber: row.type,
        onsetCode:
          row.filledIn & FILLED_IN.onset
            ? noInformationCode(Math.floor(row.start / 144) - Math.floor(row.createdAt / 86_400))
            : row.onset,
      })
      if (written === undefined) return []
      const { transmissionRiskLevel: risk, reportTypeNumber, daysSinceOnsetOfSymptoms } = written
      return [
        textOf({ hex: row.hex, risk, type: reportTypeNumber, onset: daysSinceOnsetOfSymptoms }),
      ]
    })
    .sort()
}

function slotOf(plan: LayoutPlan, release: number): number {
  const { slotSeconds } = plan
  const floor = release - (release % slotSeconds)
  for (let slot = floor - 2 * slotSeconds; slot <= floor + 3 * slotSeconds; slot += slotSeconds) {
    const { from, to } = plan.releasesOf(slot)
    if (from <= release && release < to) return slot
  }
  throw new Error('a release is in no slot')
}

/** Where the streams of a layout export are: releases before it are in a file, or belong to none. */
export async function releasedUntil(
  { d1 }: NodeLayout,
  exportId: number,
): Promise<ReadonlyMap<string, number>> {
  const { results } = await d1
    .prepare(
      'SELECT stream, max(release_to) AS until FROM layout_slots WHERE export_id = ?1 GROUP BY stream',
    )
    .bind(exportId)
    .all<{ stream: string; until: number }>()
  return new Map(results.map(({ stream, until }) => [stream, until]))
}

const POSITIONS = 32

/** The upload of each synthetic key, derived from the slots' secrets with Node's own HMAC. */
export async function syntheticUploads({
  d1,
  deps,
}: NodeLayout): Promise<ReadonlyMap<string, string>> {
  const { results } = await d1
    .prepare(
      `SELECT region, slot, wrapped_secret AS wrapped, synthetic_uploads AS uploads FROM padding_slots
        WHERE synthetic_uploads > 0`,
    )
    .all<{ region: string; slot: number; wrapped: string; uploads: number }>()
  const uploads = new Map<string, string>()
  for (const { region, slot, wrapped, uploads: count } of results) {
    const secret = await deps.secretBox.unwrap(wrapped, `padding ${region} ${slot}`)
    const seed = createHmac('sha256', secret).update(`padding|${region}|${slot}`).digest()
    for (let upload = 0; upload < count; upload++) {
      for (let position = 0; position < POSITIONS; position++) {
        const key = createHmac('sha256', seed).update(`key|${upload}|${position}`).digest('hex')
        uploads.set(key.slice(0, 32), `synthetic ${slot} ${upload}`)
      }
    }
  }
  return uploads
}

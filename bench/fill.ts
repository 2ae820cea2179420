/**
 * Fills the database with keys as a country would have them. Keys are random but come in ascending order, which appends to
 * the table instead of splitting its pages: four million in half a minute.
 */

import { randomBytes } from 'node:crypto'
import type { Miniflare } from 'miniflare'
import { seededRandom } from '../test/support/seeded-random.ts'

const ROWS_A_CALL = 20_000
const DAY = 144

/** One key's fields but for its data: [start, period, risk, report type, days since onset]. */
export type KeyFields = [number, number, number, number, number]

/**
 * Fields of one key of an upload on a day: onset some days before, peaked; ages up to 13; the day's own key cut in some
 * uploads; risk by the distance from the onset, as national apps set it.
 */
export function drawFields(uploadDay: number, random: () => number): KeyFields {
  // The sum of three is peaked around three and a half days.
  const onsetAge = Math.floor((random() + random() + random()) * 2.4)
  const age = Math.floor(random() * 14)
  const daysSinceOnset = onsetAge - age
  const isCut = age === 0 && random() < 0.6
  const reportType = random() < 0.82 ? 1 : random() < 0.7 ? 2 : 3
  const distance = Math.abs(daysSinceOnset)
  const risk = reportType === 3 ? 0 : Math.max(1, 8 - distance)
  const period = isCut ? 1 + Math.floor(random() * (DAY - 1)) : DAY
  return [(uploadDay - age) * DAY, period, risk, reportType, daysSinceOnset]
}

export interface FillOptions {
  readonly keys: number
  /** Release times; each key gets one of them. Unix seconds. */
  readonly slots: readonly number[]
  readonly seed?: number
  readonly onProgress?: (keys: number) => void
}

export async function fillKeys(miniflare: Miniflare, options: FillOptions): Promise<void> {
  const database = await miniflare.getD1Database('KEYSERVER_DB')
  const random = seededRandom(options.seed ?? 1)
  const insert = database.prepare(
    `INSERT INTO diagnosis_keys (key_data, rolling_start_interval_number, rolling_period, transmission_risk_level,
      report_type, days_since_onset_of_symptoms, created_at, regions, traveler, provenance, federation_consent)
    SELECT unhex(value->>0), value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, ',US,', 0, 0, 0
    FROM json_each(?1)`,
  )
  const step = 2 ** 32 / options.keys
  for (let done = 0; done < options.keys; done += ROWS_A_CALL) {
    const rows: (string | number)[][] = []
    const tails = randomBytes(ROWS_A_CALL * 12)
    for (let i = done; i < Math.min(done + ROWS_A_CALL, options.keys); i++) {
      const head = Math.floor((i + random()) * step)
      const tail = tails.toString('hex', (i - done) * 12, (i - done + 1) * 12)
      const slot = options.slots[Math.floor(random() * options.slots.length)] ?? 0
      const fields = drawFields(Math.floor(slot / 86_400), random)
      rows.push([head.toString(16).padStart(8, '0') + tail, ...fields, slot])
    }
    await insert.bind(JSON.stringify(rows)).run()
    options.onProgress?.(done + rows.length)
  }
}

/** The keys of an outgoing batch as they are kept beside its bytes: to be cut again, or sent in part. Pure. */

import { fromHex, toHex, utf8 } from '../bytes.ts'
import type { OutgoingKey } from './received-key.ts'

/** Key data in hexadecimal, start, period, risk, report type, onset, origin, countries, traveler, synthetic, created. */
type KeyRow = readonly [
  string,
  number,
  number,
  number | null,
  number,
  number | null,
  string | null,
  readonly string[] | null,
  0 | 1,
  0 | 1,
  number,
]

export const encodeKeySet = (keys: readonly OutgoingKey[]): Uint8Array<ArrayBuffer> =>
  utf8(JSON.stringify(keys.map(rowOf)))

/** @throws where the bytes are not those of `encodeKeySet` */
export function decodeKeySet(bytes: Uint8Array): readonly OutgoingKey[] {
  const rows: readonly KeyRow[] = JSON.parse(new TextDecoder().decode(bytes))
  return rows.map(keyOf)
}

const rowOf = (key: OutgoingKey): KeyRow => [
  toHex(key.keyData),
  key.rollingStartIntervalNumber,
  key.rollingPeriod,
  key.transmissionRiskLevel ?? null,
  key.reportType,
  key.daysSinceOnsetOfSymptoms ?? null,
  key.origin ?? null,
  key.visitedCountries ?? null,
  key.traveler ? 1 : 0,
  key.isSynthetic ? 1 : 0,
  key.createdAt,
]

function keyOf(row: KeyRow): OutgoingKey {
  const keyData = fromHex(row[0])
  if (keyData === undefined) throw new Error('a kept set of keys is malformed')
  return {
    keyData,
    rollingStartIntervalNumber: row[1],
    rollingPeriod: row[2],
    transmissionRiskLevel: row[3] ?? undefined,
    reportType: row[4],
    daysSinceOnsetOfSymptoms: row[5] ?? undefined,
    origin: row[6] ?? undefined,
    visitedCountries: row[7] ?? undefined,
    traveler: row[8] === 1,
    isSynthetic: row[9] === 1,
    createdAt: row[10],
  }
}

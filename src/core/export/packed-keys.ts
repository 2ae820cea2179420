/**
 * Keys on their way from the database to a file: 25 bytes each, so that a million of them are never a million objects.
 * Pure. Layout: key data (16), start interval (4, big endian), period, risk, report type (1 each), days since onset (2, big
 * endian).
 */

import { KEY_BYTES } from '../temporary-exposure-key.ts'

export const PACKED_KEY_BYTES = 25
export const START_OFFSET = KEY_BYTES
export const PERIOD_OFFSET = 20
export const RISK_OFFSET = 21
export const REPORT_TYPE_OFFSET = 22
export const ONSET_OFFSET = 23
/** What stands for "days since onset unknown"; all else is two's complement. */
export const NO_ONSET = -0x8000

export interface UnpackedKey {
  readonly keyData: Uint8Array
  readonly rollingStartIntervalNumber: number
  readonly rollingPeriod: number
  readonly transmissionRiskLevel: number
  /** 0 for none. */
  readonly reportTypeNumber: number
  /** Days, or a code of `core/layouts/onset-code.ts`. */
  readonly daysSinceOnsetOfSymptoms: number | undefined
}

export function packKey(key: UnpackedKey, target: Uint8Array, offset: number): void {
  const start = key.rollingStartIntervalNumber
  target.set(key.keyData, offset)
  target[offset + START_OFFSET] = start >>> 24
  target[offset + START_OFFSET + 1] = start >>> 16
  target[offset + START_OFFSET + 2] = start >>> 8
  target[offset + START_OFFSET + 3] = start
  target[offset + PERIOD_OFFSET] = key.rollingPeriod
  target[offset + RISK_OFFSET] = key.transmissionRiskLevel
  target[offset + REPORT_TYPE_OFFSET] = key.reportTypeNumber
  writeOnset(target, offset, key.daysSinceOnsetOfSymptoms ?? NO_ONSET)
}

export function unpackKey(packed: Uint8Array, offset: number): UnpackedKey {
  const onset = readOnset(packed, offset)
  return {
    keyData: packed.slice(offset, offset + KEY_BYTES),
    rollingStartIntervalNumber: readStart(packed, offset),
    rollingPeriod: packed[offset + PERIOD_OFFSET] ?? 0,
    transmissionRiskLevel: packed[offset + RISK_OFFSET] ?? 0,
    reportTypeNumber: packed[offset + REPORT_TYPE_OFFSET] ?? 0,
    daysSinceOnsetOfSymptoms: onset === NO_ONSET ? undefined : onset,
  }
}

/** @returns `NO_ONSET` for none */
export const readOnset = (packed: Uint8Array, offset: number): number =>
  (((packed[offset + ONSET_OFFSET] ?? 0) << 24) >> 16) | (packed[offset + ONSET_OFFSET + 1] ?? 0)

export function writeOnset(target: Uint8Array, offset: number, onset: number): void {
  target[offset + ONSET_OFFSET] = onset >>> 8
  target[offset + ONSET_OFFSET + 1] = onset
}

export const readStart = (packed: Uint8Array, offset: number): number =>
  (((packed[offset + START_OFFSET] ?? 0) << 24) |
    ((packed[offset + START_OFFSET + 1] ?? 0) << 16) |
    ((packed[offset + START_OFFSET + 2] ?? 0) << 8) |
    (packed[offset + START_OFFSET + 3] ?? 0)) >>>
  0

/** Order of two packed keys by their key data. */
export function comparePackedKeys(
  a: Uint8Array,
  aOffset: number,
  b: Uint8Array,
  bOffset: number,
): number {
  for (let i = 0; i < KEY_BYTES; i++) {
    const difference = (a[aOffset + i] ?? 0) - (b[bOffset + i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

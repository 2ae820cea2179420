/** Archives as the command line shows them. Absent fields are null; byte strings say their encoding. */

import { toBase64, toHex } from '../core/bytes.ts'
import { derToP1363 } from '../core/crypto/ecdsa.ts'
import type { ReadArchive } from '../core/export/read-archive.ts'
import type { ExportedKey, ReadSignatureInfo } from '../core/export/read-export.ts'

const REPORT_TYPE_NAMES = [
  'UNKNOWN',
  'CONFIRMED_TEST',
  'CONFIRMED_CLINICAL_DIAGNOSIS',
  'SELF_REPORT',
  'RECURSIVE',
  'REVOKED',
]

export const reportTypeName = (number: number): string =>
  REPORT_TYPE_NAMES[number] ?? `UNKNOWN_${number}`

export const keyJson = (key: ExportedKey) => ({
  key: toBase64(key.keyData),
  keyHex: toHex(key.keyData),
  rollingStartIntervalNumber: key.rollingStartIntervalNumber,
  rollingPeriod: key.rollingPeriod,
  transmissionRiskLevel: key.transmissionRiskLevel,
  reportType: key.reportTypeNumber,
  reportTypeName: reportTypeName(key.reportTypeNumber),
  daysSinceOnsetOfSymptoms: key.daysSinceOnsetOfSymptoms ?? null,
})

const infoJson = (info: ReadSignatureInfo | undefined) => ({
  verificationKeyId: info?.keyId ?? null,
  verificationKeyVersion: info?.keyVersion ?? null,
  signatureAlgorithm: info?.algorithm ?? null,
})

export const archiveJson = (archive: ReadArchive) => ({
  keyCount: archive.message.keys.length,
  revisedKeyCount: archive.message.revisedKeys.length,
  startTimestamp: archive.message.startTimestamp ?? null,
  endTimestamp: archive.message.endTimestamp ?? null,
  region: archive.message.region ?? null,
  batchNum: archive.message.batchNum ?? null,
  batchSize: archive.message.batchSize ?? null,
  hasSignatureFile: archive.signatures !== undefined,
  signatureInfos: archive.message.signatureInfos.map(infoJson),
  signatures: (archive.signatures ?? []).map(({ info, batchNum, batchSize, signature }) => ({
    signatureInfo: infoJson(info),
    batchNum: batchNum ?? null,
    batchSize: batchSize ?? null,
    length: signature.length,
    derValid: derToP1363(signature) !== undefined,
    signature: toBase64(signature),
  })),
  entries: archive.entries,
  warnings: archive.warnings,
  keys: archive.message.keys.map(keyJson),
  revisedKeys: archive.message.revisedKeys.map(keyJson),
})

/** @example timeText(1784419200) // '1784419200 (2026-07-19T00:00:00Z)' */
export function timeText(at: number | undefined): string {
  if (at === undefined) return 'absent'
  const isDate = at < 8.64e12
  return isDate ? `${at} (${new Date(at * 1000).toISOString().replace('.000Z', 'Z')})` : String(at)
}

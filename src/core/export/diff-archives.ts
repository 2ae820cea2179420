/** What tells two archives apart, as phones see them. Signatures are made anew each time and tell nothing. Pure. */

import { toHex } from '../bytes.ts'
import type { ReadArchive } from './read-archive.ts'
import type { ExportedKey } from './read-export.ts'

export interface FieldDifference {
  readonly field: string
  /** Undefined where absent. */
  readonly a: string | number | undefined
  readonly b: string | number | undefined
}

export interface KeyListDifference {
  readonly onlyInA: readonly ExportedKey[]
  readonly onlyInB: readonly ExportedKey[]
  readonly changed: readonly { readonly a: ExportedKey; readonly b: ExportedKey }[]
}

export interface ArchiveDifference {
  readonly header: readonly FieldDifference[]
  readonly keys: KeyListDifference
  readonly revisedKeys: KeyListDifference
}

export function diffArchives(a: ReadArchive, b: ReadArchive): ArchiveDifference {
  const left = fieldsOf(a)
  const right = fieldsOf(b)
  const header = [...new Set([...left.keys(), ...right.keys()])]
    .map((field) => ({ field, a: left.get(field), b: right.get(field) }))
    .filter((difference) => difference.a !== difference.b)
  return {
    header,
    keys: diffKeys(a.message.keys, b.message.keys),
    revisedKeys: diffKeys(a.message.revisedKeys, b.message.revisedKeys),
  }
}

export const isSame = ({ header, keys, revisedKeys }: ArchiveDifference): boolean =>
  header.length === 0 && [keys, revisedKeys].every(isSameList)

const isSameList = ({ onlyInA, onlyInB, changed }: KeyListDifference): boolean =>
  onlyInA.length + onlyInB.length + changed.length === 0

function fieldsOf({ message, signatures }: ReadArchive): Map<string, string | number | undefined> {
  const fields = new Map<string, string | number | undefined>([
    ['startTimestamp', message.startTimestamp],
    ['endTimestamp', message.endTimestamp],
    ['region', message.region],
    ['batchNum', message.batchNum],
    ['batchSize', message.batchSize],
    ['keyCount', message.keys.length],
    ['revisedKeyCount', message.revisedKeys.length],
    ['signatureCount', signatures?.length],
  ])
  message.signatureInfos.forEach(({ keyId, keyVersion, algorithm }, index) => {
    fields.set(`signatureInfos.${index}`, [keyId, keyVersion, algorithm].join(' '))
  })
  return fields
}

function diffKeys(a: readonly ExportedKey[], b: readonly ExportedKey[]): KeyListDifference {
  const left = new Map(a.map((key) => [toHex(key.keyData), key]))
  const right = new Map(b.map((key) => [toHex(key.keyData), key]))
  const changed = []
  for (const [hex, key] of left) {
    const other = right.get(hex)
    if (other !== undefined && !isSameKey(key, other)) changed.push({ a: key, b: other })
  }
  return {
    onlyInA: [...left].filter(([hex]) => !right.has(hex)).map(([, key]) => key),
    onlyInB: [...right].filter(([hex]) => !left.has(hex)).map(([, key]) => key),
    changed,
  }
}

const isSameKey = (a: ExportedKey, b: ExportedKey): boolean =>
  a.rollingStartIntervalNumber === b.rollingStartIntervalNumber &&
  a.rollingPeriod === b.rollingPeriod &&
  a.transmissionRiskLevel === b.transmissionRiskLevel &&
  a.reportTypeNumber === b.reportTypeNumber &&
  a.daysSinceOnsetOfSymptoms === b.daysSinceOnsetOfSymptoms

/** What a document would change, as named changes. Pure. */

import { canonicalCertificatesPem } from '../crypto/certificates.ts'
import {
  type Configuration,
  type ConfigurationDocument,
  canonicalPem,
  NAME_OF,
  type SectionName,
} from './document.ts'

export interface FieldChange {
  /** undefined where the field was not set. */
  readonly from?: unknown
  readonly to?: unknown
}

export interface ConfigurationChange {
  readonly section: SectionName
  /** end: history refers to it, so it is put out of force and stays. */
  readonly action: 'create' | 'update' | 'delete' | 'end'
  readonly name: string
  /** By field; a key of an authority or import is the field "keys[name]". Of a secret only that it is set. */
  readonly fields: Readonly<Record<string, FieldChange>>
}

/** In the order in which rows come to be: what is referred to first. */
export const SECTIONS: readonly SectionName[] = [
  'healthAuthorities',
  'authorizedApps',
  'signingKeys',
  'signers',
  'exports',
  'contentSigners',
  'layoutExports',
  'paddingPolicies',
  'imports',
  'mirrors',
  'countries',
  'partners',
  'federationAuthorizations',
  'nations',
  'efgsCertificates',
]

/** What becomes of a row that its section no longer names; undefined: it is out of force already and stays as it is. */
export type Removal = 'delete' | { readonly end: Readonly<Record<string, FieldChange>> } | undefined

/**
 * @param present what is there, complete
 * @param removalOf decides about rows that a section no longer names
 * @param secretsOf what of an entry's secrets changes, which no read configuration tells
 * @returns ordered by section, within it by name
 */
export const differenceOf = (
  present: Configuration,
  wanted: ConfigurationDocument,
  removalOf: (section: SectionName, name: string) => Removal,
  secretsOf: SecretsOf = () => ({}),
): readonly ConfigurationChange[] =>
  SECTIONS.flatMap((section) => sectionDifference(section, present, wanted, removalOf, secretsOf))

type SecretsOf = (section: SectionName, name: string) => Readonly<Record<string, FieldChange>>

function sectionDifference<S extends SectionName>(
  section: S,
  present: Configuration,
  wanted: ConfigurationDocument,
  removalOf: (section: SectionName, name: string) => Removal,
  secretsOf: SecretsOf,
): ConfigurationChange[] {
  const entries = wanted[section]
  if (entries === undefined) return []
  const before = fieldsByName(section, present[section])
  const after = fieldsByName(section, entries)
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names.flatMap((name): ConfigurationChange[] => {
    const [old, next] = [before.get(name), after.get(name)]
    if (next === undefined) return removed(section, name, old ?? {}, removalOf(section, name))
    if (old === undefined) {
      const created = { ...fieldChanges({}, next), ...secretsOf(section, name) }
      return [{ section, action: 'create', name, fields: created }]
    }
    const fields = { ...changesOfRow(section, old, next), ...secretsOf(section, name) }
    return Object.keys(fields).length === 0 ? [] : [{ section, action: 'update', name, fields }]
  })
}

/**
 * A signing key is what it is: whether it is the one that was meant is a check, not a change. A content signer's key is told by
 * its certificate.
 */
function changesOfRow(section: SectionName, old: Fields, next: Fields) {
  if (section === 'signingKeys') return {}
  if (section !== 'contentSigners') return fieldChanges(old, next)
  const { imported: _, ...fields } = next
  return fieldChanges(old, fields)
}

function removed(
  section: SectionName,
  name: string,
  old: Fields,
  removal: Removal,
): ConfigurationChange[] {
  if (removal === undefined) return []
  if (removal === 'delete') {
    return [{ section, action: 'delete', name, fields: fieldChanges(old, {}) }]
  }
  return [{ section, action: 'end', name, fields: removal.end }]
}

type Fields = Readonly<Record<string, unknown>>

const fieldsByName = <S extends SectionName>(
  section: S,
  entries: Configuration[S],
): ReadonlyMap<string, Fields> =>
  new Map(
    (entries as readonly Configuration[S][number][]).map((entry) => [
      NAME_OF[section](entry),
      fieldsOf(entry),
    ]),
  )

/** Fields that can be compared: lists that are sets sorted, PEM in one form, nested keys as fields of their own. */
function fieldsOf(entry: object): Fields {
  const fields: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(entry)) {
    if (value === undefined || name === 'credentials') continue
    if (name === 'privateKeyPem') fields['imported'] = true
    else if (name === 'keys') Object.assign(fields, keyFields(value))
    else if (name === 'publicKeysPem') fields[name] = value.map(canonicalPem).sort()
    else if (name === 'publicKeyPem') fields[name] = canonicalPem(value)
    else if (name === 'certificatesPem') fields[name] = canonicalCertificatesPem(value)
    else fields[name] = Array.isArray(value) ? [...value].sort() : value
  }
  return fields
}

interface NestedKey {
  readonly version?: string
  readonly keyId?: string
  readonly keyVersion?: string
  readonly kid?: string
}

const keyFields = (keys: readonly NestedKey[]): Fields =>
  Object.fromEntries(keys.map((key) => [`keys[${nameOfKey(key)}]`, fieldsOf(key)]))

const nameOfKey = ({ version, kid, keyId, keyVersion }: NestedKey): string =>
  version ?? kid ?? `${keyId}-${keyVersion}`

function fieldChanges(old: Fields, next: Fields): Record<string, FieldChange> {
  const changes: Record<string, FieldChange> = {}
  for (const name of new Set([...Object.keys(old), ...Object.keys(next)])) {
    if (textOf(old[name]) === textOf(next[name])) continue
    changes[name] = {
      ...(old[name] !== undefined && { from: old[name] }),
      ...(next[name] !== undefined && { to: next[name] }),
    }
  }
  return changes
}

/** The same for two values that are the same, whatever the order of their members. */
const textOf = (value: unknown): string | undefined =>
  JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )

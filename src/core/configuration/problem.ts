/** What is wrong with a document: where, by what rule, and a sentence that helps. Values of keys are never repeated. Pure. */

import { readPublicKeyPem } from '../crypto/public-key-pem.ts'
import { isForeignAddress } from '../foreign/foreign-address.ts'
import type { ForeignRules } from '../foreign/foreign-rules.ts'
import { parseIsoTime } from '../iso-time.ts'
import type { SettingProblemReason } from '../realms/setting-problem.ts'
import type { Configuration, ConfigurationDocument, SectionName } from './document.ts'

export type ProblemReason =
  | 'malformed'
  | 'duplicate_name'
  | 'no_usable_key'
  | 'not_a_p256_key'
  | 'ends_before_it_starts'
  | 'not_a_public_https_url'
  | 'region_not_upper_case'
  | 'malformed_region'
  | 'unknown_authority'
  | 'unknown_signing_key'
  | 'unknown_signer'
  | 'no_private_key'
  | 'key_differs'
  | 'root_taken'
  | 'root_is_fixed'
  | 'too_many_keys'
  | 'period_does_not_divide_a_day'
  | 'unsigned_imports_not_allowed'
  | 'in_use'
  | 'certificate_not_in_force'
  | 'certificate_differs'
  | 'unknown_partner'
  | 'prefix_taken'
  | 'is_fixed'
  | 'no_credential'
  | 'too_many_changes'
  | 'left_out'
  | SettingProblemReason

export interface ConfigurationProblem {
  /** Into the document, e.g. "exports[0].signers[1]". */
  readonly path: string
  readonly reason: ProblemReason
  readonly message: string
}

export interface CheckContext {
  /** What is allowed of others' files. */
  readonly foreignRules: ForeignRules
  /** PEM of what signs certificates of our gateway's members; undefined or '': it is not known here. */
  readonly efgsTrustAnchorPem?: string | undefined
  readonly document: ConfigurationDocument
  readonly present: Configuration
  /** Now, as a text: texts of instants sort as instants do. */
  readonly now: string
}

/** A section as it will be: the document's, or what is there where the document does not speak of it. */
export const effective = <S extends SectionName>(
  { document, present }: CheckContext,
  section: S,
): Configuration[S] => (document[section] ?? present[section]) as Configuration[S]

export const problem = (
  path: string,
  reason: ProblemReason,
  message: string,
): ConfigurationProblem => ({ path, reason, message })

const REGION = /^[A-Z0-9_-]{1,32}$/

export function checkRegion(path: string, region: string): ConfigurationProblem[] {
  if (REGION.test(region)) return []
  const upper = region.toUpperCase()
  return [
    REGION.test(upper)
      ? problem(path, 'region_not_upper_case', `regions are written in upper case: "${upper}"`)
      : problem(path, 'malformed_region', 'a region has 1 to 32 letters, digits, "_" or "-"'),
  ]
}

export const checkRegions = (path: string, regions: readonly string[]): ConfigurationProblem[] =>
  regions.flatMap((region, index) => checkRegion(`${path}[${index}]`, region))

/** @param names of the two fields */
export function checkPeriod(
  path: string,
  entry: Readonly<Record<string, unknown>>,
  from: string,
  thru: string,
): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = []
  const [start, end] = [entry[from], entry[thru]]
  for (const [name, value] of [
    [from, start],
    [thru, end],
  ] as const) {
    if (typeof value === 'string' && parseIsoTime(value) === undefined) {
      problems.push(
        problem(`${path}.${name}`, 'malformed', 'a time is written like 2026-11-19T10:20:00Z'),
      )
    }
  }
  if (typeof start === 'string' && typeof end === 'string' && end <= start) {
    problems.push(
      problem(`${path}.${thru}`, 'ends_before_it_starts', `${thru} must be after ${from}`),
    )
  }
  return problems
}

export async function checkPublicKey(path: string, pem: string): Promise<ConfigurationProblem[]> {
  if ((await readPublicKeyPem(pem)) !== undefined) return []
  return [
    problem(
      path,
      'not_a_p256_key',
      'this is not the PEM of a P-256 public key ("-----BEGIN PUBLIC KEY-----"); certificates and private keys do not belong here',
    ),
  ]
}

export const checkUrl = (
  path: string,
  text: string,
  allowsLoopback = false,
): ConfigurationProblem[] =>
  isForeignAddress(text, allowsLoopback)
    ? []
    : [problem(path, 'not_a_public_https_url', 'an address must be https and of a public host')]

/** Later entries with a name that an earlier one has. */
export function checkNames(
  path: string,
  names: readonly string[],
  what: string,
): ConfigurationProblem[] {
  return names.flatMap((name, index) => {
    const first = names.indexOf(name)
    return first === index
      ? []
      : [
          problem(
            `${path}[${index}]`,
            'duplicate_name',
            `${what} "${name}" is also ${path}[${first}]`,
          ),
        ]
  })
}

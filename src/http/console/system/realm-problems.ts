/** What is wrong with what was said of a realm, in words, at its field. */

import {
  checkIdentity,
  normalizeIdentity,
  type RealmIdentity,
} from '../../../core/realms/realm-name.ts'
import type { SettingProblem } from '../../../core/realms/setting-problem.ts'
import type { FieldError } from '../../../ui/components/error-summary.tsx'
import type { Copy } from '../../../ui/copy/copy.ts'

export const realmErrors = (
  { system }: Copy,
  identity: RealmIdentity,
  found: readonly SettingProblem[],
): readonly FieldError[] => found.map((problem) => errorOf(system.problems, identity, problem))

function errorOf(
  words: Copy['system']['problems'],
  identity: RealmIdentity,
  { path, reason }: SettingProblem,
): FieldError {
  const isMissing = reason === 'required' || reason === 'needs_another_setting'
  switch (path) {
    case 'name':
      return {
        field: 'name',
        text:
          reason === 'required'
            ? words.nameMissing
            : reason === 'out_of_range'
              ? words.nameLong
              : reason === 'reserved'
                ? words.nameReserved
                : words.nameTaken,
      }
    case 'regionCode':
      return {
        field: 'region',
        text:
          reason === 'reserved'
            ? words.regionReserved
            : isMalformed(identity)
              ? words.regionOdd
              : words.regionTaken,
      }
    case 'certificateIssuer':
      return { field: 'issuer', text: isMissing ? words.issuerMissing : words.tooLong }
    case 'certificateAudience':
      return { field: 'audience', text: isMissing ? words.audienceMissing : words.tooLong }
    case 'certificateDurationSeconds':
      return { field: 'certificateSeconds', text: words.certificateSeconds }
    case 'shortCodeMaxMinutes':
      return { field: 'maxMinutes', text: words.maxMinutes }
    default:
      return { field: undefined, text: words.other(path) }
  }
}

const isMalformed = (identity: RealmIdentity): boolean =>
  checkIdentity(normalizeIdentity(identity)).some(({ path }) => path === 'regionCode')

/** Names and region codes of realms. Pure. */

import { type SettingProblem, unless } from './setting-problem.ts'

const MAX_NAME = 100

export interface RealmIdentity {
  readonly name: string
  /** '' for none. */
  readonly regionCode: string
  readonly isE2e: boolean
}

export const normalizeIdentity = ({ name, regionCode, isE2e }: RealmIdentity): RealmIdentity => ({
  name: name.trim(),
  regionCode: regionCode.trim().toUpperCase(),
  isE2e,
})

/** @param identity normalized. That another realm has the same is found where all of them are known. */
export const checkIdentity = ({
  name,
  regionCode,
  isE2e,
}: RealmIdentity): readonly SettingProblem[] => [
  ...unless(
    name !== '' && name.length <= MAX_NAME,
    'name',
    name === '' ? 'required' : 'out_of_range',
    `a name of 1 to ${MAX_NAME} characters`,
  ),
  ...unless(
    isE2e || !name.toLowerCase().startsWith('e2e-'),
    'name',
    'reserved',
    'names that begin with "e2e-" are for the realm of end-to-end tests',
  ),
  // It is part of a host name.
  ...unless(
    regionCode === '' || /^[A-Z0-9](?:[A-Z0-9-]{0,8}[A-Z0-9])?$/.test(regionCode),
    'regionCode',
    'not_valid',
    'up to 10 letters, digits and hyphens, such as US-WA',
  ),
  ...unless(
    isE2e || !regionCode.startsWith('E2E-'),
    'regionCode',
    'reserved',
    'regions that begin with "E2E-" are for the realm of end-to-end tests',
  ),
]

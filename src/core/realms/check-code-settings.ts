/** Rules for codes and user reports. Pure. Source: verification server pkg/database/realm.go and its settings page. */

import { isForeignAddress } from '../foreign/foreign-address.ts'
import { SECONDS_PER_HOUR } from '../time.ts'
import { EN_EXPRESS_CODES } from './en-express.ts'
import { type SettingContext, type SettingProblem, unless, whole } from './setting-problem.ts'
import type { RealmSettings } from './settings.ts'

const SECONDS_PER_MINUTE = 60
/** What the original's page offered; no realm has anything else. */
const CODE_LENGTHS = { min: 6, max: 8 }
const LONG_CODE_LENGTHS = { min: 12, max: 16 }
const MIN_CODE_MINUTES = 5
const MAX_LONG_CODE_HOURS = 24
const SHORT_CODE_MAX_MINUTES = { min: 60, max: 120 }

export const checkCodeSettings = (
  next: RealmSettings,
  context: SettingContext,
): readonly SettingProblem[] => [
  ...whole('codeLength', next.codeLength, CODE_LENGTHS.min, CODE_LENGTHS.max),
  ...whole('longCodeLength', next.longCodeLength, LONG_CODE_LENGTHS.min, LONG_CODE_LENGTHS.max),
  ...whole(
    'shortCodeMaxMinutes',
    next.shortCodeMaxMinutes,
    SHORT_CODE_MAX_MINUTES.min,
    SHORT_CODE_MAX_MINUTES.max,
  ),
  ...checkDurations(next),
  ...checkEnExpress(next, context),
  ...unless(
    next.allowedTestTypes.length > 0,
    'allowedTestTypes',
    'required',
    'without a test type no code can be issued',
  ),
  ...checkUserReport(next, context),
  ...unless(
    next.countriesOfInterest === undefined ||
      /^[A-Z]{2}$/.test(next.countriesOfInterest.ownCountry),
    'countriesOfInterest.ownCountry',
    'not_valid',
    'an ISO 3166-1 country of two capital letters',
  ),
]

const isWhole = (seconds: number, unit: number, min: number, max: number): boolean =>
  seconds % unit === 0 && seconds >= min * unit && seconds <= max * unit

const checkDurations = ({
  codeDurationSeconds,
  longCodeDurationSeconds,
  shortCodeMaxMinutes,
}: RealmSettings): readonly SettingProblem[] => [
  ...unless(
    isWhole(codeDurationSeconds, SECONDS_PER_MINUTE, MIN_CODE_MINUTES, shortCodeMaxMinutes),
    'codeDurationSeconds',
    'out_of_range',
    `whole minutes, from ${MIN_CODE_MINUTES} to the ${shortCodeMaxMinutes} of shortCodeMaxMinutes`,
  ),
  // Texts tell the hours, and a code that lived for half of one would be said to have none left.
  ...unless(
    isWhole(longCodeDurationSeconds, SECONDS_PER_HOUR, 1, MAX_LONG_CODE_HOURS),
    'longCodeDurationSeconds',
    'out_of_range',
    `whole hours, from 1 to ${MAX_LONG_CODE_HOURS}`,
  ),
]

function checkEnExpress(
  next: RealmSettings,
  { regionCode }: SettingContext,
): readonly SettingProblem[] {
  if (!next.enExpressEnabled) return []
  const { codeDurationSeconds, ...always } = EN_EXPRESS_CODES
  const fixed = next.enxCodeExpirationConfigurable ? always : { ...always, codeDurationSeconds }
  return [
    ...unless(
      regionCode !== '',
      'enExpressEnabled',
      'needs_another_setting',
      'EN Express needs a region code',
    ),
    ...(Object.keys(fixed) as (keyof typeof fixed)[]).flatMap((name) =>
      unless(
        next[name] === fixed[name],
        name,
        'not_permitted',
        `with EN Express it is always ${fixed[name]}`,
      ),
    ),
  ]
}

const checkUserReport = (
  next: RealmSettings,
  { secrets, allowsLoopback }: SettingContext,
): readonly SettingProblem[] => {
  const isAllowed = next.allowedTestTypes.includes('user-report')
  const needsType = (name: 'allowAdminUserReport' | 'allowUserReportWebView') =>
    unless(
      isAllowed || !next[name],
      name,
      'needs_another_setting',
      'it needs "user-report" among the allowed test types',
    )
  const url = next.userReportWebhookUrl
  return [
    ...needsType('allowAdminUserReport'),
    ...needsType('allowUserReportWebView'),
    ...unless(
      url === undefined || isForeignAddress(url, allowsLoopback),
      'userReportWebhookUrl',
      'not_valid',
      'an https address of a public host',
    ),
    ...unless(
      url === undefined || secrets.has('userReportWebhookSecret'),
      'userReportWebhookSecret',
      'required',
      'the webhook needs a secret that signs what is sent',
    ),
    ...unless(
      next.userReportLearnMoreUrl === undefined ||
        isForeignAddress(next.userReportLearnMoreUrl, allowsLoopback),
      'userReportLearnMoreUrl',
      'not_valid',
      'an https address of a public host',
    ),
  ]
}

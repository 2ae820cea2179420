/** Every rule for a realm's settings, and who may change which. Pure. Source: verification server pkg/database/realm.go. */

import { checkCodeSettings } from './check-code-settings.ts'
import {
  checkAbuseSettings,
  checkCertificateSettings,
  checkSecuritySettings,
} from './check-security-settings.ts'
import { checkSmsSettings } from './check-sms-settings.ts'
import { isEmailAddress } from './email-address.ts'
import { sameValue } from './same-value.ts'
import {
  atMost,
  type SettingContext,
  type SettingProblem,
  settingProblem,
  unless,
} from './setting-problem.ts'
import {
  DEFAULT_REALM_SETTINGS,
  type RealmSecretName,
  type RealmSecrets,
  type RealmSettings,
} from './settings.ts'

/** What a realm's own administrator may not change. */
const OF_THE_SYSTEM: ReadonlySet<keyof RealmSettings> = new Set<keyof RealmSettings>([
  'shortCodeMaxMinutes',
  'enxCodeExpirationConfigurable',
  'allowGeneratedSms',
  'maintenanceMode',
  'canUseSystemSms',
  'canUseSystemEmail',
  'abusePreventionLimit',
])

/** What jobs write: from the feed of apps, and by the modeler. A document that does not name one leaves it as it is. */
export const JOB_WRITTEN_SETTINGS = [
  'userReportLearnMoreUrl',
  'agencyColor',
  'agencyImage',
  'defaultLocale',
  'abusePreventionLimit',
] as const satisfies readonly (keyof RealmSettings)[]

const MAX_WELCOME = 10_000
const MAX_CONTACTS = 10
const MAX_URL = 500
const MIN_SECRET = 12
const MAX_SECRET = 500

/** @param next normalized, see `normalizeSettings` @returns all that is wrong */
export const checkRealmSettings = (
  next: RealmSettings,
  context: SettingContext,
): readonly SettingProblem[] => [
  ...checkWho(next, context),
  ...checkGeneral(next),
  ...checkCodeSettings(next, context),
  ...checkSmsSettings(next, context),
  ...checkSecuritySettings(next),
  ...checkAbuseSettings(next),
  ...checkCertificateSettings(next, context),
]

function checkWho(
  next: RealmSettings,
  { who, present }: SettingContext,
): readonly SettingProblem[] {
  if (who === 'system') return []
  const before = present ?? DEFAULT_REALM_SETTINGS
  const ofJobs = new Set<keyof RealmSettings>(JOB_WRITTEN_SETTINGS)
  const names = new Set([...Object.keys(before), ...Object.keys(next)] as (keyof RealmSettings)[])
  return [...names]
    .filter(
      (name) =>
        (OF_THE_SYSTEM.has(name) || ofJobs.has(name)) && !sameValue(before[name], next[name]),
    )
    .map((name) =>
      settingProblem(name, 'not_permitted', "this is for the system's administrators to change"),
    )
}

const checkGeneral = (next: RealmSettings): readonly SettingProblem[] => [
  ...atMost('welcomeMessage', next.welcomeMessage, MAX_WELCOME),
  ...unless(
    next.contactEmailAddresses.length <= MAX_CONTACTS,
    'contactEmailAddresses',
    'out_of_range',
    `at most ${MAX_CONTACTS} addresses`,
  ),
  ...next.contactEmailAddresses.flatMap((address, index) =>
    unless(
      isEmailAddress(address),
      `contactEmailAddresses[${index}]`,
      'not_valid',
      'an e-mail address',
    ),
  ),
  ...unless(
    next.agencyColor === undefined || /^#[0-9a-fA-F]{6}$/.test(next.agencyColor),
    'agencyColor',
    'not_valid',
    'a colour like #0a5c9e',
  ),
  ...atMost('agencyImage', next.agencyImage ?? '', MAX_URL),
  ...unless(
    /^[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8})*$/.test(next.defaultLocale),
    'defaultLocale',
    'not_valid',
    'a language like en or pt-BR',
  ),
]

/** Rules for secrets that are to be kept from now on. */
export const checkRealmSecrets = (secrets: RealmSecrets): readonly SettingProblem[] =>
  (Object.keys(secrets) as RealmSecretName[]).flatMap((name) => {
    const secret = secrets[name]
    if (secret === undefined) return []
    // Tokens of providers are theirs to choose.
    const min = name === 'smsAuthToken' ? 1 : MIN_SECRET
    return unless(
      secret.length >= min && secret.length <= MAX_SECRET,
      name,
      'out_of_range',
      `${min} to ${MAX_SECRET} characters`,
    )
  })

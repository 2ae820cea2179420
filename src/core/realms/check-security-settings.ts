/** Rules for sign-in, networks, quota, and certificates. Pure. Source: verification server pkg/database/realm.go. */

import { isForeignAddress } from '../foreign/foreign-address.ts'
import { normalizeCidr } from './cidr.ts'
import {
  atMost,
  oneOf,
  type SettingContext,
  type SettingProblem,
  unless,
  whole,
} from './setting-problem.ts'
import { FIREWALLED_SERVICES, type RealmSettings } from './settings.ts'

export const MFA_GRACE_DAYS = [0, 1, 7, 30]
export const PASSWORD_ROTATION_DAYS = [0, 30, 60, 90, 365]
export const PASSWORD_WARNING_DAYS = [0, 1, 3, 5, 7, 30]
const MAX_CIDRS = 200

export const checkSecuritySettings = (next: RealmSettings): readonly SettingProblem[] => [
  ...oneOf('mfaGraceDays', next.mfaGraceDays, MFA_GRACE_DAYS),
  ...oneOf('passwordRotationDays', next.passwordRotationDays, PASSWORD_ROTATION_DAYS),
  ...oneOf('passwordWarningDays', next.passwordWarningDays, PASSWORD_WARNING_DAYS),
  ...unless(
    next.passwordWarningDays <= next.passwordRotationDays,
    'passwordWarningDays',
    'out_of_range',
    'not more than passwordRotationDays',
  ),
  ...FIREWALLED_SERVICES.flatMap((service) => checkCidrs(service, next.allowedCidrs[service])),
]

const checkCidrs = (service: string, cidrs: readonly string[]): readonly SettingProblem[] => [
  ...unless(
    cidrs.length <= MAX_CIDRS,
    `allowedCidrs.${service}`,
    'out_of_range',
    `at most ${MAX_CIDRS} networks`,
  ),
  ...cidrs.flatMap((cidr, index) =>
    unless(
      normalizeCidr(cidr) !== undefined,
      `allowedCidrs.${service}[${index}]`,
      'not_valid',
      'an address or a network, such as 192.0.2.0/24 or 2001:db8::/32',
    ),
  ),
]

/** The modeler never goes higher. */
const MAX_LIMIT = 1_000_000
const FACTOR = { min: 0.01, max: 1000 }

export const checkAbuseSettings = ({
  abusePreventionLimit,
  abusePreventionFactor,
}: RealmSettings): readonly SettingProblem[] => [
  ...whole('abusePreventionLimit', abusePreventionLimit, 1, MAX_LIMIT),
  ...unless(
    abusePreventionFactor >= FACTOR.min && abusePreventionFactor <= FACTOR.max,
    'abusePreventionFactor',
    'out_of_range',
    `from ${FACTOR.min} to ${FACTOR.max}`,
  ),
]

const MAX_CLAIM = 255
const CERTIFICATE_SECONDS = { min: 60, max: 86_400 }

export const checkCertificateSettings = (
  next: RealmSettings,
  { present, hasCertificateKey, allowsLoopback }: SettingContext,
): readonly SettingProblem[] => [
  ...atMost('certificateIssuer', next.certificateIssuer, MAX_CLAIM),
  ...atMost('certificateAudience', next.certificateAudience, MAX_CLAIM),
  ...whole(
    'certificateDurationSeconds',
    next.certificateDurationSeconds,
    CERTIFICATE_SECONDS.min,
    CERTIFICATE_SECONDS.max,
  ),
  ...unless(
    next.useRealmCertificateKey || !present?.useRealmCertificateKey,
    'useRealmCertificateKey',
    'irreversible',
    'a realm that has its own certificate key keeps it',
  ),
  ...(next.useRealmCertificateKey ? checkOwnKey(next, hasCertificateKey) : []),
  ...unless(
    next.useRealmCertificateKey || !next.autoRotateCertificateKey,
    'autoRotateCertificateKey',
    'needs_another_setting',
    'it needs useRealmCertificateKey',
  ),
  ...unless(
    next.keyServerStats?.url === undefined ||
      isForeignAddress(next.keyServerStats.url, allowsLoopback),
    'keyServerStats.url',
    'not_valid',
    'an https address of a public host',
  ),
  ...atMost('keyServerStats.audience', next.keyServerStats?.audience ?? '', MAX_CLAIM),
]

const checkOwnKey = (
  next: RealmSettings,
  hasCertificateKey: boolean,
): readonly SettingProblem[] => [
  ...(['certificateIssuer', 'certificateAudience'] as const).flatMap((name) =>
    unless(
      next[name] !== '',
      name,
      'required',
      "certificates of a realm's own key need an issuer and an audience",
    ),
  ),
  ...unless(
    hasCertificateKey,
    'useRealmCertificateKey',
    'needs_another_setting',
    'there is no certificate key: make one first',
  ),
]

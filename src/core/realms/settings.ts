/**
 * What an authority may set of its realm, with the values of a new one. Bounds are in `check-settings.ts`. Pure.
 * Source: verification server pkg/database/realm.go.
 */

import type { TestType } from '../codes/test-type.ts'
import { SECONDS_PER_DAY } from '../time.ts'

const SECONDS_PER_MINUTE = 60

/** Who sends a realm's texts. Its credentials are not here: `RealmSecrets`. */
export type SmsProvider =
  /** `from` is E.164, a short code, or a messaging service id ("MG…"). */
  | {
      readonly kind: 'twilio'
      readonly accountSid: string
      readonly from: string
      /** For texts of user reports; undefined: `from`. */
      readonly userReportFrom?: string | undefined
    }
  /** A gateway of the authority's own: JSON to an https address, signed. */
  | { readonly kind: 'webhook'; readonly url: string }
  /** Takes every text and sends none, for trials. */
  | { readonly kind: 'noop' }
  /** Refuses every text, for trials. */
  | { readonly kind: 'noop-fail' }

export const REQUIREMENT_MODES = ['prompt', 'required', 'optional'] as const
export type RequirementMode = (typeof REQUIREMENT_MODES)[number]

/** Services that a realm may close to all but some networks. */
export const FIREWALLED_SERVICES = ['adminapi', 'apiserver', 'server'] as const
export type FirewalledService = (typeof FIREWALLED_SERVICES)[number]

export interface RealmSettings {
  /** Markdown, shown to case workers. */
  readonly welcomeMessage: string
  readonly contactEmailAddresses: readonly string[]

  readonly codeLength: number
  readonly codeDurationSeconds: number
  /** Bound of the code duration, set by the system's administrator. */
  readonly shortCodeMaxMinutes: number
  readonly longCodeLength: number
  readonly longCodeDurationSeconds: number
  readonly allowedTestTypes: readonly TestType[]
  readonly requireDate: boolean
  readonly allowBulkUpload: boolean
  readonly allowAdminUserReport: boolean
  readonly allowUserReportWebView: boolean
  /** https; undefined: texts are sent by the provider. */
  readonly userReportWebhookUrl?: string | undefined
  readonly userReportLearnMoreUrl?: string | undefined
  /** Set by the system's administrator. */
  readonly allowGeneratedSms: boolean
  readonly maintenanceMode: boolean
  /** Whether codes take countries of interest, and which country is always among them (ISO 3166-1 alpha-2). */
  readonly countriesOfInterest?: { readonly ownCountry: string } | undefined

  readonly useAuthenticatedSms: boolean
  /** ISO 3166-1 alpha-2, lower case: the default region of phone numbers. */
  readonly smsCountry: string
  /** The realm's own. */
  readonly smsProvider?: SmsProvider | undefined
  /** Set by the system's administrator. */
  readonly canUseSystemSms: boolean
  readonly useSystemSms: boolean
  /** One of the system's numbers, by its label. */
  readonly systemSmsFrom?: string | undefined
  readonly smsTemplate: string
  /** By label. */
  readonly smsTemplateAlternates: Readonly<Record<string, string>>

  /** The realm's own mail gateway: JSON to an https address, signed. */
  readonly emailWebhookUrl?: string | undefined
  /** Set by the system's administrator. */
  readonly canUseSystemEmail: boolean
  readonly useSystemEmail: boolean
  readonly emailInviteTemplate: string
  readonly emailPasswordResetTemplate: string
  readonly emailVerifyTemplate: string

  readonly mfaMode: RequirementMode
  readonly mfaGraceDays: number
  readonly emailVerifiedMode: RequirementMode
  readonly passwordRotationDays: number
  readonly passwordWarningDays: number
  /** By service; empty: everyone. */
  readonly allowedCidrs: Readonly<Record<FirewalledService, readonly string[]>>

  readonly abusePreventionEnabled: boolean
  /** Codes a day before the factor; the modeler sets it. */
  readonly abusePreventionLimit: number
  readonly abusePreventionFactor: number

  /** Whether certificates are signed by a key of the realm's own; not to be undone. */
  readonly useRealmCertificateKey: boolean
  readonly certificateIssuer: string
  readonly certificateAudience: string
  readonly certificateDurationSeconds: number
  readonly autoRotateCertificateKey: boolean

  readonly enExpressEnabled: boolean
  /** Set by the system's administrator: whether an EN Express realm may change the life of its codes. */
  readonly enxCodeExpirationConfigurable: boolean

  /** Undefined: the key server's statistics are not fetched. Its members override the system's. */
  readonly keyServerStats?:
    | { readonly url?: string | undefined; readonly audience?: string | undefined }
    | undefined

  /** From the feed of apps. */
  readonly agencyColor?: string | undefined
  readonly agencyImage?: string | undefined
  readonly defaultLocale: string
}

/** Texts that only the realm's providers learn; each is kept sealed. */
export interface RealmSecrets {
  readonly smsAuthToken?: string | undefined
  readonly userReportWebhookSecret?: string | undefined
  readonly emailWebhookSecret?: string | undefined
}

export const REALM_SECRET_NAMES = [
  'smsAuthToken',
  'userReportWebhookSecret',
  'emailWebhookSecret',
] as const satisfies readonly (keyof RealmSecrets)[]
export type RealmSecretName = (typeof REALM_SECRET_NAMES)[number]

export const DEFAULT_SMS_LABEL = 'Default SMS template'
export const USER_REPORT_SMS_LABEL = 'User Report'

export const DEFAULT_SMS_TEMPLATE =
  'Your exposure notification verification code is [longcode]. It expires in [longexpires] hours.'
export const DEFAULT_EN_EXPRESS_SMS_TEMPLATE =
  'Your exposure notification verification link: [enslink] It expires in [longexpires] hours. Open it on your phone.'
export const DEFAULT_USER_REPORT_SMS_TEMPLATE =
  'You reported a positive test. Your verification code is [code]. It expires in [expires] minutes.'
export const DEFAULT_EN_EXPRESS_USER_REPORT_SMS_TEMPLATE =
  'You reported a positive test. Your verification link: [enslink] It expires in [expires] minutes.'

export const DEFAULT_REALM_SETTINGS: RealmSettings = {
  welcomeMessage: '',
  contactEmailAddresses: [],
  codeLength: 8,
  codeDurationSeconds: 15 * SECONDS_PER_MINUTE,
  shortCodeMaxMinutes: 60,
  longCodeLength: 16,
  longCodeDurationSeconds: SECONDS_PER_DAY,
  allowedTestTypes: ['confirmed', 'likely', 'negative'],
  requireDate: true,
  allowBulkUpload: false,
  allowAdminUserReport: false,
  allowUserReportWebView: false,
  allowGeneratedSms: false,
  maintenanceMode: false,
  useAuthenticatedSms: false,
  smsCountry: 'us',
  canUseSystemSms: false,
  useSystemSms: false,
  smsTemplate: DEFAULT_SMS_TEMPLATE,
  smsTemplateAlternates: {},
  canUseSystemEmail: false,
  useSystemEmail: false,
  emailInviteTemplate: '',
  emailPasswordResetTemplate: '',
  emailVerifyTemplate: '',
  mfaMode: 'prompt',
  mfaGraceDays: 0,
  emailVerifiedMode: 'prompt',
  passwordRotationDays: 0,
  passwordWarningDays: 0,
  allowedCidrs: { adminapi: [], apiserver: [], server: [] },
  abusePreventionEnabled: false,
  abusePreventionLimit: 10,
  abusePreventionFactor: 1,
  useRealmCertificateKey: false,
  certificateIssuer: '',
  certificateAudience: '',
  certificateDurationSeconds: 15 * SECONDS_PER_MINUTE,
  autoRotateCertificateKey: false,
  enExpressEnabled: false,
  enxCodeExpirationConfigurable: false,
  defaultLocale: 'en',
}

/** A tenant, as its API keys and pages see it. */
export interface Realm {
  readonly id: number
  /** Unique in any case. */
  readonly name: string
  /** Upper case; '' for none. */
  readonly regionCode: string
  readonly isE2e: boolean
  readonly settings: RealmSettings
  /** Id of the key that signs its certificates, and of that for its texts; undefined where there is none. */
  readonly activeCertificateKeyId: number | undefined
  readonly activeSmsKeyId: number | undefined
  /** Sealed; opened by `flows/realm-secrets.ts` where they are needed. */
  readonly sealedSecrets: Readonly<Partial<Record<RealmSecretName, string>>>
}

/** Quota of a day: the limit times the factor to two decimals, rounded up. */
export const effectiveQuota = ({
  abusePreventionLimit,
  abusePreventionFactor,
}: Pick<RealmSettings, 'abusePreventionLimit' | 'abusePreventionFactor'>): number =>
  Math.ceil((abusePreventionLimit * Math.floor(abusePreventionFactor * 100)) / 100)

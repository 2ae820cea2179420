/** Rules for texts and mails. Pure. Source: verification server pkg/database/realm.go. */

import { checkSmsTemplate } from '../codes/sms-template.ts'
import { isForeignAddress } from '../foreign/foreign-address.ts'
import {
  type SettingContext,
  type SettingProblem,
  settingProblem,
  unless,
} from './setting-problem.ts'
import type { RealmSettings, SmsProvider } from './settings.ts'

/** E.164, a short code, or the id of a messaging service. */
const SENDER = /^(\+[1-9]\d{1,14}|\d{1,6}|MG[0-9a-zA-Z]{32})$/
const MAX_ALTERNATES = 100
const MAX_ID = 200

export const checkSmsSettings = (
  next: RealmSettings,
  context: SettingContext,
): readonly SettingProblem[] => [
  ...unless(
    /^[a-z]{2}$/.test(next.smsCountry),
    'smsCountry',
    'not_valid',
    'an ISO 3166-1 country of two small letters',
  ),
  ...checkProvider(next.smsProvider, context),
  ...checkSystemSms(next),
  ...unless(
    !next.useAuthenticatedSms || context.hasSmsKey,
    'useAuthenticatedSms',
    'needs_another_setting',
    'there is no key that signs texts: make one first',
  ),
  ...checkTemplates(next),
  ...checkEmail(next, context),
]

function checkProvider(
  provider: SmsProvider | undefined,
  { secrets, allowsLoopback }: SettingContext,
): readonly SettingProblem[] {
  if (provider === undefined || provider.kind === 'noop' || provider.kind === 'noop-fail') return []
  const secret = unless(
    secrets.has('smsAuthToken'),
    'smsAuthToken',
    'required',
    "the provider's token is missing",
  )
  if (provider.kind === 'webhook') {
    return [
      ...unless(
        isForeignAddress(provider.url, allowsLoopback),
        'smsProvider.url',
        'not_valid',
        'an https address of a public host',
      ),
      ...secret,
    ]
  }
  const { accountSid, from, userReportFrom } = provider
  const sender = 'E.164, a short code of up to 6 digits, or "MG" and 32 characters'
  return [
    ...unless(
      /^\S+$/.test(accountSid) && accountSid.length <= MAX_ID,
      'smsProvider.accountSid',
      'not_valid',
      'the id of an account',
    ),
    ...unless(SENDER.test(from), 'smsProvider.from', 'not_valid', sender),
    ...unless(
      userReportFrom === undefined || SENDER.test(userReportFrom),
      'smsProvider.userReportFrom',
      'not_valid',
      sender,
    ),
    ...secret,
  ]
}

const checkSystemSms = ({
  useSystemSms,
  canUseSystemSms,
  systemSmsFrom,
}: RealmSettings): readonly SettingProblem[] =>
  useSystemSms
    ? [
        ...unless(
          canUseSystemSms,
          'useSystemSms',
          'not_permitted',
          "the realm may not use the system's SMS provider",
        ),
        ...unless(
          systemSmsFrom !== undefined && systemSmsFrom !== '',
          'systemSmsFrom',
          'required',
          "one of the system's numbers, by its label",
        ),
      ]
    : []

function checkTemplates(next: RealmSettings): readonly SettingProblem[] {
  const labels = Object.keys(next.smsTemplateAlternates)
  const entries = [
    { path: 'smsTemplate', label: undefined, text: next.smsTemplate },
    ...Object.entries(next.smsTemplateAlternates).map(([label, text]) => ({
      path: `smsTemplateAlternates.${label}`,
      label,
      text,
    })),
  ]
  return [
    ...unless(
      labels.length <= MAX_ALTERNATES,
      'smsTemplateAlternates',
      'out_of_range',
      `at most ${MAX_ALTERNATES} templates`,
    ),
    ...entries.flatMap(({ path, label, text }) =>
      checkSmsTemplate(label, text, { enExpress: next.enExpressEnabled }).map((message) =>
        settingProblem(path, 'not_valid', message),
      ),
    ),
  ]
}

const EMAIL_TEMPLATES = {
  emailInviteTemplate: '[invitelink]',
  emailPasswordResetTemplate: '[passwordresetlink]',
  emailVerifyTemplate: '[verifylink]',
} as const

const MAX_EMAIL_TEMPLATE = 5000

const checkEmail = (
  next: RealmSettings,
  { secrets, allowsLoopback }: SettingContext,
): readonly SettingProblem[] => [
  ...(Object.keys(EMAIL_TEMPLATES) as (keyof typeof EMAIL_TEMPLATES)[]).flatMap((name) => [
    ...unless(
      next[name] === '' || next[name].includes(EMAIL_TEMPLATES[name]),
      name,
      'not_valid',
      `it has to contain ${EMAIL_TEMPLATES[name]}`,
    ),
    ...unless(
      next[name].length <= MAX_EMAIL_TEMPLATE,
      name,
      'out_of_range',
      `at most ${MAX_EMAIL_TEMPLATE} characters`,
    ),
  ]),
  ...unless(
    next.emailWebhookUrl === undefined || isForeignAddress(next.emailWebhookUrl, allowsLoopback),
    'emailWebhookUrl',
    'not_valid',
    'an https address of a public host',
  ),
  ...unless(
    next.emailWebhookUrl === undefined || secrets.has('emailWebhookSecret'),
    'emailWebhookSecret',
    'required',
    'the webhook needs a secret that signs what is sent',
  ),
  ...unless(
    !next.useSystemEmail || next.canUseSystemEmail,
    'useSystemEmail',
    'not_permitted',
    "the realm may not use the system's mail server",
  ),
]

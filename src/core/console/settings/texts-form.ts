/** Who sends a realm's texts, and what they say. Pure. */

import type { RealmSettings, SmsProvider } from '../../realms/settings.ts'
import { optionalIn, type SettingsForm, type SettingsTab, textIn } from './settings-form.ts'

/** Where texts come from. 'noop' and 'noop-fail' are for trials: kept where they are, chosen by configuration alone. */
export const SMS_SOURCES = ['none', 'twilio', 'webhook', 'system', 'noop', 'noop-fail'] as const
export type SmsSource = (typeof SMS_SOURCES)[number]

/** Templates beside the usual one that a form has room for; a realm may have 100 of them. */
export const MAX_TEMPLATES = 101

export const labelField = (index: number): string => `label-${index}`
export const textField = (index: number): string => `text-${index}`

const INDEXES = Array.from({ length: MAX_TEMPLATES }, (_, index) => index)

const FIELDS = [
  'smsSource',
  'accountSid',
  'from',
  'userReportFrom',
  'webhookUrl',
  'systemSmsFrom',
  'smsCountry',
  'smsTemplate',
]

const FIELD_OF: Readonly<Record<string, string>> = {
  'smsProvider.accountSid': 'accountSid',
  'smsProvider.from': 'from',
  'smsProvider.userReportFrom': 'userReportFrom',
  'smsProvider.url': 'webhookUrl',
  useSystemSms: 'smsSource',
}

export const sourceOf = ({ useSystemSms, smsProvider }: RealmSettings): SmsSource =>
  useSystemSms ? 'system' : (smsProvider?.kind ?? 'none')

export const TEXTS_FORM: SettingsTab = {
  fields: [
    ...FIELDS,
    'smsAuthToken',
    ...INDEXES.flatMap((index) => [labelField(index), textField(index)]),
  ],
  formOf: ({ settings }) => ({
    smsSource: sourceOf(settings),
    ...providerFields(settings.smsProvider),
    systemSmsFrom: settings.systemSmsFrom ?? '',
    smsCountry: settings.smsCountry,
    smsTemplate: settings.smsTemplate,
    ...Object.fromEntries(
      Object.entries(settings.smsTemplateAlternates).flatMap(([label, text], index) => [
        [labelField(index), label],
        [textField(index), text],
      ]),
    ),
  }),
  updateOf: (form, { settings }) => {
    const token = textIn(form, 'smsAuthToken')
    return {
      settings: {
        ...sourceIn(form, settings),
        smsCountry: textIn(form, 'smsCountry'),
        smsTemplate: form['smsTemplate'] ?? '',
        smsTemplateAlternates: Object.fromEntries(
          templatesIn(form).map(({ label, text }) => [label, text]),
        ),
      },
      ...(token !== '' && { secrets: { smsAuthToken: token } }),
    }
  },
  fieldOf: (path, form) => {
    const label = /^smsTemplateAlternates\.(.*)$/s.exec(path)?.[1]
    if (label !== undefined) {
      const template = templatesIn(form).find((one) => one.label === label)
      return template && (label === '' ? labelField : textField)(template.index)
    }
    return FIELD_OF[path] ?? [...FIELDS, 'smsAuthToken'].find((field) => field === path)
  },
}

/** Two templates of one label: an object would keep the last of them in silence. @returns fields of all but the first */
export function repeatedLabels(form: SettingsForm): readonly string[] {
  const templates = templatesIn(form)
  return templates
    .filter(({ label }, index) => templates.findIndex((one) => one.label === label) < index)
    .map(({ index }) => labelField(index))
}

export interface TemplateFields {
  /** In the form. */
  readonly index: number
  readonly label: string
  readonly text: string
}

/** Rows in which something is written: to empty both fields is to delete. */
export const templatesIn = (form: SettingsForm): readonly TemplateFields[] =>
  INDEXES.map((index) => ({
    index,
    label: textIn(form, labelField(index)),
    text: form[textField(index)] ?? '',
  })).filter(({ label, text }) => label !== '' || text.trim() !== '')

const providerFields = (provider: SmsProvider | undefined): SettingsForm => ({
  accountSid: provider?.kind === 'twilio' ? provider.accountSid : '',
  from: provider?.kind === 'twilio' ? provider.from : '',
  userReportFrom: provider?.kind === 'twilio' ? (provider.userReportFrom ?? '') : '',
  webhookUrl: provider?.kind === 'webhook' ? provider.url : '',
})

/** What the realm has set up of its own stays while the system's provider is used. */
function sourceIn(form: SettingsForm, settings: RealmSettings): Partial<RealmSettings> {
  const source = SMS_SOURCES.find((name) => name === form['smsSource']) ?? sourceOf(settings)
  if (source === 'system') {
    return { useSystemSms: true, systemSmsFrom: optionalIn(form, 'systemSmsFrom') }
  }
  return { useSystemSms: false, smsProvider: providerIn(form, source, settings.smsProvider) }
}

function providerIn(
  form: SettingsForm,
  source: Exclude<SmsSource, 'system'>,
  present: SmsProvider | undefined,
): SmsProvider | undefined {
  switch (source) {
    case 'none':
      return undefined
    case 'webhook':
      return { kind: 'webhook', url: textIn(form, 'webhookUrl') }
    case 'twilio': {
      const userReportFrom = optionalIn(form, 'userReportFrom')
      return {
        kind: 'twilio',
        accountSid: textIn(form, 'accountSid'),
        from: textIn(form, 'from'),
        ...(userReportFrom !== undefined && { userReportFrom }),
      }
    }
    default:
      // Nobody comes to send no texts by a click.
      return present?.kind === source ? present : undefined
  }
}

/** Settings of a realm's texts. */

import { withSampleSignature } from '../../../core/codes/authenticated-sms.ts'
import { expandSms } from '../../../core/codes/expand-sms.ts'
import { sizeOfSms } from '../../../core/codes/sms-segments.ts'
import type { SettingsForm } from '../../../core/console/settings/settings-form.ts'
import {
  MAX_TEMPLATES,
  repeatedLabels,
  SMS_SOURCES,
  sourceOf,
  TEXTS_FORM,
  templatesIn,
} from '../../../core/console/settings/texts-form.ts'
import type { Realm } from '../../../core/realms/settings.ts'
import { type TextPreview, TextSettings } from '../../../ui/pages/settings/texts.tsx'
import type { ConsoleContext } from '../context.ts'
import type { SettingsPage } from './settings-page.tsx'

export const TEXTS: SettingsPage = {
  tab: TEXTS_FORM,
  path: 'settings/texts',
  title: (c) => c.get('copy').settings.texts.title,
  body: (c, props) => {
    const { realm, form } = props
    return (
      <TextSettings
        {...props}
        sources={sourcesOf(realm)}
        usual={previewOf(c, realm, form['smsTemplate'] ?? '')}
        templates={templatesOf(c, realm, form)}
      />
    )
  },
  hasPreview: true,
  check: (c, form) =>
    repeatedLabels(form).map((field) => ({ field, text: c.get('copy').settings.texts.repeated })),
}

/** Those for trials are offered to whoever has them. */
function sourcesOf({ settings }: Realm) {
  const present = sourceOf(settings)
  const offered: readonly string[] = settings.canUseSystemSms
    ? ['none', 'twilio', 'webhook', 'system']
    : ['none', 'twilio', 'webhook']
  return SMS_SOURCES.filter((source) => source === present || offered.includes(source))
}

function templatesOf(c: ConsoleContext, realm: Realm, form: SettingsForm) {
  const templates = templatesIn(form)
  const next = (templates.at(-1)?.index ?? -1) + 1
  const rows = templates.map((template) => ({
    ...template,
    preview: previewOf(c, realm, template.text),
  }))
  return next < MAX_TEMPLATES
    ? [...rows, { index: next, label: '', text: '', preview: undefined }]
    : rows
}

/** With a code that nobody has. */
function previewOf(c: ConsoleContext, realm: Realm, template: string): TextPreview {
  const { settings, regionCode, activeSmsKeyId } = realm
  const expanded = expandSms(template, {
    regionCode,
    code: digits(settings.codeLength),
    longCode: digits(settings.longCodeLength),
    codeSeconds: settings.codeDurationSeconds,
    longCodeSeconds: settings.longCodeDurationSeconds,
    redirectDomain: c.get('deps').settings.redirectDomain,
  })
  const isSigned = settings.useAuthenticatedSms && activeSmsKeyId !== undefined
  const keyId = `r${realm.id}v${activeSmsKeyId}sms`
  const text = isSigned ? withSampleSignature(expanded, keyId, c.get('now')) : expanded
  return { text, size: sizeOfSms(text) }
}

const digits = (count: number): string => '1234567890'.repeat(2).slice(0, count)

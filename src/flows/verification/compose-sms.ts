/** Texts of codes: the realm's template, signed where the realm wants that. */

import { signSms } from '../../core/codes/authenticated-sms.ts'
import { expandSms } from '../../core/codes/expand-sms.ts'
import { DEFAULT_SMS_LABEL, type Realm } from '../../core/realms/settings.ts'
import { fail, succeed } from '../../core/result.ts'
import type { SignerCache } from './realm-signing-keys.ts'
import type { ComposeSms } from './sms.ts'

export interface ComposeSmsDeps {
  readonly signerOf: SignerCache
  readonly redirectDomain: string
  /** Whether a text that could not be signed is not to be sent. */
  readonly failsClosed: boolean
}

export function smsComposer(deps: ComposeSmsDeps): ComposeSms {
  return async (draft, now) => {
    const { realm, phone, code, longCode, isUserReport } = draft
    const { settings, regionCode } = realm
    const template = templateOf(realm, draft.templateLabel)
    if (template === undefined) return fail({ reason: 'unknown_template' })
    const text = expandSms(template, {
      regionCode,
      code,
      longCode,
      codeSeconds: settings.codeDurationSeconds,
      longCodeSeconds: settings.longCodeDurationSeconds,
      redirectDomain: deps.redirectDomain,
    })
    if (!settings.useAuthenticatedSms) return succeed(text)
    const { activeSmsKeyId } = realm
    const signer = activeSmsKeyId === undefined ? undefined : await deps.signerOf(activeSmsKeyId)
    if (signer === undefined) return deps.failsClosed ? fail({ reason: 'unsigned' }) : succeed(text)
    const purpose = isUserReport ? 'User Report' : 'EN Report'
    return succeed(await signSms(signer, purpose, phone, text, now))
  }
}

function templateOf({ settings }: Realm, label: string): string | undefined {
  if (label === '' || label === DEFAULT_SMS_LABEL) return settings.smsTemplate
  return Object.hasOwn(settings.smsTemplateAlternates, label)
    ? settings.smsTemplateAlternates[label]
    : undefined
}

/** Variables and secrets of the NHS submission. */

import { type KnownApiKey, parseApiKeys } from '../core/layouts/nhs/api-keys.ts'
import { flag, text } from './config-fields.ts'

export const NHS_VARIABLES = {
  NHS_SUBMISSION_APP: text(
    '',
    /^[!-~]{0,200}$/,
    'App that submissions at `/submission/diagnosis-keys` are of, by its package name; empty: the path is not served.',
  ),
  NHS_PRIVATE_JOURNEY: flag(
    'Takes submissions without a token, as apps ask for by themselves.',
    true,
  ),
  NHS_RESPONSE_SIGNER: text(
    '',
    /^([A-Za-z0-9_]{1,64}-[A-Za-z0-9_]{1,64})?$/,
    'Signer of the answers, as `keyId-keyVersion`; empty: they are not signed.',
  ),
  NHS_RESPONSE_KEY_ID: text(
    '',
    /^[!#-~]{0,200}$/,
    "How apps know that signer's key; empty: by the signer's name.",
  ),
}

/** Secrets: API keys as `name:digest` with commas between; not there where the submission is not served. */
export interface NhsSecrets {
  /** Of apps. */
  readonly NHS_SUBMISSION_KEYS?: string
  /** Of who watches the path. */
  readonly NHS_HEALTH_KEYS?: string
}

/** @throws naming the secret, and nothing of it, where it is something else than keys */
export function readApiKeys(secrets: NhsSecrets, name: keyof NhsSecrets): readonly KnownApiKey[] {
  const keys = parseApiKeys(secrets[name] ?? '')
  if (keys === undefined) throw new Error(`${name} is not name:digest with commas between`)
  return keys
}

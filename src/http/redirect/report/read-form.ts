/** The form as it was sent, read as strictly as Go reads one. */

import type { FormValues } from './form-page.tsx'

/** The original's bound of a form is 10 MB; nothing of ours needs a hundredth. */
export const MAX_FORM_BYTES = 64_000

const TRUE = /^(1|t|T|true|TRUE|True|on)$/
const FALSE = /^(|0|f|F|false|FALSE|False|off)$/

/**
 * @param contentType as received; '' where there is none
 * @param body undefined: longer than the bound
 * @returns undefined where it is no form; fields that are missing are ''
 */
export function readForm(
  contentType: string,
  body: Uint8Array | undefined,
): FormValues | undefined {
  if (body === undefined) return undefined
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType)) return undefined
  const text = new TextDecoder().decode(body)
  if (/%(?![0-9A-Fa-f]{2})|;/.test(text)) return undefined
  const fields = new URLSearchParams(text)
  const agreement = fields.get('agreement') ?? ''
  if (!TRUE.test(agreement) && !FALSE.test(agreement)) return undefined
  return {
    testDate: (fields.get('testDate') ?? '').trim(),
    phone: (fields.get('phone') ?? '').trim(),
    agreement: TRUE.test(agreement),
  }
}

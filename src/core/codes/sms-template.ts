/** Rules for templates of texts. Pure. Source: verification server pkg/database/realm.go. */

import { DEFAULT_SMS_LABEL, USER_REPORT_SMS_LABEL } from '../realms/settings.ts'
import { expandSms, type SmsParts } from './expand-sms.ts'

const MAX_RAW = 800
/** Six texts of a phone in a row. */
const MAX_EXPANDED = 918

/** What placeholders may stand for at most. */
const LONGEST: SmsParts = {
  regionCode: 'X'.repeat(10),
  code: '0'.repeat(8),
  longCode: '0'.repeat(16),
  codeSeconds: 7200,
  longCodeSeconds: 86_400,
  redirectDomain: 'x'.repeat(40),
}

/** @param label undefined: the default template @returns all that is wrong, in words */
export function checkSmsTemplate(
  label: string | undefined,
  text: string,
  { enExpress }: { readonly enExpress: boolean },
): readonly string[] {
  const problems: string[] = []
  if (label === '') problems.push('a template needs a label')
  if (label === DEFAULT_SMS_LABEL) problems.push(`the label "${DEFAULT_SMS_LABEL}" is reserved`)
  if (text === '') problems.push('a template needs a text')
  if (text.length > MAX_RAW) problems.push(`at most ${MAX_RAW} characters`)
  if (expandSms(text, LONGEST).length > MAX_EXPANDED) {
    problems.push(`at most ${MAX_EXPANDED} characters once codes and links are filled in`)
  }
  if (enExpress) {
    if (!text.includes('[enslink]')) problems.push('with EN Express it has to contain [enslink]')
    for (const forbidden of ['[region]', '[longcode]']) {
      if (text.includes(forbidden)) problems.push(`with EN Express it may not contain ${forbidden}`)
    }
  } else {
    if (text.includes('[enslink]')) problems.push('[enslink] needs EN Express')
    if (text.includes('[code]') === text.includes('[longcode]')) {
      problems.push('exactly one of [code] and [longcode]')
    }
  }
  if (label === USER_REPORT_SMS_LABEL && text.includes('[longexpires]')) {
    problems.push('a user report may not use [longexpires]')
  }
  return problems
}

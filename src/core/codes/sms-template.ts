/** Rules for templates of texts. Pure. Source: verification server pkg/database/realm.go. */

import { DEFAULT_SMS_LABEL, USER_REPORT_SMS_LABEL } from '../realms/settings.ts'

const MAX_RAW = 800

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

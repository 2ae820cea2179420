/** What was typed of an app, and what is wrong with it, in words. */

import type { MobileApp } from '../../../core/realms/mobile-app.ts'
import type { SettingProblem } from '../../../core/realms/setting-problem.ts'
import type { FieldError } from '../../../ui/components/error-summary.tsx'
import type { TypedApp } from '../../../ui/pages/connections/app-fields.tsx'
import type { ConsoleContext } from '../context.ts'
import { readForm } from '../form.ts'

export function readTypedApp(c: ConsoleContext): TypedApp {
  const form = readForm(c)
  const field = (name: string) => form.get(name) ?? ''
  return {
    name: field('name'),
    os: field('os') === 'ios' ? 'ios' : 'android',
    appId: field('app-id'),
    url: field('url'),
    fingerprints: field('fingerprints'),
    disableRedirect: form.has('disable-redirect'),
    isHeadless: form.has('headless'),
  }
}

export const appOfTyped = ({ fingerprints, ...rest }: TypedApp): MobileApp => ({
  ...rest,
  fingerprints: [fingerprints],
})

/** A field has one sentence, whatever else is wrong with it. */
export function appErrors(
  c: ConsoleContext,
  problems: readonly SettingProblem[],
): readonly FieldError[] {
  const errors = new Map<string, string>()
  for (const problem of problems) {
    const { field, text } = errorOf(c, problem)
    if (!errors.has(field)) errors.set(field, text)
  }
  return [...errors].map(([field, text]) => ({ field, text }))
}

function errorOf(
  c: ConsoleContext,
  { path, reason }: SettingProblem,
): { readonly field: string; readonly text: string } {
  const { problems } = c.get('copy').connections.apps
  const isMissing = reason === 'required'
  const isMuch = reason === 'out_of_range'
  switch (path) {
    case 'name':
      return {
        field: 'name',
        text: isMissing ? problems.noName : isMuch ? problems.long : problems.taken,
      }
    case 'appId':
      return { field: 'app-id', text: isMissing ? problems.noId : problems.long }
    case 'url':
      return { field: 'url', text: problems.address }
    default:
      return {
        field: 'fingerprints',
        text: isMissing ? problems.noPrint : isMuch ? problems.manyPrints : problems.print,
      }
  }
}

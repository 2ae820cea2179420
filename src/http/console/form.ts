/** Forms: bounded, ours, and read as what they are. */

import { isCsrfToken } from '../../core/console/csrf-token.ts'
import { isOwnOrigin } from '../../core/console/request-origin.ts'
import { readBody } from '../read-body.ts'
import type { ConsoleContext } from './context.ts'
import { errorPage } from './errors.tsx'

const MAX_FORM_BYTES = 65_536

const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(;|$)/i

/** Reads the form into the context. @returns an answer where it is not to be acted on */
export async function receiveForm(c: ConsoleContext): Promise<Response | undefined> {
  const { origin } = new URL(c.req.url)
  if (!isOwnOrigin(origin, c.req.header('origin'), c.req.header('sec-fetch-site')))
    return errorPage(c, 'csrf')
  if (!FORM_TYPE.test(c.req.header('content-type') ?? '')) return errorPage(c, 'unsupported')
  const body = await readBody(c.req.raw, MAX_FORM_BYTES)
  if (body === undefined) return errorPage(c, 'tooLarge')
  const form = new URLSearchParams(new TextDecoder().decode(body))
  const secret = c.get('csrfSecret')
  if (secret === '' || !(await isCsrfToken(form.get('csrf') ?? '', secret)))
    return errorPage(c, 'csrf')
  c.set('form', form)
  return undefined
}

/** Fields by name; of one that came twice the first. What did not come is absent. */
export function readForm(c: ConsoleContext): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const [name, value] of c.get('form')) if (!fields.has(name)) fields.set(name, value)
  return fields
}

/** All values of a field that may come more than once. */
export const readFormValues = (c: ConsoleContext, name: string): readonly string[] =>
  c.get('form').getAll(name)

/** Where a form says that the person came from, if that is a page of ours; else the start. */
export function safeNext(c: ConsoleContext, next: string | undefined): string {
  if (next === undefined || !/^\/[!-[\]-~]*$/.test(next) || next.startsWith('//')) return '/console'
  return c.get('isPage')(next.replace(/[?#].*$/, '')) ? next : '/console'
}

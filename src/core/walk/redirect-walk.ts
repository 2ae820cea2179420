/**
 * Whether links lead where they should: association documents, and a redirect for each kind of phone.
 * Source: verification server internal/clients/enx_redirect.go.
 */

import { fail, type Result, succeed } from '../result.ts'
import { type Exchange, tryExchange } from './exchange.ts'
import type { WalkRecorder } from './steps.ts'

export interface RedirectTargets {
  /** Its host is mapped to a realm with an app for each system. */
  readonly redirect: string
  /** Text of the target for an Android phone, and for an iPhone. */
  readonly androidTarget: string
  readonly iosTarget: string
}

const USER_AGENT = 'en/enxredirect-client'
const ELSEWHERE = 'https://www.google.com/covid19/exposurenotifications'

export async function walkRedirect(
  { exchange, recorder }: { readonly exchange: Exchange; readonly recorder: WalkRecorder },
  { redirect, androidTarget, iosTarget }: RedirectTargets,
): Promise<void> {
  await recorder.step('assetlinks', () =>
    readDocument(exchange, `${redirect}/.well-known/assetlinks.json`, (json) =>
      Array.isArray(json) && json.some((entry) => hasPackageName(entry))
        ? undefined
        : 'names no Android app',
    ),
  )
  await recorder.step('apple-app-site-association', () =>
    readDocument(exchange, `${redirect}/.well-known/apple-app-site-association`, (json) => {
      const details = (json as { applinks?: { details?: unknown } } | null)?.applinks?.details
      return Array.isArray(details) && details.length > 0 ? undefined : 'names no iOS app'
    }),
  )
  for (const [agent, target] of [
    ['android', androidTarget],
    ['iphone', iosTarget],
    ['unknown', ELSEWHERE],
  ] as const) {
    await recorder.step(`redirect ${agent}`, async () => {
      const answer = await tryExchange(exchange, `${redirect}/`, {
        method: 'GET',
        headers: { 'user-agent': agent },
      })
      if (!answer.ok) return answer
      const { status, location } = answer.value
      if (status !== 303) return fail(`answers ${status} and not 303`)
      return location.includes(target) ? succeed(true) : fail(`leads to "${location}"`)
    })
  }
}

const hasPackageName = (entry: unknown): boolean => {
  const name = (entry as { target?: { package_name?: unknown } } | null)?.target?.package_name
  return typeof name === 'string' && name !== ''
}

async function readDocument(
  exchange: Exchange,
  url: string,
  problemOf: (json: unknown) => string | undefined,
): Promise<Result<true, string>> {
  const answer = await tryExchange(exchange, url, {
    method: 'GET',
    headers: { accept: 'application/json', 'user-agent': USER_AGENT },
  })
  if (!answer.ok) return answer
  const { status, contentType, text } = answer.value
  if (status !== 200) return fail(`answers ${status}`)
  if (!contentType.startsWith('application/json')) return fail(`is "${contentType}" and not JSON`)
  try {
    const problem = problemOf(JSON.parse(text))
    return problem === undefined ? succeed(true) : fail(problem)
  } catch {
    return fail('is no JSON')
  }
}

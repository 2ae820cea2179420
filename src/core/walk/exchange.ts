/** Requests of the walk: bounded, and strict about what comes back, as the original's client is. Pure but for what is given. */

import { fail, type Result, succeed } from '../result.ts'

export interface ExchangeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface ExchangeAnswer {
  readonly status: number
  /** '' where there is none. */
  readonly contentType: string
  readonly location: string
  readonly text: string
}

/**
 * One request with a time limit of a minute; redirects are answers.
 * @throws where nothing comes back, or more than 64 KiB
 */
export type Exchange = (url: string, request: ExchangeRequest) => Promise<ExchangeAnswer>

export const MAX_ANSWER_BYTES = 64 * 1024
export const WALK_TIMEOUT_MS = 60_000

const USER_AGENT = 'en/e2e-client'

/**
 * @param apiKey undefined: the route wants none
 * @returns the members of a good answer: JSON, status 2xx, no error in it; or in words what is wrong
 */
export async function exchangeJson(
  exchange: Exchange,
  url: string,
  body: unknown,
  apiKey: string | undefined,
): Promise<Result<Readonly<Record<string, unknown>>, string>> {
  const answer = await tryExchange(exchange, url, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': USER_AGENT,
      ...(apiKey !== undefined && { 'x-api-key': apiKey.trim() }),
    },
    body: JSON.stringify(body),
  })
  if (!answer.ok) return answer
  const { status, contentType, text } = answer.value
  if (!contentType.startsWith('application/json')) {
    return fail(`answers ${status} with "${contentType}" and not JSON`)
  }
  const json = parseObject(text)
  if (json === undefined) return fail(`answers ${status} with what is no JSON object`)
  const { error, errorCode, code } = json
  const said = [errorCode, code, error].find((text) => typeof text === 'string' && text !== '')
  if (status < 200 || status > 299) return fail(`answers ${status}: ${said ?? 'no reason given'}`)
  if (typeof error === 'string' && error !== '')
    return fail(`answers ${status} with an error: ${said}`)
  return succeed(json)
}

export async function tryExchange(
  exchange: Exchange,
  url: string,
  request: ExchangeRequest,
): Promise<Result<ExchangeAnswer, string>> {
  try {
    return succeed(await exchange(url, request))
  } catch (cause) {
    return fail(`does not answer: ${cause instanceof Error ? cause.message : 'unknown'}`)
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

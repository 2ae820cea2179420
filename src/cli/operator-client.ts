/** How the command line talks to a running system's operator surface. */

import { CommandFailure } from './command.ts'

/** Where `npm start` listens. */
export const DEFAULT_URL = 'http://127.0.0.1:8787'
export const TOKEN_VARIABLE = 'TOCSIN_OPERATOR_TOKEN'
const TIMEOUT_MS = 60_000

export const URL_OPTION = [
  '--url <address>',
  `of the running system (default ${DEFAULT_URL})`,
] as const
export const TOKEN_HELP = `\nThe operator's token is read from ${TOKEN_VARIABLE}.\n`

export interface OperatorOptions {
  readonly url?: string
}

export interface OperatorAnswer {
  readonly status: number
  readonly body: unknown
}

/**
 * One call. The token comes from the environment only: on a command line others could read it.
 * @param body undefined for a GET
 * @throws CommandFailure where the system can't be reached, refuses the token, or answers no JSON
 */
export const callOperator = (
  options: OperatorOptions,
  path: string,
  body?: unknown,
): Promise<OperatorAnswer> =>
  request(options, path, {
    method: body === undefined ? 'GET' : 'POST',
    contentType: 'application/json',
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })

/** The same with bytes, which are put there. */
export const putToOperator = (
  options: OperatorOptions,
  path: string,
  body: Uint8Array,
): Promise<OperatorAnswer> =>
  request(options, path, {
    method: 'PUT',
    contentType: 'application/octet-stream',
    body: new Uint8Array(body),
  })

interface Sent {
  readonly method: string
  readonly contentType: string
  readonly body?: string | Uint8Array<ArrayBuffer>
}

async function request(
  options: OperatorOptions,
  path: string,
  { contentType, ...sent }: Sent,
): Promise<OperatorAnswer> {
  const url = `${(options.url ?? DEFAULT_URL).replace(/\/$/, '')}${path}`
  const token = process.env[TOKEN_VARIABLE]
  if (token === undefined || token === '') {
    throw new CommandFailure(`set ${TOKEN_VARIABLE} to the operator's token`)
  }
  let response: Response
  try {
    response = await fetch(url, {
      ...sent,
      headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      // A redirect would carry the token to wherever it points.
      redirect: 'error',
    })
  } catch (cause) {
    throw new CommandFailure(`${url} can not be reached`, undefined, cause)
  }
  if (response.status === 401) throw new CommandFailure(`${url} refuses the operator's token`)
  try {
    return { status: response.status, body: await response.json() }
  } catch (cause) {
    throw new CommandFailure(`${url} answers ${response.status} without JSON`, undefined, cause)
  }
}

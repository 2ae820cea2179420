/** Pages in place of the one that was asked for, each with a way on. */

import type { Copy } from '../../ui/copy/copy.ts'
import { ErrorBody } from '../../ui/pages/shell/error.tsx'
import type { ConsoleContext } from './context.ts'
import { page } from './page.tsx'

const STATUS = {
  forbidden: 403,
  csrf: 403,
  notFound: 404,
  methodNotAllowed: 405,
  conflict: 409,
  tooLarge: 413,
  unsupported: 415,
  tooMany: 429,
  failed: 500,
  unavailable: 503,
} as const satisfies Readonly<Record<keyof Copy['common']['errors'], number>>

export type ErrorKind = keyof typeof STATUS

export interface ErrorDetail {
  /** In place of the usual words. */
  readonly text?: string
  /** What more there is to say, a sentence each. */
  readonly more?: readonly string[]
  /** Seconds, also for the Retry-After header. */
  readonly retryAfter?: number
  /** Where the way on leads, in place of the page itself or the start. */
  readonly back?: string
}

const DEFAULT_RETRY: Partial<Record<ErrorKind, number>> = { tooMany: 60, unavailable: 60 }

export function errorPage(
  c: ConsoleContext,
  kind: ErrorKind,
  detail: ErrorDetail = {},
): Promise<Response> {
  const { common } = c.get('copy')
  const { title, text } = common.errors[kind]
  const retryAfter = detail.retryAfter ?? DEFAULT_RETRY[kind]
  if (retryAfter !== undefined) c.header('retry-after', String(retryAfter))
  const more = [...(detail.more ?? [])]
  if (kind === 'tooMany' && retryAfter !== undefined) more.push(common.waitSeconds(retryAfter))
  const path = new URL(c.req.url).pathname
  const isForm = c.req.method !== 'GET' && c.get('isPage')(path)
  return page(c, {
    title,
    status: STATUS[kind],
    focus: 'heading',
    body: (
      <ErrorBody
        text={detail.text ?? text}
        more={more}
        back={detail.back ?? (isForm ? path : '/console')}
        backLabel={detail.back !== undefined || isForm ? common.toForm : common.toStart}
      />
    ),
  })
}

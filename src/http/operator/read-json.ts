/** Reads the body of an operator's call. */

import type { Context } from 'hono'
import type * as z from 'zod'
import { fail, type Result, succeed } from '../../core/result.ts'
import { readBody } from '../read-body.ts'

const MAX_BODY_BYTES = 16_384

/** @returns what is wrong with it, by the member's path; never its value */
export async function readJson<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<Result<z.output<Schema>, string>> {
  const bytes = await readBody(c.req.raw, MAX_BODY_BYTES)
  if (bytes === undefined) return fail(`the body has more than ${MAX_BODY_BYTES} bytes`)
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return fail('the body is no JSON')
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return succeed(parsed.data)
  const [issue] = parsed.error.issues
  const at = issue?.path.join('.') ?? ''
  return fail(at === '' ? 'the body is malformed' : `${at} is malformed`)
}

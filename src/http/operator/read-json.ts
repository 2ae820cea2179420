/** Reads the body of an operator's request: bounded, JSON, of a shape. */

import type * as z from 'zod'
import { fail, type Result, succeed } from '../../core/result.ts'
import { readBody } from '../read-body.ts'

/** @returns what is wrong, in words that name members and never echo a value */
export async function readJson<Schema extends z.ZodType>(
  request: Request,
  maxBytes: number,
  schema: Schema,
): Promise<Result<z.output<Schema>, string>> {
  const body = await readBody(request, maxBytes)
  if (body === undefined) return fail(`the body exceeds ${maxBytes} bytes`)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(body))
  } catch {
    return fail('the body is not JSON')
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return succeed(parsed.data)
  const [issue] = parsed.error.issues
  if (issue?.code === 'unrecognized_keys') return fail('the body has a member that is not known')
  const at = issue?.path.join('.') ?? ''
  return fail(`${at === '' ? 'the body' : at} is missing or of the wrong type`)
}

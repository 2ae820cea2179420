/** Lets only the operator pass: every route behind it wants the operator's token. */

import type { Context } from 'hono'

export interface OperatorGate {
  readonly isOperator: (token: string) => Promise<boolean>
}

export async function requireOperator(
  c: Context<{ Variables: { deps: OperatorGate } }>,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  const [, token = ''] = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '') ?? []
  if (await c.get('deps').isOperator(token)) {
    await next()
    return undefined
  }
  return c.json({ error: 'unauthorized' }, 401, { 'www-authenticate': 'Bearer' })
}

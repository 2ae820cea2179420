/** A form acts once, however often it is sent: double click, reload and back lead to what the first one made. */

import { toHex, utf8 } from '../../core/bytes.ts'
import { sha256 } from '../../core/crypto/sha256.ts'
import type { ConsoleContext } from './context.ts'
import { errorPage } from './errors.tsx'

const ONCE_ID = /^[A-Za-z0-9_-]{24}$/

/**
 * @param work acts and answers; whatever is no redirect, such as the form with what is wrong with it, leaves the form unused
 * @param target where the answer leads, where that is known beforehand: a second form that arrives while the first is
 *   still being worked on is then led there too, and else told that it is a second
 */
export async function onceOnly(
  c: ConsoleContext,
  work: () => Promise<Response>,
  target?: string,
): Promise<Response> {
  const id = c.get('form').get('once') ?? ''
  if (!ONCE_ID.test(id)) return errorPage(c, 'csrf')
  const store = c.get('deps').once
  // Of this session, so that nobody learns what another one's form made; of this path, since a page's forms share an id.
  const key = toHex(await sha256(utf8(`once ${c.get('csrfSecret')} ${c.req.path} ${id}`)))
  const reserved = await store.reserve(key, target, c.get('now'))
  if (reserved !== 'first')
    return reserved.target === undefined
      ? errorPage(c, 'conflict')
      : c.redirect(reserved.target, 303)
  let answer: Response
  try {
    answer = await work()
  } catch (cause) {
    await store.release(key)
    throw cause
  }
  // What has acted is not released, even where it can't be written down where it led: it would act again.
  const location = answer.status === 303 ? answer.headers.get('location') : null
  if (location === null) await store.release(key)
  else await store.settle(key, location)
  return answer
}

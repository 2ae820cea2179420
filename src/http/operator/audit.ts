/** Reading the audit log. */

import { readAuditLog } from '../../db/audit/queries.ts'
import type { OperatorApp } from './surface.ts'

const MAX_PAGE = 500

export function auditRoutes(app: OperatorApp): void {
  /** `?after=ID&limit=N`: entries after that id, oldest first. `&log=verification`: the verification server's. */
  app.get('/operator/audit', async (c) => {
    const after = wholeNumber(c.req.query('after'), 0)
    const limit = wholeNumber(c.req.query('limit'), MAX_PAGE)
    if (after === undefined || limit === undefined || limit > MAX_PAGE) {
      return c.json({ error: `after and limit are whole numbers, limit at most ${MAX_PAGE}` }, 400)
    }
    const { db, realms } = c.get('deps')
    const log = c.req.query('log') ?? 'keyserver'
    if (log !== 'keyserver' && log !== 'verification') {
      return c.json({ error: 'log is keyserver or verification' }, 400)
    }
    const logged = log === 'keyserver' ? db : realms.db
    return c.json({ entries: await readAuditLog(logged, after, limit) })
  })
}

/** @returns undefined where the text is something else */
function wholeNumber(text: string | undefined, otherwise: number): number | undefined {
  if (text === undefined) return otherwise
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

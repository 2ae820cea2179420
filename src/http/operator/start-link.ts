/** The link by which the first system administrator of the console comes. */

import { makeStartLink, START_LINK_SECONDS } from '../../flows/console/start.ts'
import type { OperatorApp } from './surface.ts'

export function startLinkRoutes(app: OperatorApp): void {
  /** Answers `{path, endsAt}`; 409 once there is a system administrator. An older link is void then. */
  app.post('/operator/console/start-link', async (c) => {
    const { realms, consoleTokenHash } = c.get('deps')
    const { db, randomBytes } = realms
    const now = c.get('now')
    const token = await makeStartLink({ db, randomBytes, hashText: consoleTokenHash }, now)
    if (token === undefined) return c.json({ error: 'system_administrator_exists' }, 409)
    const answer = { path: `/console/start/${token}`, endsAt: now + START_LINK_SECONDS }
    return c.json(answer, 200, { 'cache-control': 'no-store' })
  })
}

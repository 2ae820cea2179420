/** Those who call our hubs: how it stands with them, and tokens of nations. */

import { NationTokenRequest } from '../../api/members.ts'
import { NATION_TOKEN_SECONDS } from '../../core/federation/uk/nation-token.ts'
import { efgsMembersHealth, nationsHealth } from '../../flows/member-health.ts'
import { renewUkNationToken } from '../../flows/uk-hub/renew-nation-token.ts'
import { readJson } from './read-json.ts'
import type { OperatorApp } from './surface.ts'

const ACTOR = 'operator'
const MAX_BYTES = 1000

export function memberRoutes(app: OperatorApp): void {
  app.get('/operator/nations', async (c) =>
    c.json({ nations: await nationsHealth(c.get('deps').db, c.get('now')) }),
  )

  /** `{callsBack}`; answers `{uuid, token, endsAt}`, which is shown this once. */
  app.post('/operator/nations/:nation/token', async (c) => {
    const read = await readJson(c.req.raw, MAX_BYTES, NationTokenRequest)
    if (!read.ok) return c.json({ error: read.failure }, 400)
    const { db, nationTokenKey } = c.get('deps')
    const deps = { db, tokenKey: nationTokenKey }
    const now = c.get('now')
    const { callsBack } = read.value
    const issued = await renewUkNationToken(deps, c.req.param('nation'), callsBack, ACTOR, now)
    if (!issued.ok) {
      const { reason } = issued.failure
      return c.json({ error: reason }, reason === 'unknown_nation' ? 404 : 409)
    }
    const answer = { ...issued.value, endsAt: now + NATION_TOKEN_SECONDS }
    return c.json(answer, 200, { 'cache-control': 'no-store' })
  })

  app.get('/operator/efgs-members', async (c) =>
    c.json({ members: await efgsMembersHealth(c.get('deps').db, c.get('now')) }),
  )
}

/** Why an upload would be refused, by this system's own tenants and settings. Reads configuration only and writes nothing. */

import { ExplainRequest, explainRequest } from '../../api/explain.ts'
import { asUnixSeconds } from '../../core/time.ts'
import { readTenants } from '../../db/keyserver/queries/tenants.ts'
import { readJson } from './read-json.ts'
import type { OperatorApp } from './surface.ts'

/** An upload as a text within JSON: twice its length, and room to be told that it is too long. */
const MAX_BYTES = 256_000

export function explainRoutes(app: OperatorApp): void {
  app.post('/operator/explain', async (c) => {
    const read = await readJson(c.req.raw, MAX_BYTES, ExplainRequest)
    if (!read.ok) return c.json({ error: read.failure }, 400)
    const { db, publishSettings } = c.get('deps')
    const { now } = read.value
    return c.json(
      await explainRequest(read.value, {
        tenants: await readTenants(db),
        limits: publishSettings,
        now: now === undefined ? c.get('now') : asUnixSeconds(now),
      }),
    )
  })
}

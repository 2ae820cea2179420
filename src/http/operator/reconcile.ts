/** Bringing the record in line with what is out. */

import { reconcileBody } from '../../api/corrections.ts'
import { reconcileExports } from '../../flows/reconcile-exports.ts'
import { readJson } from './read-json.ts'
import type { OperatorApp } from './surface.ts'

const MAX_BYTES = 16_384

export function reconcileRoutes(app: OperatorApp): void {
  /** One page; the answer's `next` is the cursor of the next. */
  app.post('/operator/reconcile', async (c) => {
    const body = await readJson(c.req.raw, MAX_BYTES, reconcileBody)
    if (!body.ok) return c.json({ error: body.failure }, 400)
    const deps = c.get('deps')
    const { dryRun, cursor } = body.value
    const settings = deps.exportSettings
    const done = await reconcileExports(deps, { dryRun, cursor }, settings, c.get('now'))
    return done.ok ? c.json(done.value) : c.json({ error: done.failure }, 409)
  })
}

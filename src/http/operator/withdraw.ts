/** Taking back what is out. */

import { withdrawBody } from '../../api/corrections.ts'
import { type WithdrawFailure, withdrawFiles } from '../../flows/withdraw-files.ts'
import { readJson } from './read-json.ts'
import type { OperatorApp } from './surface.ts'

const STATUS: Record<WithdrawFailure['reason'], 404 | 409> = {
  no_such_export: 404,
  no_such_signer: 404,
  no_such_file: 404,
  no_usable_signer: 409,
  no_name_left: 409,
}

const MAX_BYTES = 16_384

export function withdrawRoutes(app: OperatorApp): void {
  app.post('/operator/withdraw', async (c) => {
    const body = await readJson(c.req.raw, MAX_BYTES, withdrawBody)
    if (!body.ok) return c.json({ error: body.failure }, 400)
    const deps = c.get('deps')
    const { fileLifetimeSeconds } = deps.exportSettings
    const request = { ...body.value, belowIssue: body.value.belowIssue }
    const done = await withdrawFiles(deps, request, fileLifetimeSeconds, c.get('now'))
    if (done.ok) return c.json(done.value)
    const { reason, ...evidence } = done.failure
    return c.json({ error: reason, ...evidence }, STATUS[reason])
  })
}

/** The configuration as one document: read, compared, applied. */

import { ApplyRequestSchema, readConfigurationDocument } from '../../api/configuration.ts'
import { applyConfiguration, readConfiguration } from '../../flows/apply-configuration.ts'
import { readBody } from '../read-body.ts'
import type { OperatorApp } from './surface.ts'

const MAX_BODY_BYTES = 1_000_000

export function configurationRoutes(app: OperatorApp): void {
  /** The document of what is there. */
  app.get('/operator/configuration', async (c) => c.json(await readConfiguration(c.get('deps').db)))

  /** `{document, dryRun}`; answers `{changes, problems}`, 422 where there are problems. */
  app.post('/operator/configuration', async (c) => {
    const body = await readBody(c.req.raw, MAX_BODY_BYTES)
    if (body === undefined) return c.json({ error: `more than ${MAX_BODY_BYTES} bytes` }, 413)
    const request = ApplyRequestSchema.safeParse(parseJson(body))
    if (!request.success) {
      return c.json({ error: 'send {"document": {…}, "dryRun": true or false}' }, 400)
    }
    const document = readConfigurationDocument(request.data.document)
    if (!document.ok) return c.json({ changes: [], problems: document.failure }, 422)
    const { dryRun } = request.data
    const applied = await applyConfiguration(c.get('deps'), document.value, dryRun, c.get('now'))
    return c.json(applied, applied.problems.length > 0 ? 422 : 200)
  })
}

/** @returns undefined where it is no JSON */
function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}

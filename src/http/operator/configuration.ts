/** The configuration as one document: read, compared, applied. */

import { ApplyRequestSchema, readConfigurationDocument } from '../../api/configuration.ts'
import { readConfiguration } from '../../flows/apply-configuration.ts'
import { applyDocument } from '../../flows/apply-document.ts'
import { readRealmConfiguration } from '../../flows/verification/read-realm-configuration.ts'
import { readBody } from '../read-body.ts'
import type { OperatorApp } from './surface.ts'

const MAX_BODY_BYTES = 1_000_000

export function configurationRoutes(app: OperatorApp): void {
  /** The document of what is there. */
  app.get('/operator/configuration', async (c) => {
    const { db, realms } = c.get('deps')
    return c.json({
      ...(await readConfiguration(db)),
      ...(await readRealmConfiguration(realms.db)),
    })
  })

  /** `{document, dryRun}`; answers `{changes, problems, newApiKeys}`, 422 where there are problems. */
  app.post('/operator/configuration', async (c) => {
    const body = await readBody(c.req.raw, MAX_BODY_BYTES)
    if (body === undefined) return c.json({ error: `more than ${MAX_BODY_BYTES} bytes` }, 413)
    const request = ApplyRequestSchema.safeParse(parseJson(body))
    if (!request.success) {
      return c.json({ error: 'send {"document": {…}, "dryRun": true or false}' }, 400)
    }
    const document = readConfigurationDocument(request.data.document)
    if (!document.ok)
      return c.json({ changes: [], problems: document.failure, newApiKeys: [] }, 422)
    const { dryRun } = request.data
    const deps = { configuration: c.get('deps'), realms: c.get('deps').realms }
    const applied = await applyDocument(deps, document.value, dryRun, c.get('now'))
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

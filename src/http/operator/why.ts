/** Where one key is. A POST, so that the key is in no address and in no log of addresses. */

import { readKeyText, WhyRequest } from '../../api/why.ts'
import { locateKey } from '../../flows/locate-key.ts'
import { readJson } from './read-json.ts'
import type { OperatorApp } from './surface.ts'

const MAX_BYTES = 1000

export function whyRoutes(app: OperatorApp): void {
  app.post('/operator/why', async (c) => {
    const read = await readJson(c.req.raw, MAX_BYTES, WhyRequest)
    if (!read.ok) return c.json({ error: read.failure }, 400)
    const keyData = readKeyText(read.value.key)
    if (keyData === undefined) return c.json({ error: 'key is not 16 bytes in base64 or hex' }, 400)
    const { releaseSettings, retentionSeconds } = c.get('deps')
    const located = await locateKey(c.get('deps'), releaseSettings, keyData, c.get('now'))
    return c.json(located.isStored ? located : { ...located, retentionSeconds })
  })
}

/** Acting on one key of a health authority, when it can't wait for the configuration document. */

import { isKeyAction } from '../../core/verification/key-validity.ts'
import { actOnKey } from '../../flows/health-authority-keys.ts'
import type { OperatorApp } from './surface.ts'

export function healthAuthorityKeyRoutes(app: OperatorApp): void {
  /**
   * `activate`, `revoke` or `reinstate`, with `?issuer=ISS&version=KID`; answers the key's times and whether they changed.
   * 404 where there is no such action, authority or key.
   */
  app.post('/operator/health-authority-keys/:action', async (c) => {
    const action = c.req.param('action')
    const issuer = c.req.query('issuer')
    const version = c.req.query('version')
    if (!isKeyAction(action)) return c.json({ error: 'no_such_action' }, 404)
    if (issuer === undefined || version === undefined) {
      return c.json({ error: 'issuer and version are needed' }, 400)
    }
    const input = { action, issuer, version, actor: 'operator' }
    const acted = await actOnKey(c.get('deps').db, input, c.get('now'))
    return acted.ok ? c.json(acted.value) : c.json({ error: acted.failure.reason }, 404)
  })
}

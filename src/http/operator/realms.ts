/** Realms: what there is, and what can't wait for the configuration document. */

import { API_KEY_ACTIONS, BurstRequest } from '../../api/realms.ts'
import { findRealm } from '../../db/verification/queries/find-realm.ts'
import { readRealmRows } from '../../db/verification/queries/realm-rows.ts'
import { readRealms } from '../../db/verification/queries/realms.ts'
import { switchApiKey } from '../../flows/verification/api-keys.ts'
import { type BurstFailure, burstQuota } from '../../flows/verification/burst-quota.ts'
import { realmKeysOf } from '../../flows/verification/realm-keys.ts'
import { readJson } from './read-json.ts'
import type { OperatorApp } from './surface.ts'

const MAX_BYTES = 1000
const ACTOR = 'operator'
const NO_SUCH_REALM = { error: 'no_such_realm' }

const BURST_STATUS: Record<BurstFailure['reason'], 400 | 404 | 409> = {
  no_such_realm: 404,
  no_quota: 409,
  out_of_range: 400,
}

export function realmRoutes(app: OperatorApp): void {
  app.get('/operator/realms', async (c) => {
    const realms = await readRealms(c.get('deps').realms.db)
    return c.json({
      realms: realms.map(({ id, name, regionCode, isE2e, settings }) => ({
        id,
        name,
        regionCode,
        isE2e,
        maintenanceMode: settings.maintenanceMode,
      })),
    })
  })

  app.get('/operator/realms/:realm', async (c) => {
    const { db, quota } = c.get('deps').realms
    const realm = await findRealm(db, c.req.param('realm'))
    if (realm === undefined) return c.json(NO_SUCH_REALM, 404)
    const rows = await readRealmRows(db, realm.id)
    return c.json({
      id: realm.id,
      name: realm.name,
      regionCode: realm.regionCode,
      isE2e: realm.isE2e,
      maintenanceMode: realm.settings.maintenanceMode,
      enExpressEnabled: realm.settings.enExpressEnabled,
      quota: (await quota.read(realm.id, c.get('now'))) ?? null,
      apiKeys: rows.apiKeys.map(({ name, type, disabledAt }) => ({
        name,
        type,
        disabled: disabledAt !== null,
      })),
      memberCount: rows.members.length,
      certificateKeys: realmKeysOf(rows, realm.id, 'certificate').map(
        ({ keyId, publicKeyPem, isActive }) => ({ keyId, publicKeyPem, isActive }),
      ),
    })
  })

  app.post('/operator/realms/:realm/api-keys/:name/:action', async (c) => {
    const { realms } = c.get('deps')
    const action = API_KEY_ACTIONS.find((known) => known === c.req.param('action'))
    if (action === undefined) return c.json({ error: 'no_such_action' }, 404)
    const realm = await findRealm(realms.db, c.req.param('realm'))
    if (realm === undefined) return c.json(NO_SUCH_REALM, 404)
    const { apiKeys } = await readRealmRows(realms.db, realm.id)
    const key = apiKeys.find(({ name }) => name === c.req.param('name'))
    if (key === undefined) return c.json({ error: 'no_such_key' }, 404)
    const isDisabled = action === 'disable'
    const done = await switchApiKey(realms, ACTOR, realm.id, key.id, isDisabled, c.get('now'))
    if (!done.ok) return c.json({ error: done.failure.reason }, 404)
    return c.json({ name: key.name, type: key.type, disabled: isDisabled })
  })

  app.post('/operator/realms/:realm/quota/burst', async (c) => {
    const body = await readJson(c.req.raw, MAX_BYTES, BurstRequest)
    if (!body.ok) return c.json({ error: body.failure }, 400)
    const { realms } = c.get('deps')
    const realm = await findRealm(realms.db, c.req.param('realm'))
    if (realm === undefined) return c.json(NO_SUCH_REALM, 404)
    const done = await burstQuota(realms, ACTOR, realm.id, body.value.codes, c.get('now'))
    if (done.ok) return c.json(done.value)
    return c.json({ error: done.failure.reason }, BURST_STATUS[done.failure.reason])
  })
}

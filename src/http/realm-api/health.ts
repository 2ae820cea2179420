/** Whether a surface of the verification server answers; its database is asked only where that is wanted. */

import type { HonoRequest } from 'hono'
import { jsonAnswer, negotiatedFailure } from './answer.ts'

export interface HealthDeps {
  readonly isInMaintenance: boolean
  /** Fails where the database can't be reached. */
  readonly probe: () => Promise<unknown>
}

export async function answerRealmHealth(
  request: HonoRequest,
  { isInMaintenance, probe }: HealthDeps,
): Promise<Response> {
  if (request.query('service') === 'database') {
    try {
      await probe()
    } catch {
      // The failure itself is met, and logged, by the requests that need the database.
      return negotiatedFailure(request.raw.headers, 500, { error: 'Internal Server Error' })
    }
  }
  return jsonAnswer({ maintenance_mode: isInMaintenance, status: 'ok' })
}

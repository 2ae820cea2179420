/** The admin API: integrators issue codes and read statistics. */

import type { UnixSeconds } from '../../core/time.ts'
import { realmApi } from '../realm-api/surface.ts'
import type { AdminApiDeps } from './deps.ts'

export function adminApiSurface(context: () => { deps: AdminApiDeps; now: UnixSeconds }) {
  return realmApi('admin-api', context)
}

/** What the pages of a realm's connections need: API keys and apps. */

import type { RealmDeps } from '../../flows/verification/change-realms.ts'

export type ConnectionsDeps = Pick<
  RealmDeps,
  'db' | 'secretKeyring' | 'randomBytes' | 'allowsLoopback'
>

/** One route of the console: what it answers, and to whom. */

import type { RealmAction } from '../../core/realms/realm-actions.ts'
import type { ConsoleContext } from './context.ts'

export type Handler = (c: ConsoleContext) => Response | Promise<Response>

export type Audience =
  /** Also nobody. */
  | 'anyone'
  /** Whoever has given the right password, also before the second factor. */
  | 'half-signed-in'
  | 'signed-in'
  /** System administrators. */
  | 'system'
  /** Members of the realm of the path who may do this, or one of these. */
  | { readonly realm: RealmAction | readonly RealmAction[] }

export interface Route {
  readonly method: 'GET' | 'POST'
  /** As Hono reads it; a realm's begin with `/console/r/:realm/`. */
  readonly path: string
  readonly may: Audience
  readonly handler: Handler
  /** Takes a guess at who somebody is, or costs as much as one: an address may do so only so often. */
  readonly isProof?: true
  /** Answers data, not a page: a redirect after sign-in never leads here. */
  readonly isData?: true
}

export const actionsOf = (may: { readonly realm: RealmAction | readonly RealmAction[] }) =>
  typeof may.realm === 'string' ? [may.realm] : may.realm

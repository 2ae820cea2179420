/**
 * The operator surface: what the command line asks of a running system. JSON in and out, every route behind the operator's
 * token, every change audited by the flow behind it. One file of routes an area.
 */

import { createFactory } from 'hono/factory'
import type { Compressor } from '../../core/export/archive.ts'
import type { ReleaseSettings } from '../../core/export/release-state.ts'
import type { ForeignRules } from '../../core/foreign/foreign-rules.ts'
import type { Md5 } from '../../core/layouts/corona-warn-app/hash.ts'
import type { RandomBytes } from '../../core/random.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import type { ArchiveStore } from '../../flows/archive-store.ts'
import type { Events } from '../../flows/events.ts'
import type { PartnerControl } from '../../flows/federation/partner-control.ts'
import type { OpenPartnerHttp } from '../../flows/federation/probe-partner.ts'
import type { PublishSettings } from '../../flows/publish-keys.ts'
import type { ReconcileSettings } from '../../flows/reconcile-exports.ts'
import type { SecretBox } from '../../flows/secret-box.ts'
import type { RealmDeps } from '../../flows/verification/change-realms.ts'
import { goNotFound } from '../not-found.ts'
import { type OperatorGate, requireOperator } from '../require-operator.ts'
import { auditRoutes } from './audit.ts'
import { configurationRoutes } from './configuration.ts'
import { documentRoutes } from './documents.ts'
import { explainRoutes } from './explain.ts'
import { healthAuthorityKeyRoutes } from './health-authority-keys.ts'
import { memberRoutes } from './members.ts'
import { partnerRoutes } from './partners.ts'
import { realmRoutes } from './realms.ts'
import { reconcileRoutes } from './reconcile.ts'
import { startLinkRoutes } from './start-link.ts'
import { submissionTokenRoutes } from './submission-tokens.ts'
import { whyRoutes } from './why.ts'
import { withdrawRoutes } from './withdraw.ts'

export interface OperatorDeps extends OperatorGate {
  readonly db: KeyserverDatabase
  readonly archives: ArchiveStore
  readonly secretBox: SecretBox
  readonly compressor: Compressor
  readonly md5: Md5
  readonly randomBytes: RandomBytes
  readonly events: Events
  /** HMAC of a token that submissions spend, lower-case hexadecimal. */
  readonly submissionTokenHash: (token: string) => Promise<string>
  /** What imports and mirrors may ask for. */
  readonly foreignRules: ForeignRules
  /** What uploads are judged by. */
  readonly publishSettings: PublishSettings
  /** How windows are closed. */
  readonly releaseSettings: ReleaseSettings
  /** Age at which keys are deleted. */
  readonly retentionSeconds: number
  readonly exportSettings: ReconcileSettings
  /** The verification server's. */
  readonly realms: RealmDeps
  readonly partners: { readonly control: PartnerControl; readonly openHttp: OpenPartnerHttp }
  /** HMAC of a token of the console, lower-case hexadecimal. */
  readonly consoleTokenHash: (text: string) => Promise<string>
  /** What tokens of nations are signed with, HMAC-SHA-256. */
  readonly nationTokenKey: () => Promise<CryptoKey>
  /** PEM of what signs certificates of our gateway's members; undefined or '' where there is no gateway. */
  readonly efgsTrustAnchorPem?: string | undefined
}

export type OperatorSurface = { Variables: { deps: OperatorDeps; now: UnixSeconds } }

export const operatorFactory = createFactory<OperatorSurface>()
export type OperatorApp = ReturnType<typeof operatorFactory.createApp>

export function operatorSurface(context: () => { deps: OperatorDeps; now: UnixSeconds }) {
  const app = operatorFactory.createApp()
  app.use(async (c, next) => {
    const { deps, now } = context()
    c.set('deps', deps)
    c.set('now', now)
    await next()
  })
  app.use('/operator/*', requireOperator)
  auditRoutes(app)
  healthAuthorityKeyRoutes(app)
  configurationRoutes(app)
  documentRoutes(app)
  explainRoutes(app)
  whyRoutes(app)
  withdrawRoutes(app)
  reconcileRoutes(app)
  submissionTokenRoutes(app)
  realmRoutes(app)
  partnerRoutes(app)
  memberRoutes(app)
  startLinkRoutes(app)
  app.notFound(goNotFound)
  app.onError((cause, c) => {
    c.get('deps').events.requestFailed('operator', cause)
    return c.json({ error: 'internal error' }, 503, { 'retry-after': '60' })
  })
  return app
}

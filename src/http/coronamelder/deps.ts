import type { Context } from 'hono'
import type { RandomBytes } from '../../core/random.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { ConfirmDeps } from '../../flows/coronamelder/confirm-workflow.ts'
import type { RegisterDeps } from '../../flows/coronamelder/register-workflow.ts'
import type { TakeKeysDeps } from '../../flows/coronamelder/take-keys.ts'
import type { Events } from '../../flows/events.ts'
import type { AnswerClock } from '../publish/answer-clock.ts'

export interface CoronaMelderDeps extends RegisterDeps, TakeKeysDeps, ConfirmDeps {
  readonly settings: RegisterDeps['settings']
  readonly randomBytes: RandomBytes
  readonly events: Events
  /** Of uploads and decoys; not that of other uploads, whose times are others. */
  readonly clock: AnswerClock
  readonly isInMaintenance: boolean
  /** HMAC-SHA-256; undefined: nobody may confirm. */
  readonly portalKey: () => Promise<CryptoKey | undefined>
}

export interface CoronaMelderSurface {
  Variables: { deps: CoronaMelderDeps; now: UnixSeconds }
}

export type CoronaMelderContext = Context<CoronaMelderSurface>

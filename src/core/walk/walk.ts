/** The walks that show whether a whole system works, by name. */

import type { RandomBytes } from '../random.ts'
import type { UnixSeconds } from '../time.ts'
import type { Exchange } from './exchange.ts'
import { walkExport } from './export-walk.ts'
import { type RedirectTargets, walkRedirect } from './redirect-walk.ts'
import { type WalkStep, walkRecorder } from './steps.ts'
import { type UploadTargets, walkUpload } from './upload-walk.ts'

export const WALK_NAMES = ['default', 'revise', 'user-report', 'redirect'] as const
export type WalkName = (typeof WALK_NAMES)[number]

export interface WalkTargets extends UploadTargets, RedirectTargets {
  /** Index of an export whose newest archive is read too; undefined: none. */
  readonly indexUrl: string | undefined
}

export interface WalkDeps {
  readonly exchange: Exchange
  /** Bytes of an archive. @throws as `exchange` */
  readonly download: (url: string) => Promise<Uint8Array>
  readonly randomBytes: RandomBytes
  readonly now: () => UnixSeconds
  /** Milliseconds since any fixed instant. */
  readonly stopwatch: () => number
}

export interface Walk {
  readonly name: WalkName
  readonly isGood: boolean
  readonly steps: readonly WalkStep[]
}

export async function walk(deps: WalkDeps, targets: WalkTargets, name: WalkName): Promise<Walk> {
  const recorder = walkRecorder(deps.stopwatch)
  const upload = { ...deps, recorder }
  switch (name) {
    case 'default':
      await walkUpload(upload, targets, 'confirmed', undefined)
      break
    case 'revise': {
      const first = await walkUpload(upload, targets, 'likely', undefined)
      if (first !== undefined) await walkUpload(upload, targets, 'confirmed', first)
      break
    }
    case 'user-report':
      await walkUpload(upload, targets, 'user-report', undefined)
      break
    case 'redirect':
      await walkRedirect(upload, targets)
      break
  }
  if (name === 'default' && targets.indexUrl !== undefined) {
    await walkExport(upload, targets.indexUrl)
  }
  const { steps } = recorder
  return { name, isGood: steps.every(({ problem }) => problem === undefined), steps }
}

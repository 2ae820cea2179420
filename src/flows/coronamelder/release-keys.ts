/**
 * Moves keys of confirmed workflows whose time has come to all other keys, one upload a workflow. A key leaves its bucket and
 * is stored in the same batch, so a run may die anywhere, be overtaken or be repeated.
 */

import { toHex } from '../../core/bytes.ts'
import { confirmedKeys, shapedOnset } from '../../core/layouts/coronamelder/confirmed-keys.ts'
import { visitedCountriesOf } from '../../core/layouts/coronamelder/countries-of-interest.ts'
import { shapeOf } from '../../core/padding/shape.ts'
import { chooseRegions } from '../../core/publish/admit.ts'
import { statisticsOf } from '../../core/publish/statistics.ts'
import type { DiagnosisKey } from '../../core/temporary-exposure-key.ts'
import { addSeconds, floorTo, SECONDS_PER_HOUR, type UnixSeconds } from '../../core/time.ts'
import type { AuthorizedApp, TenantDirectory } from '../../core/verification/health-authority.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import {
  type DueWorkflow,
  readDueWorkflows,
  releaseKeys,
} from '../../db/keyserver/queries/coronamelder-workflows.ts'
import { readStoredNames, type StoredUpload } from '../../db/keyserver/queries/diagnosis-keys.ts'
import { JobFailure } from '../job-failure.ts'

export interface ReleaseDeps {
  readonly db: KeyserverDatabase
  readonly tenants: () => Promise<TenantDirectory>
}

export interface ReleaseSettings {
  /** Package name of the tenant; '' for none, and nothing is released. */
  readonly app: string
  /** The deployment's own, ISO 3166-1 alpha-2. */
  readonly country: string
  /** Region of last resort; '' for none. */
  readonly defaultRegion: string
  readonly truncateWindowSeconds: number
  /** A run takes no more workflows after so long: what it writes belongs to the slot of the time at which it is written. */
  readonly maxRunSeconds: number
}

export interface ReleaseReport {
  readonly workflows: number
  readonly keys: number
  /** Keys of days without infection, and those that are stored already. */
  readonly droppedKeys: number
  /** Workflows that changed while they were looked at: the next run takes them. */
  readonly deferred: number
}

/** Some hundred kilobytes of keys: far below what one parameter may have. */
const WORKFLOWS_A_PAGE = 50

/** @param clock read for each page anew */
export async function releaseCoronaMelderKeys(
  deps: ReleaseDeps,
  settings: ReleaseSettings,
  clock: () => UnixSeconds,
): Promise<ReleaseReport> {
  const sums = { workflows: 0, keys: 0, droppedKeys: 0, deferred: 0 }
  if (settings.app === '') return sums
  const tenant = await readTenant(deps, settings)
  const runEnd = addSeconds(clock(), settings.maxRunSeconds)
  for (let after = 0; ; ) {
    const now = clock()
    if (now > runEnd) return sums
    const page = await readDueWorkflows(deps.db, now, after, WORKFLOWS_A_PAGE)
    const last = page.at(-1)
    if (last === undefined) return sums
    after = last.id
    const context = { tenant, settings, now }
    if (await releaseAll(deps, page, context, sums)) continue
    // Two of them have the same key, or another run is at it: each by itself, as it is now.
    for (const { id } of page) {
      const [workflow] = await readDueWorkflows(deps.db, now, id - 1, 1)
      if (workflow?.id !== id) continue
      if (!(await releaseAll(deps, [workflow], context, sums))) sums.deferred++
    }
  }
}

interface Tenant {
  readonly app: AuthorizedApp
  readonly regions: readonly string[]
}

async function readTenant(deps: ReleaseDeps, settings: ReleaseSettings): Promise<Tenant> {
  const app = (await deps.tenants()).app(settings.app)
  const regions = app && chooseRegions({ regions: [] }, app, settings.defaultRegion)
  if (app === undefined || !regions?.ok) {
    throw new JobFailure('coronamelder_app_unusable', 'the app is not authorized or has no region')
  }
  return { app, regions: regions.value }
}

interface ReleaseContext {
  readonly tenant: Tenant
  readonly settings: ReleaseSettings
  readonly now: UnixSeconds
}

/** @returns false where they changed meanwhile: nothing was written, or counted */
async function releaseAll(
  { db }: ReleaseDeps,
  workflows: readonly DueWorkflow[],
  context: ReleaseContext,
  sums: { workflows: number; keys: number; droppedKeys: number },
): Promise<boolean> {
  const waiting = workflows.flatMap(({ keys }) => keys)
  const stored = await readStoredNames(
    db,
    waiting.map((key) => toHex(key.keyData)),
  )
  const uploads = workflows.flatMap((workflow) => toStore(workflow, stored, context))
  if ((await releaseKeys(db, workflows, uploads)) === 'conflict') return false
  const keys = uploads.reduce((sum, upload) => sum + upload.keys.length, 0)
  sums.workflows += workflows.length
  sums.keys += keys
  sums.droppedKeys += waiting.length - keys
  return true
}

/** One upload, or none where none of its keys is to be stored. */
function toStore(
  workflow: DueWorkflow,
  stored: ReadonlySet<string>,
  { tenant: { app, regions }, settings, now }: ReleaseContext,
): readonly StoredUpload[] {
  const { truncateWindowSeconds, country } = settings
  const options = { truncateWindowSeconds, releasesSameDayKeys: app.releasesSameDayKeys }
  const keys = confirmedKeys(workflow.keys, workflow, options, now).filter(
    (key) => !stored.has(toHex(key.keyData)),
  )
  if (keys.length === 0) return []
  const visitedCountries = visitedCountriesOf(workflow.countriesOfInterest, country)
  const traveler = visitedCountries.some((visited) => visited !== country)
  const healthAuthorityId = soleAuthorityOf(app)
  const slot = floorTo(now, truncateWindowSeconds)
  const onset = shapedOnset(workflow)
  return [
    {
      keys,
      attributes: {
        regions,
        traveler,
        provenance: 'uploaded',
        healthAuthorityId,
        federationConsent: app.federationConsent,
        visitedCountries,
      },
      statistics:
        healthAuthorityId === undefined
          ? undefined
          : {
              healthAuthorityId,
              hour: floorTo(slot, SECONDS_PER_HOUR),
              delta: statisticsDelta(workflow, keys, now),
            },
      shape: { slot, shape: shapeOf({ keys, onset, traveler }, now) },
    },
  ]
}

/** The authority that confirms for the app, where it is clear which one that is. */
const soleAuthorityOf = ({ allowedHealthAuthorityIds: ids }: AuthorizedApp): number | undefined =>
  ids.length === 1 ? ids[0] : undefined

/** The date of a test is no onset. What kind of phone it was, nobody knows any more. */
const statisticsDelta = (workflow: DueWorkflow, keys: readonly DiagnosisKey[], now: UnixSeconds) =>
  statisticsOf(
    {
      platform: 'unknown',
      keys,
      onset: { ...shapedOnset(workflow), isDefault: !workflow.isSymptomatic },
      writtenKeys: keys.length,
      hasRevision: false,
    },
    now,
  )

/** From the row of an export to what publishes it: the only place that knows which layouts there are. */

import { coronaWarnAppPlan } from '../../core/layouts/corona-warn-app/plan.ts'
import { readCoronaWarnAppSettings } from '../../core/layouts/corona-warn-app/read-settings.ts'
import { coronaMelderPlan } from '../../core/layouts/coronamelder/plan.ts'
import {
  type CoronaMelderSettings,
  checkCoronaMelderSettings,
  coronaMelderSettings,
} from '../../core/layouts/coronamelder/settings.ts'
import { checkNhsSettings } from '../../core/layouts/nhs/check-settings.ts'
import { nhsPlan } from '../../core/layouts/nhs/plan.ts'
import { sourcesOf } from '../../core/layouts/nhs/prefixes.ts'
import type { NhsSettings } from '../../core/layouts/nhs/settings.ts'
import type { LayoutPlan } from '../../core/layouts/plan.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import { readCountries } from '../../db/keyserver/queries/countries.ts'
import type { LayoutExport } from '../../db/keyserver/queries/layout-exports.ts'
import { readPartnerPrefixes } from '../../db/keyserver/queries/partner-prefixes.ts'
import { contentSigner } from '../content-signers.ts'
import { openHeaderSigner } from '../header-signer.ts'
import { JobFailure } from '../job-failure.ts'
import type { SecretBox } from '../secret-box.ts'
import { signerName } from '../signers.ts'
import { publishCoronaWarnApp } from './corona-warn-app.ts'
import { publishCoronaMelder } from './coronamelder.ts'
import type { LayoutOutcome, LayoutRun, LayoutRunDeps } from './layout-run.ts'
import { publishNhs } from './nhs.ts'
import { publishDocuments } from './publish-documents.ts'
import { DEFAULT_OPERATIONS, type OperationSettings } from './store-operations.ts'

export interface OpenLayout {
  readonly plan: LayoutPlan
  readonly operations: OperationSettings
  /** Whether what is not over is published too: then every tick looks. */
  readonly isAlwaysDue: boolean
  publish(deps: LayoutRunDeps, run: LayoutRun): Promise<LayoutOutcome>
}

export interface OpenLayoutDeps {
  readonly db: KeyserverDatabase
  readonly secretBox: SecretBox
  readonly truncateWindowSeconds: number
}

export async function openLayout(
  deps: OpenLayoutDeps,
  exported: LayoutExport,
): Promise<OpenLayout> {
  const { prefix } = exported
  switch (exported.layout) {
    case 'corona-warn-app': {
      const settings = valid(exported, readCoronaWarnAppSettings(exported.settings))
      return {
        plan: coronaWarnAppPlan(settings),
        operations: {
          attempts: settings.retryAttempts,
          pauseMs: settings.retryBackoffMs,
          maxFailures: settings.maxFailedOperations,
          parallel: settings.uploadThreads,
        },
        isAlwaysDue: settings.demo || settings.includeIncompleteDays,
        publish: async (run, of) => {
          const place = { id: of.id, prefix, country: settings.originCountry }
          const documents = await publishDocuments(run, place, of.now)
          const report = await publishCoronaWarnApp(run, of, { prefix, settings })
          return { ...report, indexes: report.indexes + documents }
        },
      }
    }
    case 'nhs': {
      const settings = valid(exported, checkNhsSettings(exported.settings))
      return {
        plan: nhsPlan(settings, await sources(deps, settings), deps.truncateWindowSeconds),
        operations: DEFAULT_OPERATIONS,
        isAlwaysDue: false,
        publish: async (run, of) => {
          const headerSigner = await openNhsHeaderSigner(deps, settings, of)
          return publishNhs(run, of, { prefix, settings, headerSigner })
        },
      }
    }
    case 'coronamelder': {
      const settings = valid(exported, readCoronaMelderSettings(exported.settings))
      const acceptable = await acceptableCountries(deps, settings)
      return {
        plan: coronaMelderPlan(settings, acceptable, deps.truncateWindowSeconds),
        operations: DEFAULT_OPERATIONS,
        isAlwaysDue: false,
        publish: async (run, of) =>
          publishCoronaMelder(run, of, {
            prefix,
            settings,
            acceptable,
            contentSigner: await openContentSigner(deps, exported, of.now),
          }),
      }
    }
  }
}

/** Without rules nobody's keys but our own are published, and nobody need be looked up. */
async function sources({ db }: OpenLayoutDeps, settings: NhsSettings) {
  const { allowedPrefixes, disabledPrefixes } = settings
  const hasRules = allowedPrefixes.length + disabledPrefixes.length > 0
  return sourcesOf(settings, hasRules ? await readPartnerPrefixes(db) : [])
}

/** The one that is named, or else the first that signs the files. */
function openNhsHeaderSigner(
  deps: OpenLayoutDeps,
  { headerSigner, headerKeyId }: NhsSettings,
  { signers, now }: LayoutRun,
) {
  const [first] = signers
  const name = headerSigner === '' && first !== undefined ? signerName(first.info) : headerSigner
  return openHeaderSigner(deps, name, headerKeyId, now)
}

function readCoronaMelderSettings(
  draft: Readonly<Record<string, unknown>>,
): Result<CoronaMelderSettings, unknown> {
  const problems = checkCoronaMelderSettings(draft)
  return problems.length === 0 ? succeed(coronaMelderSettings(draft)) : fail(problems)
}

async function acceptableCountries(
  { db }: OpenLayoutDeps,
  { countryMode }: CoronaMelderSettings,
): Promise<readonly string[]> {
  if (countryMode === 'none') return []
  const countries = await readCountries(db)
  return countries.filter(({ acceptable }) => acceptable).map(({ code }) => code)
}

/** Before anything is written: apps refuse what is not signed as a whole. */
function openContentSigner(
  { db, secretBox }: OpenLayoutDeps,
  { contentSignerId, name }: LayoutExport,
  now: UnixSeconds,
) {
  if (contentSignerId === null) {
    throw new JobFailure('no_usable_signer', `layout ${name} has no content signer`)
  }
  return contentSigner(db, secretBox, contentSignerId, now)
}

/** What is stored was checked when it was written. */
function valid<T>(exported: LayoutExport, settings: Result<T, unknown>): T {
  if (settings.ok) return settings.value
  throw new Error(`the settings of layout ${exported.name} are not valid`)
}

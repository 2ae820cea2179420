/** From the row of an export to what publishes it: the only place that knows which layouts there are. */

import { coronaWarnAppPlan } from '../../core/layouts/corona-warn-app/plan.ts'
import { readCoronaWarnAppSettings } from '../../core/layouts/corona-warn-app/read-settings.ts'
import { checkNhsSettings } from '../../core/layouts/nhs/check-settings.ts'
import { nhsPlan } from '../../core/layouts/nhs/plan.ts'
import type { LayoutPlan } from '../../core/layouts/plan.ts'
import type { Result } from '../../core/result.ts'
import type { LayoutExport } from '../../db/keyserver/queries/layout-exports.ts'
import { publishCoronaWarnApp } from './corona-warn-app.ts'
import type { LayoutOutcome, LayoutRun, LayoutRunDeps } from './layout-run.ts'
import { publishNhs } from './nhs.ts'
import { DEFAULT_OPERATIONS, type OperationSettings } from './store-operations.ts'

export interface OpenLayout {
  readonly plan: LayoutPlan
  readonly operations: OperationSettings
  /** Whether what is not over is published too: then every tick looks. */
  readonly isAlwaysDue: boolean
  publish(deps: LayoutRunDeps, run: LayoutRun): Promise<LayoutOutcome>
}

export function openLayout(exported: LayoutExport, truncateWindowSeconds: number): OpenLayout {
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
        publish: (deps, run) => publishCoronaWarnApp(deps, run, { prefix, settings }),
      }
    }
    case 'nhs': {
      const settings = valid(exported, checkNhsSettings(exported.settings))
      return {
        plan: nhsPlan(settings, truncateWindowSeconds),
        operations: DEFAULT_OPERATIONS,
        isAlwaysDue: false,
        publish: (deps, run) => publishNhs(deps, run, { prefix, settings }),
      }
    }
    case 'coronamelder':
      throw new Error(`${exported.layout} is not published yet`)
  }
}

/** What is stored was checked when it was written. */
function valid<T>(exported: LayoutExport, settings: Result<T, unknown>): T {
  if (settings.ok) return settings.value
  throw new Error(`the settings of layout ${exported.name} are not valid`)
}

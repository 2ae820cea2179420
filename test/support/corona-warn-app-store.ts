/** The store of a recorded run as the original keeps it: what it deletes first, and what it then stores of a new tree. */

import { dateOf } from '../../src/core/layouts/corona-warn-app/index-texts.ts'
import { parseObjectName } from '../../src/core/layouts/corona-warn-app/paths.ts'
import type { CoronaWarnAppSettings } from '../../src/core/layouts/corona-warn-app/settings.ts'
import { isKeyFileForOriginal } from './corona-warn-app.ts'
import { hashOf, type ModelObject } from './corona-warn-app-model.ts'

const DAY = 86_400

/** Hashes by name. */
export type ModelStore = Map<string, string>

/** Deletes what is too old. @returns its names */
export function expire(store: ModelStore, settings: CoronaWarnAppSettings, now: number): string[] {
  const oldestDate = dateOf(now - settings.retentionDays * DAY)
  const oldestHourDate = dateOf(now - (settings.hourFileRetentionDays - 1) * DAY)
  const directories = [settings.originCountry, settings.euPackageName]
  const old = [...store.keys()].filter((path) => {
    const object = parseObjectName('', path)
    if (object === undefined || !('date' in object)) return false
    if (!directories.includes(object.country)) return false
    return object.date < (object.kind === 'day' ? oldestDate : oldestHourDate)
  })
  for (const path of old) store.delete(path)
  return old
}

/** Stores what is new or may be replaced. @returns its names */
export function publish(
  store: ModelStore,
  tree: ReadonlyMap<string, ModelObject>,
  settings: CoronaWarnAppSettings,
): string[] {
  const uploads: string[] = []
  for (const [path, object] of tree) {
    const hash = hashOf(object, settings.appBundleId)
    const present = store.get(path)
    const isKept = isKeyFileForOriginal(path) && settings.era === 'head'
    if (present === hash) continue
    if (present !== undefined && isKept && !settings.forceUpdateKeyFiles) continue
    store.set(path, hash)
    uploads.push(path)
  }
  return uploads
}

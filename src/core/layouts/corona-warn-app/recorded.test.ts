import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  type GoldenObject,
  type GoldenRow,
  readGoldenScenario,
} from '../../../../test/support/corona-warn-app.ts'
import {
  contentOf,
  hashOf,
  type ModelObject,
  treeOf,
} from '../../../../test/support/corona-warn-app-model.ts'
import type { RecordedRun } from '../../../../test/support/corona-warn-app-recording.ts'
import { expire, type ModelStore, publish } from '../../../../test/support/corona-warn-app-store.ts'
import countries from '../../../../test/vectors/corona-warn-app/countries.json' with {
  type: 'json',
}
import dayBorder from '../../../../test/vectors/corona-warn-app/day-border.json' with {
  type: 'json',
}
import demo from '../../../../test/vectors/corona-warn-app/demo.json' with { type: 'json' }
import empty from '../../../../test/vectors/corona-warn-app/empty.json' with { type: 'json' }
import expiry from '../../../../test/vectors/corona-warn-app/expiry-140.json' with { type: 'json' }
import lowRisk from '../../../../test/vectors/corona-warn-app/low-trl.json' with { type: 'json' }
import retention from '../../../../test/vectors/corona-warn-app/retention.json' with {
  type: 'json',
}
import shifting from '../../../../test/vectors/corona-warn-app/shifting.json' with { type: 'json' }

const RUNS = [countries, dayBorder, demo, empty, expiry, lowRisk, retention, shifting]
const SCENARIOS = RUNS.map((run) => readGoldenScenario(run as unknown as RecordedRun))
const PRESET_HASH = '0'.repeat(32)
const HOUR = 3600
const DAY = 86_400

/** An object without what a run decides anew, in the form of the recording. */
function summaryOf(object: ModelObject, appBundleId: string) {
  const hash = hashOf(object, appBundleId)
  if (object.kind === 'index') return { kind: 'index', hash, text: object.text }
  const content = contentOf(object, appBundleId)
  const groups: Record<string, number> = {}
  for (const { label } of object.keys) groups[label] = (groups[label] ?? 0) + 1
  return {
    kind: 'archive',
    hash,
    exportSha256: createHash('sha256').update(content).digest('hex'),
    exportSize: content.length,
    region: object.region,
    startTimestamp: object.startTimestamp,
    endTimestamp: object.endTimestamp,
    keyCount: object.keys.length,
    groups,
  }
}

function recordedSummary(object: GoldenObject) {
  if (object.kind === 'preset') return object
  const { contentType: _type, cacheControl: _cache, ...rest } = object
  if (rest.kind === 'index') return rest
  const { keys: _keys, ...summary } = rest
  return summary
}

describe.each(SCENARIOS)('the recorded run "$name": $what', ({ steps }) => {
  const store: ModelStore = new Map()
  let rows: readonly GoldenRow[] = []

  test.each(steps)('comes out of the rules, step $step $note', (step) => {
    const { settings, now } = step
    for (const path of step.presetPaths) store.set(path, PRESET_HASH)
    const oldest = now - (now % HOUR) - settings.retentionDays * DAY
    rows = [...rows, ...step.rows].filter(({ submittedAt }) => submittedAt >= oldest)
    expect(rows).toHaveLength(step.rowCountAfter)
    if (step.rowsLeft !== undefined) expect(countByHour(rows)).toEqual(step.rowsLeft)

    expect(expire(store, settings, now).sort()).toEqual([...step.deletes].sort())
    const tree = treeOf(rows, settings, now)
    expect(publish(store, tree, settings).sort()).toEqual([...step.uploads].sort())
    if (step.pathsAfter !== undefined) {
      expect([...store.keys()].sort()).toEqual([...step.pathsAfter].sort())
    }

    for (const path of step.uploads) {
      const [object, recorded] = [tree.get(path), step.objects.get(path)]
      if (object === undefined || recorded === undefined) throw new Error(`${path} is missing`)
      expect({ path, ...summaryOf(object, settings.appBundleId) }).toEqual({
        path,
        ...recordedSummary(recorded),
      })
      if (object.kind === 'archive' && recorded.kind === 'archive' && recorded.keys !== undefined) {
        const keys = object.keys.map(({ label: _label, keyData: _data, ...key }) => key)
        expect(keys).toEqual(recorded.keys)
      }
    }
    // What no run touched is as it was put there.
    const untouched = [...step.objects].filter(([, { kind }]) => kind === 'preset')
    for (const [path] of untouched) expect(store.get(path)).toBe(PRESET_HASH)
  })
})

function countByHour(rows: readonly GoldenRow[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const { submittedAt } of rows) counts.set(submittedAt, (counts.get(submittedAt) ?? 0) + 1)
  return counts
}

/**
 * Recorded runs of the Corona-Warn-App server, through our job and bucket: what it uploaded, to the byte of what is signed.
 * Objects that somebody else put there are left out.
 */

import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { toHex } from '../../../src/core/bytes.ts'
import {
  type GoldenRow,
  type GoldenStep,
  readGoldenScenario,
} from '../../support/corona-warn-app.ts'
import type { RecordedRun } from '../../support/corona-warn-app-recording.ts'
import {
  readBucket,
  type StoredTestKey,
  startLayout,
  storeKeys,
  type TestLayout,
  textOf,
} from '../../support/layouts.ts'
import countries from '../../vectors/corona-warn-app/countries.json' with { type: 'json' }
import dayBorder from '../../vectors/corona-warn-app/day-border.json' with { type: 'json' }
import demo from '../../vectors/corona-warn-app/demo.json' with { type: 'json' }
import empty from '../../vectors/corona-warn-app/empty.json' with { type: 'json' }
import expiry from '../../vectors/corona-warn-app/expiry-140.json' with { type: 'json' }
import lowRisk from '../../vectors/corona-warn-app/low-trl.json' with { type: 'json' }
import retention from '../../vectors/corona-warn-app/retention.json' with { type: 'json' }
import shifting from '../../vectors/corona-warn-app/shifting.json' with { type: 'json' }

const RUNS = [countries, dayBorder, demo, empty, expiry, lowRisk, retention, shifting]
const SCENARIOS = RUNS.map((run) => readGoldenScenario(run as unknown as RecordedRun))

const storedKey = (row: GoldenRow): StoredTestKey => ({
  key: toHex(row.keyData),
  createdAt: row.submittedAt,
  start: row.rollingStartIntervalNumber,
  period: row.rollingPeriod,
  risk: row.transmissionRiskLevel,
  onset: row.onsetCode ?? null,
  origin: row.originCountry,
  visited: row.visitedCountries,
})

async function play(layout: TestLayout, step: GoldenStep): Promise<void> {
  await storeKeys(layout.db, step.rows.map(storedKey))
  await layout.change({ ...step.settings })
  await layout.runAll(step.now)
}

describe.each(SCENARIOS)('the recorded run "$name": $what', ({ steps }) => {
  test('comes out of the bucket', async () => {
    const [first] = steps
    const layout = await startLayout({
      layout: 'corona-warn-app',
      settings: { ...first?.settings },
    })
    await env.KEYSERVER_DB.prepare(`UPDATE signature_infos SET key_id = '262'`).run()
    const presets = new Set<string>()
    for (const step of steps) {
      for (const path of step.presetPaths) presets.add(path)
      await play(layout, step)
      const bucket = await readBucket()
      const expected: Record<string, unknown> = {}
      const found: Record<string, unknown> = {}
      for (const path of step.uploads) {
        const object = step.objects.get(path)
        if (object === undefined || object.kind === 'preset' || presets.has(path)) continue
        const thing = bucket.get(path)
        const content = object.kind === 'index' ? { text: object.text } : {}
        expected[path] = {
          hash: object.hash,
          contentType: path.endsWith('index-v2') ? 'application/json' : object.contentType,
          cacheControl: object.cacheControl,
          ...content,
        }
        found[path] = thing && {
          hash: thing.custom['cwa-hash'],
          contentType: thing.contentType,
          cacheControl: thing.cacheControl,
          ...(object.kind === 'index' && { text: textOf(thing) }),
        }
      }
      expect(found, `step ${step.step} ${step.note}`).toEqual(expected)
      if (step.pathsAfter === undefined || presets.size > 0) continue
      expect([...bucket.keys()].sort(), `step ${step.step} ${step.note}`).toEqual(
        [...step.pathsAfter].sort(),
      )
    }
  })
})

/** What national apps say of an onset in codes of their own never stands in a file as days that phones refuse. */

import { expect, test } from 'vitest'
import { at, placeKeys, startExporting } from '../../support/exporting.ts'

test.each([
  [14, 14],
  [-14, -14],
  [15, undefined],
  [21, undefined],
  [100, undefined],
  [86, undefined],
  [1998, undefined],
  [3001, undefined],
  [4000, undefined],
])('a stored %i is written as %s', async (onset, written) => {
  const exporting = await startExporting()
  await exporting.addConfig('us')
  await placeKeys(exporting.db, [{ key: 1, createdAt: at('04:00'), onset }])
  await exporting.close(at('12:20'))
  await exporting.write(at('12:21'))
  const [file] = await exporting.read('us')
  expect(file?.keys.map(({ daysSinceOnset }) => daysSinceOnset)).toEqual([written])
})

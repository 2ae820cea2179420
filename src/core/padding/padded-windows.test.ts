import { expect, test } from 'vitest'
import { asUnixSeconds } from '../time.ts'
import { paddedWindows } from './padded-windows.ts'

const HOUR = 3600
const windows = [0, 4, 8].map((hour) => ({
  start: asUnixSeconds(hour * HOUR),
  end: asUnixSeconds((hour + 4) * HOUR),
}))
const through = (region: string, hour: number | undefined) => ({
  region,
  paddedThrough: hour === undefined ? undefined : asUnixSeconds(hour * HOUR),
})
const US = { outputRegion: 'US', inputRegions: [], excludeRegions: [], includeTravelers: false }

test.each([
  ['no region is padded', [], US, 3],
  ['the last slot of the first window is missing', [through('US', 2)], US, 0],
  ['the first window is done', [through('US', 3)], US, 1],
  ['all are done', [through('US', 11)], US, 3],
  ['padding has not begun', [through('US', undefined)], US, 0],
  ['another region lags', [through('US', 11), through('CA', 2)], US, 3],
  [
    'another region lags whose travelers are taken',
    [through('US', 11), through('CA', 6)],
    { ...US, includeTravelers: true },
    1,
  ],
  [
    'a region lags that is left out',
    [through('US', 11), through('CA', 6)],
    { ...US, includeTravelers: true, excludeRegions: ['CA'] },
    3,
  ],
  [
    'one of several input regions lags',
    [through('US', 11), through('CA', 7)],
    { ...US, inputRegions: ['US', 'CA'] },
    2,
  ],
  ['only input regions count', [through('US', 2)], { ...US, inputRegions: ['CA'] }, 3],
])('where %s', (_, progress, taken, count) => {
  expect(paddedWindows(windows, progress, taken, HOUR)).toEqual(windows.slice(0, count))
})

import { expect, test } from 'vitest'
import { asUnixSeconds } from '../../time.ts'
import { planObjects } from './retention.ts'

const NOW = asUnixSeconds(Date.UTC(2020, 8, 15, 11, 47) / 1000)

const plan = (listing: readonly string[], written: readonly string[] = [], prefix = '') =>
  planObjects(listing, { prefix, written: new Set(written), emptyDailyDays: 30, now: NOW })

test('what the run wrote stays', () => {
  const names = ['distribution/daily/2020091600.zip', 'distribution/two-hourly/2020091512.zip']
  expect(plan(names, names)).toEqual({ empty: [], remove: [] })
})

test('a daily file of the last 30 days is replaced by an empty one, an older one is left', () => {
  const names = [
    'distribution/daily/2020090100.zip',
    'distribution/daily/2020081700.zip',
    'distribution/daily/2020081600.zip',
    'distribution/daily/2020081500.zip',
    'distribution/GB-SCT/daily/2020090100.zip',
    'distribution/GB-SCT/daily/2020081600.zip',
  ]
  expect(plan(names)).toEqual({
    empty: [
      'distribution/daily/2020090100.zip',
      'distribution/daily/2020081700.zip',
      'distribution/GB-SCT/daily/2020090100.zip',
    ],
    remove: [],
  })
})

test('a two-hourly file that the run did not write is deleted, whatever its name', () => {
  const names = [
    'distribution/two-hourly/2020090112.zip',
    'distribution/two-hourly/2020090113.zip',
    'distribution/two-hourly/odd',
    'distribution/JE/two-hourly/2020090112.zip',
  ]
  expect(plan(names)).toEqual({ empty: [], remove: names })
})

test('what is not the layout\u2019s is left', () => {
  const names = [
    'distribution/daily/index.html',
    'distribution/daily/2020090106.zip',
    'distribution/risky-venues',
    'us/index.txt',
    'two-hourly/2020090112.zip',
    'xdistribution/two-hourly/2020090112.zip',
  ]
  expect(plan(names)).toEqual({ empty: [], remove: [] })
})

test('of two exports, each has its own prefix', () => {
  const names = [
    'distribution/two-hourly/2020090112.zip',
    'uk/distribution/two-hourly/2020090112.zip',
    'uk/distribution/daily/2020091000.zip',
  ]
  expect(plan(names, [], 'uk')).toEqual({
    empty: ['uk/distribution/daily/2020091000.zip'],
    remove: ['uk/distribution/two-hourly/2020090112.zip'],
  })
})

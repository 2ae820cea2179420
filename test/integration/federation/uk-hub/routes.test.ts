/** Paths, methods, health and figures (uk-federation sections 0a, 2 and 8). */

import { describe, expect, test } from 'vitest'
import { addSeconds, SECONDS_PER_DAY } from '../../../../src/core/time.ts'
import { isUkHubPath } from '../../../../src/http/federation/uk-hub/surface.ts'
import { exposures, startUkHub } from '../../../support/uk-hub.ts'

describe('a path', () => {
  test.each([
    ['GET', '/'],
    ['GET', '/diagnosiskeys'],
    ['GET', '/diagnosiskeys/upload'],
    ['PUT', '/upload'],
    ['POST', '/download/2026-11-19'],
    ['DELETE', '/metrics'],
    ['POST', '/upload/'],
    ['POST', '/Upload'],
    ['POST', '/uploa%64'],
    ['POST', '/upload/x'],
    ['GET', '/download/2026-11-19/x'],
    ['GET', '/download'],
    ['GET', '/diagnosiskeys/diagnosiskeys/metrics'],
    ['GET', '/efgs/download/2026-11-19'],
    ['HEAD', '/healthcheck'],
  ])('%s %s is not found, with a token or without', async (method, path) => {
    const hub = await startUkHub()
    const { token } = await hub.nation('IE')
    for (const headers of [{}, { authorization: `Bearer ${token}` }]) {
      const answer = await hub.request(path, { method, headers })
      expect(answer.status).toBe(404)
      if (method !== 'HEAD') {
        expect(answer.body).toMatchObject({ statusCode: 404, error: 'Not Found' })
      }
    }
  })

  test('without the date that it needs is malformed', async () => {
    const hub = await startUkHub()
    expect((await hub.request('/diagnosiskeys/download/')).status).toBe(400)
  })

  test.each(['/upload', '/nowhere', '/diagnosiskeys/download/2026-11-19'])(
    'OPTIONS %s is answered with nothing',
    async (path) => {
      const hub = await startUkHub()
      const { status, text } = await hub.request(path, { method: 'OPTIONS' })
      expect([status, text]).toEqual([200, ''])
    },
  )

  test.each([
    ['/federation/uk', true],
    ['/federation/uk/diagnosiskeys/upload', true],
    ['/federation/ukraine/upload', false],
    ['/diagnosiskeys/upload', false],
  ])('%s is of this surface where it shares a host: %s', (path, expected) => {
    expect(isUkHubPath(path)).toBe(expected)
  })
})

test('health needs no token', async () => {
  const hub = await startUkHub()
  const { status, body } = await hub.request('/diagnosiskeys/healthcheck')
  expect([status, body]).toEqual([
    200,
    { status: 'ok', db: 'ok', serverTimestamp: '2026-11-19T10:20:00Z' },
  ])
})

describe('figures', () => {
  const start = async () => {
    const hub = await startUkHub()
    const [ireland, scotland] = [await hub.nation('IE'), await hub.nation('GB-SCT')]
    const alsoIreland = await hub.nation('IE')
    await ireland.upload(exposures(2))
    await alsoIreland.upload(exposures(3))
    await scotland.upload([])
    await hub.flush()
    await scotland.walk()
    hub.now = addSeconds(hub.now, SECONDS_PER_DAY)
    await scotland.upload(exposures(1))
    await ireland.walk()
    const read = (query: string, headers = {}) =>
      ireland.get(`/metrics?startDate=2026-11-19&endDate=2026-11-20${query}`, headers)
    return { hub, ireland, read }
  }

  test('are by day, event and region; nations of one region add up, and nothing counts as 0', async () => {
    const { read } = await start()
    expect((await read('')).body).toEqual([
      { date: '2026-11-19', event: 'DOWNLOAD', region: 'GB-SCT', value: 5 },
      { date: '2026-11-19', event: 'UPLOAD', region: 'GB-SCT', value: 0 },
      { date: '2026-11-19', event: 'UPLOAD', region: 'IE', value: 5 },
      { date: '2026-11-20', event: 'DOWNLOAD', region: 'IE', value: 0 },
      { date: '2026-11-20', event: 'UPLOAD', region: 'GB-SCT', value: 1 },
    ])
  })

  test('are put together by day or over all', async () => {
    const { read } = await start()
    expect((await read('&daily=true')).body).toEqual([
      { date: '2026-11-19', event: 'DOWNLOAD', value: 5 },
      { date: '2026-11-19', event: 'UPLOAD', value: 5 },
      { date: '2026-11-20', event: 'DOWNLOAD', value: 0 },
      { date: '2026-11-20', event: 'UPLOAD', value: 1 },
    ])
    expect((await read('&summary=true')).body).toEqual([
      { event: 'DOWNLOAD', value: 5 },
      { event: 'UPLOAD', value: 6 },
    ])
    expect((await read('&daily=false')).body).toHaveLength(5)
  })

  test('may be of some events, or of none that is known', async () => {
    const { read } = await start()
    expect((await read('&metrics=UPLOAD')).body).toHaveLength(3)
    expect((await read('&metrics=UPLOAD,DOWNLOAD')).body).toHaveLength(5)
    const { status, text } = await read('&metrics=FOO')
    expect([status, text]).toEqual([204, ''])
  })

  test('are a table for who accepts exactly that', async () => {
    const { read } = await start()
    const csv = { accept: 'text/csv' }
    const table = await read('&metrics=UPLOAD', csv)
    expect(table.headers.get('content-type')).toBe('text/csv')
    expect(table.text).toBe(
      '"date","event","region","value"\n"2026-11-19","UPLOAD","GB-SCT",0\n"2026-11-19","UPLOAD","IE",5\n' +
        '"2026-11-20","UPLOAD","GB-SCT",1',
    )
    expect((await read('&summary=true', csv)).text).toBe(
      '"event","value"\n"DOWNLOAD","5"\n"UPLOAD","6"',
    )
    expect((await read('', { accept: 'text/csv, */*' })).body).toHaveLength(5)
  })

  test.each([
    '',
    'startDate=2026-11-19',
    'startDate=2026-11-19&endDate=2026-11-9',
    'startDate=2026-11-31&endDate=2026-12-01',
    'startDate=2026-11-19&startDate=2026-11-19&endDate=2026-11-20',
    'startDate=2026-11-19&endDate=2026-11-20&metrics=upload',
    'startDate=2026-11-19&endDate=2026-11-20&metrics=',
    'startDate=2026-11-19&endDate=2026-11-20&metrics=UPLOAD%27',
    'startDate=2026-11-19&endDate=2026-11-20&daily=abc',
    'startDate=2026-11-19&endDate=2026-11-20&daily=false&summary=true',
  ])('asked for with "%s" are refused', async (query) => {
    const hub = await startUkHub()
    const ireland = await hub.nation('IE')
    expect((await ireland.get(`/diagnosiskeys/metrics?${query}`)).status).toBe(400)
    expect(hub.faults).toEqual([])
  })
})

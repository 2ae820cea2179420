import { describe, expect, test } from 'vitest'
import { asUnixSeconds } from '../../../core/time.ts'
import { efgsCallbackSurface, isEfgsCallbackPath } from './surface.ts'

const NOW = asUnixSeconds(Date.UTC(2026, 10, 25, 12) / 1000)
const GATEWAY = 'a'.repeat(64)
const OLD_GATEWAY = 'b'.repeat(64)

function surface(options: { fails?: boolean; thumbprint?: string | undefined } = {}) {
  const announced: string[] = []
  const failures: string[] = []
  const partner = { protocol: 'efgs', importsKeys: true } as const
  const app = efgsCallbackSurface(
    () => ({
      now: NOW,
      deps: {
        partners: async () => [
          { ...partner, id: 1, protocol: 'uk', settings: { callbackCertificates: [GATEWAY] } },
          { ...partner, id: 2, importsKeys: false, settings: { callbackCertificates: [GATEWAY] } },
          { ...partner, id: 3, settings: {} },
          {
            ...partner,
            id: 4,
            settings: { callbackCertificates: [OLD_GATEWAY, GATEWAY], pollMinutes: 5 },
          },
        ],
        async announce({ partnerId, date, tag }, now) {
          if (options.fails === true) throw new Error('no database')
          announced.push(`${partnerId} ${date} ${tag} ${now}`)
        },
        events: { requestFailed: (name: string) => failures.push(name) },
        thumbprintOf: () => ('thumbprint' in options ? options.thumbprint : GATEWAY),
      },
    }),
    ['/callbacks/efgs'],
  )
  const call = async (query: string, path = '/v1/efg-callback', method = 'GET') => {
    const response = await app.request(`https://federation.example.org${path}${query}`, { method })
    return { status: response.status, body: await response.text() }
  }
  return { call, announced, failures }
}

const VALID = '?batchTag=20261125-1&date=2026-11-25'

describe('an announcement', () => {
  test('is noted for its partner, and answered with nothing, on each of the paths', async () => {
    for (const path of ['/v1/efg-callback', '/version/v1/callback', '/callbacks/efgs']) {
      const { call, announced } = surface()
      expect(await call(VALID, path)).toEqual({ status: 200, body: '' })
      expect(announced).toEqual([`4 2026-11-25 20261125-1 ${NOW}`])
    }
  })

  test('is as welcome the second time', async () => {
    const { call } = surface()
    await call(VALID)
    expect((await call(VALID)).status).toBe(200)
  })

  test('is not judged by its date', async () => {
    expect((await surface().call('?batchTag=any&date=2020-01-01')).status).toBe(200)
  })

  test('by an older certificate of the gateway counts as well', async () => {
    expect((await surface({ thumbprint: OLD_GATEWAY }).call(VALID)).status).toBe(200)
  })

  test.each([
    '',
    '?batchTag=&date=2026-11-25',
    '?date=2026-11-25',
    '?batchTag=20261125-1',
    '?batchTag=20261125-1&date=',
    '?batchTag=20261125-1&date=2020-20-20',
    '?batchTag=20261125-1&date=25.11.2026',
    `?batchTag=${'x'.repeat(101)}&date=2026-11-25`,
    '?batchTag=a&batchTag=b&date=2026-11-25',
    '?batchTag=a%00&date=2026-11-25',
  ])('%j is refused', async (query) => {
    const { call, announced } = surface()
    expect(await call(query)).toEqual({ status: 400, body: '' })
    expect(announced).toEqual([])
  })

  test.each([undefined, 'c'.repeat(64), ''])(
    'of somebody else (%s) is refused, whatever it says',
    async (thumbprint) => {
      const { call, announced } = surface({ thumbprint })
      expect(await call(VALID)).toEqual({ status: 403, body: '' })
      expect((await call('')).status).toBe(403)
      expect(announced).toEqual([])
    },
  )

  test('is to be repeated where it could not be kept', async () => {
    const { call, failures } = surface({ fails: true })
    expect(await call(VALID)).toEqual({ status: 503, body: '' })
    expect(failures).toEqual(['efgs-callback'])
  })

  test('is a GET, and stands at its path', async () => {
    const { call } = surface()
    expect((await call(VALID, '/v1/efg-callback', 'POST')).status).toBe(405)
    expect((await call(VALID, '/v2/efg-callback')).status).toBe(404)
  })
})

test('paths are of this surface, or are not', () => {
  expect(isEfgsCallbackPath('/v1/efg-callback')).toBe(true)
  expect(isEfgsCallbackPath('/version/v1/callback')).toBe(true)
  expect(isEfgsCallbackPath('/diagnosiskeys/callback')).toBe(false)
  expect(isEfgsCallbackPath('/mine')).toBe(false)
  expect(isEfgsCallbackPath('/mine', ['/mine'])).toBe(true)
})

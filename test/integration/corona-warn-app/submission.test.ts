/** Submissions of Corona-Warn-App phones through the front door: what is taken and what is stored of it. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { floorTo } from '../../../src/core/time.ts'
import {
  aPayload,
  cwaKeys,
  keyHex,
  type SentPayload,
  startCwa,
  TAN_URL,
  type TestCwa,
} from '../../support/corona-warn-app-phone.ts'
import { NOON } from '../../support/keyserver.ts'

interface Row {
  key: string
  start: number
  period: number
  type: number
  risk: number
  days: number
  created_at: number
  regions: string
  traveler: number
  visited: string
  consent: number
  filled_in: number
  provenance: number
  authority: number | null
}

let cwa: TestCwa
beforeEach(async () => {
  cwa = await startCwa()
})

const rows = async () =>
  (
    await env.KEYSERVER_DB.prepare(
      `SELECT lower(hex(key_data)) AS key, rolling_start_interval_number AS start, rolling_period AS period,
        report_type AS type, transmission_risk_level AS risk, days_since_onset_of_symptoms AS days, created_at, regions,
        traveler, visited_countries AS visited, federation_consent AS consent, filled_in, provenance,
        health_authority_id AS authority
      FROM diagnosis_keys ORDER BY rolling_start_interval_number DESC, key_data`,
    ).all<Row>()
  ).results
const stored = async () => (await rows()).map(({ key }) => key)
const TODAY = Math.floor(NOON / 86_400) * 144

describe('a submission with a TAN', () => {
  test('is stored, and the TAN is asked about once', async () => {
    const keys = cwaKeys(NOON, 3)
    const tan = cwa.verification.tan()
    // Blanks and capitals are as good.
    const answer = await cwa.submit(aPayload(keys), {
      'cwa-authorization': ` ${tan.toUpperCase()} `,
    })
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect(cwa.verification.asked).toEqual([
      { url: `${TAN_URL}/version/v1/tan/verify`, body: JSON.stringify({ tan }) },
    ])
    const hour = floorTo(NOON, 3600)
    expect(await rows()).toEqual(
      keys.map((key, age) => ({
        key: keyHex(key),
        start: TODAY - age * 144,
        period: 144,
        type: 1,
        risk: 5,
        days: 2 - age,
        // Today's key is in use until midnight; it waits one window more.
        created_at: age === 0 ? (TODAY + 144) * 600 + 3600 : hour,
        regions: ',DE,',
        traveler: 0,
        visited: 'DE',
        consent: 3,
        filled_in: 0,
        provenance: 0,
        authority: null,
      })),
    )
    const shapes = await env.KEYSERVER_DB.prepare('SELECT shape, uploads FROM upload_shapes').all()
    expect(shapes.results).toEqual([{ shape: '1 0 2 0-2=5', uploads: 1 }])
    const statistics = await env.KEYSERVER_DB.prepare(
      'SELECT 1 FROM health_authority_statistics',
    ).all()
    expect(statistics.results).toEqual([])
  })

  test.each([
    ['origin in front', ['DE', 'FR'], 'DE,FR', 1],
    ['no origin', ['FR', 'DK'], 'FR,DK,DE', 1],
    ['a country twice', ['FR', 'FR'], 'FR,DE', 1],
    ['none', [], 'DE', 0],
  ])(
    'that names visited countries, %s, is stored with %j as %s',
    async (_name, sent, visited, traveler) => {
      expect(
        (await cwa.submit(aPayload(cwaKeys(NOON, 1), { visitedCountries: sent }))).status,
      ).toBe(200)
      expect(await rows()).toMatchObject([{ visited, traveler }])
    },
  )

  test.each([
    [true, 'always', 3],
    [false, 'always', 0],
    [undefined, 'always', 0],
    [true, 'claim', 3],
    [true, 'traveler', 1],
    [true, 'never', 0],
  ] as const)(
    'with consent %s within a tenant of %s is stored with consent %i',
    async (consents, consent, column) => {
      cwa = await startCwa({ consent })
      const change = consents === undefined ? {} : { consentToFederation: consents }
      const payload = { ...aPayload(cwaKeys(NOON, 1)), consentToFederation: null, ...change }
      expect((await cwa.submit(payload)).status).toBe(200)
      expect(await rows()).toMatchObject([{ consent: column }])
    },
  )

  // From the table of the original's derivations.
  test.each([
    [1, 3986],
    [2, 3992],
    [5, 4000],
    [8, 3997],
  ])('of risk %i and no onset is stored with onset %i, marked as filled in', async (risk, days) => {
    const keys = cwaKeys(NOON, 1, { transmissionRiskLevel: risk, daysSinceOnsetOfSymptoms: null })
    expect((await cwa.submit(aPayload(keys))).status).toBe(200)
    expect(await rows()).toMatchObject([{ risk, days, filled_in: 2 }])
  })

  test.each([
    [-15, 1],
    [-9, 1],
    [0, 8],
    [6, 2],
    [1997, 8],
    [3986, 1],
    [4000, 5],
  ])('of onset %i and no risk is stored with risk %i', async (days, risk) => {
    const keys = cwaKeys(NOON, 1, { transmissionRiskLevel: null, daysSinceOnsetOfSymptoms: days })
    expect((await cwa.submit(aPayload(keys))).status).toBe(200)
    expect(await rows()).toMatchObject([{ risk, days, filled_in: 0 }])
  })

  test('drops keys of the future and keys older than 14 days, and says nothing of it', async () => {
    const [today] = cwaKeys(NOON, 1)
    const at = (days: number) => ({
      ...cwaKeys(NOON, 1)[0],
      rollingStartIntervalNumber: TODAY + days * 144,
    })
    const [tomorrow, day13, day14] = [at(1), at(-13), at(-14)]
    const answer = await cwa.submit(aPayload([tomorrow, today ?? {}, day13, day14]))
    expect([answer.status, [...answer.headers]]).toEqual([
      200,
      [
        ['cache-control', 'no-store'],
        ['cwa-filtered-checkins', '0'],
        ['cwa-saved-checkins', '0'],
      ],
    ])
    expect(await stored()).toEqual([keyHex(today ?? {}), keyHex(day13)])
  })

  test('of which no key is left is answered alike', async () => {
    const keys = cwaKeys(NOON, 1, { rollingStartIntervalNumber: TODAY + 144 })
    expect((await cwa.submit(aPayload(keys))).status).toBe(200)
    expect(await rows()).toEqual([])
  })

  test.each([0, 1, 2])('is taken with type %i', async (submissionType) => {
    expect((await cwa.submit(aPayload(cwaKeys(NOON, 1), { submissionType }))).status).toBe(200)
    expect(await rows()).toMatchObject([{ type: 1 }])
  })

  test.each<[string, SentPayload]>([
    ['an onset of -15', { keys: cwaKeys(NOON, 1, { daysSinceOnsetOfSymptoms: -15 }) }],
    ['an onset of 3986', { keys: cwaKeys(NOON, 1, { daysSinceOnsetOfSymptoms: 3986 }) }],
    ['a risk of 1', { keys: cwaKeys(NOON, 1, { transmissionRiskLevel: 1 }) }],
    ['a risk of 8', { keys: cwaKeys(NOON, 1, { transmissionRiskLevel: 8 }) }],
    ['a period of 1', { keys: cwaKeys(NOON, 1, { rollingPeriod: 1 }) }],
    [
      'two keys of a day',
      { keys: [...cwaKeys(NOON, 1, { rollingPeriod: 70 }), ...cwaKeys(NOON, 1)] },
    ],
    ['14 keys', { keys: cwaKeys(NOON, 14) }],
    ['no origin', { origin: null }],
    ['an empty origin', { origin: '' }],
    ['check-ins', { checkIns: [new Uint8Array(3)], checkInProtectedReports: [new Uint8Array(2)] }],
  ])('is taken with %s', async (_name, change) => {
    const payload = aPayload(cwaKeys(NOON, 1), change)
    expect((await cwa.submit(payload)).status).toBe(200)
    expect(await rows()).toHaveLength(payload.keys?.length ?? 0)
  })

  test('tells how many check-ins it did not keep', async () => {
    const { headers } = await cwa.submit(
      aPayload(cwaKeys(NOON, 1), { checkIns: [new Uint8Array(3)] }),
    )
    expect(headers.get('cwa-filtered-checkins')).toBe('1')
    expect(headers.get('cwa-saved-checkins')).toBe('0')
  })

  test('of 99 keys is taken where so many are allowed', async () => {
    cwa = await startCwa({ vars: { CWA_MAX_KEYS: '100' } })
    const keys = Array.from({ length: 99 }, () => cwaKeys(NOON, 1)).flat()
    expect((await cwa.submit(aPayload(keys))).status).toBe(200)
    expect(await rows()).toHaveLength(99)
  })
})

describe('keys that are stored already', () => {
  test('stay as they are, and the others are stored', async () => {
    const [a, b, c] = cwaKeys(NOON, 3)
    const first = [a ?? {}, b ?? {}]
    expect((await cwa.submit(aPayload(first))).status).toBe(200)
    const before = await rows()
    const again = [...first.map((key) => ({ ...key, transmissionRiskLevel: 8 })), c ?? {}]
    expect((await cwa.submit(aPayload(again))).status).toBe(200)
    expect((await rows()).slice(0, 2)).toEqual(before)
    expect(await stored()).toEqual([a, b, c].map((key) => keyHex(key ?? {})))
  })

  test('are answered with 200 alone, too, and counted once', async () => {
    const payload = aPayload()
    for (const _ of [1, 2, 3]) expect((await cwa.submit(payload)).status).toBe(200)
    expect(await rows()).toHaveLength(3)
    const shapes = await env.KEYSERVER_DB.prepare('SELECT uploads FROM upload_shapes').all()
    expect(shapes.results).toEqual([{ uploads: 1 }])
  })

  test('in one payload are stored as they came first', async () => {
    const [key] = cwaKeys(NOON, 1)
    await cwa.submit(aPayload([key ?? {}, { ...key, transmissionRiskLevel: 8 }]))
    expect(await rows()).toMatchObject([{ risk: 5 }])
  })
})

describe('the multiplier', () => {
  test('stores each key so many times, equal but for the key data', async () => {
    cwa = await startCwa({ vars: { CWA_KEY_MULTIPLIER: '3' } })
    const keys = cwaKeys(NOON, 2)
    expect((await cwa.submit(aPayload(keys))).status).toBe(200)
    const all = await rows()
    expect(new Set(all.map(({ key }) => key)).size).toBe(6)
    keys.forEach((key, i) => {
      const same = all.slice(3 * i, 3 * i + 3)
      expect(same.map((row) => row.key)).toContain(keyHex(key))
      for (const row of same) expect({ ...row, key: '' }).toEqual({ ...same[0], key: '' })
    })
    expect((await cwa.submit(aPayload(keys))).status).toBe(200)
    expect(await rows()).toHaveLength(6)
  })

  test('is warned about where it is more than 1', async () => {
    const lines: string[] = []
    const spy = vi.spyOn(console, 'log').mockImplementation((line) => {
      lines.push(String(line))
    })
    try {
      await startCwa({ vars: { CWA_KEY_MULTIPLIER: '3' } })
      await startCwa()
    } finally {
      spy.mockRestore()
    }
    expect(lines).toEqual(['{"level":"warn","event":"keys_multiplied","times":3}'])
  })
})

/** The NHS submission through its front door: what is stored, and that nobody learns it from the answer. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { addSeconds, floorTo } from '../../../src/core/time.ts'
import { NOON, startKeyserver } from '../../support/keyserver.ts'
import { meterDatabase } from '../../support/metered-database.ts'
import { HOME, type NhsKey, nhsKeys, startNhs, type TestNhs } from '../../support/nhs-phone.ts'
import { uploadBody } from '../../support/phone.ts'

const HOUR = 3600

interface Row {
  key: string
  type: number
  risk: number
  days: number
  created_at: number
  regions: string
  traveler: number
  visited: string | null
  filled_in: number
  provenance: number
  authority: number | null
}

let nhs: TestNhs
beforeEach(async () => {
  nhs = await startNhs()
})

const rows = async () =>
  (
    await env.KEYSERVER_DB.prepare(
      `SELECT lower(hex(key_data)) AS key, report_type AS type, transmission_risk_level AS risk,
        days_since_onset_of_symptoms AS days, created_at, regions, traveler, visited_countries AS visited, filled_in,
        provenance, health_authority_id AS authority
      FROM diagnosis_keys ORDER BY rolling_start_interval_number DESC`,
    ).all<Row>()
  ).results
const tokensLeft = async () =>
  await env.KEYSERVER_DB.prepare('SELECT count(*) AS n FROM submission_tokens').first<number>('n')
const hex = ({ key }: NhsKey) => Buffer.from(key, 'base64').toString('hex')

/** All of an answer but for what differs by the request. */
const seen = ({ status, headers, text }: Awaited<ReturnType<TestNhs['submit']>>) => ({
  status,
  text,
  headers: [...headers].map(([name, value]) => [
    name,
    name === 'x-amz-meta-signature' ? value.replace(/signature=".*"/, '') : value,
  ]),
})

describe('with a token', () => {
  test.each([
    ['LAB_RESULT', 1],
    ['RAPID_RESULT', 1],
    ['RAPID_SELF_REPORTED', 3],
  ])('of %s keys are stored with report type %i, and the token is spent', async (kit, type) => {
    const keys = nhsKeys(NOON, 3, { transmissionRiskLevel: 5, daysSinceOnsetOfSymptoms: 2 })
    const answer = await nhs.submit({
      diagnosisKeySubmissionToken: await nhs.token(kit),
      temporaryExposureKeys: keys,
      // The token says which test it was.
      testKit: 'LAB_RESULT',
    })
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect(await rows()).toEqual(
      keys.map((key) => ({
        key: hex(key),
        type,
        risk: 5,
        days: 2,
        created_at: floorTo(NOON, HOUR),
        regions: `,${HOME},`,
        traveler: 0,
        visited: null,
        filled_in: 0,
        provenance: 0,
        authority: null,
      })),
    )
    expect(await tokensLeft()).toBe(0)
  })

  test('written in upper case it is the same', async () => {
    const token = (await nhs.token()).toUpperCase()
    await nhs.submit({
      diagnosisKeySubmissionToken: token,
      temporaryExposureKeys: nhsKeys(NOON, 1),
    })
    expect(await rows()).toHaveLength(1)
  })

  test('fourteen keys are taken', async () => {
    const keys = nhsKeys(NOON, 14)
    await nhs.submit({
      diagnosisKeySubmissionToken: await nhs.token(),
      temporaryExposureKeys: keys,
    })
    expect(await rows()).toHaveLength(14)
  })

  test('keys that break a rule are dropped, the others stored', async () => {
    const [good, ...bad] = nhsKeys(NOON, 12)
    const broken: (object | null)[] = [
      { key: 'AAAA' },
      { key: '?' },
      { key: null },
      { rollingPeriod: 0 },
      { rollingPeriod: 145 },
      { transmissionRiskLevel: 8 },
      { transmissionRiskLevel: -1 },
      { rollingStartNumber: Math.floor(NOON / 600) + 1 },
      { rollingStartNumber: Math.floor(NOON / 600) - 14 * 144 - 145 },
    ]
    await nhs.submit({
      diagnosisKeySubmissionToken: await nhs.token(),
      temporaryExposureKeys: [...broken.map((change, i) => ({ ...bad[i], ...change })), null, good],
    })
    expect((await rows()).map(({ key }) => key)).toEqual([good && hex(good)])
  })

  test('what was not sent is filled in and marked, as in every upload', async () => {
    const keys = nhsKeys(NOON, 2)
    const [first, second] = keys
    await nhs.submit({
      diagnosisKeySubmissionToken: await nhs.token(),
      temporaryExposureKeys: [
        { ...first, transmissionRiskLevel: null, daysSinceOnsetOfSymptoms: null },
        { ...second, transmissionRiskLevel: 0, daysSinceOnsetOfSymptoms: -20 },
      ],
    })
    // Onset 18 days after the second key's day is no onset: 4 days ago is taken, so yesterday is 3 days after it.
    expect((await rows()).map(({ risk, days, filled_in }) => [risk, days, filled_in])).toEqual([
      [2, 3, 3],
      [2, -14, 1],
    ])
  })

  test('a key of today waits for its end', async () => {
    const today = Math.floor(NOON / 86_400) * 144
    const [key] = nhsKeys(NOON, 1)
    await nhs.submit({
      diagnosisKeySubmissionToken: await nhs.token(),
      temporaryExposureKeys: [{ ...key, rollingStartNumber: today }],
    })
    const [row] = await rows()
    expect(row?.created_at).toBe((today + 144) * 600 + HOUR)
  })
})

describe('whatever is sent', () => {
  const DEAD = '6b162698-adc5-47af-8790-71acf770ffaf'
  const cases: [string, (nhs: TestNhs) => Promise<unknown> | unknown][] = [
    ['no body', () => ''],
    ['no JSON', () => '{"temporaryExposureKeys":'],
    ['no UTF-8', () => new Uint8Array([0x22, 0xff, 0x22])],
    ['another shape', () => '[]'],
    ['null', () => 'null'],
    ['no member', () => ({})],
    ['a body that is too large', () => 'x'.repeat(64_001)],
    ['deep nesting', () => '['.repeat(60_000)],
    ['an unknown token', () => ({ diagnosisKeySubmissionToken: DEAD })],
    ['a token that is none', () => ({ diagnosisKeySubmissionToken: 'x' })],
    [
      'the token of nobody',
      () => ({ diagnosisKeySubmissionToken: '00000000-0000-0000-0000-000000000000' }),
    ],
    ['no token', () => ({ diagnosisKeySubmissionToken: null })],
    [
      'no keys',
      async (from) => ({
        diagnosisKeySubmissionToken: await from.token(),
        temporaryExposureKeys: [],
      }),
    ],
    [
      'no valid key',
      async (from) => ({
        diagnosisKeySubmissionToken: await from.token(),
        temporaryExposureKeys: nhsKeys(NOON, 2, { rollingPeriod: 0 }),
      }),
    ],
    [
      'fifteen keys',
      async (from) => ({
        diagnosisKeySubmissionToken: await from.token(),
        temporaryExposureKeys: nhsKeys(NOON, 15).map((key, i) => ({
          ...key,
          rollingStartNumber: key.rollingStartNumber + (i === 14 ? 144 : 0),
        })),
      }),
    ],
    [
      'fifteen keys, some of them null',
      async (from) => ({
        diagnosisKeySubmissionToken: await from.token(),
        temporaryExposureKeys: [...nhsKeys(NOON, 13), null, null],
      }),
    ],
    ['a kit that is not known', () => ({ isPrivateJourney: true, testKit: 'PCR' })],
    [
      'a private journey of a kit that needs a token',
      () => ({ isPrivateJourney: true, testKit: 'RAPID_RESULT' }),
    ],
    [
      'too many regions',
      () => ({ isPrivateJourney: true, regionsOfInterest: new Array(33).fill('JE') }),
    ],
  ]

  test.each(cases)('%s is answered like what is stored, and not stored', async (_what, make) => {
    const body = {
      diagnosisKeySubmissionToken: await nhs.token(),
      temporaryExposureKeys: nhsKeys(NOON, 3),
    }
    const stored = seen(await nhs.submit(body))
    expect(await rows()).toHaveLength(3)
    const made = await make(nhs)
    const before = await tokensLeft()
    const sent =
      typeof made === 'object' && !(made instanceof Uint8Array)
        ? { temporaryExposureKeys: nhsKeys(NOON, 2), ...made }
        : made
    expect(seen(await nhs.submit(_what === 'no member' ? {} : sent))).toEqual(stored)
    expect(await rows()).toHaveLength(3)
    expect(await tokensLeft(), 'a token is spent on keys only').toBe(before)
    expect(stored.status).toBe(200)
    expect(stored.text).toBe('')
  })

  test('chaff is answered alike, asks the database nothing, and spends no token', async () => {
    const { meter, wrap } = meterDatabase()
    nhs = await startNhs({ wrapDatabase: wrap })
    const token = await nhs.token()
    const body = { diagnosisKeySubmissionToken: token, temporaryExposureKeys: nhsKeys(NOON, 3) }
    const real = seen(await nhs.submit({ ...body, diagnosisKeySubmissionToken: await nhs.token() }))
    meter.reset()
    expect(
      seen(await nhs.submit({ ...body, temporaryExposureKeys: [] }, { 'x-chaff': '1' })),
    ).toEqual(real)
    expect(meter.calls).toBe(0)
    expect(await rows()).toHaveLength(3)
    expect(await tokensLeft()).toBe(1)
  })

  test('a submission is two calls to the database, one of an unknown token is one', async () => {
    const { meter, wrap } = meterDatabase()
    nhs = await startNhs({ wrapDatabase: wrap })
    const [warm, real] = await nhs.issue('LAB_RESULT', 2)
    const send = (token: string | undefined) =>
      nhs.submit({ diagnosisKeySubmissionToken: token, temporaryExposureKeys: nhsKeys(NOON, 3) })
    await send(warm)
    meter.reset()
    await send(real)
    expect(meter.calls).toBe(2)
    await send(real)
    expect(meter.calls).toBe(3)
  })

  test('no token, key or API key reaches the log', async () => {
    const lines: string[] = []
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, level).mockImplementation((...args) => {
        lines.push(JSON.stringify(args))
      })
    }
    const token = await nhs.token()
    const keys = nhsKeys(NOON, 2)
    const body = { diagnosisKeySubmissionToken: token, temporaryExposureKeys: keys }
    await nhs.submit(body)
    await nhs.submit(body)
    await nhs.submit(body, { authorization: 'Bearer c2VjcmV0OnNlY3JldA==' })
    vi.restoreAllMocks()
    const log = lines.join('\n')
    expect(log).toContain('unknown_token')
    for (const secret of [token, ...keys.map(({ key }) => key), ...keys.map(hex), 'c2VjcmV0']) {
      expect(log).not.toContain(secret)
    }
  })
})

describe('a private journey', () => {
  test.each([
    ['LAB_RESULT', 1],
    ['RAPID_SELF_REPORTED', 3],
  ])('of %s needs no token', async (testKit, type) => {
    await nhs.submit({
      temporaryExposureKeys: nhsKeys(NOON, 2),
      isPrivateJourney: true,
      testKit,
    })
    expect((await rows()).map((row) => row.type)).toEqual([type, type])
  })

  test('is one of a laboratory where it does not say', async () => {
    await nhs.submit({ temporaryExposureKeys: nhsKeys(NOON, 1), isPrivateJourney: true })
    expect((await rows())[0]?.type).toBe(1)
  })

  test('spends no token that it brings', async () => {
    const diagnosisKeySubmissionToken = await nhs.token()
    await nhs.submit({
      diagnosisKeySubmissionToken,
      temporaryExposureKeys: nhsKeys(NOON, 1),
      isPrivateJourney: true,
      testKit: 'RAPID_SELF_REPORTED',
    })
    expect([await tokensLeft(), (await rows()).length]).toEqual([1, 1])
  })

  test('is not taken where who deploys does not want it', async () => {
    nhs = await startNhs({ vars: { NHS_PRIVATE_JOURNEY: 'false' } })
    const answer = await nhs.submit({
      temporaryExposureKeys: nhsKeys(NOON, 1),
      isPrivateJourney: true,
    })
    expect([answer.status, await rows()]).toEqual([200, []])
  })
})

describe('regions of interest', () => {
  const sendFrom = async (regionsOfInterest: unknown) => {
    await nhs.submit({
      diagnosisKeySubmissionToken: await nhs.token(),
      temporaryExposureKeys: nhsKeys(NOON, 1),
      regionsOfInterest,
    })
    const [row] = await rows()
    return row && [row.visited, row.traveler]
  }

  test.each<[unknown, string | null, number]>([
    [undefined, null, 0],
    [null, null, 0],
    [[], null, 0],
    [['GB-SCT'], 'GB-EAW,GB-SCT', 1],
    [['JE', 'GB-SCT', 'JE'], 'GB-EAW,JE,GB-SCT', 1],
    [['JE', 'GB-EAW'], 'GB-EAW,JE', 1],
    [['GB-EAW'], null, 0],
    [['je', 'JE,GI', 'GBR', '', 'IE'], 'GB-EAW,IE', 1],
  ])('%j is stored as %s, home first', async (sent, visited, traveler) => {
    expect(await sendFrom(sent)).toEqual([visited, traveler])
  })
})

test('an app that may upload at another time of day finds its keys in the slot of that time', async () => {
  nhs.server.now = addSeconds(NOON, HOUR)
  await nhs.submit({
    diagnosisKeySubmissionToken: await nhs.token(),
    temporaryExposureKeys: nhsKeys(NOON, 1),
  })
  expect((await rows())[0]?.created_at).toBe(floorTo(NOON, HOUR) + HOUR)
})

test('counts for the model of uploads as the same keys of another app would', async () => {
  const keys = nhsKeys(NOON, 5)
  const shapes = async () =>
    (await env.KEYSERVER_DB.prepare('SELECT slot, shape, uploads FROM upload_shapes').all()).results
  await nhs.submit({
    diagnosisKeySubmissionToken: await nhs.token(),
    temporaryExposureKeys: keys,
  })
  const submitted = await shapes()
  expect(submitted).toHaveLength(1)
  const server = await startKeyserver()
  await server.publish(uploadBody(server.authority, keys, { now: NOON }))
  expect(await shapes()).toEqual(submitted)
})

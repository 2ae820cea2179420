/** The health service's portal confirms workflows. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { addSeconds } from '../../../src/core/time.ts'
import {
  type CoronaMelderServer,
  dateAgo,
  type Registered,
  startCoronaMelder,
} from '../../support/coronamelder.ts'
import { NOON } from '../../support/keyserver.ts'

const HOUR = 3600
const DAY = 24 * HOUR

let server: CoronaMelderServer
let registered: Registered

beforeEach(async () => {
  server = await startCoronaMelder()
  registered = await server.register()
})

const workflow = () => env.KEYSERVER_DB.prepare('SELECT * FROM coronamelder_workflows').first()

const symptomatic = (daysAgo = 2) => ({
  ggdKey: registered.ggdKey,
  subjectHasSymptoms: true,
  dateOfSymptomsOnset: dateAgo(NOON, daysAgo),
  dateOfTest: null,
})

const asymptomatic = (daysAgo = 2) => ({
  ggdKey: registered.ggdKey,
  subjectHasSymptoms: false,
  dateOfSymptomsOnset: null,
  dateOfTest: dateAgo(NOON, daysAgo),
})

describe('pubtek', () => {
  test('confirms a person with symptoms, and the key is used up', async () => {
    expect(await server.pubTek(symptomatic())).toBe(true)
    expect(await workflow()).toMatchObject({
      ggd_key_hash: null,
      authorised_at: NOON,
      inclusion_day: Date.UTC(2026, 10, 17) / 1000,
      is_symptomatic: 1,
      is_origin_portal: 0,
      countries_of_interest: 'NL',
    })
    expect(await server.pubTek(symptomatic())).toBe(false)
  })

  test('confirms a person without symptoms by the date of the test', async () => {
    expect(await server.pubTek(asymptomatic(3))).toBe(true)
    expect(await workflow()).toMatchObject({
      inclusion_day: Date.UTC(2026, 10, 16) / 1000,
      is_symptomatic: 0,
    })
  })

  test('knows its own web application by a header', async () => {
    await server.pubTek(symptomatic(), { RefererName: 'Icc.WebApp' })
    expect(await workflow()).toMatchObject({ is_origin_portal: 1 })
  })

  test('reads names in any case, dates with a time, and passes over what it does not know', async () => {
    const body = {
      GGDKey: registered.ggdKey,
      SubjectHasSymptoms: true,
      DateOfSymptomsOnset: '2026-11-17T13:45:00.000Z',
      more: 1,
    }
    expect(await server.pubTek(body)).toBe(true)
    expect(await workflow()).toMatchObject({ inclusion_day: Date.UTC(2026, 10, 17) / 1000 })
  })

  test.each([
    ['of a key with a wrong check digit', () => ({ ...symptomatic(), ggdKey: 'L8T6LJR' })],
    ['of a key that nobody has', () => ({ ...symptomatic(), ggdKey: 'L8T6LJQ' })],
    ['of a key of five characters', () => ({ ...symptomatic(), ggdKey: 'L8T6L' })],
    ['with symptoms and no onset', () => ({ ...symptomatic(), dateOfSymptomsOnset: null })],
    ['without symptoms or a test', () => ({ ...asymptomatic(), dateOfTest: null })],
    ['of an onset 31 days ago', () => symptomatic(31)],
    ['of an onset tomorrow', () => symptomatic(-1)],
    ['of a test 31 days ago', () => asymptomatic(31)],
    ['of no date', () => ({ ...symptomatic(), dateOfSymptomsOnset: '2026-02-30' })],
    ['of another form of date', () => ({ ...symptomatic(), dateOfSymptomsOnset: '17-11-2026' })],
    ['that is a text', () => '"valid"'],
    ['that is no JSON', () => '{'],
    ['that is empty', () => ''],
  ])('refuses a body %s', async (_name, body) => {
    expect(await server.pubTek(body())).toBe(false)
    expect(await workflow()).toMatchObject({ authorised_at: null })
  })

  test.each([0, 30])('takes an onset of %i days ago', async (daysAgo) => {
    expect(await server.pubTek(symptomatic(daysAgo))).toBe(true)
  })

  test('takes the date that it is in the country already', async () => {
    server.now = addSeconds(NOON, 13 * HOUR)
    expect(new Date(server.now * 1000).toISOString()).toBe('2026-11-19T23:20:00.000Z')
    expect(await server.pubTek(symptomatic(-1))).toBe(true)
  })

  test('confirms no workflow that is no longer good', async () => {
    server.now = addSeconds(NOON, registered.validity + 30)
    expect(await server.pubTek(symptomatic())).toBe(false)
    server.now = addSeconds(server.now, -1)
    expect(await server.pubTek(symptomatic())).toBe(true)
  })

  test('of two at once lets one through', async () => {
    const both = await Promise.all([server.pubTek(symptomatic()), server.pubTek(symptomatic())])
    expect(both.filter(Boolean)).toHaveLength(1)
  })

  test('answers good and bad keys with the same length', async () => {
    const send = async (body: object) => {
      const authorization = `Bearer ${await server.portalToken()}`
      const init = { method: 'PUT', headers: { authorization }, body: JSON.stringify(body) }
      const response = await server.request('/pubtek', init)
      return [response.status, [...response.headers], (await response.text()).length]
    }
    const bad = await send({ ...symptomatic(), ggdKey: 'L8T6LJQ' })
    expect(await send(symptomatic())).toEqual(bad)
  })
})

describe('countries of interest', () => {
  test.each([
    ['NL', 'NL'],
    ['NL,DE,BE,FR', 'NL,BE,DE,FR'],
    ['NL,DE,', 'NL,DE'],
    ['NL,XX', 'NL,XX'],
    ['NL,NL', 'NL'],
    [undefined, 'NL'],
    [null, 'NL'],
  ])('"%s" are stored as %s', async (countriesOfInterest, stored) => {
    expect(await server.pubTek({ ...symptomatic(), countriesOfInterest })).toBe(true)
    expect(await workflow()).toMatchObject({ countries_of_interest: stored })
  })

  test.each([
    'NLDE',
    'DE,BE',
    'NL,QQ',
    'nl',
    'NL, DE',
    'NL,,DE',
    ',NL',
    '',
    `NL${',DE'.repeat(85)}`,
  ])('"%s" are refused', async (countriesOfInterest) => {
    expect(await server.pubTek({ ...symptomatic(), countriesOfInterest })).toBe(false)
    const { status } = await server.labConfirm({
      labConfirmationId: 'BCF234',
      dateOfSymptomsOnset: dateAgo(NOON, 1),
      countriesOfInterest,
    })
    expect(status).toBe(400)
  })
})

describe('labconfirm', () => {
  const labId = async () => {
    const response = await server.request('/v1/register', { method: 'POST' })
    const { labConfirmationId }: { labConfirmationId: string } = await response.json()
    return labConfirmationId
  }
  const read = async (response: Response) =>
    (await response.json()) as { valid: boolean; pollToken: string }

  test.each([
    ['as it is shown', (id: string) => id],
    ['without its dash', (id: string) => id.replace('-', '')],
  ])('confirms an id %s, once', async (_form, write) => {
    const body = {
      labConfirmationId: write(await labId()),
      dateOfSymptomsOnset: `${dateAgo(NOON, 4)}T00:00:00`,
    }
    const first = await server.labConfirm(body)
    expect(first.status).toBe(200)
    expect((await read(first)).valid).toBe(true)
    const second = await server.labConfirm(body)
    expect([second.status, (await read(second)).valid]).toEqual([200, false])
    const row = await env.KEYSERVER_DB.prepare(
      'SELECT * FROM coronamelder_workflows WHERE authorised_at IS NOT NULL',
    ).first()
    expect(row).toMatchObject({
      is_symptomatic: 1,
      is_origin_portal: 1,
      inclusion_day: Date.UTC(2026, 10, 15) / 1000,
    })
  })

  test('gives a poll token of half a minute, which does not tell the id, whether or not it was good', async () => {
    const id = await labId()
    const body = { labConfirmationId: id, dateOfSymptomsOnset: dateAgo(NOON, 4) }
    const answers = [await server.labConfirm(body), await server.labConfirm(body)]
    expect(answers.map(({ headers }) => [...headers])).toEqual([
      [...(answers[0]?.headers ?? [])],
      [...(answers[0]?.headers ?? [])],
    ])
    const texts = await Promise.all(answers.map((answer) => answer.text()))
    expect(texts[1]).toHaveLength(texts[0]?.length ?? 0)
    for (const text of texts) {
      const { pollToken }: { pollToken: string } = JSON.parse(text)
      const claims = Buffer.from(pollToken.split('.')[1] ?? '', 'base64url').toString()
      expect(JSON.parse(claims).exp).toBe(NOON + 30)
      expect(claims).not.toContain(id.replace('-', ''))
    }
  })

  test.each([
    ['an id with a vowel', { labConfirmationId: 'ABCDEF' }],
    ['a short id', { labConfirmationId: 'BCF23' }],
    ['a number for an id', { labConfirmationId: 234_567 }],
    ['an onset 31 days ago', { dateOfSymptomsOnset: '2026-10-19' }],
    ['an onset tomorrow', { dateOfSymptomsOnset: '2026-11-20' }],
    ['no onset', { dateOfSymptomsOnset: null }],
  ])('answers 400 to %s', async (_name, members) => {
    const body = { labConfirmationId: 'BCF234', dateOfSymptomsOnset: '2026-11-17', ...members }
    expect((await server.labConfirm(body)).status).toBe(400)
  })

  test('takes an onset of 30 days ago', async () => {
    const body = { labConfirmationId: await labId(), dateOfSymptomsOnset: '2026-10-20' }
    expect((await read(await server.labConfirm(body))).valid).toBe(true)
  })
})

test('an id that was never confirmed is forgotten with its workflow', async () => {
  server.now = addSeconds(NOON, 2 * DAY)
  await server.tick()
  expect(await workflow()).toBeNull()
})

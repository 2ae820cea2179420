/** Requests of Corona-Warn-App phones that are refused, and where the line is. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  aPayload,
  CWA_APP,
  cwaKeys,
  encodePayload,
  type SentPayload,
  startCwa,
  type TestCwa,
} from '../../support/corona-warn-app-phone.ts'
import { NOON, startKeyserver } from '../../support/keyserver.ts'

const TODAY = Math.floor(NOON / 86_400) * 144

let cwa: TestCwa
beforeEach(async () => {
  cwa = await startCwa()
})

const rows = async () =>
  (await env.KEYSERVER_DB.prepare('SELECT 1 FROM diagnosis_keys').all()).results

test.each<[string, SentPayload]>([
  ['no keys', { keys: [] }],
  ['15 keys', { keys: [...cwaKeys(NOON, 14), ...cwaKeys(NOON, 1)] }],
  ['a risk of -1', { keys: cwaKeys(NOON, 1, { transmissionRiskLevel: -1 }) }],
  ['a risk of 0', { keys: cwaKeys(NOON, 1, { transmissionRiskLevel: 0 }) }],
  ['a risk of 9', { keys: cwaKeys(NOON, 1, { transmissionRiskLevel: 9 }) }],
  ['a risk of 12', { keys: cwaKeys(NOON, 1, { transmissionRiskLevel: 12 }) }],
  ['an onset of -16', { keys: cwaKeys(NOON, 1, { daysSinceOnsetOfSymptoms: -16 }) }],
  ['an onset of -100', { keys: cwaKeys(NOON, 1, { daysSinceOnsetOfSymptoms: -100 }) }],
  ['an onset of 4001', { keys: cwaKeys(NOON, 1, { daysSinceOnsetOfSymptoms: 4001 }) }],
  [
    'neither',
    { keys: cwaKeys(NOON, 1, { transmissionRiskLevel: null, daysSinceOnsetOfSymptoms: null }) },
  ],
  ['a period of 0', { keys: cwaKeys(NOON, 1, { rollingPeriod: 0 }) }],
  ['a period of 145', { keys: cwaKeys(NOON, 1, { rollingPeriod: 145 }) }],
  ['a key of 15 bytes', { keys: cwaKeys(NOON, 1, { keyData: new Uint8Array(15) }) }],
  ['no key data', { keys: cwaKeys(NOON, 1, { keyData: null }) }],
  ['a start at noon', { keys: cwaKeys(NOON, 1, { rollingStartIntervalNumber: TODAY + 72 }) }],
  ['another origin', { origin: 'FR' }],
  ['a visited country without name', { visitedCountries: [''] }],
  ['visited country D', { visitedCountries: ['D'] }],
  ['visited country FRE', { visitedCountries: ['FRE'] }],
  ['visited country XX', { visitedCountries: ['DE', 'XX'] }],
  ['the type of a self report', { submissionType: 3 }],
  ['a type that there is not', { submissionType: 10 as 9 }],
])('a submission with %s is refused with 400, and no TAN is used up', async (_name, change) => {
  const { status } = await cwa.submit(aPayload(cwaKeys(NOON, 1), change))
  expect([status, await rows(), cwa.verification.asked]).toEqual([400, [], []])
})

describe('the request', () => {
  const good = encodePayload(aPayload())
  const UUID = '6b162698-adc5-47af-8790-71acf770ffaf'

  test.each<[string, Record<string, string>]>([
    ['no header', {}],
    ['no cwa-fake', { 'cwa-authorization': UUID }],
    ['neither TAN nor OTP', { 'cwa-fake': '0' }],
    ['both', { 'cwa-fake': '0', 'cwa-authorization': UUID, 'cwa-otp': UUID }],
  ])('with %s is refused with 400', async (_name, headers) => {
    expect((await cwa.send(good, headers)).status).toBe(400)
    expect(cwa.verification.asked).toEqual([])
  })

  const padded = (bytes: number) => {
    const payload = aPayload(cwaKeys(NOON, 1), { requestPadding: new Uint8Array(0) })
    const missing = bytes - encodePayload(payload).length
    // The length of the padding takes two bytes more than none.
    const body = encodePayload({ ...payload, requestPadding: new Uint8Array(missing - 2) })
    expect(body).toHaveLength(bytes)
    return body
  }
  test.each([
    [102_400, 200],
    [102_401, 400],
  ])('of %i bytes is answered with %i', async (bytes, status) => {
    const headers = { 'cwa-fake': '0', 'cwa-authorization': cwa.verification.tan() }
    expect((await cwa.send(padded(bytes), headers)).status).toBe(status)
  })

  test.each([
    ['no message', 'ffff'],
    ['a key that is cut short', '0a05'],
    ['text where keys should be', '0801'],
    ['an origin twice', '2202444522024445'],
    ['nothing', ''],
  ])('whose body is %s is refused with 400', async (_name, hex) => {
    const headers = { 'cwa-fake': '0', 'cwa-authorization': cwa.verification.tan() }
    expect((await cwa.send(new Uint8Array(Buffer.from(hex, 'hex')), headers)).status).toBe(400)
  })

  test('with another method is refused with 405', async () => {
    const { status } = await cwa.server.request('/version/v1/diagnosis-keys', { method: 'PUT' })
    expect(status).toBe(405)
  })

  test('meets 404 where no app is named', async () => {
    const server = await startKeyserver()
    const init = { method: 'POST', headers: { 'cwa-fake': '1' }, body: good }
    expect((await server.request('/version/v1/diagnosis-keys', init)).status).toBe(404)
    expect((await server.request('/version/v1/submission-on-behalf', init)).status).toBe(404)
  })

  test('meets 429 in maintenance; a fake does not', async () => {
    cwa = await startCwa({ vars: { MAINTENANCE_MODE: 'true' } })
    expect((await cwa.submit(aPayload())).status).toBe(429)
    expect((await cwa.submit(aPayload(), { 'cwa-fake': '1' })).status).toBe(200)
    expect(cwa.verification.asked).toEqual([])
  })

  test('meets 500 where the named app is not there', async () => {
    cwa = await startCwa({ vars: { CWA_SUBMISSION_APP: `${CWA_APP}.other` } })
    expect((await cwa.submit(aPayload())).status).toBe(500)
  })
})

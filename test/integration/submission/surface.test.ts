/** Who may speak to the NHS submission, where it is, and that its answers are signed. */

import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import whole from '../../../src/workers/index.ts'
import { NOON } from '../../support/keyserver.ts'
import {
  HEALTH,
  KEYS_PATH,
  MOBILE,
  nhsKeys,
  startNhs,
  type TestNhs,
} from '../../support/nhs-phone.ts'

const HEALTH_PATH = '/submission/diagnosis-keys/health'
const storedKeys = () =>
  env.KEYSERVER_DB.prepare('SELECT count(*) AS n FROM diagnosis_keys').first<number>('n')

describe('API keys', () => {
  test.each<[string, string, string | undefined, number]>([
    ['an app\u2019s key', KEYS_PATH, MOBILE, 200],
    ['a monitor\u2019s key', KEYS_PATH, HEALTH, 403],
    ['no key', KEYS_PATH, undefined, 403],
    ['another key', KEYS_PATH, 'Bearer bW9iaWxlOng=', 403],
    ['a monitor\u2019s key', HEALTH_PATH, HEALTH, 200],
    ['an app\u2019s key', HEALTH_PATH, MOBILE, 403],
    ['no key', HEALTH_PATH, undefined, 403],
  ])('%s at %s', async (_what, path, authorization, status) => {
    const nhs = await startNhs()
    const answer = await nhs.send('POST', path, {
      ...(authorization !== undefined && { authorization }),
    })
    expect([answer.status, answer.text]).toEqual([status, ''])
    expect(nhs.isSigned(answer, 'POST', path)).toBe(true)
  })

  test('without one nothing is stored', async () => {
    const nhs = await startNhs()
    const body = { isPrivateJourney: true, temporaryExposureKeys: nhsKeys(NOON, 1) }
    expect((await nhs.submit(body, { authorization: HEALTH })).status).toBe(403)
    expect(await storedKeys()).toBe(0)
    await nhs.submit(body)
    expect(await storedKeys()).toBe(1)
  })

  test('that are not digests keep the surface from starting, and are not told', async () => {
    const start = startNhs({ vars: { NHS_SUBMISSION_KEYS: 'mobile:in-clear' } })
    const failure = await start.catch(String)
    expect(failure).toContain('NHS_SUBMISSION_KEYS')
    expect(failure).not.toContain('in-clear')
  })
})

describe('paths and methods', () => {
  test.each([
    ['GET', KEYS_PATH, 405],
    ['PUT', KEYS_PATH, 405],
    ['DELETE', HEALTH_PATH, 405],
    ['OPTIONS', HEALTH_PATH, 405],
    ['POST', `${KEYS_PATH}/`, 404],
    ['POST', '/submission/other', 404],
    ['GET', '/submission/', 404],
    ['POST', '/submission/Diagnosis-Keys', 404],
  ])('%s %s is %i, and signed', async (method, path, status) => {
    const nhs = await startNhs()
    const answer = await nhs.send(method, path, { authorization: MOBILE })
    expect([answer.status, answer.text]).toEqual([status, ''])
    expect(nhs.isSigned(answer, method, path)).toBe(true)
  })

  test('the rest of the surface is as without it', async () => {
    const nhs = await startNhs()
    expect((await nhs.send('GET', '/health')).status).toBe(200)
    const unknown = await nhs.send('GET', '/nothing')
    expect([unknown.status, unknown.text]).toEqual([404, '404 page not found\n'])
    expect(unknown.headers.get('x-amz-meta-signature')).toBeNull()
    expect((await nhs.send('POST', '/v1/publish')).status).toBe(415)
  })

  test('where no app is named there is nothing', async () => {
    const nhs = await startNhs({ vars: { NHS_SUBMISSION_APP: '' } })
    for (const path of [KEYS_PATH, HEALTH_PATH, '/submission/other']) {
      const answer = await nhs.send('POST', path, { authorization: MOBILE })
      expect([answer.status, answer.text]).toEqual([404, '404 page not found\n'])
    }
  })

  test('the whole system finds them by path, whatever the method', async () => {
    await startNhs()
    const vars = { NHS_SUBMISSION_APP: 'uk.nhs.covid19.production' }
    const wholeEnv = { ...env, ...vars } as unknown as Parameters<typeof whole.fetch>[1]
    const statusOf = async (method: string, path: string) => {
      const url = `https://keys.example${path}`
      const request = new Request(url, { method }) as Parameters<typeof whole.fetch>[0]
      const ctx = { waitUntil: () => undefined, passThroughOnException: () => undefined }
      return (await whole.fetch(request, wholeEnv, ctx as unknown as ExecutionContext)).status
    }
    expect(await statusOf('GET', KEYS_PATH)).toBe(405)
    expect(await statusOf('POST', KEYS_PATH)).toBe(403)
    expect(await statusOf('HEAD', '/submission/other')).toBe(404)
    expect(await statusOf('GET', '/submissions')).toBe(404)
  })
})

describe('signatures', () => {
  test('cover the id of the request that they answer', async () => {
    const nhs = await startNhs()
    const answer = await nhs.submit('{}', { 'request-id': '5A4E2F10' })
    expect(nhs.isSigned(answer, 'POST', KEYS_PATH, '5A4E2F10')).toBe(true)
    expect(nhs.isSigned(answer, 'POST', KEYS_PATH, '5A4E2F11')).toBe(false)
    expect(nhs.isSigned(answer, 'POST', HEALTH_PATH, '5A4E2F10')).toBe(false)
    expect(answer.headers.get('x-amz-meta-signature-date')).toBe('Thu, 19 Nov 2026 10:20:00 UTC')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('name the key as apps know it', async () => {
    const keyId = 'b4c27bf3-8a76-4d2b-b91c-2152e7710a57'
    const nhs = await startNhs({ vars: { NHS_RESPONSE_KEY_ID: keyId } })
    const answer = await nhs.submit('{}', { 'request-id': 'x' })
    expect(nhs.isSigned(answer, 'POST', KEYS_PATH, 'x')).toBe(true)
  })

  test('are not there where there is no signer', async () => {
    const nhs = await startNhs({ vars: { NHS_RESPONSE_SIGNER: '' } })
    const answer = await nhs.submit('{}')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('x-amz-meta-signature')).toBeNull()
  })

  const refused = async (nhs: TestNhs) => {
    const token = await nhs.token()
    const answer = await nhs.submit({
      diagnosisKeySubmissionToken: token,
      temporaryExposureKeys: nhsKeys(NOON, 1),
    })
    const left = await env.KEYSERVER_DB.prepare('SELECT 1 FROM submission_tokens').all()
    return [answer.status, await storedKeys(), left.results.length]
  }

  test('that can not be made keep anything from being stored', async () => {
    expect(await refused(await startNhs({ vars: { NHS_RESPONSE_SIGNER: '310-v2' } }))).toEqual([
      503, 0, 1,
    ])
    const nhs = await startNhs()
    await env.KEYSERVER_DB.exec(`UPDATE signature_infos SET retires_at = ${NOON}`)
    expect(await refused(nhs)).toEqual([503, 0, 1])
  })

  test('of an app that may not upload are those of a fault', async () => {
    expect(await refused(await startNhs({ vars: { NHS_SUBMISSION_APP: 'nobody' } }))).toEqual([
      503, 0, 1,
    ])
  })
})

test('in maintenance apps are told to come again', async () => {
  const nhs = await startNhs({ vars: { MAINTENANCE_MODE: 'true' } })
  const token = await nhs.token()
  const body = { diagnosisKeySubmissionToken: token, temporaryExposureKeys: nhsKeys(NOON, 1) }
  const answer = await nhs.submit(body, { 'request-id': 'x' })
  expect([answer.status, answer.text, answer.headers.get('retry-after')]).toEqual([429, '', '60'])
  expect(nhs.isSigned(answer, 'POST', KEYS_PATH, 'x')).toBe(true)
  expect(await storedKeys()).toBe(0)
})

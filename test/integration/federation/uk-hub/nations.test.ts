/** Who may call, and what operators do about it (uk-federation section 3). */

import { describe, expect, test } from 'vitest'
import { issueNationToken } from '../../../../src/core/federation/uk/nation-token.ts'
import { addSeconds, asUnixSeconds } from '../../../../src/core/time.ts'
import { renewUkNationToken } from '../../../../src/flows/uk-hub/renew-nation-token.ts'
import { changeNation } from '../../../support/nations.ts'
import { exposures, speakAs, startUkHub } from '../../../support/uk-hub.ts'

const UNKNOWN = 'a3f0a7a2-6b4f-4d5c-8f6e-1c2d3e4f5a6b'
const PATHS = ['/diagnosiskeys/download/2026-11-19', '/metrics?startDate=x', '/download/abc']

describe('a token', () => {
  test('is taken with its scheme and without', async () => {
    const hub = await startUkHub()
    const { token } = await hub.nation('IE')
    for (const authorization of [`Bearer ${token}`, token]) {
      const { status } = await hub.request('/download/2026-11-19', { headers: { authorization } })
      expect(status).toBe(204)
    }
  })

  test('that is not good is refused alike, whatever else is wrong with the request', async () => {
    const hub = await startUkHub()
    const { uuid, token } = await hub.nation('IE')
    const key = await hub.deps.tokenKey()
    const wrong = [
      undefined,
      '',
      'Bearer',
      'Bearer a.b.c',
      `bearer ${token}`,
      `Bearer  ${token}`,
      `Basic ${token}`,
      `Bearer ${await issueNationToken({ id: UNKNOWN, version: 1 }, key, hub.now)}`,
      `Bearer ${await issueNationToken({ id: uuid, version: 2 }, key, hub.now)}`,
      `Bearer ${await issueNationToken({ id: uuid, version: 1 }, key, asUnixSeconds(1))}`,
    ]
    for (const authorization of wrong) {
      const headers = authorization === undefined ? {} : { authorization }
      for (const path of PATHS) {
        const { status, body } = await hub.request(path, { headers })
        expect(status).toBe(401)
        expect(body).toEqual({ statusCode: 401, error: 'Unauthorized', message: 'Unauthorized' })
      }
      const upload = await hub.request('/upload', { method: 'POST', headers, body: '{' })
      expect(upload.status).toBe(401)
    }
    expect((await hub.request(`/download/2026-11-19?token=${token}`)).status).toBe(401)
  })

  test('is one of a year; another may be given out before', async () => {
    const hub = await startUkHub()
    const ireland = await hub.nation('IE')
    hub.now = addSeconds(hub.now, 31_557_599)
    const renewed = await renewUkNationToken(hub.operate, ireland.uuid, false, 'operator', hub.now)
    if (!renewed.ok) throw new Error(renewed.failure.reason)
    expect((await ireland.download()).status).toBe(204)
    hub.now = addSeconds(hub.now, 1)
    expect((await ireland.download()).status).toBe(401)
    expect((await speakAs(hub, { ...ireland, ...renewed.value }).download()).status).toBe(204)
  })

  test('can be called back for a new one', async () => {
    const hub = await startUkHub()
    const ireland = await hub.nation('IE')
    const renewed = await renewUkNationToken(hub.operate, ireland.uuid, true, 'operator', hub.now)
    if (!renewed.ok) throw new Error(renewed.failure.reason)
    expect((await ireland.download()).status).toBe(401)
    expect((await speakAs(hub, { ...ireland, ...renewed.value }).download()).status).toBe(204)
  })
})

describe('a nation that was revoked', () => {
  test('may not call, and its keys are still served', async () => {
    const hub = await startUkHub()
    const [ireland, scotland] = [await hub.nation('IE'), await hub.nation('GB-SCT')]
    await ireland.upload(exposures(2))
    await hub.flush()
    await changeNation(hub.deps.db, ireland.uuid, { revokedAt: hub.now })
    expect((await ireland.download()).status).toBe(401)
    expect((await ireland.upload(exposures(1))).status).toBe(401)
    expect((await scotland.walk()).map((keys) => keys.length)).toEqual([2])
  })

  test('has its keys withheld where that was wanted, and only those', async () => {
    const hub = await startUkHub()
    const [ireland, jersey, scotland] = [
      await hub.nation('IE'),
      await hub.nation('JE'),
      await hub.nation('GB-SCT'),
    ]
    await ireland.upload(exposures(2))
    await jersey.upload(exposures(1))
    await hub.flush()
    await changeNation(hub.deps.db, ireland.uuid, { revokedAt: hub.now, withholdsKeys: true })
    expect((await scotland.walk()).map((keys) => keys.length)).toEqual([1])
    await changeNation(hub.deps.db, ireland.uuid, { withholdsKeys: false })
    expect((await scotland.walk()).map((keys) => keys.length)).toEqual([3])
  })
})

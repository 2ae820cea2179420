/** Who may call, and what operators do about it (uk-federation section 3). */

import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { encodePem } from '../../../../src/core/crypto/pem.ts'
import { issueNationToken } from '../../../../src/core/federation/uk/nation-token.ts'
import { addSeconds, asUnixSeconds } from '../../../../src/core/time.ts'
import {
  changeUkNationKeys,
  createUkNation,
  listUkNations,
  renewUkNationToken,
  revokeUkNation,
} from '../../../../src/flows/uk-hub/operate-nations.ts'
import { exposures, publicPem, speakAs, startUkHub } from '../../../support/uk-hub.ts'

const UNKNOWN = 'a3f0a7a2-6b4f-4d5c-8f6e-1c2d3e4f5a6b'
const PATHS = ['/diagnosiskeys/download/2026-11-19', '/metrics?startDate=x', '/download/abc']

const pem = async (label: 'PUBLIC KEY' | 'PRIVATE KEY', key: CryptoKey) => {
  const format = label === 'PUBLIC KEY' ? 'spki' : 'pkcs8'
  return encodePem(
    label,
    new Uint8Array((await crypto.subtle.exportKey(format, key)) as ArrayBuffer),
  )
}
const ecPair = (namedCurve: string) =>
  crypto.subtle.generateKey({ name: 'ECDSA', namedCurve }, true, [
    'sign',
    'verify',
  ]) as Promise<CryptoKeyPair>

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
    await revokeUkNation(hub.operate, ireland.uuid, false, 'operator', hub.now)
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
    await revokeUkNation(hub.operate, ireland.uuid, true, 'operator', hub.now)
    expect((await scotland.walk()).map((keys) => keys.length)).toEqual([1])
    await revokeUkNation(hub.operate, ireland.uuid, false, 'operator', hub.now)
    expect((await scotland.walk()).map((keys) => keys.length)).toEqual([3])
  })
})

describe('a nation is not made', () => {
  const create = async (change: object) => {
    const hub = await startUkHub()
    const publicKeyPems = [await publicPem((await ecPair('P-256')).publicKey)]
    const nation = { region: 'IE', publicKeyPems, gatewayOrigins: [], ...change }
    const created = await createUkNation(hub.operate, nation, 'operator', hub.now)
    expect(await listUkNations(hub.operate)).toHaveLength(created.ok ? 1 : 0)
    return created.ok ? 'made' : created.failure.reason
  }

  test('but this one is', async () => {
    expect(await create({})).toBe('made')
  })

  test('with a key of another kind, a private one, or none', async () => {
    const [p256, p384] = [await ecPair('P-256'), await ecPair('P-384')]
    const rsa = (await crypto.subtle.generateKey(
      {
        name: 'RSASSA-PKCS1-v1_5',
        modulusLength: 2048,
        publicExponent: new Uint8Array([1, 0, 1]),
        hash: 'SHA-256',
      },
      true,
      ['sign', 'verify'],
    )) as CryptoKeyPair
    const good = await pem('PUBLIC KEY', p256.publicKey)
    const wrong = [
      await pem('PUBLIC KEY', p384.publicKey),
      await pem('PUBLIC KEY', rsa.publicKey),
      await pem('PRIVATE KEY', p256.privateKey),
      `${good}${await pem('PRIVATE KEY', p256.privateKey)}`,
      'garbage',
      '',
    ]
    for (const key of wrong) {
      expect(await create({ publicKeyPems: [key] })).toBe('unusable_key')
      expect(await create({ publicKeyPems: [good, key] })).toBe('unusable_key')
    }
    expect(await create({ publicKeyPems: [] })).toBe('unusable_key')
    expect(await create({ publicKeyPems: [good, good, good] })).toBe('unusable_key')
  })

  test.each(['', ' IE', 'x'.repeat(65), 'I\nE'])('of the region "%s"', async (region) => {
    expect(await create({ region })).toBe('malformed_region')
    expect(await create({ gatewayOrigins: ['GI', region] })).toBe('malformed_gateway_origins')
  })
})

test('every change is told to the audit log, without a key or token', async () => {
  const hub = await startUkHub()
  const { uuid, keys, token } = await hub.nation('IE', ['GI'])
  const pems = [await publicPem(keys.publicKey)]
  await changeUkNationKeys(hub.operate, uuid, pems, 'operator', hub.now)
  await renewUkNationToken(hub.operate, uuid, true, 'operator', hub.now)
  await revokeUkNation(hub.operate, uuid, true, 'operator', hub.now)
  const { results } = await env.KEYSERVER_DB.prepare(
    'SELECT actor, action, subject, detail FROM audit_log ORDER BY id',
  ).all<Record<string, string>>()
  expect(results.map(({ action }) => action)).toEqual([
    'uk_hub_nation.create',
    'uk_hub_nation.change_keys',
    'uk_hub_nation.renew_token',
    'uk_hub_nation.revoke',
  ])
  const text = JSON.stringify(results)
  expect(text).not.toContain(token.split('.')[1])
  expect(text).not.toContain('PUBLIC KEY')
})

test('what is done to a nation that is not known is refused by name', async () => {
  const hub = await startUkHub()
  const { keys } = await hub.nation('IE')
  const unknown = { ok: false, failure: { reason: 'unknown_nation' } }
  const pems = [await publicPem(keys.publicKey)]
  expect(await changeUkNationKeys(hub.operate, UNKNOWN, pems, 'operator', hub.now)).toEqual(unknown)
  expect(await renewUkNationToken(hub.operate, UNKNOWN, true, 'operator', hub.now)).toEqual(unknown)
  expect(await revokeUkNation(hub.operate, UNKNOWN, true, 'operator', hub.now)).toEqual(unknown)
})

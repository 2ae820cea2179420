/** Who may call our gateway, and what everybody is told. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { fromHex, toBase64 } from '../../../../src/core/bytes.ts'
import { cached } from '../../../../src/db/cached.ts'
import { readEfgsCertificateDirectory } from '../../../../src/flows/efgs-hub/members.ts'
import { efgsHubSurface, isEfgsHubPath } from '../../../../src/http/federation/efgs-hub/surface.ts'
import {
  certificateOf,
  detailOf,
  keysFrom,
  operatorSignature,
  PROXY_SECRET,
  startEfgsHub,
  type TestEfgsHub,
  type TestMember,
  TODAY,
  tlsClientAuth,
  VALID,
} from '../../../support/efgs-hub.ts'
import { makeCertificate } from '../../../support/made-certificates.ts'
import openssl from '../../../vectors/efgs/openssl.json'

const AUDIT = `/diagnosiskeys/audit/download/${TODAY}/20261119-1`
const DOWNLOAD = `/diagnosiskeys/download/${TODAY}`
const JSON_FORM = { accept: 'application/json; version=1.0' }
const NOT_AUTHORIZED = 'Client is not authorized to access the service'

let hub: TestEfgsHub
let germany: TestMember
beforeEach(async () => {
  hub = await startEfgsHub()
  germany = await hub.member('DE')
})

/** Of a call that a member is answered with 404, since there are no batches. */
const called = (auth?: object) => hub.request(DOWNLOAD, { headers: JSON_FORM }, auth)
const byProxy = (headers: Readonly<Record<string, string>>) =>
  hub.request(DOWNLOAD, {
    headers: { ...JSON_FORM, 'X-Tocsin-Proxy-Secret': PROXY_SECRET, ...headers },
  })

describe('a member', () => {
  test('is known by its certificate and country, in whatever order the name has', async () => {
    for (const subject of ['C=DE', 'CN=x, O = y ,C=DE', 'c=de,C=FR', 'garbage,C=DE,O=a=b,=']) {
      const answer = await called(tlsClientAuth(germany.tls.thumbprint, subject))
      expect([subject, answer.status]).toEqual([subject, 404])
    }
  })

  test('is known by what a proxy of ours says, in each of its spellings', async () => {
    const hex = germany.tls.thumbprint
    const base64 = toBase64(fromHex(hex) ?? new Uint8Array())
    for (const sha256 of [
      hex,
      hex.toUpperCase(),
      base64,
      base64.replace('=', ''),
      encodeURIComponent(base64),
    ]) {
      for (const dn of ['C=DE,O=Health', 'O%3DHealth%2CC%3DDE', 'O=A+B,C=DE']) {
        const answer = await byProxy({ 'X-SSL-Client-SHA256': sha256, 'X-SSL-Client-DN': dn })
        expect([sha256, dn, answer.status]).toEqual([sha256, dn, 404])
      }
    }
  })

  test('is known although zeros in front of its thumbprint were lost', async () => {
    let tls = await certificateOf('DE', 'zero')
    while (!tls.thumbprint.startsWith('0')) tls = await certificateOf('DE', 'zero')
    await hub.register(tls, 'DE', 'AUTHENTICATION')
    const headers = { 'X-SSL-Client-SHA256': tls.thumbprint.slice(1), 'X-SSL-Client-DN': 'C=DE' }
    expect((await byProxy(headers)).status).toBe(404)
    expect((await called(tlsClientAuth(tls.thumbprint, 'C=DE'))).status).toBe(404)
  })
})

describe('nobody is let in', () => {
  test('without a certificate, and each call says so in its form', async () => {
    const answers = [
      await hub.request('/diagnosiskeys/upload', {
        method: 'POST',
        headers: { 'content-type': 'application/json; version=1.0' },
        body: '{}',
      }),
      await hub.request(AUDIT, { headers: JSON_FORM }),
    ]
    for (const answer of answers) {
      expect(answer.status).toBe(403)
      expect(answer.headers.get('content-type')).toBe('application/json')
      expect(answer.body).toMatchObject({ type: 'about:blank', title: 'Forbidden', status: 403 })
      expect(detailOf(answer)).toBeUndefined()
    }
    const download = await hub.request(DOWNLOAD, { headers: JSON_FORM })
    expect([download.status, download.text]).toEqual([403, ''])
    expect(download.headers.get('content-type')).toBeNull()
    expect(hub.events).toEqual(new Array(3).fill('efgs caller no_certificate 0'))
  })

  test('without a name, or with one that can not be read', async () => {
    expect((await called(tlsClientAuth(germany.tls.thumbprint, ''))).status).toBe(403)
    const sha256 = germany.tls.thumbprint
    expect((await byProxy({ 'X-SSL-Client-SHA256': sha256 })).status).toBe(403)
    const broken = { 'X-SSL-Client-SHA256': sha256, 'X-SSL-Client-DN': 'C=DE,O=100%' }
    expect((await byProxy(broken)).status).toBe(403)
    expect((await byProxy({ 'X-SSL-Client-DN': 'C=DE' })).status).toBe(403)
    expect((await byProxy({})).status).toBe(403)
  })

  test('with a name without a country', async () => {
    const answer = await called(tlsClientAuth(germany.tls.thumbprint, 'CN=x,O=y'))
    expect([answer.status, detailOf(answer)]).toEqual([
      400,
      'Client Certificate must contain country property',
    ])
  })

  test.each<[string, () => Promise<object> | object]>([
    ['of another country', () => tlsClientAuth(germany.tls.thumbprint, 'C=FR')],
    [
      'whose certificate nobody registered',
      async () => tlsClientAuth((await certificateOf('DE', 'x')).thumbprint, 'C=DE'),
    ],
    ['by a signing certificate', () => tlsClientAuth(germany.signing.thumbprint, 'C=DE')],
    [
      'by a callback certificate',
      async () => {
        const callback = await certificateOf('DE', 'callback')
        await hub.register(callback, 'DE', 'CALLBACK')
        return tlsClientAuth(callback.thumbprint, 'C=DE')
      },
    ],
  ])('%s', async (_, auth) => {
    const answer = await called(await auth())
    expect([answer.status, detailOf(answer)]).toEqual([403, NOT_AUTHORIZED])
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
  })

  test('whose certificate was revoked', async () => {
    await hub.revoke(germany.tls.thumbprint)
    const answer = await germany.download()
    expect([answer.status, detailOf(answer)]).toEqual([403, 'Client certificate is revoked'])
  })

  test('who forges the headers of a proxy, with or without a certificate of their own', async () => {
    const headers = {
      ...JSON_FORM,
      'X-SSL-Client-SHA256': germany.tls.thumbprint,
      'X-SSL-Client-DN': 'C=DE',
    }
    const france = await hub.member('FR')
    for (const secret of [undefined, '', 'guess', PROXY_SECRET.slice(1)]) {
      const sent = {
        headers: { ...headers, ...(secret !== undefined && { 'x-tocsin-proxy-secret': secret }) },
      }
      expect((await hub.request(DOWNLOAD, sent)).status).toBe(403)
      expect((await france.request(DOWNLOAD, sent)).status).toBe(403)
    }
    expect(new Set(hub.events)).toEqual(new Set(['efgs caller untrusted_headers 0']))
  })
})

describe('a row counts only as the trust anchor signed it', () => {
  const change = (thumbprint: string, what: string) =>
    env.KEYSERVER_DB.prepare(`UPDATE efgs_certificates SET ${what} WHERE thumbprint = ?1`)
      .bind(thumbprint)
      .run()

  test.each([
    ["signature = ''"],
    ["signature = 'AAAA'"],
    ["signature = '%'"],
    ["pem = ''"],
    ["pem = pem || ' '"],
    ["pem = 'no certificate'"],
  ])('and not with %s', async (what) => {
    await change(germany.tls.thumbprint, what)
    const download = await germany.download()
    expect([download.status, detailOf(download)]).toEqual([403, NOT_AUTHORIZED])
  })

  test('and for no other thumbprint than its certificate has', async () => {
    const thumbprint = 'f'.repeat(64)
    await hub.register(germany.tls, 'DE', 'AUTHENTICATION', { thumbprint })
    expect((await called(tlsClientAuth(thumbprint, 'C=DE'))).status).toBe(403)
  })

  test('by another anchor it is nobody’s', async () => {
    const other = await makeCertificate({ subject: [['CN', 'trust anchor']], ...VALID })
    const tls = await certificateOf('DE', 'x')
    const signature = await operatorSignature(other, tls.certificatePem)
    await hub.register(tls, 'DE', 'AUTHENTICATION', { signature })
    expect((await called(tlsClientAuth(tls.thumbprint, 'C=DE'))).status).toBe(403)
  })

  test('and a signing certificate’s row no less', async () => {
    await change(germany.signing.thumbprint, "signature = 'AAAA'")
    const answer = await germany.upload(keysFrom('DE', 1))
    expect([answer.status, detailOf(answer)]).toEqual([400, 'Invalid signature'])
  })

  test('as OpenSSL signs, with RSA and with P-384', async () => {
    const rsa = openssl.certificates.find(({ name }) => name === 'rsa')
    if (rsa === undefined) throw new Error('there is one')
    for (const anchor of Object.values(openssl.trustAnchors)) {
      await env.KEYSERVER_DB.exec('DELETE FROM efgs_certificates')
      await hub.register({ certificatePem: rsa.pem, thumbprint: rsa.thumbprint }, 'DE', 'SIGNING', {
        signature: anchor.signatureOfRsa,
      })
      const directory = await readEfgsCertificateDirectory(hub.deps.db, anchor.pem)
      expect(await directory(rsa.thumbprint, 'DE', 'SIGNING')).toMatchObject({ country: 'DE' })
      const foreign = await readEfgsCertificateDirectory(hub.deps.db, hub.anchor.certificatePem)
      expect(await foreign(rsa.thumbprint, 'DE', 'SIGNING')).toBeUndefined()
    }
  })

  test('without a trust anchor there are no members', async () => {
    for (const pem of ['', 'no certificate']) {
      const directory = await readEfgsCertificateDirectory(hub.deps.db, pem)
      expect(await directory(germany.tls.thumbprint, 'DE', 'AUTHENTICATION')).toBeUndefined()
    }
  })
})

test('who is shut out is let in no longer than a directory is held', async () => {
  let now = hub.now
  const certificates = cached(
    () => readEfgsCertificateDirectory(hub.deps.db, hub.anchor.certificatePem),
    30,
  )
  const app = efgsHubSurface(() => ({ deps: { ...hub.deps, certificates }, now }))
  const auth = tlsClientAuth(germany.tls.thumbprint, 'C=DE')
  const status = async () => {
    const request = new Request(`https://hub.example${DOWNLOAD}`, { headers: JSON_FORM })
    const cf = { value: { tlsClientAuth: auth } }
    return (await app.fetch(Object.defineProperty(request, 'cf', cf))).status
  }
  expect(await status()).toBe(404)
  await hub.revoke(germany.tls.thumbprint)
  expect(await status()).toBe(404)
  now = (now + 30) as typeof now
  expect(await status()).toBe(403)
})

describe('everybody is told', () => {
  test('what there is to call', async () => {
    const answer = await hub.request('/diagnosiskeys', { method: 'OPTIONS' })
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect(answer.headers.get('allow')).toBe('POST,GET,OPTIONS')
    expect(answer.headers.get('accept')).toBe(
      'application/json; version=1.0, application/protobuf; version=1.0',
    )
  })

  test.each([
    ['GET', '/diagnosiskeys', 405],
    ['GET', '/diagnosiskeys/upload', 405],
    ['PUT', '/diagnosiskeys/upload', 405],
    ['POST', DOWNLOAD, 405],
    ['HEAD', DOWNLOAD, 405],
    ['HEAD', AUDIT, 405],
    ['DELETE', AUDIT, 405],
    ['GET', '/', 404],
    ['GET', '/diagnosiskeys/download', 404],
    ['GET', `${DOWNLOAD}/`, 404],
    ['GET', '/diagnosiskeys//download/2026-11-19', 404],
    ['POST', '/diagnosisKeys/upload', 404],
    ['GET', '/upload', 404],
  ])('that %s %s is no call', async (method, path, status) => {
    expect((await hub.request(path, { method })).status).toBe(status)
  })

  test('that what can not be answered is none, before they are asked who they are', async () => {
    const bodies = { method: 'POST', body: '{}' }
    const typed = (type: string) => ({ ...bodies, headers: { 'content-type': type } })
    expect((await hub.request('/diagnosiskeys/upload', typed('text/plain'))).status).toBe(415)
    expect((await hub.request(DOWNLOAD, { headers: { accept: 'text/html' } })).status).toBe(406)
    expect((await hub.request(DOWNLOAD, { headers: { accept: 'a b' } })).status).toBe(406)
    expect((await hub.request(AUDIT, { headers: { accept: 'text/html' } })).status).toBe(406)
    // The version is looked at afterwards.
    const versioned = typed('application/json; version=2.0')
    expect((await hub.request('/diagnosiskeys/upload', versioned)).status).toBe(403)
  })

  test('nothing of what went wrong here', async () => {
    const app = efgsHubSurface(() => ({
      deps: { ...hub.deps, certificates: () => Promise.reject(new Error('no database')) },
      now: hub.now,
    }))
    const request = new Request(`https://hub.example${DOWNLOAD}`, { headers: JSON_FORM })
    const cf = { value: { tlsClientAuth: tlsClientAuth(germany.tls.thumbprint, 'C=DE') } }
    const answer = await app.fetch(Object.defineProperty(request, 'cf', cf))
    expect(answer.status).toBe(500)
    expect(await answer.json()).toEqual({ message: 'Internal Server Error.' })
    expect(hub.faults).toHaveLength(1)
  })
})

test('paths are of this surface where they have its prefix', () => {
  expect(isEfgsHubPath('/federation/efgs/diagnosiskeys/upload')).toBe(true)
  expect(isEfgsHubPath('/federation/efgs')).toBe(true)
  expect(isEfgsHubPath('/federation/efgsx')).toBe(false)
  expect(isEfgsHubPath('/diagnosiskeys/upload')).toBe(false)
})

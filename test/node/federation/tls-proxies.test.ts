import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { makeCertificate } from '../../support/made-certificates.ts'
import { startTlsClient, startTlsFront, type TlsProxy } from '../../support/tls-proxies.ts'

const VALIDITY = { notBefore: 1_700_000_000, notAfter: 2_500_000_000 }
const opened: { close(): Promise<void> | void }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})
const keep = <T extends TlsProxy>(proxy: T): T => {
  opened.push(proxy)
  return proxy
}

/** Says what headers came. */
async function startEcho(): Promise<string> {
  const server = createServer((request, response) => response.end(JSON.stringify(request.headers)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push({ close: () => void server.close() })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('mutual TLS between two systems', () => {
  it('says who called by the certificate that was presented, whatever the caller says of itself', async () => {
    const server = await makeCertificate({ subject: [['CN', 'gateway.test']], ...VALIDITY })
    const client = await makeCertificate({
      subject: [
        ['C', 'DE'],
        ['O', 'Test'],
        ['CN', 'client'],
      ],
      ...VALIDITY,
    })
    const front = keep(await startTlsFront(server, await startEcho(), 'the secret of the proxy'))
    const out = keep(await startTlsClient(client, front.url))
    const answer = await fetch(`${out.url}/diagnosiskeys?a=b`, {
      headers: { 'x-ssl-client-sha256': 'f'.repeat(64), 'x-ssl-client-dn': 'C=FR' },
    })
    const headers: Record<string, string> = JSON.parse(await answer.text())
    expect(headers['x-ssl-client-sha256']).toBe(client.thumbprint)
    expect(headers['x-ssl-client-dn']).toBe('C=DE,O=Test,CN=client')
    expect(headers['x-tocsin-proxy-secret']).toBe('the secret of the proxy')
  })

  it('says nothing of a caller without a certificate that it can tell apart', async () => {
    const server = await makeCertificate({ subject: [['CN', 'gateway.test']], ...VALIDITY })
    const front = keep(await startTlsFront(server, await startEcho(), 'the secret of the proxy'))
    const plain = keep(await startTlsClient({ certificatePem: '', privateKeyPem: '' }, front.url))
    const answer = await fetch(plain.url, { headers: { 'x-ssl-client-dn': 'C=FR' } })
    const headers: Record<string, string> = JSON.parse(await answer.text())
    expect(Object.keys(headers).filter((name) => /^x-(ssl|tocsin)/.test(name))).toEqual([])
  })
})

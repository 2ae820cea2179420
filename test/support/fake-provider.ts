/**
 * Whoever takes texts and letters, and who knows TANs, played on this machine: speaks the SMS provider's protocol, that of the mail
 * gateway and that of the verification server. Sends nothing, and lists what it was given.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Account of the seeded realm. */
export const FAKE_ACCOUNT = { accountSid: 'AC00000000000000000000000000000000', authToken: 'fake' }

export interface TakenSms {
  readonly to: string
  readonly from: string
  readonly body: string
  /** Unix seconds of this machine's clock. */
  readonly at: number
}

export interface FakeProvider {
  /** Without a slash at the end. */
  readonly url: string
  stop(): Promise<void>
}

const MAX_KEPT = 1000

export async function startFakeProvider(): Promise<FakeProvider> {
  const sms: TakenSms[] = []
  const mail: unknown[] = []
  const spentTans = new Set<string>()
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (request.method === 'GET' && pathname === '/sms') return answer(response, 200, { sms })
    if (request.method === 'GET' && pathname === '/mail') return answer(response, 200, { mail })
    if (request.method === 'DELETE') {
      sms.length = 0
      mail.length = 0
      return answer(response, 200, {})
    }
    const body = await read(request)
    if (pathname === '/mail') {
      mail.unshift(JSON.parse(body))
      mail.length = Math.min(mail.length, MAX_KEPT)
      return answer(response, 200, {})
    }
    if (pathname === '/version/v1/tan/verify') {
      const { tan }: { tan: string } = JSON.parse(body)
      // Every TAN is good, once.
      const isNew = !spentTans.has(tan)
      spentTans.add(tan)
      return answer(response, isNew ? 200 : 404, {})
    }
    if (pathname !== `/2010-04-01/Accounts/${FAKE_ACCOUNT.accountSid}/Messages.json`) {
      return answer(response, 404, { code: 20_404, message: 'not found' })
    }
    if (request.headers.authorization !== authorization()) {
      return answer(response, 401, { code: 20_003, message: 'authenticate' })
    }
    const form = new URLSearchParams(body)
    const to = form.get('To') ?? ''
    if (!/^\+\d{3,15}$/.test(to))
      return answer(response, 400, { code: 21_211, message: 'invalid To' })
    sms.unshift({
      to,
      from: form.get('From') ?? form.get('MessagingServiceSid') ?? '',
      body: form.get('Body') ?? '',
      at: Math.floor(Date.now() / 1000),
    })
    sms.length = Math.min(sms.length, MAX_KEPT)
    return answer(response, 201, { sid: `SM${sms.length}`, status: 'queued' })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const authorization = (): string => {
  const { accountSid, authToken } = FAKE_ACCOUNT
  return `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

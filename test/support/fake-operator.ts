/** An operator surface on the loopback interface that answers what a test puts there. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll } from 'vitest'
import { TOKEN_VARIABLE } from '../../src/cli/operator-client.ts'

export interface FakeOperator {
  url: string
  status: number
  answer: unknown
  /** In its place where a path has its own. */
  answers: Readonly<Record<string, unknown>>
  /** Of the last request. */
  received: { path?: string | undefined; token?: string | undefined; body?: unknown }
}

/** Lives as long as the tests of its file. */
export function fakeOperator(): FakeOperator {
  const fake: FakeOperator = { url: '', status: 200, answer: {}, answers: {}, received: {} }
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const { url: path, headers } = request
      fake.received = {
        path,
        token: headers.authorization,
        ...(text !== '' && { body: JSON.parse(text) }),
      }
      response.writeHead(fake.status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(fake.answers[path ?? ''] ?? fake.answer))
    })
  })
  beforeAll(async () => {
    process.env[TOKEN_VARIABLE] = 'token-of-this-test'
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    delete process.env[TOKEN_VARIABLE]
    server.close()
  })
  return fake
}

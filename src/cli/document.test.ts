/** The verb `document`, against an HTTP server of this test. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scratchFolder, tocsin } from '../../test/support/command-line.ts'
import { TOKEN_VARIABLE } from './operator-client.ts'

const { put } = scratchFolder()
const file = put('app-config.json', '{"a":1}')
const STORED = {
  id: 'ab',
  kind: 'appConfig',
  releaseAt: 1_784_433_600,
  createdAt: 1_784_433_600,
  objectName: 'v6/appconfig/ab',
  byteLength: 7,
  contentHash: 'cd',
}

let url = ''
let answers: { status: number; body: unknown }[] = []
let asked: { method: string | undefined; url: string | undefined; token: unknown; body: string }[]

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const { method, url: path, headers } = request
  const body = Buffer.concat(chunks).toString()
  asked.push({ method, url: path, token: headers.authorization, body })
  const { status, body: told } = answers.shift() ?? { status: 500, body: {} }
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(told))
})

beforeAll(async () => {
  process.env[TOKEN_VARIABLE] = 'token-of-this-test'
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  delete process.env[TOKEN_VARIABLE]
  server.close()
})

const run = (args: readonly string[], told: typeof answers, stdin = '') => {
  asked = []
  answers = told
  return tocsin(['document', ...args, '--url', url], stdin)
}

describe('document put', () => {
  test('sends the file as it is, with its release, and says where it lies', async () => {
    const release = ['--release', '2026-11-20T06:00:00Z']
    const told = [{ status: 201, body: { ...STORED, isNew: true } }]
    const { exitCode, out } = await run(['put', 'n l', 'appConfig', file, ...release], told)
    expect(exitCode).toBe(0)
    expect(out).toBe('stored v6/appconfig/ab, in force after 2026-07-19T04:00:00Z\n')
    expect(asked).toEqual([
      {
        method: 'PUT',
        url: '/operator/documents/n%20l/appConfig?release=2026-11-20T06:00:00Z',
        token: 'Bearer token-of-this-test',
        body: '{"a":1}',
      },
    ])
  })

  test('reads standard input, and says that the same is there already', async () => {
    const told = [{ status: 200, body: { ...STORED, isNew: false } }]
    const { exitCode, out } = await run(['put', 'nl', 'appConfig', '-'], told, 'text')
    expect(exitCode).toBe(0)
    expect(out).toContain('there already: v6/appconfig/ab')
    expect(asked[0]?.body).toBe('text')
  })

  test('prints JSON where it is asked to', async () => {
    const answer = { ...STORED, isNew: true }
    const told = [{ status: 201, body: answer }]
    const { out } = await run(['put', 'nl', 'appConfig', file, '--json'], told)
    expect(JSON.parse(out)).toEqual(answer)
  })

  test.each([
    [404, 'no_such_kind'],
    [409, 'no_usable_signer'],
    [422, 'empty_document'],
  ])('ends with 1 where the system answers %i', async (status, error) => {
    const { exitCode, err } = await run(['put', 'nl', 'x', file], [{ status, body: { error } }])
    expect(exitCode).toBe(1)
    expect(err).toBe(`tocsin: refused with ${status}: ${error}\n`)
  })

  test.each<[string, string[], string]>([
    [
      'a time of another form',
      ['put', 'nl', 'a', file, '--release', 'tomorrow'],
      '--release is a time',
    ],
    ['no file', ['put', 'nl', 'a'], 'document put <export> <kind> <file>'],
    ['a file that is not there', ['put', 'nl', 'a', `${file}x`], 'no such file'],
    ['another action', ['take', 'nl'], 'document list <export>'],
    ['a list with a release', ['list', 'nl', '--release', '2026-11-20T06:00:00Z'], 'document list'],
  ])('ends with 2 for %s, and asks nothing', async (_, args, message) => {
    const { exitCode, err } = await run(args, [])
    expect(exitCode).toBe(2)
    expect(err).toContain(message)
    expect(asked).toEqual([])
  })

  test('ends with 2 for a file that is too long', async () => {
    const long = put('long.json', 'x'.repeat(1_000_001))
    const { exitCode, err } = await run(['put', 'nl', 'appConfig', long], [])
    expect([exitCode, asked]).toEqual([2, []])
    expect(err).toContain('longer than 1000000 bytes')
  })
})

describe('document list', () => {
  const page = (ids: readonly string[], next: number | null) => ({
    status: 200,
    body: { documents: ids.map((id) => ({ ...STORED, id, isInForce: id === 'b' })), next },
  })

  test('reads page by page and marks what is in force', async () => {
    const { exitCode, out } = await run(['list', 'nl'], [page(['b'], 7), page(['a'], null)])
    expect(exitCode).toBe(0)
    expect(asked.map(({ method, url: path }) => `${method} ${path}`)).toEqual([
      'GET /operator/documents/nl',
      'GET /operator/documents/nl?before=7',
    ])
    expect(out).toBe(
      '2026-07-19T04:00:00Z  appConfig  b  7 bytes, in force\n2026-07-19T04:00:00Z  appConfig  a  7 bytes\n',
    )
  })

  test('is one of JSON where it is asked to, also of nothing', async () => {
    const { out } = await run(['list', 'nl', '--json'], [page(['b'], null)])
    expect(JSON.parse(out).documents).toHaveLength(1)
    expect((await run(['list', 'nl'], [page([], null)])).out).toBe('no documents\n')
  })

  test('ends with 1 where there is no such export', async () => {
    const told = [{ status: 404, body: { error: 'no_such_export' } }]
    expect((await run(['list', 'x'], told)).exitCode).toBe(1)
  })
})

test('document --help has an example', async () => {
  const { exitCode, out } = await tocsin(['document', '--help'])
  expect(exitCode).toBe(0)
  expect(out).toContain('tocsin document put nl appConfig app-config.json')
})

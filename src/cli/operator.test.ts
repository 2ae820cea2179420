/** The verbs that talk to a running system, against an HTTP server of this test. */

import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { scratchFolder, tocsin } from '../../test/support/command-line.ts'
import { CHAIN_START, type SealedEntry, sealEntry } from '../core/audit/chain.ts'

const TOKEN = 'a token of this test, long enough'
const { put } = scratchFolder()
const file = put('configuration.json', JSON.stringify({ mirrors: [] }))

interface Asked {
  readonly method: string | undefined
  readonly url: string
  readonly authorization: string | undefined
  readonly body: string
}

let server: Server
let url: string
let asked: Asked[]
let answer: (request: Asked) => { status: number; body: unknown }

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

beforeEach(async () => {
  vi.stubEnv('TOCSIN_OPERATOR_TOKEN', TOKEN)
  asked = []
  server = createServer(async (request, response) => {
    const { method, url: path = '' } = request
    const body = await bodyOf(request)
    const entry = { method, url: path, authorization: request.headers.authorization, body }
    asked.push(entry)
    const { status, body: told } = answer(entry)
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(told))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(() => {
  vi.unstubAllEnvs()
  server.close()
})

const CHANGES = [
  { section: 'mirrors', action: 'create', name: 'https://a.example', fields: { x: { to: 'y' } } },
  {
    section: 'exports',
    action: 'update',
    name: 'us',
    fields: { periodSeconds: { from: 60, to: 3600 } },
  },
  { section: 'exports', action: 'end', name: 'de', fields: { activeThru: { to: 'T' } } },
  { section: 'imports', action: 'delete', name: 'https://b.example', fields: { x: { from: 'y' } } },
]

describe('apply', () => {
  test('sends the document with the token, and shows what changed', async () => {
    answer = () => ({ status: 200, body: { changes: CHANGES, problems: [] } })
    const { exitCode, out } = await tocsin(['apply', file, '--url', url])
    expect(exitCode).toBe(0)
    expect(out).toBe(
      [
        '+ mirrors https://a.example',
        '    x: "y"',
        '~ exports us',
        '    periodSeconds: 60 → 3600',
        '~ exports de (ends: history refers to it)',
        '    activeThru: "T"',
        '− imports https://b.example',
        '4 changes applied',
        '',
      ].join('\n'),
    )
    expect(asked).toEqual([
      {
        method: 'POST',
        url: '/operator/configuration',
        authorization: `Bearer ${TOKEN}`,
        body: '{"document":{"mirrors":[]},"dryRun":false}',
      },
    ])
  })

  test('only compares on a dry run', async () => {
    answer = () => ({ status: 200, body: { changes: CHANGES.slice(0, 1), problems: [] } })
    const { exitCode, out } = await tocsin(['apply', file, '--url', url, '--dry-run'])
    expect(exitCode).toBe(0)
    expect(out).toContain('1 change to be applied')
    expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({ dryRun: true })
  })

  test('exits 0 where there is nothing to do', async () => {
    answer = () => ({ status: 200, body: { changes: [], problems: [] } })
    expect(await tocsin(['apply', file, '--url', url])).toEqual({
      exitCode: 0,
      out: 'nothing to do\n',
      err: '',
    })
  })

  test('exits 1 with every problem at its place', async () => {
    const problems = [
      { path: 'exports[0].periodSeconds', reason: 'x', message: 'does not divide a day' },
      { path: '', reason: 'y', message: 'too much' },
    ]
    answer = () => ({ status: 422, body: { changes: [], problems } })
    const { exitCode, out } = await tocsin(['apply', file, '--url', url])
    expect(exitCode).toBe(1)
    expect(out).toBe(
      'exports[0].periodSeconds: does not divide a day\ndocument: too much\n' +
        'refused: 2 problems, nothing was changed\n',
    )
    const json = await tocsin(['apply', file, '--url', url, '--json'])
    expect(JSON.parse(json.out)).toEqual({ changes: [], problems, newApiKeys: [] })
    expect(json.exitCode).toBe(1)
  })

  test.each([
    ['a token that is refused', 401, { error: 'unauthorized' }],
    ['an answer that is no comparison', 200, { ok: true }],
    ['a system that fails', 503, { error: 'internal error' }],
  ])('exits 2 for %s', async (_, status, body) => {
    answer = () => ({ status, body })
    const { exitCode, out, err } = await tocsin(['apply', file, '--url', url])
    expect([exitCode, out]).toEqual([2, ''])
    expect(err).not.toContain(TOKEN)
  })

  test('exits 2 for a file that is no JSON, and asks nobody', async () => {
    const { exitCode } = await tocsin(['apply', put('bad.json', '{'), '--url', url])
    expect([exitCode, asked]).toEqual([2, []])
  })

  test('exits 2 without a token, and asks nobody', async () => {
    vi.stubEnv('TOCSIN_OPERATOR_TOKEN', '')
    const { exitCode, err } = await tocsin(['apply', file, '--url', url])
    expect([exitCode, asked]).toEqual([2, []])
    expect(err).toContain('TOCSIN_OPERATOR_TOKEN')
  })
})

test('export-config prints the document as it is', async () => {
  answer = () => ({ status: 200, body: { exports: [], mirrors: [] } })
  const { exitCode, out } = await tocsin(['export-config', '--url', url])
  expect(exitCode).toBe(0)
  expect(JSON.parse(out)).toEqual({ exports: [], mirrors: [] })
  expect(asked).toMatchObject([{ method: 'GET', url: '/operator/configuration' }])
})

describe('audit', () => {
  async function aLog(length: number): Promise<SealedEntry[]> {
    const log: SealedEntry[] = []
    for (let i = 0; i < length; i++) {
      const entry = { actor: 'operator', action: 'mirror.create', subject: `m${i}`, detail: {} }
      log.push(await sealEntry(log.at(-1) ?? CHAIN_START, entry, 1_795_083_600 + i))
    }
    return log
  }
  const serve = (log: readonly SealedEntry[]) => {
    answer = ({ url: path }) => {
      const query = new URL(path, url).searchParams
      const rest = log.filter(({ id }) => id > Number(query.get('after')))
      return { status: 200, body: { entries: rest.slice(0, Number(query.get('limit'))) } }
    }
  }

  test('prints who did what, when and to what', async () => {
    serve(await aLog(2))
    const { exitCode, out } = await tocsin(['audit', '--url', url])
    expect(exitCode).toBe(0)
    expect(out.split('\n')).toEqual([
      '1  2026-11-19T10:20:00Z  operator  mirror.create  "m0"  {}',
      '2  2026-11-19T10:20:01Z  operator  mirror.create  "m1"  {}',
      '2 entries, unbroken',
      '',
    ])
  })

  test('reads a long log page by page and follows the chain across pages', async () => {
    const log = await aLog(1001)
    serve(log)
    const { exitCode, out } = await tocsin(['audit', '--url', url, '--verify'])
    expect([exitCode, out]).toEqual([0, '1001 entries, unbroken\n'])
    expect(asked.map((request) => request.url)).toEqual([
      '/operator/audit?after=0&limit=500',
      '/operator/audit?after=500&limit=500',
      '/operator/audit?after=1000&limit=500',
    ])
    serve(log.filter(({ id }) => id !== 501))
    const cut = await tocsin(['audit', '--url', url, '--verify', '--json'])
    expect(cut.exitCode).toBe(1)
    expect(JSON.parse(cut.out)).toEqual({ count: 1000, isWhole: false, brokenAt: 502 })
  })

  test('exits 1 where an entry was altered', async () => {
    const log = await aLog(3)
    serve(log.map((entry) => (entry.id === 2 ? { ...entry, actor: 'nobody' } : entry)))
    const { exitCode, out } = await tocsin(['audit', '--url', url])
    expect(exitCode).toBe(1)
    expect(out).toContain('broken at entry 2')
  })

  test('takes a log whose oldest entries were deleted at their age', async () => {
    serve((await aLog(5)).slice(3))
    expect((await tocsin(['audit', '--url', url])).exitCode).toBe(0)
  })

  test('exits 2 for an answer that is no log', async () => {
    answer = () => ({ status: 200, body: { entries: [{}] } })
    expect((await tocsin(['audit', '--url', url])).exitCode).toBe(2)
  })
})

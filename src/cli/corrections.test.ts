import { createServer, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { tocsin } from '../../test/support/command-line.ts'
import { TOKEN_VARIABLE } from './operator-client.ts'

interface Call {
  readonly path: string
  readonly token: string
  readonly body: unknown
}

/** An operator surface that answers what a test lays down, over loopback. */
const calls: Call[] = []
let answers: { status: number; body: unknown }[] = []
const server = createServer(async (request, response) => {
  calls.push({
    path: request.url ?? '',
    token: request.headers.authorization ?? '',
    body: JSON.parse(await textOf(request)),
  })
  const { status, body } = answers.shift() ?? { status: 500, body: {} }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
})
async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

let url = ''
beforeAll(async () => {
  process.env[TOKEN_VARIABLE] = 'the token'
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
})
afterAll(() => {
  server.close()
})
beforeEach(() => {
  calls.length = 0
  answers = []
})

const page = (change: object) => ({ status: 200, body: { ...change } })
const NO_FILES = { files: [], windows: [], removed: 0, next: null }
const REASON = ['--reason', 'stolen']

describe('withdraw', () => {
  test('asks page by page and tells of all of them', async () => {
    answers = [
      page({ ...NO_FILES, files: [{ filename: 'us/1-5-00001.zip', keyCount: 7 }], next: 12 }),
      page({ ...NO_FILES, windows: [{ start: 5, end: 9, issue: 1 }], removed: 1 }),
    ]
    const args = ['--signer', '310-v1', '--reissue', ...REASON, '--url', url]
    const { exitCode, out } = await tocsin(['withdraw', 'us', ...args])
    expect(exitCode).toBe(0)
    expect(out.split('\n')).toEqual([
      'withdrew us/1-5-00001.zip, 7 keys',
      'window 5-9 will be written under 6-10',
      '1 files, 1 objects removed',
      '',
    ])
    const body = {
      filenameRoot: 'us',
      selection: { kind: 'signer', keyId: '310', keyVersion: 'v1' },
      reissue: true,
      reason: 'stolen',
      dryRun: false,
    }
    expect(calls).toEqual([
      { path: '/operator/withdraw', token: 'Bearer the token', body: { ...body, after: 0 } },
      { path: '/operator/withdraw', token: 'Bearer the token', body: { ...body, after: 12 } },
    ])
  })

  test.each([
    [['--from', '5', '--to', '9'], { kind: 'window', from: 5, to: 9 }],
    [['--file', 'us/1-5-00001.zip'], { kind: 'file', filename: 'us/1-5-00001.zip' }],
  ])('sends the selection of %s and that it is only tried', async (args, selection) => {
    answers = [page(NO_FILES)]
    const all = ['withdraw', 'us', ...args, ...REASON, '--dry-run', '--json', '--url', url]
    const { exitCode, out } = await tocsin(all)
    expect(exitCode).toBe(0)
    expect(JSON.parse(out)).toEqual({ files: [], windows: [], removed: 0, dryRun: true })
    expect(calls[0]?.body).toMatchObject({ selection, reissue: false, dryRun: true })
  })

  test('exits 1 with the reason where it is refused', async () => {
    answers = [{ status: 409, body: { error: 'no_usable_signer' } }]
    const { exitCode, err } = await tocsin([
      ...['withdraw', 'us', '--signer', '310-v1', ...REASON],
      ...['--url', url],
    ])
    expect([exitCode, err]).toEqual([1, 'tocsin: refused with 409: no_usable_signer\n'])
  })

  test.each([
    ['no selection', []],
    ['two selections', ['--file', 'a', '--signer', '310-v1']],
    ['half a window', ['--from', '5']],
    ['a window from its end', ['--from', '9', '--to', '5']],
    ['a signer without version', ['--signer', '310']],
    ['an issue that is none', ['--file', 'a', '--below-issue', '0']],
  ])('exits 2 for %s and asks nothing', async (_what, args) => {
    const { exitCode } = await tocsin(['withdraw', 'us', ...args, ...REASON, '--url', url])
    expect([exitCode, calls]).toEqual([2, []])
  })

  test('exits 2 without a reason', async () => {
    expect((await tocsin(['withdraw', 'us', '--file', 'a', '--url', url])).exitCode).toBe(2)
  })
})

describe('reconcile', () => {
  const clean = {
    ...{ batches: [], files: [], incomplete: [], unknown: [], missing: [], opened: [] },
    ...{ waiting: 0, next: null },
  }

  test('follows the cursor to the end and exits 0 where all is on record', async () => {
    const cursor = { configId: 1, filenameRoot: 'us', list: null, after: 'us/1' }
    answers = [
      page({ ...clean, files: ['us/1-5-00001.zip'], next: cursor }),
      page({ ...clean, batches: [{ filenameRoot: 'us', start: 1, end: 5 }] }),
    ]
    const { exitCode, out } = await tocsin(['reconcile', '--url', url])
    expect(exitCode).toBe(0)
    expect(out).toBe('restored   us/1-5-00001.zip\n1 windows and 1 files restored\n')
    expect(calls.map((call) => call.body)).toEqual([{ dryRun: false }, { dryRun: false, cursor }])
  })

  test('exits 1 and names what must be looked at', async () => {
    answers = [
      page({
        ...clean,
        unknown: [{ name: 'us/notes.txt', because: 'unknown_name' }],
        missing: ['us/1-5-00001.zip'],
        waiting: 2,
      }),
    ]
    const { exitCode, out } = await tocsin(['reconcile', '--dry-run', '--url', url])
    expect(exitCode).toBe(1)
    expect(out.split('\n')).toEqual([
      'unknown    us/notes.txt: unknown_name',
      'missing    us/1-5-00001.zip',
      '2 windows wait for padding or a signer: run this again later',
      '0 windows and 0 files would be restored',
      '',
    ])
  })
})

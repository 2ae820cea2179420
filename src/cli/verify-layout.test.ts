import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { aKey, anArchive, aSigner, WINDOW_END, WINDOW_START } from '../../test/support/archives.ts'
import { asJson, scratchFolder, tocsin } from '../../test/support/command-line.ts'
import {
  answerHeaders,
  coronaMelderTree,
  coronaWarnAppTree,
  cwaDay,
  nhsTree,
  type TestTree,
  textObject,
  treeSigner,
} from '../../test/support/trees.ts'

const { path: scratch, put } = scratchFolder()
const publicPem = put('tree.public.pem', treeSigner.publicKeyPem)
const key = ['--key', publicPem, '--key-id', '310', '--key-version', 'v1']
const DATE = 'version/v1/diagnosis-keys/country/DE/date'

/** Every object as a file named `index` in the directory of its name, as the original laid them down. */
function asDirectories(name: string, tree: TestTree): string {
  for (const [object, { bytes }] of tree) {
    put(`${name}/${object}${object.endsWith('index-v2') ? '' : '/index'}`, bytes)
  }
  return `${scratch}/${name}`
}

/** Every object beside the directory of its name. */
function withEndings(name: string, tree: TestTree): string {
  for (const [object, { bytes }] of tree) {
    put(`${name}/${object}.${bytes[0] === 0x50 ? 'zip' : 'json'}`, bytes)
  }
  return `${scratch}/${name}`
}

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

/** @param answers status by path where that is not told by the tree */
async function serve(tree: TestTree, answers: Readonly<Record<string, number>> = {}) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1)
    asked.push(path)
    const object = tree.get(path)
    const status = answers[path] ?? (object === undefined ? 404 : 200)
    const location = status === 302 ? { location: 'http://127.0.0.1:1/elsewhere' } : {}
    response.writeHead(status, { ...object?.headers, ...location }).end(object?.bytes)
  })
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

const NOW = String(Date.parse('2020-10-08T02:30:00Z') / 1000)

describe('verify of a downloaded tree', () => {
  test.each([
    ['corona-warn-app', coronaWarnAppTree],
    ['coronamelder', coronaMelderTree],
  ] as const)('knows the layout %s by its directories, in every form', async (layout, tree) => {
    for (const path of [
      asDirectories(`${layout}-directories`, tree()),
      withEndings(`${layout}-endings`, tree()),
    ]) {
      const { exitCode, out } = await tocsin(['verify', path, ...key, '--strict'])
      expect(out).toMatch(/: valid\n$/)
      expect(exitCode).toBe(0)
      const named = await tocsin(['verify', path, ...key, '--strict', '--layout', layout])
      expect(named.exitCode).toBe(0)
    }
  })
  test('names object and rule, also of an object that is not there', async () => {
    const tree = coronaWarnAppTree()
    tree.set(`${DATE}/2020-10-07`, cwaDay('DE', '2020-10-07', [3]))
    tree.delete(`${DATE}/2020-10-08/hour`)
    const path = asDirectories('broken', tree)
    const { valid, failures } = await asJson('verify', path, ...key)
    expect(valid).toBe(false)
    expect(failures).toMatchObject([
      { file: `${DATE}/2020-10-07`, name: 'day-not-its-hours', severity: 'error' },
      { file: `${DATE}/2020-10-08/hour`, name: 'index-missing', severity: 'error' },
    ])
    expect((await tocsin(['verify', path, ...key])).exitCode).toBe(1)
  })
  test('compares the hashes that lie beside the objects', async () => {
    const path = asDirectories('hashes', coronaWarnAppTree())
    put('hashes/version/index.checksum', '0123456789abcdef0123456789abcdef\n')
    const { failures } = await asJson('verify', path, ...key)
    expect(failures).toMatchObject([{ file: 'version', name: 'hash-mismatch' }])
  })
  test('that holds nothing of the layout can not be verified', async () => {
    const path = asDirectories('other', coronaWarnAppTree())
    const { exitCode, err } = await tocsin(['verify', path, ...key, '--layout', 'nhs'])
    expect(exitCode).toBe(2)
    expect(err).toContain('nothing of the layout nhs')
  })
  test('refuses a layout that there is not', async () => {
    const { exitCode, err } = await tocsin(['verify', scratch, ...key, '--layout', 'sormas'])
    expect([exitCode, err]).toEqual([
      2,
      'tocsin: --layout is one of google, corona-warn-app, nhs, coronamelder\n',
    ])
  })
  test('takes one archive of a layout by itself', async () => {
    const archive = coronaMelderTree().get(`exposurekeyset/${'aa'.repeat(16)}`)
    const path = put('set.zip', archive?.bytes ?? new Uint8Array())
    expect((await tocsin(['verify', path, ...key, '--layout', 'coronamelder'])).exitCode).toBe(0)
    expect((await tocsin(['verify', path, ...key])).out).toContain('unexpected-entry')
  })
})

describe('verify of what is served', () => {
  test.each([
    ['corona-warn-app', coronaWarnAppTree],
    ['coronamelder', coronaMelderTree],
  ] as const)('walks the indexes of %s', async (layout, make) => {
    const tree = make()
    const { url, asked } = await serve(tree)
    const region = layout === 'coronamelder' ? ['--region', 'NL'] : []
    const args = ['verify', '--from', url, '--layout', layout, ...key, '--now', NOW, ...region]
    const { exitCode, out } = await tocsin([...args, '--strict'])
    expect(out).toMatch(/: valid\n$/)
    expect(exitCode).toBe(0)
    expect(asked).toEqual(expect.arrayContaining([...tree.keys()]))
    expect(new Set(asked).size).toBe(asked.length)
  })
  test('asks for the names of NHS files, of a region too, and checks their headers', async () => {
    const withHeaders = (region: string) =>
      [...nhsTree(region)].map(
        ([name, object]) => [name, { ...object, headers: answerHeaders(object.bytes) }] as const,
      )
    const tree: TestTree = new Map([...withHeaders(''), ...withHeaders('GB-SCT/')])
    const { url } = await serve(tree)
    const at = ['--now', String(Date.parse('2020-10-08T07:30:00Z') / 1000)]
    const args = [
      'verify',
      '--from',
      url,
      '--layout',
      'nhs',
      ...key,
      ...at,
      '--header-key',
      publicPem,
    ]
    const { exitCode, out } = await tocsin([...args, '--region', 'GB-SCT', '--strict'])
    expect(out).toMatch(/: valid\n$/)
    expect(exitCode).toBe(0)
    expect(out.split('\n').filter((line) => line.startsWith('distribution/'))).toHaveLength(366)
    const other = ['--header-key', put('other.pem', aSigner().publicKeyPem)]
    expect((await tocsin([...args, ...other])).out).toContain('error answer-signature-invalid')
  })
  test('checks headers where they come', async () => {
    const tree = coronaWarnAppTree()
    tree.set('version', { ...textObject(['v1']), headers: { 'x-amz-meta-cwa-hash': 'ff' } })
    const { url } = await serve(tree)
    const { failures } = await asJson(
      ...['verify', '--from', url, '--layout', 'corona-warn-app', ...key, '--now', NOW],
    )
    expect(failures).toMatchObject([{ file: 'version', name: 'hash-mismatch' }])
  })
  test('walks an index of the key server', async () => {
    const signer = aSigner()
    const name = `${WINDOW_START}-${WINDOW_END}-00001.zip`
    const tree: TestTree = new Map([
      ['us/index.txt', textObject(`us/${name}\nus/${name.replace('00001', '00002')}`)],
      [`us/${name}`, { bytes: anArchive({ signers: [signer], message: { keys: [aKey(1)] } }) }],
    ])
    const { url } = await serve(tree)
    const args = ['--key', put('served.pem', signer.publicKeyPem)]
    const { failures } = await asJson('verify', '--from', `${url}/us/`, ...args)
    expect(failures).toMatchObject([{ file: 'index.txt', name: 'index-names-missing-file' }])
  })
  test('follows no redirect, and gives up where a server fails', async () => {
    for (const status of [302, 500]) {
      const { url } = await serve(coronaWarnAppTree(), { [DATE]: status })
      const { exitCode, err } = await tocsin([
        'verify',
        '--from',
        url,
        '--layout',
        'corona-warn-app',
        ...key,
        '--now',
        NOW,
      ])
      expect(exitCode).toBe(2)
      expect(err).toContain(`${url}/${DATE} `)
    }
  })
  test('says where there is nothing at all', async () => {
    const { url } = await serve(new Map())
    for (const layout of ['google', 'nhs', 'corona-warn-app', 'coronamelder']) {
      const { exitCode } = await tocsin(['verify', '--from', url, '--layout', layout, ...key])
      expect(exitCode).toBe(2)
    }
  })
  test.each([
    ['file:///etc', 'is no http or https address'],
    ['https://name:word@example.org', 'no name and no password'],
    ['https://example.org/?a=b', 'is no http or https address'],
  ])('refuses %s', async (address, message) => {
    const { exitCode, err } = await tocsin(['verify', '--from', address, ...key])
    expect(exitCode).toBe(2)
    expect(err).toContain(message)
  })
  test('takes a path or an address', async () => {
    expect((await tocsin(['verify', ...key])).exitCode).toBe(2)
    expect(
      (await tocsin(['verify', scratch, '--from', 'https://a.example', ...key])).exitCode,
    ).toBe(2)
  })
  test('refuses a region that is none, and a certificate that is none', async () => {
    const from = ['verify', '--from', 'https://a.example', ...key]
    const region = await tocsin([...from, '--layout', 'nhs', '--region', '../x'])
    expect(region.err).toContain('--region')
    const certificate = await tocsin([
      ...from,
      '--layout',
      'coronamelder',
      '--content-certificate',
      publicPem,
    ])
    expect(certificate.err).toContain('not a certificate')
  })
})

/** The command line against the whole system in workerd. */

import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Runtime, startRuntime } from '../../scripts/runtime.ts'
import { scratchFolder, tocsin } from '../support/command-line.ts'

const { put } = scratchFolder()
let runtime: Runtime

beforeAll(async () => {
  runtime = await startRuntime()
  vi.stubEnv('TOCSIN_OPERATOR_TOKEN', runtime.operatorToken)
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await runtime.stop()
})

const ask = (...args: string[]) => tocsin([...args, '--url', runtime.baseUrl])

test('what a running system exports is changed by hand and applied, once, and the log tells of it', async () => {
  const { out } = await ask('export-config')
  const same = await ask('apply', put('same.json', out))
  expect(same).toEqual({ exitCode: 0, out: 'nothing to do\n', err: '' })

  const document = JSON.parse(out)
  document.exports[0].periodSeconds = 3600
  const file = put('changed.json', JSON.stringify(document))
  const expected = '~ exports us\n    periodSeconds: 14400 → 3600\n'
  expect((await ask('apply', file, '--dry-run')).out).toBe(`${expected}1 change to be applied\n`)
  expect((await ask('apply', file)).out).toBe(`${expected}1 change applied\n`)
  expect((await ask('apply', file)).out).toBe('nothing to do\n')

  const audit = await ask('audit')
  expect(audit.exitCode).toBe(0)
  expect(audit.out).toMatch(
    /^1 {2}\S+ {2}operator {2}export_config\.update {2}"us" .*\n1 entry, unbroken\n$/,
  )
})

test('a document that is wrong in two places is refused with both', async () => {
  const document = JSON.parse((await ask('export-config')).out)
  document.exports[0].periodSeconds = 7
  document.authorizedApps[1].allowedHealthAuthorities = ['https://nobody.example']
  const { exitCode, out } = await ask('apply', put('wrong.json', JSON.stringify(document)))
  expect(exitCode).toBe(1)
  expect(out.split('\n').map((line) => line.split(':')[0])).toEqual([
    'authorizedApps[1].allowedHealthAuthorities[0]',
    'exports[0].periodSeconds',
    'refused',
    '',
  ])
})

test('a realm of the document is made with keys that are printed once, and acted on by name', async () => {
  const document = JSON.parse((await ask('export-config')).out)
  document.realms.push({
    name: 'New',
    regionCode: 'US-NEW',
    settings: { abusePreventionEnabled: true },
    apiKeys: [{ name: 'portal', type: 'admin' }],
  })
  const file = put('realm.json', JSON.stringify(document))
  expect((await ask('apply', file, '--dry-run')).out).not.toContain('"key"')
  const { newApiKeys } = JSON.parse((await ask('apply', file, '--json')).out)
  expect(newApiKeys).toEqual([
    {
      realm: 'New',
      name: 'portal',
      type: 'admin',
      key: expect.stringMatching(/^.{86}\.\d+\..{86}$/),
    },
  ])
  expect((await ask('apply', file)).out).toBe('nothing to do\n')
  expect((await ask('realm', 'list')).out).toMatch(/^\d+ {2}New {2}US-NEW$/m)
  expect((await ask('quota', 'burst', 'new', '5')).out).toBe('15 codes left\n')
  expect((await ask('api-key', 'disable', 'US-NEW', 'portal')).out).toBe(
    'admin "portal" is disabled\n',
  )
  const { out } = await ask('realm', 'show', 'New')
  expect(out).toContain('quota    15 of 10 left\n')
  expect(out).toContain('api key  admin "portal" disabled\n')
  expect(await ask('api-key', 'disable', 'New', 'nobody')).toMatchObject({
    exitCode: 1,
    out: 'refused: no_such_key\n',
  })
  expect(await ask('realm', 'show', 'Nowhere')).toMatchObject({
    exitCode: 1,
    out: 'refused: no_such_realm\n',
  })
  expect((await ask('quota', 'burst', 'New', '0')).exitCode).toBe(2)
  const log = await ask('audit', '--realms')
  expect(log.exitCode).toBe(0)
  expect(log.out).toMatch(/operator {2}api_key\.disable {2}"realms\/\d+\/api-keys\/\d+"/)
  expect((await ask('audit', '--realms', '--verify')).out).toMatch(/^\d+ entries, unbroken\n$/)
})

test("a token that is not the operator's reads and changes nothing", async () => {
  vi.stubEnv('TOCSIN_OPERATOR_TOKEN', 'another token, as long as the right one is')
  for (const args of [['export-config'], ['apply', put('empty.json', '{}')], ['audit']]) {
    const { exitCode, out } = await ask(...args)
    expect([exitCode, out]).toEqual([2, ''])
  }
  vi.stubEnv('TOCSIN_OPERATOR_TOKEN', runtime.operatorToken)
})

/** `partner members` and `partner token`, against an operator surface of this test. */

import { beforeEach, describe, expect, test } from 'vitest'
import { WINDOW_END } from '../../test/support/archives.ts'
import { tocsin } from '../../test/support/command-line.ts'
import { fakeOperator } from '../../test/support/fake-operator.ts'

const DAY = 86_400
const UUID = '01234567-89ab-4cde-8f01-23456789abcd'
const operator = fakeOperator()
const partner = (...args: string[]) => tocsin(['partner', ...args, '--url', operator.url])

const expiry = (what: string, daysLeft: number, state: string) => ({
  what,
  endsAt: WINDOW_END + daysLeft * DAY,
  daysLeft,
  state,
})
const NATION = {
  uuid: UUID,
  region: 'GB-SCT',
  gatewayOrigins: [],
  isRevoked: false,
  withholdsKeys: false,
  keys: 1,
  token: expiry('token', 200, 'fine'),
  uploads: 2,
  sentKeys: 12,
  lastUploadAt: 1_795_600_000,
}
const CERTIFICATE = {
  thumbprint: 'ab'.repeat(32),
  type: 'SIGNING',
  host: '',
  gatewayOrigins: [],
  isRevoked: false,
  expiry: expiry('certificate', 200, 'fine'),
  lastUsedAt: null,
}
const MEMBER = {
  country: 'DE',
  certificates: [CERTIFICATE],
  lastUploadAt: 1_795_600_000,
  lastDownloadAt: null,
  callbacks: [
    { callbackId: 'nb', url: 'https://nb.example', failedTries: 3, lastTriedAt: null, waiting: 1 },
  ],
}

function having(nations: readonly object[], members: readonly object[]) {
  operator.answers = { '/operator/nations': { nations }, '/operator/efgs-members': { members } }
}

beforeEach(() => {
  operator.status = 200
  operator.answer = {}
  operator.answers = {}
})

describe('partner members', () => {
  test('shows both hubs and exits 0 where all is well', async () => {
    having([NATION], [MEMBER])
    const { exitCode, out } = await partner('members')
    expect(exitCode).toBe(0)
    expect(out).toBe(
      `GB-SCT  uk  ${UUID}  may call\n` +
        '  uploaded 2026-11-25T09:46:40Z, 2 uploads of 12 keys\n' +
        'DE  efgs  uploaded 2026-11-25T09:46:40Z, downloaded never\n' +
        `  SIGNING        ${'ab'.repeat(32)}  used never\n`,
    )
    const asJson = await partner('members', '--json')
    expect(JSON.parse(asJson.out)).toEqual({ nations: [NATION], members: [MEMBER] })
  })

  test('says so where there are none', async () => {
    having([], [])
    expect(await partner('members')).toEqual({ exitCode: 0, out: 'no members\n', err: '' })
  })

  test.each<[string, object, string]>([
    ['no token', { token: null }, '! no token was given out yet'],
    ['a token that ends soon', { token: expiry('token', 20, 'soon') }, '! token ends in 20 days,'],
    ['a token that ended', { token: expiry('token', -1, 'ended') }, '! token ended'],
  ])('exits 1 for a nation with %s', async (_, members, text) => {
    having([{ ...NATION, ...members }], [])
    const { exitCode, out } = await partner('members')
    expect([exitCode, out]).toEqual([1, expect.stringContaining(text)])
  })

  test.each<[string, object, string]>([
    [
      'a certificate that ends',
      { certificates: [{ ...CERTIFICATE, expiry: expiry('certificate', 5, 'urgent') }] },
      '! SIGNING abababababababab ends in 5 days,',
    ],
    [
      'a certificate that can not be read',
      { certificates: [{ ...CERTIFICATE, expiry: null }] },
      '! SIGNING abababababababab can not be read',
    ],
    [
      'a callback that fails',
      { callbacks: [{ ...MEMBER.callbacks[0], failedTries: 4 }] },
      '! callback nb failed 4 times, 1 batches wait',
    ],
  ])('exits 1 for a country with %s', async (_, members, text) => {
    having([], [{ ...MEMBER, ...members }])
    const { exitCode, out } = await partner('members')
    expect([exitCode, out]).toEqual([1, expect.stringContaining(text)])
  })

  test('does not complain of what was revoked', async () => {
    const revoked = { ...CERTIFICATE, isRevoked: true, expiry: expiry('certificate', -1, 'ended') }
    having(
      [{ ...NATION, isRevoked: true, withholdsKeys: true, token: null }],
      [{ ...MEMBER, certificates: [revoked] }],
    )
    const { exitCode, out } = await partner('members')
    expect(exitCode).toBe(0)
    expect(out).toContain('revoked, keys withheld')
  })
})

describe('partner token', () => {
  beforeEach(() => {
    operator.answer = { uuid: UUID, token: 'a.b.c', endsAt: WINDOW_END }
  })

  test('prints the token alone', async () => {
    expect(await partner('token', UUID)).toEqual({ exitCode: 0, out: 'a.b.c\n', err: '' })
    expect(operator.received).toMatchObject({
      path: `/operator/nations/${UUID}/token`,
      body: { callsBack: false },
    })
  })

  test('calls the others back where it is told to', async () => {
    const { out } = await partner('token', UUID, '--calls-back', '--json')
    expect(JSON.parse(out)).toEqual(operator.answer)
    expect(operator.received.body).toEqual({ callsBack: true })
  })

  test('is refused for a nation that is not there', async () => {
    operator.status = 404
    operator.answer = { error: 'unknown_nation' }
    const { exitCode, out, err } = await partner('token', UUID)
    expect([exitCode, out, err]).toEqual([1, '', 'tocsin: refused with 404: unknown_nation\n'])
  })
})

test.each(['members', 'token'])('partner %s explains itself', async (action) => {
  const { exitCode, out } = await tocsin(['partner', action, '--help'])
  expect(exitCode).toBe(0)
  for (const part of ['Example:', `  tocsin partner ${action} `, 'Exit codes:']) {
    expect(out).toContain(part)
  }
})

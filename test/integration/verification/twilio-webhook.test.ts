import { env } from 'cloudflare:workers'
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { OPEN_REALM, read, startVerification } from '../../support/verification.ts'

const TOKEN = 'the-auth-token'
const URL_OF = (realm: number | string) => `https://api.example.org/webhooks/${realm}/twilio`

/** As the provider signs, by another library. */
function signatureOf(url: string, fields: Record<string, string>, token = TOKEN): string {
  const text = Object.keys(fields)
    .sort()
    .reduce((all, name) => all + name + fields[name], url)
  return createHmac('sha1', token).update(text).digest('base64')
}

const FIELDS = {
  AccountSid: 'AC1',
  Level: 'ERROR',
  PayloadType: 'application/json',
  Payload: JSON.stringify({ error_code: '30006', resource_sid: 'SM1' }),
  Sid: 'NO1',
}

async function start() {
  const server = await startVerification({
    realms: [
      {
        ...OPEN_REALM,
        settings: {
          ...OPEN_REALM.settings,
          smsProvider: { kind: 'twilio', accountSid: 'AC1', from: '+15005550006' },
        },
        secrets: { smsAuthToken: TOKEN },
      },
      { name: 'Other', regionCode: 'US-OTH' },
    ],
  })
  const realm = server.realms[0]?.id ?? 0
  const call = async (
    fields: Record<string, string>,
    options: { realm?: number | string; signature?: string | null } = {},
  ) => {
    const url = URL_OF(options.realm ?? realm)
    const signature = options.signature === undefined ? signatureOf(url, fields) : options.signature
    const answer = await server.requestDevice(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(signature !== null && { 'x-twilio-signature': signature }),
      },
      body: new URLSearchParams(fields).toString(),
    })
    return read(answer)
  }
  return { server, realm, call }
}

const counted = async () =>
  (await env.VERIFICATION_DB.prepare('SELECT error_code, quantity FROM sms_error_statistics').all())
    .results

test('errors are counted by their code', async () => {
  const { call } = await start()
  const other = { ...FIELDS, Payload: JSON.stringify({ error_code: 30003 }) }
  for (const fields of [FIELDS, FIELDS, other]) {
    expect(await call(fields)).toMatchObject({ status: 200, body: { ok: true } })
  }
  expect(await counted()).toEqual([
    { error_code: '30003', quantity: 1 },
    { error_code: '30006', quantity: 2 },
  ])
})

test.each([
  ['another level', { ...FIELDS, Level: 'WARNING' }],
  ['another type', { ...FIELDS, PayloadType: 'text/plain' }],
  ['no code', { ...FIELDS, Payload: '{}' }],
])('%s is taken and not counted', async (_what, fields) => {
  const { call } = await start()
  expect(await call(fields)).toMatchObject({ status: 200, body: { ok: true } })
  expect(await counted()).toEqual([])
})

test.each([
  ['no signature', FIELDS, { signature: null }],
  ['a wrong one', FIELDS, { signature: signatureOf(URL_OF(1), FIELDS, 'guess') }],
  ['a payload that is no JSON', { ...FIELDS, Payload: 'x' }, {}],
  ['an unknown realm', FIELDS, { realm: 99 }],
  ['no number', FIELDS, { realm: 'x' }],
  ['a realm without an account', FIELDS, { realm: 2 }],
  ['another account', { ...FIELDS, AccountSid: 'AC2' }, {}],
  ['no account', { ...FIELDS, AccountSid: '' }, {}],
])('%s is refused', async (_what, fields, options) => {
  const { call } = await start()
  expect((await call(fields, options)).status).toBe(400)
  expect(await counted()).toEqual([])
})

test('an altered field makes the signature wrong; a form that is too long is not read', async () => {
  const { call, realm } = await start()
  const altered = { ...FIELDS, Payload: JSON.stringify({ error_code: '1' }) }
  const signature = signatureOf(URL_OF(realm), FIELDS)
  expect((await call(altered, { signature })).status).toBe(400)
  expect((await call({ ...FIELDS, Sid: 'x'.repeat(65_536) })).status).toBe(400)
})

test('another method', async () => {
  const { server, realm } = await start()
  expect((await server.requestDevice(URL_OF(realm))).status).toBe(405)
})

import { expect, test } from 'vitest'
import { utf8 } from '../bytes.ts'
import { twilioRequest, twilioVerdict, webhookVerdict } from './sms-provider.ts'

const ACCOUNT = { accountSid: 'AC123', authToken: 'secret', from: '+15005550006' }

test('a message for Twilio', () => {
  const request = twilioRequest('https://api.example.org', ACCOUNT, '+12068675309', 'Code 1 & 2')
  expect(request.url).toBe('https://api.example.org/2010-04-01/Accounts/AC123/Messages.json')
  expect(request.headers['authorization']).toBe(`Basic ${btoa('AC123:secret')}`)
  expect([...new URLSearchParams(request.body)]).toEqual([
    ['To', '+12068675309'],
    ['Body', 'Code 1 & 2'],
    ['From', '+15005550006'],
  ])
})

test('a messaging service in place of a number', () => {
  const from = `MG${'a'.repeat(32)}`
  const { body } = twilioRequest('https://x', { ...ACCOUNT, from }, '+1', 'x')
  expect(new URLSearchParams(body).get('MessagingServiceSid')).toBe(from)
  expect(new URLSearchParams(body).has('From')).toBe(false)
})

test.each([
  [201, '{}', 'sent'],
  [400, '{"code":21211,"message":"invalid"}', 'refused'],
  [400, '{"code":21611}', 'queue_full'],
  [429, '{"code":20429}', 'passing'],
  [503, '<html>', 'passing'],
  [401, '<html>', 'refused'],
  [302, '', 'refused'],
])('Twilio answers %i %s: %s', (status, body, verdict) => {
  expect(twilioVerdict(status, utf8(body))).toBe(verdict)
})

test.each([
  [200, 'sent'],
  [204, 'sent'],
  [400, 'refused'],
  [429, 'passing'],
  [500, 'passing'],
])('a webhook answers %i: %s', (status, verdict) => {
  expect(webhookVerdict(status)).toBe(verdict)
})

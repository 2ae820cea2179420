import { expect, test } from 'vitest'
import { signedAddress, twilioSignature } from './twilio-signature.ts'

test('the example of the provider', async () => {
  // From Twilio's documentation: token 12345, this address and these fields.
  const signature = await twilioSignature('12345', 'https://example.com/myapp.php?foo=1&bar=2', [
    ['Digits', '1234'],
    ['To', '+18005551212'],
    ['From', '+14158675310'],
    ['Caller', '+14158675310'],
    ['CallSid', 'CA1234567890ABCDE'],
  ])
  expect(signature).toBe('L/OH5YylLD5NRKLltdqwSvS0BnU=')
})

test.each([
  ['https://example.org/webhooks/1/twilio?x=1', 'https://example.org/webhooks/1/twilio'],
  ['https://example.org:443/w', 'https://example.org/w'],
  ['http://example.org:8787/w', 'http://example.org:8787/w'],
])('%s is signed as %s', (url, address) => {
  expect(signedAddress(new URL(url))).toBe(address)
})

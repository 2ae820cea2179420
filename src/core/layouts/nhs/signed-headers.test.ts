import { expect, test } from 'vitest'
import { asUnixSeconds } from '../../time.ts'
import { type HeaderSigner, signAnswerHeaders, signObjectHeaders } from './signed-headers.ts'

/** The instant of the API's own example. */
const AT = asUnixSeconds(Date.UTC(2020, 10, 27, 14, 40, 14) / 1000)

function recording(): { readonly signer: HeaderSigner; readonly messages: string[] } {
  const messages: string[] = []
  return {
    messages,
    signer: {
      keyId: 'b4c27bf3-8a76-4d2b-b91c-2152e7710a57',
      sign: async (message) => {
        messages.push(new TextDecoder().decode(message))
        return new Uint8Array([0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x02])
      },
    },
  }
}

test('of an object the date and the content are signed', async () => {
  const { signer, messages } = recording()
  const content = new TextEncoder().encode('content')
  expect(await signObjectHeaders(signer, content, AT)).toEqual({
    'x-amz-meta-signature': 'keyId="b4c27bf3-8a76-4d2b-b91c-2152e7710a57",signature="MAYCAQECAQI="',
    'x-amz-meta-signature-date': 'Fri, 27 Nov 2020 14:40:14 UTC',
  })
  expect(messages).toEqual(['Fri, 27 Nov 2020 14:40:14 UTC:content'])
})

test('bytes of an object are signed as they are', async () => {
  const signed: Uint8Array[] = []
  const signer: HeaderSigner = {
    keyId: 'k',
    sign: async (message) => {
      signed.push(message)
      return new Uint8Array()
    },
  }
  await signObjectHeaders(signer, new Uint8Array([0x50, 0x4b, 0xff, 0x00]), AT)
  expect([...(signed[0] ?? [])].slice(-5)).toEqual([0x3a, 0x50, 0x4b, 0xff, 0x00])
})

test('of an answer also the request that it answers', async () => {
  const { signer, messages } = recording()
  const request = { method: 'POST', path: '/submission/diagnosis-keys' }
  const body = new Uint8Array()
  await signAnswerHeaders(signer, { ...request, requestId: '5A4E' }, body, AT)
  await signAnswerHeaders(signer, { ...request, requestId: undefined }, body, AT)
  expect(messages).toEqual([
    '5A4E:POST:/submission/diagnosis-keys:Fri, 27 Nov 2020 14:40:14 UTC:',
    'not-set:POST:/submission/diagnosis-keys:Fri, 27 Nov 2020 14:40:14 UTC:',
  ])
})

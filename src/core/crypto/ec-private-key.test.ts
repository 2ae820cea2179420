import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { utf8 } from '../bytes.ts'
import { decodeEcPrivateKeyPem } from './ec-private-key.ts'
import { importPrivateKey, signDer } from './ecdsa.ts'

const keyOf = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve })

test.each(['pkcs8', 'sec1'] as const)('a key in %s signs as itself', async (type) => {
  const { privateKey, publicKey } = keyOf('P-256')
  const pem = privateKey.export({ type, format: 'pem' }).toString()
  const der = decodeEcPrivateKeyPem(pem)
  if (der === undefined) throw new Error('it is not read')
  const message = utf8('message')
  const signature = await signDer(await importPrivateKey(der), message)
  expect(
    verify(
      'sha256',
      message,
      createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
      signature,
    ),
  ).toBe(true)
})

test('a block of parameters before it, as OpenSSL writes one, is passed over', () => {
  const pem = keyOf('P-256').privateKey.export({ type: 'sec1', format: 'pem' }).toString()
  const parameters =
    '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n'
  expect(decodeEcPrivateKeyPem(parameters + pem)).toEqual(decodeEcPrivateKeyPem(pem))
})

test('a key of another curve is not taken for one of this', async () => {
  const pem = keyOf('P-384').privateKey.export({ type: 'sec1', format: 'pem' }).toString()
  const der = decodeEcPrivateKeyPem(pem)
  await expect(importPrivateKey(der ?? new Uint8Array())).rejects.toThrow()
})

test.each(['', 'no key', '-----BEGIN EC PRIVATE KEY-----\n****\n-----END EC PRIVATE KEY-----'])(
  'not a key: %j',
  (text) => {
    expect(decodeEcPrivateKeyPem(text)).toBeUndefined()
  },
)

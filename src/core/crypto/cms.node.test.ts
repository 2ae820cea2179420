/** Our signatures before somebody else's verifier: OpenSSL, where this machine has it. */

import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { scratchFolder } from '../../../test/support/command-line.ts'
import vectors from '../../../test/vectors/content-signers.json'
import { utf8 } from '../bytes.ts'
import { asUnixSeconds } from '../time.ts'
import { openCmsSigner, signCms } from './cms.ts'
import { decodePem } from './pem.ts'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const { put } = scratchFolder()
const AT = asUnixSeconds(Date.UTC(2026, 10, 19, 10, 20) / 1000)

function verify(cms: Uint8Array, content: Uint8Array, rootPem: string) {
  return spawnSync('openssl', [
    ...['cms', '-verify', '-inform', 'DER', '-binary', '-purpose', 'any'],
    ...['-attime', String(AT)],
    ...['-in', put('content.sig', cms), '-content', put('content.bin', content)],
    ...['-CAfile', put('root.pem', rootPem)],
  ])
}

async function signed(kind: 'rsa' | 'ec', content: Uint8Array<ArrayBuffer>) {
  const { signerPem, issuerPem, privateKeyPem } = vectors[kind]
  const pkcs8 = decodePem('PRIVATE KEY', privateKeyPem) ?? new Uint8Array()
  const opened = await openCmsSigner(signerPem + issuerPem, pkcs8)
  if (!opened.ok) throw new Error(opened.failure.reason)
  return signCms(content, opened.value, AT)
}

describe.skipIf(!hasOpenssl).each(['rsa', 'ec'] as const)(
  'OpenSSL, for a signature by %s',
  (kind) => {
    // Line ends and zeros, which a text mode would change.
    const content = utf8('line\nline\r\n\0end')

    test('accepts it, with the chain from the signature and the root from us', async () => {
      const { status, stdout, stderr } = verify(
        await signed(kind, content),
        content,
        vectors[kind].rootPem,
      )
      expect(stderr.toString()).toContain('CMS Verification successful')
      expect(status).toBe(0)
      expect(new Uint8Array(stdout)).toEqual(content)
    })

    test('refuses it for other content', async () => {
      const other = utf8('line\nline\n\0end')
      expect(verify(await signed(kind, content), other, vectors[kind].rootPem).status).not.toBe(0)
    })

    test('reads it as DER, with the parameters of its algorithms', async () => {
      const file = put('parsed.sig', await signed(kind, content))
      const parsed = spawnSync('openssl', ['asn1parse', '-inform', 'DER', '-in', file])
      const lines = parsed.stdout.toString()
      expect(parsed.status).toBe(0)
      expect(lines).toContain('UTCTIME           :261119102000Z')
      expect(lines).not.toContain('inf  ')
      const algorithm = kind === 'rsa' ? /:rsaEncryption\n.*NULL/ : /:ecdsa-with-SHA256\n.*OCTET/
      expect(lines.slice(lines.lastIndexOf('messageDigest'))).toMatch(algorithm)
    })
  },
)

/**
 * Signatures of batches, both ways with OpenSSL: what we sign it verifies, and what it signs we verify, by keys made for the
 * occasion. Says so and ends well where this machine has no OpenSSL.
 */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toBase64 } from '../src/core/bytes.ts'
import { openCmsSigner } from '../src/core/crypto/cms.ts'
import { decodePem } from '../src/core/crypto/pem.ts'
import { signBatch, verifyBatchSignature } from '../src/core/federation/efgs/batch-signature.ts'
import { canonicalBytes } from '../src/core/federation/efgs/canonical-bytes.ts'
import type { EfgsKey } from '../src/core/federation/efgs/diagnosis-key.ts'
import { asUnixSeconds } from '../src/core/time.ts'

const now = asUnixSeconds(Date.now() / 1000)
const folder = mkdtempSync(join(tmpdir(), 'tocsin-cms-'))
const path = (name: string): string => join(folder, name)

/** As many as fit into a signature that carries a copy of them. */
const keys = Array.from(
  { length: 30 },
  (_, i): EfgsKey => ({
    keyData: crypto.getRandomValues(new Uint8Array(16)),
    rollingStartIntervalNumber: 2_900_000 + i,
    rollingPeriod: 144 - (i % 144),
    transmissionRiskLevel: i % 9,
    visitedCountries: i % 2 === 0 ? [] : ['FR', 'NL'],
    origin: 'DE',
    reportType: i % 6,
    daysSinceOnsetOfSymptoms: (i % 36) - 14,
  }),
)

const KINDS: Readonly<Record<string, readonly string[]>> = {
  RSA: ['RSA', 'rsa_keygen_bits:3072'],
  'P-256': ['EC', 'ec_paramgen_curve:P-256'],
  'P-384': ['EC', 'ec_paramgen_curve:P-384'],
}
/** Curves that we sign with ourselves. */
const OURS = ['RSA', 'P-256']
const FORMS = [[], ['-noattr'], ['-nodetach'], ['-keyid'], ['-md', 'sha512']]

try {
  if (spawnSync('openssl', ['version']).status === 0) await checkAll()
  else console.log('no OpenSSL here: nothing was checked')
} finally {
  rmSync(folder, { recursive: true })
}

async function checkAll(): Promise<void> {
  writeFileSync(path('content'), canonicalBytes(keys))
  for (const [kind, [algorithm = '', option = '']] of Object.entries(KINDS)) {
    openssl(['genpkey', '-algorithm', algorithm, '-pkeyopt', option, '-out', path('key')])
    const subject = [
      '-subj',
      '/C=DE/O=Tocsin/CN=batch signing',
      '-days',
      '2',
      '-out',
      path('certificate'),
    ]
    openssl(['req', '-x509', '-new', '-key', path('key'), ...subject])
    if (OURS.includes(kind)) await checkOurs(kind)
    for (const form of FORMS) await checkTheirs(kind, form)
  }
}

async function checkOurs(kind: string): Promise<void> {
  const pkcs8 = decodePem('PRIVATE KEY', readFileSync(path('key'), 'utf8'))
  const signer = await openCmsSigner(
    readFileSync(path('certificate'), 'utf8'),
    pkcs8 ?? new Uint8Array(),
  )
  if (!signer.ok) throw new Error(signer.failure.reason)
  writeFileSync(path('signature'), Buffer.from(await signBatch(keys, signer.value, now), 'base64'))
  openssl([
    ...['cms', '-verify', '-binary', '-inform', 'DER', '-noverify', '-in', path('signature')],
    ...['-content', path('content'), '-out', path('out')],
  ])
  console.log(`ok   ${kind}: ours before OpenSSL`)
}

async function checkTheirs(kind: string, form: readonly string[]): Promise<void> {
  openssl([
    ...['cms', '-sign', '-binary', '-in', path('content'), '-outform', 'DER', ...form],
    ...['-signer', path('certificate'), '-inkey', path('key'), '-out', path('signature')],
  ])
  const signature = toBase64(readFileSync(path('signature')))
  // The certificate begins with this second, and counts after its beginning.
  const verified = await verifyBatchSignature(signature, keys, asUnixSeconds(now + 60))
  if (!verified.ok) throw new Error(`${kind} ${form.join(' ')}: ${verified.failure}`)
  console.log(`ok   ${kind}: OpenSSL's before us ${form.join(' ')}`.trimEnd())
}

function openssl(parameters: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', parameters, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`openssl ${parameters[0]}: ${stderr}`)
}

import { createPrivateKey } from 'node:crypto'
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import {
  aSigner,
  START_INTERVAL,
  trusting,
  WINDOW_END,
  WINDOW_START,
} from '../../../test/support/archives.ts'
import { importPrivateKey, signDer } from '../crypto/ecdsa.ts'
import { ARCHIVE_RULES, type ArchiveProblem, isValid, severityOf } from './archive-rules.ts'
import type { TrustedKey } from './check-signatures.ts'
import { ExportBinWriter } from './export-bin.ts'
import { encodeExportSig } from './export-sig.ts'
import { PACKED_KEY_BYTES, packKey } from './packed-keys.ts'
import { verifyArchive } from './verify-archive.ts'

const SIGNERS = [aSigner('310', 'v1'), aSigner('311', 'v2')]
const INFOS = [
  { keyId: '310', keyVersion: 'v1' },
  { keyId: '311', keyVersion: 'v2' },
]

/** An archive as our own encoder makes it: two signers, keys of every kind. */
async function ourEntries() {
  const header = {
    startTimestamp: WINDOW_START,
    endTimestamp: WINDOW_END,
    region: 'US',
    signatureInfos: INFOS,
  }
  const writer = new ExportBinWriter(new Uint8Array(1024), header)
  const packed = new Uint8Array(PACKED_KEY_BYTES)
  const key = {
    rollingStartIntervalNumber: START_INTERVAL,
    rollingPeriod: 144,
    transmissionRiskLevel: 2,
    reportTypeNumber: 1,
    daysSinceOnsetOfSymptoms: 0,
  }
  packKey({ ...key, keyData: new Uint8Array(16).fill(1) }, packed, 0)
  writer.append('keys', packed, 0)
  packKey(
    {
      ...key,
      keyData: new Uint8Array(16).fill(2),
      rollingPeriod: 72,
      daysSinceOnsetOfSymptoms: -3,
    },
    packed,
    0,
  )
  writer.append('keys', packed, 0)
  packKey({ ...key, keyData: new Uint8Array(16).fill(3), reportTypeNumber: 5 }, packed, 0)
  writer.append('revised_keys', packed, 0)
  const exportBin = new Uint8Array(writer.bytes())
  const signatures = await Promise.all(
    SIGNERS.map(async ({ privateKeyPem }, index) => {
      const der = createPrivateKey(privateKeyPem).export({ type: 'pkcs8', format: 'der' })
      const privateKey = await importPrivateKey(new Uint8Array(der))
      const info = INFOS[index] ?? { keyId: '', keyVersion: '' }
      return { info, signatureDer: await signDer(privateKey, exportBin) }
    }),
  )
  return { 'export.bin': exportBin, 'export.sig': encodeExportSig(signatures) }
}

type Entries = Awaited<ReturnType<typeof ourEntries>>

async function problemsOf(
  entries: Entries,
  trusted: readonly TrustedKey[],
): Promise<readonly ArchiveProblem[]> {
  const archive = zipSync(entries, { level: 0, mtime: new Date(1980, 0, 1) })
  return (await verifyArchive(archive, trusted, { now: undefined, maxKeyAgeDays: 15 })).problems
}

describe.each(['named', 'unnamed'])('with %s keys', (kind) => {
  test.each(['export.bin', 'export.sig'] as const)(
    'every flipped bit of %s is refused by name',
    async (name) => {
      const trusted = await Promise.all(SIGNERS.map((signer) => trusting(signer, kind === 'named')))
      const entries = await ourEntries()
      expect(await problemsOf(entries, trusted)).toEqual([])

      const accepted: number[] = []
      const rules = new Set<string>()
      const bits = entries[name].length * 8
      for (let bit = 0; bit < bits; bit++) {
        const bytes = entries[name].slice()
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        const problems = await problemsOf({ ...entries, [name]: bytes }, trusted)
        if (isValid(problems)) accepted.push(bit)
        for (const broken of problems) if (severityOf(broken) === 'error') rules.add(broken.rule)
      }
      expect(accepted).toEqual([])
      expect(bits).toBeGreaterThan(1600)
      for (const rule of rules) expect(ARCHIVE_RULES).toHaveProperty(rule)
      expect(rules).toContain(name === 'export.bin' ? 'header-invalid' : 'signature-info-mismatch')
      expect(rules).toContain('signature-invalid')
      expect(rules).toContain('protobuf-invalid')
    },
  )
})

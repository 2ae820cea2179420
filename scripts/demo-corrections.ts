/**
 * The demo's second act: a foreign country's archive is taken in, and one of our own files is withdrawn and issued again.
 * The foreign country is a server on this machine that gives out an index and an archive made by the phone's side.
 */

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { zipSync } from 'fflate'
import { tocsin } from '../src/core/proto/export.js'
import { downloadExports } from '../test/support/phone.ts'
import { dev, type Runtime } from './runtime.ts'

const { TemporaryExposureKeyExport, TEKSignatureList } = tocsin.exposure

const FOREIGN_KEYS = 30
const DAY = 86_400

export interface ForeignCountry {
  /** Address of its index. */
  readonly indexUrl: string
  readonly rootUrl: string
  readonly publicKeyPem: string
  /** Hexadecimal. */
  readonly keys: readonly string[]
  close(): Promise<void>
}

/** @param now Unix seconds: its keys are of the days before */
export async function startForeignCountry(now: number): Promise<ForeignCountry> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const keys = Array.from({ length: FOREIGN_KEYS }, () => randomBytes(16)).sort(Buffer.compare)
  const info = {
    verificationKeyId: '999',
    verificationKeyVersion: 'v1',
    signatureAlgorithm: '1.2.840.10045.4.3.2',
  }
  const message = TemporaryExposureKeyExport.encode({
    startTimestamp: now - DAY,
    endTimestamp: now,
    region: 'ZZ',
    batchNum: 1,
    batchSize: 1,
    signatureInfos: [info],
    keys: keys.map((keyData, index) => ({
      keyData,
      transmissionRiskLevel: 2,
      rollingStartIntervalNumber: (Math.floor(now / DAY) - 1 - (index % 10)) * 144,
      rollingPeriod: 144,
      reportType: 1,
      daysSinceOnsetOfSymptoms: 1,
    })),
  }).finish()
  const bin = Buffer.concat([Buffer.from('EK Export v1    '), message])
  const signature = sign('sha256', bin, privateKey)
  const sig = TEKSignatureList.encode({
    signatures: [{ signatureInfo: info, batchNum: 1, batchSize: 1, signature }],
  }).finish()
  const archive = zipSync({ 'export.bin': bin, 'export.sig': new Uint8Array(sig) })
  const server = createServer((request, response) => {
    const body = request.url === '/zz/index.txt' ? 'zz/1.zip' : archive
    const isKnown = request.url === '/zz/index.txt' || request.url === '/zz/1.zip'
    response.writeHead(isKnown ? 200 : 404).end(isKnown ? body : undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const rootUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    rootUrl,
    indexUrl: `${rootUrl}/zz/index.txt`,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    keys: keys.map((key) => key.toString('hex')),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Tells the system of the foreign country and lets it take the files in. @returns keys that were written */
export async function takeIn(runtime: Runtime, country: ForeignCountry): Promise<number> {
  const applied = await operate(runtime, '/operator/configuration', {
    document: {
      imports: [
        {
          indexUrl: country.indexUrl,
          exportRootUrl: country.rootUrl,
          region: 'US',
          traveler: true,
          requiresSignature: true,
          keys: [{ keyId: '999', keyVersion: 'v1', publicKeyPem: country.publicKeyPem }],
        },
      ],
    },
    dryRun: false,
  })
  if (applied.status !== 200) throw new Error(`the import is refused: ${await applied.text()}`)
  await dev(runtime, '/jobs/schedule-imports')
  const { report } = await dev<{ report: { keys?: number } }>(runtime, '/jobs/import-files')
  return report.keys ?? 0
}

/**
 * Takes one file back and has its window written again.
 * @returns the name that is gone, and what a phone finds that has seen all the others
 */
export async function withdrawOne(
  runtime: Runtime,
  root: string,
  seen: Set<string>,
): Promise<{ withdrawn: string; found: { name: string; archive: Uint8Array }[] }> {
  const [withdrawn = ''] = [...seen].filter((name) => name.startsWith(`${root}/`))
  const answer = await operate(runtime, '/operator/withdraw', {
    filenameRoot: root,
    selection: { kind: 'file', filename: withdrawn },
    reissue: true,
    reason: 'shown in the demo',
    dryRun: false,
  })
  if (answer.status !== 200) throw new Error(`withdrawal is refused: ${await answer.text()}`)
  await dev(runtime, '/jobs/write-exports')
  const indexUrl = `${runtime.baseUrl}/${root}/index.txt`
  return { withdrawn, found: await downloadExports(indexUrl, runtime.baseUrl, seen) }
}

/** The audit log's number of entries, and whether the chain is what its hashes say is for `tocsin audit` to tell. */
export async function auditEntries(runtime: Runtime): Promise<number> {
  const response = await fetch(`${runtime.baseUrl}/operator/audit`, {
    headers: { authorization: `Bearer ${runtime.operatorToken}` },
  })
  return ((await response.json()) as { entries: unknown[] }).entries.length
}

const operate = (runtime: Runtime, path: string, body: object): Promise<Response> =>
  fetch(`${runtime.baseUrl}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${runtime.operatorToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  })

/**
 * Three countries on this machine, each a whole system: Germany, which calls the gateway by EFGS's protocol over mutual TLS; Ireland,
 * which calls it by that of the UK; and the Netherlands, which is the gateway of both and a country itself.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runtimePids } from '../bench/process.ts'
import { startTlsClient, startTlsFront } from '../test/support/tls-proxies.ts'
import {
  certificateOf,
  contentSigner,
  countryCertificates,
  nation,
  PROXY_SECRET,
  registered,
  subjectOf,
} from './federation-members.ts'
import { dev, type Runtime, type RuntimeOptions, startRuntime } from './runtime.ts'

/** What an import has to name, and what an export may be as small as. */
const EAGER = { minUploadKeys: 1, pollMinutes: 1 }

export const CODES = ['DE', 'IE', 'NL'] as const
export type CountryCode = (typeof CODES)[number]

/** A system that may die and be started anew on the same data. */
export interface Country {
  readonly code: CountryCode
  readonly runtime: () => Runtime
  /** As an operator does it. @throws with what is wrong with the document */
  apply(document: object): Promise<void>
  operate(path: string, body: object): Promise<Record<string, unknown>>
  /** Kills it as a power cut would, and starts it anew on what is on its disk. */
  killAndRestart(): Promise<void>
  stop(): Promise<void>
}

export const appOf = (code: CountryCode): string => `org.example.${code.toLowerCase()}`

async function startCountry(
  code: CountryCode,
  onLog: (line: string) => void,
  vars: Readonly<Record<string, string>> = {},
): Promise<Country> {
  const stateDir = mkdtempSync(join(tmpdir(), `tocsin-${code}-`))
  const options: RuntimeOptions = {
    stateDir,
    vars,
    onLog,
    seed: {
      apps: [
        {
          appPackageName: appOf(code),
          regions: [code],
          federationConsent: 'always',
          bypassesCertificate: false,
        },
      ],
      exports: [{ filenameRoot: code.toLowerCase(), periodSeconds: 4 * 3600, region: code }],
      layoutExports: [],
      padding: [],
    },
  }
  let runtime: Runtime
  let pids: readonly number[] = []
  const start = async (more: Partial<RuntimeOptions>) => {
    const others = runtimePids()
    const started = await startRuntime({ ...options, ...more })
    pids = runtimePids().filter((pid) => !others.includes(pid))
    return started
  }
  runtime = await start({})
  // What proxies point at stays where it is.
  const port = Number(new URL(runtime.baseUrl).port)
  const operate = async (path: string, body: object) => {
    const response = await fetch(`${runtime.baseUrl}/operator${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${runtime.operatorToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    })
    const answer = (await response.json()) as Record<string, unknown>
    if (!response.ok) throw new Error(`${code}: ${path} answers ${JSON.stringify(answer)}`)
    return answer
  }
  return {
    code,
    runtime: () => runtime,
    operate,
    async apply(document) {
      await operate('/configuration', { document, dryRun: false })
    },
    async killAndRestart() {
      for (const pid of pids) process.kill(pid, 'SIGKILL')
      await runtime.stop()
      runtime = await start({ port, previous: runtime })
    },
    async stop() {
      await runtime.stop()
      rmSync(stateDir, { recursive: true, force: true })
    },
  }
}

export interface Federation {
  readonly countries: Readonly<Record<CountryCode, Country>>
  stop(): Promise<void>
}

/**
 * @param now Unix seconds: all clocks are set to it
 * @param onLog told of each line that any of the systems logs
 */
export async function startFederation(
  now: number,
  onLog: (line: string) => void,
): Promise<Federation> {
  const anchor = await certificateOf('EU', 'trust anchor', now)
  const NL = await startCountry('NL', onLog, {
    EFGS_HUB_TRUST_ANCHOR: anchor.certificatePem,
    FEDERATION_PROXY_SECRET: PROXY_SECRET,
  })
  const DE = await startCountry('DE', onLog)
  const IE = await startCountry('IE', onLog)
  const countries = { NL, DE, IE }
  for (const country of Object.values(countries)) await dev(country.runtime(), '/clock', { now })

  const germany = await countryCertificates('DE', now)
  const netherlands = await countryCertificates('NL', now)
  const [irish, dutch] = [nation('IE'), nation('NL', ['DE'])]
  await NL.apply({
    efgsCertificates: [
      ...registered(anchor, 'DE', germany),
      // It speaks for Ireland, whose keys come by the other hub.
      ...registered(anchor, 'NL', netherlands, ['IE']),
    ],
    nations: [irish.entry, dutch.entry],
  })
  const tokenOf = async (uuid: string) =>
    String((await NL.operate(`/nations/${uuid}/token`, {}))['token'])

  await NL.apply({
    contentSigners: [contentSigner('efgs', netherlands.signer)],
    partners: [
      {
        ...partner('efgs-hub', 'NL', 'DE'),
        protocol: 'efgs',
        baseUrl: 'local:/federation/efgs',
        gatewayFrom: ['uk-hub'],
        contentSigner: 'efgs',
        settings: { ...EAGER, acceptedOrigins: ['DE'], visitedCountries: ['DE', 'IE', 'NL'] },
        credentials: {
          clientCertificateSha256: netherlands.caller.thumbprint,
          clientCertificateSubject: subjectOf('NL', 'authentication'),
        },
      },
      {
        ...partner('uk-hub', 'NL', 'IE'),
        protocol: 'uk',
        baseUrl: 'local:/federation/uk',
        gatewayFrom: ['efgs-hub'],
        // Our own hub takes a gateway's word on whose keys they are.
        settings: { ...EAGER, acceptedOrigins: ['IE'], originMode: 'payload' },
        credentials: {
          bearerToken: await tokenOf(dutch.entry.uuid),
          signingKeyPem: dutch.privateKeyPem,
        },
      },
    ],
  })
  const front = await startTlsFront(
    { certificatePem: anchor.certificatePem, privateKeyPem: anchor.privateKeyPem },
    NL.runtime().baseUrl,
    PROXY_SECRET,
  )
  const client = await startTlsClient(germany.caller, front.url)
  await DE.apply({
    contentSigners: [contentSigner('efgs', germany.signer)],
    partners: [
      {
        ...partner('gateway', 'DE', 'EU'),
        protocol: 'efgs',
        baseUrl: `${client.url}/federation/efgs`,
        contentSigner: 'efgs',
        settings: {
          ...EAGER,
          acceptedOrigins: ['IE', 'NL'],
          gatewayOrigins: { NL: ['IE'] },
          trustAnchorPem: anchor.certificatePem,
          visitedCountries: ['DE', 'IE', 'NL'],
        },
      },
    ],
  })
  await IE.apply({
    partners: [
      {
        ...partner('gateway', 'IE', 'EU'),
        protocol: 'uk',
        baseUrl: `${NL.runtime().baseUrl}/federation/uk`,
        settings: { ...EAGER, acceptedOrigins: ['DE', 'NL'] },
        credentials: {
          bearerToken: await tokenOf(irish.entry.uuid),
          signingKeyPem: irish.privateKeyPem,
        },
      },
    ],
  })
  return {
    countries,
    async stop() {
      await client.close()
      await front.close()
      for (const country of Object.values(countries)) await country.stop()
    },
  }
}

/** What is the same of every partner here: keys that come are of interest where they come to. */
const partner = (name: string, own: CountryCode, prefix: string) => ({
  name,
  importsKeys: true,
  exportsKeys: true,
  ownOrigin: own,
  prefix: prefix.toLowerCase(),
  regions: [own],
})

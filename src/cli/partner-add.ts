/** `partner add`: a partner's entry of the configuration document, from options and files, checked; or the document with it. */

import { readConfigurationDocument } from '../api/configuration.ts'
import { checkConfiguration } from '../core/configuration/check.ts'
import { SECTIONS } from '../core/configuration/difference.ts'
import type { ConfigurationDocument, SectionName } from '../core/configuration/document.ts'
import { type ConfigurationProblem, problem } from '../core/configuration/problem.ts'
import { readCertificates } from '../core/crypto/certificates.ts'
import { countryOf, thumbprintOf } from '../core/federation/efgs/certificate-rules.ts'
import { missingCredentials } from '../core/federation/partner-credentials.ts'
import { LOCAL_BASE_URL } from '../core/federation/protocols.ts'
import { formatIsoTime } from '../core/iso-time.ts'
import { asUnixSeconds } from '../core/time.ts'
import {
  CommandFailure,
  EXIT_BROKEN,
  EXIT_OK,
  type ExitCode,
  json,
  type Terminal,
} from './command.ts'
import { readTextFile } from './files.ts'

export interface PartnerAddOptions {
  readonly protocol: string
  readonly baseUrl: string
  readonly ownOrigin: string
  readonly prefix?: string
  readonly region?: readonly string[]
  readonly exportRegion?: readonly string[]
  readonly imports?: boolean
  readonly exports?: boolean
  readonly gatewayFrom?: readonly string[]
  readonly traveler?: boolean
  readonly contentSigner?: string
  readonly setting?: readonly string[]
  readonly binding?: string
  readonly clientCertificate?: string
  readonly signingKey?: string
  readonly token?: string
  readonly into?: string
}

/** What the document alone can't tell: the system may have what it names. */
const ELSEWHERE: readonly ConfigurationProblem['reason'][] = ['unknown_signer', 'unknown_partner']

export async function addPartner(
  terminal: Terminal,
  name: string,
  options: PartnerAddOptions,
): Promise<ExitCode> {
  const entry = await entryOf(terminal, name, options)
  const before = options.into === undefined ? {} : documentOf(options.into)
  const others = before.partners ?? []
  const at = others.findIndex((other) => other.name === name)
  const partners = at < 0 ? [...others, entry] : others.with(at, entry)
  const document = { ...before, partners }
  const problems = await problemsOf(document, `partners[${at < 0 ? others.length : at}]`, terminal)
  for (const { path, message } of problems) terminal.err(`${path}: ${message}\n`)
  if (problems.length > 0) return EXIT_BROKEN
  json(terminal, options.into === undefined ? entry : document)
  return EXIT_OK
}

async function entryOf(
  terminal: Terminal,
  name: string,
  options: PartnerAddOptions,
): Promise<object> {
  const { region, exportRegion, gatewayFrom, contentSigner, binding, clientCertificate } = options
  const settings = {
    ...Object.fromEntries((options.setting ?? []).map(settingOf)),
    ...(binding !== undefined && { clientCertificateBinding: binding }),
    ...(clientCertificate !== undefined && { clientCertificatePem: textOf(clientCertificate) }),
  }
  const credentials = {
    ...(options.signingKey !== undefined && { signingKeyPem: textOf(options.signingKey) }),
    ...(options.token !== undefined && { bearerToken: tokenOf(terminal, options.token) }),
    ...(await localCallerOf(options)),
  }
  return {
    name,
    protocol: options.protocol,
    baseUrl: options.baseUrl.replace(/\/$/, ''),
    importsKeys: options.imports === true,
    exportsKeys: options.exports === true,
    ...(gatewayFrom !== undefined && { gatewayFrom }),
    ownOrigin: options.ownOrigin,
    prefix: options.prefix ?? name,
    ...(region !== undefined && { regions: region }),
    ...(exportRegion !== undefined && { exportRegions: exportRegion }),
    ...(options.traveler === true && { traveler: true }),
    ...(contentSigner !== undefined && { contentSigner }),
    ...(Object.keys(settings).length > 0 && { settings }),
    ...(Object.keys(credentials).length > 0 && { credentials }),
    activeFrom: formatIsoTime(terminal.now()),
  }
}

/** A hub of our own asks for no handshake: it is told whose certificate it would have seen. */
async function localCallerOf({ baseUrl, clientCertificate }: PartnerAddOptions): Promise<object> {
  if (clientCertificate === undefined || !baseUrl.startsWith(LOCAL_BASE_URL)) return {}
  const [certificate] = readCertificates(textOf(clientCertificate)) ?? []
  const country = certificate && countryOf(certificate)
  if (certificate === undefined || country === undefined) {
    throw new CommandFailure(`${clientCertificate}: no certificate of one country in PEM`)
  }
  return {
    clientCertificateSha256: await thumbprintOf(certificate),
    clientCertificateSubject: `C=${country}`,
  }
}

/** name=value; a value that is JSON is what it says, any other is a text. */
function settingOf(text: string): readonly [string, unknown] {
  const at = text.indexOf('=')
  if (at < 1) throw new CommandFailure('--setting is <name>=<value>')
  const value = text.slice(at + 1)
  try {
    return [text.slice(0, at), JSON.parse(value)]
  } catch {
    // No JSON: it means itself.
    return [text.slice(0, at), value]
  }
}

const textOf = (file: string): string => new TextDecoder().decode(readTextFile(file))

/** From a file or standard input: on a command line others could read it. */
const tokenOf = (terminal: Terminal, file: string): string =>
  (file === '-' ? new TextDecoder().decode(terminal.readStdin()) : textOf(file)).trim()

function documentOf(file: string): { readonly partners?: readonly { readonly name?: unknown }[] } {
  let document: unknown
  try {
    document = JSON.parse(textOf(file))
  } catch (cause) {
    if (cause instanceof CommandFailure) throw cause
    throw new CommandFailure(`${file}: is no JSON`, undefined, cause)
  }
  const read = readConfigurationDocument(document)
  const [first] = read.ok ? [] : read.failure
  if (first !== undefined) throw new CommandFailure(`${file}: ${first.path}: ${first.message}`)
  return document as ReturnType<typeof documentOf>
}

/** Of the entry alone; whoever applies the document hears of all else. */
async function problemsOf(
  value: object,
  path: string,
  terminal: Terminal,
): Promise<readonly ConfigurationProblem[]> {
  const read = readConfigurationDocument(value)
  const problems = read.ok ? await meaningOf(read.value, path, terminal) : read.failure
  return problems.filter((found) => found.path.startsWith(path))
}

async function meaningOf(
  document: ConfigurationDocument,
  path: string,
  terminal: Terminal,
): Promise<readonly ConfigurationProblem[]> {
  const none = Object.fromEntries(SECTIONS.map((section) => [section, []]))
  const problems = await checkConfiguration({
    document,
    present: none as unknown as { readonly [Section in SectionName]: [] },
    now: formatIsoTime(asUnixSeconds(terminal.now())),
    // The system that it is applied to says whether it is one of development.
    foreignRules: { allowsLoopback: true, allowsUnsignedImports: true },
  })
  const missing = (document.partners ?? []).flatMap((entry, index) =>
    missingCredentials(entry, Object.keys(entry.credentials ?? {})).map((name) =>
      problem(`partners[${index}].credentials`, 'no_credential', `${name} is missing`),
    ),
  )
  return [
    ...problems.filter(({ reason }) => !ELSEWHERE.includes(reason)),
    ...missing.filter((found) => found.path.startsWith(path)),
  ]
}

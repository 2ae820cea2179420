/** `explain`: why an upload would be refused, by a running system's tenants or by those of a file. */

import * as z from 'zod'
import { ExplainAnswer, ExplainRequest, type Explanation, explainRequest } from '../api/explain.ts'
import { importPublicKey } from '../core/crypto/ecdsa.ts'
import { decodePem } from '../core/crypto/pem.ts'
import { explainJwt, looksLikeJwt } from '../core/explain/explain-jwt.ts'
import { DEFAULT_PUBLISH_LIMITS } from '../core/publish/default-limits.ts'
import { asUnixSeconds } from '../core/time.ts'
import type {
  AuthorizedApp,
  HealthAuthority,
  TenantDirectory,
} from '../core/verification/health-authority.ts'
import {
  CommandFailure,
  EXIT_BROKEN,
  EXIT_OK,
  type ExitCode,
  type JsonOption,
  json,
  line,
  parseWhole,
  type Terminal,
} from './command.ts'
import { readTextFile } from './files.ts'
import { callOperator, type OperatorOptions } from './operator-client.ts'

export interface ExplainOptions extends JsonOption, OperatorOptions {
  readonly authority?: string
  readonly apiVersion: string
  readonly contentType: string
  readonly now?: string
}

const LAST_SECOND = 253_402_300_799

/** One authority and one app, for asking without a server. */
const AuthorityFile = z.strictObject({
  issuer: z.string(),
  audience: z.string(),
  keys: z
    .array(
      z.strictObject({
        version: z.string(),
        publicKeyPem: z.string(),
        validFrom: z.int().default(0),
        validThru: z.int().optional(),
      }),
    )
    .min(1),
  appPackageName: z.string(),
  regions: z.array(z.string()).default([]),
})

export async function explain(
  terminal: Terminal,
  path: string,
  options: ExplainOptions,
): Promise<ExitCode> {
  const name = path === '-' ? 'standard input' : path
  const request = new TextDecoder().decode(path === '-' ? terminal.readStdin() : readTextFile(path))
  const now =
    options.now === undefined ? undefined : parseWhole('--now', options.now, 0, LAST_SECOND)
  if (looksLikeJwt(request)) return explainAlone(terminal, name, request, options, now)
  const { apiVersion: version, contentType } = options
  const asked = ExplainRequest.safeParse({ request, version, contentType, now })
  if (!asked.success) throw new CommandFailure('--api-version must be v1 or v1alpha1')
  const explanation =
    options.authority === undefined
      ? await askServer(options, asked.data)
      : await explainRequest(asked.data, {
          tenants: await readAuthority(options.authority),
          limits: { ...DEFAULT_PUBLISH_LIMITS, defaultRegion: '' },
          now: asUnixSeconds(now ?? terminal.now()),
        })
  if (options.json) json(terminal, explanation)
  else print(terminal, name, explanation)
  return explanation.verdict === 'refused' ? EXIT_BROKEN : EXIT_OK
}

/** A certificate or a token by itself. */
async function explainAlone(
  terminal: Terminal,
  name: string,
  text: string,
  options: ExplainOptions,
  now: number | undefined,
): Promise<ExitCode> {
  const tenants =
    options.authority === undefined ? undefined : await readAuthority(options.authority)
  const explanation = await explainJwt(text, tenants, asUnixSeconds(now ?? terminal.now()))
  if (explanation === undefined) throw new CommandFailure(`${name}: header and claims are no JSON`)
  const { kind, claims, checks } = explanation
  const isGood = kind !== 'unknown' && checks.every(({ outcome }) => outcome === 'ok')
  if (options.json) json(terminal, { ...explanation, isGood })
  else {
    for (const { says, outcome, got } of checks) {
      line(terminal, `${MARKS[outcome]} ${says}${got === undefined ? '' : ` (${visible(got)})`}`)
    }
    line(terminal)
    line(terminal, visible(JSON.stringify(claims)))
    line(terminal, `${name}: ${kind === 'unknown' ? 'neither certificate nor token' : `a ${kind}`}`)
    if (options.authority === undefined && kind === 'certificate') {
      line(terminal, 'Not judged: issuer, audience, key and signature; --authority judges them.')
    }
    if (kind === 'token') line(terminal, 'Not judged: the signature, and whether it was used.')
  }
  return isGood ? EXIT_OK : EXIT_BROKEN
}

async function askServer(options: OperatorOptions, asked: ExplainRequest): Promise<Explanation> {
  const { status, body } = await callOperator(options, '/operator/explain', asked)
  const answer = ExplainAnswer.safeParse(body)
  if (status === 200 && answer.success) return answer.data as Explanation
  throw new CommandFailure(`the system answers ${status} and no explanation`)
}

async function readAuthority(path: string): Promise<TenantDirectory> {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(readTextFile(path)))
  } catch (cause) {
    if (cause instanceof CommandFailure) throw cause
    throw new CommandFailure(`${path}: not JSON`, undefined, cause)
  }
  const parsed = AuthorityFile.safeParse(value)
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join('.')
    throw new CommandFailure(
      `${path}: needs issuer, audience, keys with version and publicKeyPem, appPackageName${at ? ` (see ${at})` : ''}`,
    )
  }
  const { issuer, audience, appPackageName, regions } = parsed.data
  const authority: HealthAuthority = {
    id: 1,
    issuer,
    audience,
    name: issuer,
    dailyUploadLimit: undefined,
    mayReadStatistics: false,
    keys: await Promise.all(
      parsed.data.keys.map(async ({ version, publicKeyPem, validFrom, validThru }) => ({
        version,
        validFrom: asUnixSeconds(validFrom),
        validThru: validThru === undefined ? undefined : asUnixSeconds(validThru),
        publicKey: await readPem(path, version, publicKeyPem),
      })),
    ),
  }
  const app: AuthorizedApp = {
    appPackageName: appPackageName.toLowerCase(),
    // Without regions in the file any will do: what is asked for is whether the parts fit together.
    allowedRegions: regions.length > 0 ? regions : ['ANY'],
    allowedHealthAuthorityIds: [authority.id],
    bypassesCertificate: false,
    bypassesRevisionToken: false,
    releasesSameDayKeys: false,
    federationConsent: 'never',
  }
  return {
    app: (name) => (name.toLowerCase() === app.appPackageName ? app : undefined),
    healthAuthority: (name) => (name === issuer ? authority : undefined),
    bypassingApps: () => [],
  }
}

async function readPem(path: string, version: string, pem: string): Promise<CryptoKey> {
  const spki = decodePem('PUBLIC KEY', pem)
  try {
    if (spki !== undefined) return await importPublicKey(spki)
  } catch (cause) {
    throw new CommandFailure(`${path}: key ${version} is not a P-256 key`, undefined, cause)
  }
  throw new CommandFailure(`${path}: key ${version} is not a public key in PEM`)
}

const MARKS = {
  ok: 'ok     ',
  broken: 'BROKEN ',
  waived: 'waived ',
  not_reached: '-      ',
} as const
const VERDICTS = {
  accepted: 'accepted',
  accepted_in_part: 'accepted in part: the keys named above are dropped',
  refused: 'refused',
} as const

/** What others wrote must not steer the terminal. */
const visible = (text: string): string =>
  text.replaceAll(/[^ -~‖≤]/g, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)

function print(terminal: Terminal, name: string, explanation: Explanation): void {
  for (const { outcome, says } of explanation.checks) line(terminal, `${MARKS[outcome]} ${says}`)
  line(terminal)
  for (const check of explanation.checks) {
    if (check.outcome !== 'broken' && check.outcome !== 'waived') continue
    line(terminal, `${check.name}: ${check.says}`)
    if (check.expected !== undefined) line(terminal, `  expected  ${visible(check.expected)}`)
    if (check.got !== undefined) line(terminal, `  got       ${visible(check.got)}`)
    for (const mistake of check.mistakes) line(terminal, `  perhaps   ${visible(mistake)}`)
    if (check.name === 'certificate-hmac') printHmacs(terminal, explanation)
  }
  const { status, code } = explanation
  const answer = `${status}${code === undefined ? '' : ` ${code}`}`
  line(terminal, `${name}: ${VERDICTS[explanation.verdict]} (${answer})`)
  line(terminal, 'Not judged: keys that are stored already, and the daily limit of the authority.')
}

function printHmacs(terminal: Terminal, { hmacs }: Explanation): void {
  for (const { segments, text, hmac, isAccepted } of hmacs) {
    const note = isAccepted ? '' : ' (not accepted: a key has a risk)'
    line(terminal, `  ${segments} parts a key${note}`)
    line(terminal, `    text    ${visible(text)}`)
    line(terminal, `    HMAC    ${hmac}`)
  }
}

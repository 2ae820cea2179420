/** Walks a running system from the code to the upload, as the originals' runner does, and tells of each step. */

import { randomBytes, randomInt } from 'node:crypto'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { asUnixSeconds } from '../core/time.ts'
import {
  type Exchange,
  type ExchangeAnswer,
  MAX_ANSWER_BYTES,
  WALK_TIMEOUT_MS,
} from '../core/walk/exchange.ts'
import { WALK_NAMES, type Walk, type WalkName, walk } from '../core/walk/walk.ts'
import {
  CommandFailure,
  EXIT_BROKEN,
  EXIT_OK,
  type ExitCode,
  type JsonOption,
  json,
  line,
  type Terminal,
} from './command.ts'
import { DEFAULT_URL } from './operator-client.ts'

export const ADMIN_KEY_VARIABLE = 'TOCSIN_ADMIN_KEY'
export const DEVICE_KEY_VARIABLE = 'TOCSIN_DEVICE_KEY'

const MAX_ARCHIVE_BYTES = 32 * 1024 * 1024

export interface E2eOptions extends JsonOption {
  readonly url?: string
  readonly adminApi?: string
  readonly verificationApi?: string
  readonly keyServer?: string
  readonly redirect?: string
  readonly linkHost?: string
  readonly androidTarget: string
  readonly iosTarget: string
  readonly index?: string
  readonly healthAuthorityId: string
  readonly phone?: string
  readonly only?: readonly string[]
}

export async function e2e(terminal: Terminal, options: E2eOptions): Promise<ExitCode> {
  const base = withoutSlash(options.url ?? DEFAULT_URL)
  const names = walkNames(options.only)
  const targets = {
    adminApi: withoutSlash(options.adminApi ?? base),
    verificationApi: withoutSlash(options.verificationApi ?? base),
    keyServer: withoutSlash(options.keyServer ?? base),
    redirect: withoutSlash(options.redirect ?? base),
    adminKey: keyFrom(ADMIN_KEY_VARIABLE, names),
    deviceKey: keyFrom(DEVICE_KEY_VARIABLE, names),
    healthAuthorityId: options.healthAuthorityId,
    phone: options.phone,
    reportPhone: options.phone ?? fictionalPhone(),
    androidTarget: options.androidTarget,
    iosTarget: options.iosTarget,
    indexUrl: options.index,
  }
  const deps = {
    exchange: exchangeVia(options.linkHost, targets.redirect),
    download: async (url: string) => new Uint8Array(await fetchBytes(url, {}, MAX_ARCHIVE_BYTES)),
    randomBytes: (length: number) => new Uint8Array(randomBytes(length)),
    now: () => asUnixSeconds(terminal.now()),
    stopwatch: () => performance.now(),
  }
  const walks: Walk[] = []
  for (const name of names) {
    const walked = await walk(deps, targets, name)
    walks.push(walked)
    if (!options.json) print(terminal, walked)
  }
  const isGood = walks.every((walked) => walked.isGood)
  if (options.json) json(terminal, { isGood, walks })
  else line(terminal, isGood ? 'every walk went through' : 'not every walk went through')
  return isGood ? EXIT_OK : EXIT_BROKEN
}

/** Of the numbers that are kept for fiction, with an area code of its own each time: a phone reports once. */
const fictionalPhone = (): string =>
  `+1${randomInt(200, 1000)}55501${String(randomInt(0, 100)).padStart(2, '0')}`

const withoutSlash = (url: string): string => url.replace(/\/+$/, '')

/** Without a redirect or a realm for user reports some are left out. */
function walkNames(only: readonly string[] | undefined): readonly WalkName[] {
  if (only === undefined) return WALK_NAMES
  return only.map((name) => {
    const known = WALK_NAMES.find((candidate) => candidate === name)
    if (known === undefined) {
      throw new CommandFailure(`--only takes ${WALK_NAMES.join(', ')}, and not "${name}"`)
    }
    return known
  })
}

/** From the environment only: on a command line others could read it. The walk of the links needs none. */
function keyFrom(variable: string, names: readonly WalkName[]): string {
  const key = process.env[variable] ?? ''
  if (key === '' && names.some((name) => name !== 'redirect')) {
    throw new CommandFailure(`set ${variable} to an API key of the realm`)
  }
  return key
}

function print(terminal: Terminal, { name, isGood, steps }: Walk): void {
  line(terminal, `${isGood ? 'ok  ' : 'FAIL'} ${name}`)
  for (const step of steps) {
    const time = `${step.milliseconds} ms`.padStart(9)
    line(
      terminal,
      `  ${time}  ${step.name}${step.problem === undefined ? '' : `: ${step.problem}`}`,
    )
  }
}

/** @param linkHost what is sent as Host to the redirect, for one that its name does not lead to */
const exchangeVia =
  (linkHost: string | undefined, redirect: string): Exchange =>
  async (url, { method, headers, body }) => {
    const isLink = linkHost !== undefined && url.startsWith(`${redirect}/`) && isLinkPath(url)
    const sent = { ...headers, ...(isLink && { host: linkHost }) }
    return ask(
      url,
      { method, headers: sent, ...(body !== undefined && { body }) },
      MAX_ANSWER_BYTES,
    )
  }

/** On one origin the APIs have their own paths, and need its own host. */
const isLinkPath = (url: string): boolean => !/^\/(api|v1|dev)\//.test(new URL(url).pathname)

async function fetchBytes(
  url: string,
  headers: Readonly<Record<string, string>>,
  maxBytes: number,
): Promise<Buffer> {
  const answer = await askRaw(url, { method: 'GET', headers }, maxBytes)
  if (answer.status !== 200) throw new Error(`${answer.status}`)
  return answer.bytes
}

interface Question {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

async function ask(url: string, question: Question, maxBytes: number): Promise<ExchangeAnswer> {
  const { status, contentType, location, bytes } = await askRaw(url, question, maxBytes)
  return { status, contentType, location, text: bytes.toString('utf8') }
}

/** By node:http, since `fetch` sends its own Host. Redirects are answers. */
function askRaw(
  url: string,
  { method, headers, body }: Question,
  maxBytes: number,
): Promise<Omit<ExchangeAnswer, 'text'> & { readonly bytes: Buffer }> {
  const request = url.startsWith('https:') ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method, headers, signal: AbortSignal.timeout(WALK_TIMEOUT_MS) },
      (response) => {
        const chunks: Buffer[] = []
        let length = 0
        response.on('data', (chunk: Buffer) => {
          length += chunk.length
          if (length > maxBytes) response.destroy(new Error(`more than ${maxBytes} bytes`))
          else chunks.push(chunk)
        })
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            location: response.headers.location ?? '',
            bytes: Buffer.concat(chunks),
          }),
        )
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** `certificate`: a health authority for tests, which signs what an upload of these keys needs. */

import { SignJWT } from 'jose'
import * as z from 'zod'
import { fromTolerantBase64, toBase64 } from '../core/bytes.ts'
import { reportTypeFromClaim } from '../core/report-type.ts'
import { exposureKeyHmac } from '../core/verification/exposure-key-hmac.ts'
import {
  CommandFailure,
  EXIT_OK,
  type ExitCode,
  type JsonOption,
  json,
  line,
  parseWhole,
  type Terminal,
} from './command.ts'
import { readPrivateKey, readTextFile } from './files.ts'

const MAX_INT32 = 2 ** 31 - 1
const LAST_SECOND = 253_402_300_799
const MAX_LIFETIME_SECONDS = 366 * 86_400
const HMAC_KEY_BYTES = 32
const MAX_KEYS = 1000

const Key = z.looseObject({
  key: z.string(),
  rollingStartNumber: z.int32(),
  rollingPeriod: z.int32(),
  transmissionRisk: z.int().default(0),
})
/** The body of an upload, or its keys alone. */
const Keys = z.array(Key).min(1).max(MAX_KEYS)
const Publish = z.union([z.looseObject({ temporaryExposureKeys: Keys }), Keys])

export interface CertificateOptions extends JsonOption {
  readonly key: string
  readonly issuer: string
  readonly audience: string
  readonly kid: string
  readonly keys: string
  readonly hmacKey?: string
  readonly reportType: string
  readonly onset?: string
  readonly lifetime: string
  readonly now?: string
  readonly body?: boolean
  readonly healthAuthority?: string
}

export async function certificate(
  terminal: Terminal,
  options: CertificateOptions,
): Promise<ExitCode> {
  const privateKey = await readPrivateKey(options.key)
  const upload = readUpload(terminal, options.keys)
  if (reportTypeFromClaim(options.reportType) === undefined) {
    throw new CommandFailure('--report-type must be confirmed, likely, user-report or negative')
  }
  const now =
    options.now === undefined ? terminal.now() : parseWhole('--now', options.now, 0, LAST_SECOND)
  const lifetime = parseWhole('--lifetime', options.lifetime, 1, MAX_LIFETIME_SECONDS)
  const onset =
    options.onset === undefined ? undefined : parseWhole('--onset', options.onset, 1, MAX_INT32)
  const secret = readSecret(options.hmacKey)
  const tekmac = toBase64(await exposureKeyHmac(upload.keys, secret))
  const verificationPayload = await new SignJWT({
    reportType: options.reportType,
    ...(onset !== undefined && { symptomOnsetInterval: onset }),
    tekmac,
  })
    .setProtectedHeader({ alg: 'ES256', kid: options.kid, typ: 'JWT' })
    .setIssuer(options.issuer)
    .setAudience(options.audience)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + lifetime)
    .sign(privateKey)
  const hmacKey = options.hmacKey ?? toBase64(secret)
  if (options.body) {
    const healthAuthorityID = options.healthAuthority ?? upload.members['healthAuthorityID']
    if (typeof healthAuthorityID !== 'string') {
      throw new CommandFailure('--body needs --health-authority, or healthAuthorityID in the keys')
    }
    json(terminal, { ...upload.members, healthAuthorityID, verificationPayload, hmacKey })
  } else if (options.json) {
    json(terminal, { certificate: verificationPayload, hmacKey, tekmac, expiresAt: now + lifetime })
  } else {
    line(terminal, verificationPayload)
    line(terminal, `hmacKey ${hmacKey}`)
  }
  return EXIT_OK
}

function readUpload(
  terminal: Terminal,
  path: string,
): { keys: z.output<typeof Keys>; members: Record<string, unknown> } {
  const name = path === '-' ? 'standard input' : path
  const text = new TextDecoder().decode(path === '-' ? terminal.readStdin() : readTextFile(path))
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new CommandFailure(`${name}: not JSON`, undefined, cause)
  }
  const parsed = Publish.safeParse(value)
  if (!parsed.success) {
    throw new CommandFailure(
      `${name}: needs temporaryExposureKeys, each with key, rollingStartNumber and rollingPeriod`,
    )
  }
  if (Array.isArray(parsed.data)) {
    return { keys: parsed.data, members: { temporaryExposureKeys: parsed.data } }
  }
  const { temporaryExposureKeys: keys, ...members } = parsed.data
  return { keys, members: { temporaryExposureKeys: keys, ...members } }
}

function readSecret(hmacKey: string | undefined): Uint8Array<ArrayBuffer> {
  if (hmacKey === undefined) return crypto.getRandomValues(new Uint8Array(HMAC_KEY_BYTES))
  const secret = fromTolerantBase64(hmacKey)
  if (secret === undefined) throw new CommandFailure('--hmac-key must be base64')
  return secret
}

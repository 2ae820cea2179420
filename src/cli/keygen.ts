/** `keygen`: a pair of keys for signing exports or certificates, and the secrets of a deployment. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toBase64, toBase64Url } from '../core/bytes.ts'
import { AES_KEY_BYTES } from '../core/crypto/aes-gcm.ts'
import { generateKeyPair } from '../core/crypto/ecdsa.ts'
import { encodePem } from '../core/crypto/pem.ts'
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
import { reasonOf } from './files.ts'

const TOKEN_BYTES = 32
const OWNER_ONLY = 0o600
const ANYONE = 0o644

export interface KeygenOptions extends JsonOption {
  readonly out?: string
  readonly name: string
  readonly masterKey?: boolean
}

export async function keygen(terminal: Terminal, options: KeygenOptions): Promise<ExitCode> {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(options.name)) {
    throw new CommandFailure('--name must be letters, digits, "_", "-" and "."')
  }
  const pair = await generateKeyPair()
  const der = async (format: 'pkcs8' | 'spki', key: CryptoKey) =>
    new Uint8Array((await crypto.subtle.exportKey(format, key)) as ArrayBuffer)
  const privateKeyPem = encodePem('PRIVATE KEY', await der('pkcs8', pair.privateKey))
  const publicKeyPem = encodePem('PUBLIC KEY', await der('spki', pair.publicKey))
  const secrets = options.masterKey
    ? {
        masterKey: toBase64(randomBytes(AES_KEY_BYTES)),
        operatorToken: toBase64Url(randomBytes(TOKEN_BYTES)),
      }
    : {}
  const files = options.out === undefined ? undefined : filesOf(options.out, options.name)
  if (files !== undefined) {
    writeNew(files.privateKeyFile, privateKeyPem, OWNER_ONLY)
    writeNew(files.publicKeyFile, publicKeyPem, ANYONE)
  }
  // What went into a file is not shown too: terminals keep what they print.
  const shown = files ?? { privateKeyPem, publicKeyPem }
  if (options.json) json(terminal, { ...shown, ...secrets })
  else {
    if (files === undefined) terminal.out(privateKeyPem + publicKeyPem)
    else for (const path of Object.values(files)) line(terminal, `wrote ${path}`)
    if (secrets.masterKey !== undefined) {
      line(terminal, `MASTER_KEY=${secrets.masterKey}`)
      line(terminal, `OPERATOR_TOKEN=${secrets.operatorToken}`)
    }
  }
  return EXIT_OK
}

const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))

function filesOf(directory: string, name: string) {
  try {
    mkdirSync(directory, { recursive: true })
  } catch (cause) {
    throw new CommandFailure(`${directory}: ${reasonOf(cause)}`, undefined, cause)
  }
  return {
    privateKeyFile: join(directory, `${name}.private.pem`),
    publicKeyFile: join(directory, `${name}.public.pem`),
  }
}

/** Never over a file that is there: it may be the only copy of a key. */
function writeNew(path: string, text: string, mode: number): void {
  try {
    writeFileSync(path, text, { flag: 'wx', mode })
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    if (isThere) throw new CommandFailure(`${path}: is there already`, EXIT_BROKEN, cause)
    throw new CommandFailure(`${path}: ${reasonOf(cause)}`, undefined, cause)
  }
}

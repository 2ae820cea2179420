/** What an operator may ask of an import. Pure. Source: google/exposure-notifications-server internal/admin. */

import { importPublicKey } from '../crypto/ecdsa.ts'
import { decodePem } from '../crypto/pem.ts'
import { fail, type Result, succeed } from '../result.ts'
import type { UnixSeconds } from '../time.ts'
import { isForeignAddress } from './foreign-address.ts'

const REGION = /^[A-Z0-9_-]{1,32}$/
/** Printable ASCII, as others' files have it. */
const KEY_NAME = /^[!-~]{1,100}$/
/** Signatures of one file cost a hash of it for each key that may have made them. */
export const MAX_IMPORT_KEYS = 20

export interface ImportKeyDraft {
  /** `verification_key_id` and `verification_key_version` of the signatures. */
  readonly keyId: string
  readonly keyVersion: string
  /** SubjectPublicKeyInfo of a P-256 key. */
  readonly publicKeyPem: string
  readonly validFrom: UnixSeconds
  readonly validThru: UnixSeconds | undefined
}

/** A foreign export whose keys are to be taken in. */
export interface ImportDraft {
  readonly indexUrl: string
  readonly exportRootUrl: string
  /** Region that its keys get. */
  readonly region: string
  readonly traveler: boolean
  /** Active after it. */
  readonly activeFrom: UnixSeconds
  /** And before it; undefined for no end. */
  readonly activeThru: UnixSeconds | undefined
  /** False is taken in development only. */
  readonly requiresSignature: boolean
  readonly keys: readonly ImportKeyDraft[]
}

/** What only the development entry allows. */
export interface ForeignRules {
  readonly allowsLoopback: boolean
  readonly allowsUnsignedImports: boolean
}

export const PRODUCTION_RULES: ForeignRules = {
  allowsLoopback: false,
  allowsUnsignedImports: false,
}

interface NamedKey {
  readonly keyId: string
  readonly keyVersion: string
}

export type ImportFailure =
  | { readonly reason: 'address_refused'; readonly member: 'indexUrl' | 'exportRootUrl' }
  | { readonly reason: 'malformed_region' }
  | { readonly reason: 'ends_before_it_starts' }
  | { readonly reason: 'unsigned_imports_not_allowed' }
  | { readonly reason: 'too_many_keys'; readonly count: number }
  | ({ readonly reason: 'malformed_key_name' } & NamedKey)
  | ({ readonly reason: 'malformed_public_key' } & NamedKey)
  | ({ readonly reason: 'key_ends_before_it_starts' } & NamedKey)
  | ({ readonly reason: 'duplicate_key' } & NamedKey)

/** @returns the import with its region in upper case; or everything that is wrong with it */
export async function checkImport(
  draft: ImportDraft,
  rules: ForeignRules,
): Promise<Result<ImportDraft, readonly ImportFailure[]>> {
  const config = { ...draft, region: draft.region.toUpperCase() }
  const failures: ImportFailure[] = []
  for (const member of ['indexUrl', 'exportRootUrl'] as const) {
    if (!isForeignAddress(config[member], rules.allowsLoopback)) {
      failures.push({ reason: 'address_refused', member })
    }
  }
  if (!REGION.test(config.region)) failures.push({ reason: 'malformed_region' })
  if (config.activeThru !== undefined && config.activeThru <= config.activeFrom) {
    failures.push({ reason: 'ends_before_it_starts' })
  }
  if (!config.requiresSignature && !rules.allowsUnsignedImports) {
    failures.push({ reason: 'unsigned_imports_not_allowed' })
  }
  if (config.keys.length > MAX_IMPORT_KEYS) {
    failures.push({ reason: 'too_many_keys', count: config.keys.length })
  } else {
    failures.push(...(await checkKeys(config.keys)))
  }
  return failures.length === 0 ? succeed(config) : fail(failures)
}

async function checkKeys(keys: readonly ImportKeyDraft[]): Promise<ImportFailure[]> {
  const failures: ImportFailure[] = []
  const seen = new Set<string>()
  for (const { keyId, keyVersion, publicKeyPem, validFrom, validThru } of keys) {
    const name = { keyId, keyVersion }
    if (!KEY_NAME.test(keyId) || !KEY_NAME.test(keyVersion)) {
      failures.push({ reason: 'malformed_key_name', ...name })
    }
    if (validThru !== undefined && validThru <= validFrom) {
      failures.push({ reason: 'key_ends_before_it_starts', ...name })
    }
    if (seen.has(`${keyId} ${keyVersion}`)) failures.push({ reason: 'duplicate_key', ...name })
    seen.add(`${keyId} ${keyVersion}`)
    if ((await readPublicKeyPem(publicKeyPem)) === undefined) {
      failures.push({ reason: 'malformed_public_key', ...name })
    }
  }
  return failures
}

/** @returns undefined where it is not the PEM of a P-256 key */
export async function readPublicKeyPem(pem: string): Promise<CryptoKey | undefined> {
  const spki = decodePem('PUBLIC KEY', pem)
  if (spki === undefined) return undefined
  try {
    return await importPublicKey(spki)
  } catch {
    // WebCrypto throws for every key that is none of P-256, and for nothing else.
    return undefined
  }
}

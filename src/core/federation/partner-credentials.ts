/** Secret texts that a partner is called with: which there are to be, and what is wrong with them. Values are never repeated. Pure. */

import { decodeEcPrivateKeyPem } from '../crypto/ec-private-key.ts'
import { importPrivateKey } from '../crypto/ecdsa.ts'
import type { SettingProblem } from './common-settings.ts'
import { type FederationProtocol, LOCAL_BASE_URL } from './protocols.ts'

export type Credentials = Readonly<Record<string, string>>

export const MAX_CREDENTIALS = 50
/** A name, and after a colon the origin that it is for, where there is one for each. */
const NAME = /^[A-Za-z][A-Za-z0-9._-]{0,63}(:[A-Z0-9-]{1,32})?$/
const TOKEN = /^[!-~]{1,4096}$/
const FINGERPRINT = /^[0-9a-f]{64}$/
const COUNTRY_PART = /(^|,)\s*C=[A-Z]{2}\s*(?=,|$)/g

const CHECKS: Readonly<
  Record<string, readonly [problem: string, isFine: (text: string) => boolean | Promise<boolean>]>
> = {
  signingKeyPem: [
    'this is not the PEM of a P-256 private key, PKCS #8 or SEC 1 and not encrypted',
    isPrivateKey,
  ],
  bearerToken: [
    'a token is 1 to 4096 printable characters without blanks, and without the word "Bearer"',
    (text) => TOKEN.test(text),
  ],
  clientCertificateSubject: [
    'a subject is that of the certificate, such as "CN=nb-tls,O=Health,C=DE", with one country',
    (text) => (text.match(COUNTRY_PART) ?? []).length === 1,
  ],
  clientCertificateSha256: [
    'a fingerprint is the SHA-256 of the certificate in 64 lower-case hexadecimal digits',
    (text) => FINGERPRINT.test(text),
  ],
}

async function isPrivateKey(pem: string): Promise<boolean> {
  const pkcs8 = decodeEcPrivateKeyPem(pem)
  if (pkcs8 === undefined) return false
  try {
    await importPrivateKey(pkcs8)
    return true
  } catch {
    // WebCrypto says only by the text of its error what is wrong with a key, and each runtime has its own.
    return false
  }
}

/** @param given empty texts take a credential away and are fine */
export async function checkCredentials(given: Credentials): Promise<readonly SettingProblem[]> {
  const entries = Object.entries(given)
  if (entries.length > MAX_CREDENTIALS) {
    return [{ path: '', problem: `a partner has at most ${MAX_CREDENTIALS} credentials` }]
  }
  const each = await Promise.all(
    entries.map(async ([name, text]) => {
      if (!NAME.test(name)) {
        const problem =
          'names of credentials have 1 to 64 letters, digits, ".", "_" or "-", and may end in a colon and an origin'
        return [{ path: '', problem }]
      }
      const [kind = ''] = name.split(':')
      const check = Object.hasOwn(CHECKS, kind) ? CHECKS[kind] : undefined
      if (text === '' || check === undefined || (await check[1](text))) return []
      return [{ path: name, problem: check[0] }]
    }),
  )
  return each.flat()
}

export interface CredentialNeeds {
  readonly protocol: FederationProtocol
  readonly baseUrl: string
  readonly importsKeys: boolean
  readonly exportsKeys: boolean
}

/**
 * @param names of what there will be
 * @returns names of those without which the partner could not be called as its row says
 */
export function missingCredentials(
  needs: CredentialNeeds,
  names: Iterable<string>,
): readonly string[] {
  const known = new Set(names)
  return requiredCredentials(needs).filter((name) => !known.has(name))
}

function requiredCredentials(needs: CredentialNeeds): readonly string[] {
  const { protocol, baseUrl, importsKeys, exportsKeys } = needs
  if (!importsKeys && !exportsKeys) return []
  switch (protocol) {
    // Over the network it is called with the platform's certificate, which is no text; our own hub is told whose call it is.
    case 'efgs':
      return baseUrl.startsWith(LOCAL_BASE_URL)
        ? ['clientCertificateSha256', 'clientCertificateSubject']
        : []
    case 'uk':
      return exportsKeys ? ['bearerToken', 'signingKeyPem'] : ['bearerToken']
    case 'google':
      return ['signingKeyPem']
  }
}

/** A phone with a code: trades it for a token, and the token for a certificate over its keys. */

import { randomBytes } from 'node:crypto'
import { HEALTH_AUTHORITY_ID, type UploadOptions } from './phone.ts'
import { keysHmac, type SentKey } from './test-authority.ts'

/** API keys of the realm that the codes are of. */
export interface RealmKeys {
  readonly admin: string
  readonly device: string
}

export interface CodeOptions {
  readonly testType?: string
  /** "2026-11-19". */
  readonly symptomDate?: string
  readonly testDate?: string
}

/** @throws where an answer is not good */
export async function askRealm(
  baseUrl: string,
  path: string,
  key: string,
  body: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', 'x-api-key': key },
    body: JSON.stringify(body),
  })
  const answer = (await response.json()) as Record<string, unknown>
  if (response.status !== 200) {
    throw new Error(`${path} answers ${response.status} ${answer['errorCode']}`)
  }
  return answer
}

/** The body of an upload whose certificate was made of a code, and what was secret on the way. */
export async function codedUpload(
  baseUrl: string,
  realm: RealmKeys,
  keys: readonly SentKey[],
  options: CodeOptions & Pick<UploadOptions, 'revisionToken'>,
): Promise<{ readonly body: Record<string, unknown>; readonly secrets: readonly string[] }> {
  const { testType = 'confirmed', symptomDate, testDate, revisionToken } = options
  const { code } = await askRealm(baseUrl, '/api/issue', realm.admin, {
    testType,
    ...(symptomDate !== undefined && { symptomDate }),
    ...(testDate !== undefined && { testDate }),
    padding: randomBytes(768).toString('base64'),
  })
  const { token } = await askRealm(baseUrl, '/api/verify', realm.device, { code })
  const secret = randomBytes(16)
  const { certificate } = await askRealm(baseUrl, '/api/certificate', realm.device, {
    token,
    ekeyhmac: keysHmac(keys, secret),
  })
  const body = {
    temporaryExposureKeys: keys,
    healthAuthorityID: HEALTH_AUTHORITY_ID,
    verificationPayload: certificate,
    hmacKey: secret.toString('base64'),
    ...(revisionToken !== undefined && { revisionToken }),
    padding: randomBytes(768).toString('base64'),
  }
  return { body, secrets: [String(code), String(token), String(certificate)] }
}

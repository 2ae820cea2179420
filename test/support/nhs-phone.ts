/** An NHS app before its backend: submits keys, and checks who answered. Shares nothing with the server: node:crypto only. */

import { createHash, createPublicKey, randomUUID, verify } from 'node:crypto'
import { expect } from 'vitest'
import { type KeyserverOptions, startKeyserver, type TestKeyserver } from './keyserver.ts'
import { phoneKeys } from './phone.ts'

export const NHS_APP = 'uk.nhs.covid19.production'
export const HOME = 'GB-EAW'
export const KEYS_PATH = '/submission/diagnosis-keys'

const MOBILE_KEY = 'mobile:8c2f3d5e-secret-of-the-apps'
const HEALTH_KEY = 'health:0d3a77aa-secret-of-the-monitors'
const bearer = (key: string) => `Bearer ${Buffer.from(key).toString('base64')}`
export const MOBILE = bearer(MOBILE_KEY)
export const HEALTH = bearer(HEALTH_KEY)

/** `name:value` as the server knows it. */
const digested = (key: string) => {
  const [name = '', value = ''] = key.split(':')
  return `${name}:${createHash('sha256').update(value).digest('hex')}`
}

/** A key as these apps send it. */
export interface NhsKey {
  key: string
  rollingStartNumber: number
  rollingPeriod: number
  transmissionRiskLevel?: number | null
  daysSinceOnsetOfSymptoms?: number | null
}

/** Keys of past days, each whole, the newest first. */
export const nhsKeys = (now: number, days: number, fields: Partial<NhsKey> = {}): NhsKey[] =>
  phoneKeys(now, days + 1)
    .slice(1)
    .map(({ key, rollingStartNumber, rollingPeriod }) => ({
      key,
      rollingStartNumber,
      rollingPeriod,
      ...fields,
    }))

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface TestNhs {
  readonly server: TestKeyserver
  /** Posts a body, as JSON where it is no text. */
  submit(body: unknown, headers?: Record<string, string>): Promise<Answer>
  send(method: string, path: string, headers?: Record<string, string>): Promise<Answer>
  issue(testKit: string, count?: number, expiresInSeconds?: number): Promise<string[]>
  token(testKit?: string): Promise<string>
  /** Whether an answer is signed by the server's signer, for this request. */
  isSigned(answer: Answer, method: string, path: string, requestId?: string): boolean
}

export async function startNhs(options: KeyserverOptions = {}): Promise<TestNhs> {
  const server = await startKeyserver({
    ...options,
    seed: {
      apps: [
        {
          appPackageName: NHS_APP,
          regions: [HOME],
          federationConsent: 'never',
          bypassesCertificate: false,
        },
      ],
      ...options.seed,
    },
    vars: {
      NHS_SUBMISSION_APP: NHS_APP,
      NHS_RESPONSE_SIGNER: '310-v1',
      NHS_SUBMISSION_KEYS: `other:${'0'.repeat(64)},${digested(MOBILE_KEY)}`,
      NHS_HEALTH_KEYS: digested(HEALTH_KEY),
      ...options.vars,
    },
  })
  const request = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await server.request(path, init)
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  const nhs: TestNhs = {
    server,
    submit: (body, headers = {}) =>
      request(KEYS_PATH, {
        method: 'POST',
        headers: { authorization: MOBILE, 'request-id': randomUUID(), ...headers },
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    send: (method, path, headers = {}) => request(path, { method, headers }),
    async issue(testKit, count = 1, expiresInSeconds = 86_400) {
      const response = await server.operate('/operator/submission-tokens', {
        method: 'POST',
        body: JSON.stringify({ testKit, count, expiresInSeconds }),
      })
      expect(response.status).toBe(200)
      const { tokens } = (await response.json()) as { tokens: string[] }
      return tokens
    },
    token: async (testKit = 'LAB_RESULT') => (await nhs.issue(testKit))[0] ?? '',
    isSigned(answer, method, path, requestId = 'not-set') {
      const header = answer.headers.get('x-amz-meta-signature') ?? ''
      const date = answer.headers.get('x-amz-meta-signature-date') ?? ''
      const [, keyId, signature = ''] = /^keyId="([^"]+)",signature="([^"]+)"$/.exec(header) ?? []
      expect(keyId).toBe(options.vars?.['NHS_RESPONSE_KEY_ID'] ?? '310-v1')
      return verify(
        'sha256',
        Buffer.from(`${requestId}:${method}:${path}:${date}:${answer.text}`),
        createPublicKey(server.signerPublicKeyPem),
        Buffer.from(signature, 'base64'),
      )
    },
  }
  return nhs
}

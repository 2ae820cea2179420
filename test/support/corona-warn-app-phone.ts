/** A Corona-Warn-App phone, written with the generated protobuf code, and the servers that know its TANs and OTPs. */

import { randomBytes, randomUUID } from 'node:crypto'
import { utf8 } from '../../src/core/bytes.ts'
import { tocsin } from '../../src/core/proto/submission.js'
import { fail, succeed } from '../../src/core/result.ts'
import type { VerificationDeps } from '../../src/flows/corona-warn-app-submission/verify-authorization.ts'
import type { OutboundFailure } from '../../src/flows/outbound.ts'
import { type KeyserverOptions, NOON, startKeyserver } from './keyserver.ts'

const { SubmissionPayload } = tocsin.submission

export type SentPayload = tocsin.submission.SubmissionPayload.$Properties
export type SentKey = tocsin.submission.SubmittedKey.$Properties

export const CWA_APP = 'de.rki.coronawarnapp'
export const TAN_URL = 'https://verification.example.org'
export const SRS_URL = 'https://srs.example.org'
const DAY = 144

/** Keys of the last days, today's first; each with risk 5 and the onset two days back. */
export const cwaKeys = (now: number, days: number, change: Partial<SentKey> = {}): SentKey[] =>
  Array.from({ length: days }, (_, age) => ({
    keyData: new Uint8Array(randomBytes(16)),
    rollingStartIntervalNumber: (Math.floor(now / 86_400) - age) * DAY,
    rollingPeriod: DAY,
    transmissionRiskLevel: 5,
    daysSinceOnsetOfSymptoms: 2 - age,
    ...change,
  }))

export const encodePayload = (payload: SentPayload): Uint8Array<ArrayBuffer> =>
  new Uint8Array(SubmissionPayload.encode(payload).finish())

export const keyHex = ({ keyData }: SentKey): string => Buffer.from(keyData ?? []).toString('hex')

/** A server that knows TANs, each good once; it can be made to fail. */
export interface FakeVerification {
  readonly deps: VerificationDeps
  /** Gives out one. @param type of the TAN, where it has one */
  tan(type?: string): string
  /** @param state what its server says of it */
  otp(state?: string): string
  readonly asked: { readonly url: string; readonly body: string }[]
  readonly slept: number[]
  /** What each of the next calls ends with; a number is a status. */
  readonly next: (number | OutboundFailure['reason'])[]
  /** Milliseconds that a call takes. */
  latency: number
}

export function fakeVerification(): FakeVerification {
  const good = new Map<string, string>()
  let now = 0
  const fake: FakeVerification = {
    asked: [],
    slept: [],
    next: [],
    latency: 0,
    tan: (type = '') => give(good, type),
    otp: (state = 'valid') => give(good, state),
    deps: {
      stopwatch: () => now,
      sleep: async (milliseconds) => {
        fake.slept.push(milliseconds)
        now += milliseconds
      },
      outbound: {
        async send(url, { body, timeoutMs }) {
          const text = String(body)
          fake.asked.push({ url, body: text })
          const planned = fake.next.shift()
          now += planned === 'timeout' ? timeoutMs : fake.latency
          if (planned === 'unreachable' || planned === 'timeout') return fail({ reason: planned })
          if (planned === 'address_refused') return fail({ reason: planned })
          if (typeof planned === 'number') return answered(planned)
          const token: string = Object.values(JSON.parse(text) as object)[0]
          const said = good.get(token)
          if (said === undefined) return answered(404)
          good.delete(token)
          return url.startsWith(SRS_URL)
            ? answered(200, {}, JSON.stringify({ otp: token, state: said }))
            : answered(200, said === '' ? {} : { 'x-cwa-teletan-type': said })
        },
      },
    },
  }
  return fake
}

function give(good: Map<string, string>, said: string): string {
  const token = randomUUID()
  good.set(token, said)
  return token
}

const answered = (status: number, headers: Record<string, string> = {}, body = '') =>
  succeed({ status, headers: new Headers(headers), body: utf8(body) })

export type TestCwa = Awaited<ReturnType<typeof startCwa>>

/** A seeded key server that takes submissions. */
export async function startCwa(
  options: KeyserverOptions & { readonly consent?: 'never' | 'traveler' | 'claim' | 'always' } = {},
) {
  const verification = fakeVerification()
  const server = await startKeyserver({
    verification: verification.deps,
    ...options,
    vars: {
      CWA_SUBMISSION_APP: CWA_APP,
      CWA_VERIFICATION_URL: TAN_URL,
      CWA_SUPPORTED_COUNTRIES: 'DE,FR,DK',
      ...options.vars,
    },
    seed: {
      apps: [
        {
          appPackageName: CWA_APP,
          regions: ['DE'],
          federationConsent: options.consent ?? 'always',
          bypassesCertificate: true,
        },
      ],
      ...options.seed,
    },
  })
  const send = async (
    body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
    headers: Record<string, string>,
    path = '/version/v1/diagnosis-keys',
  ) => {
    const response = await server.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', ...headers },
      body,
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  return {
    server,
    verification,
    send,
    /** With a fresh TAN, unless the headers say otherwise. */
    submit: (payload: SentPayload, headers?: Record<string, string>) =>
      send(encodePayload(payload), {
        'cwa-fake': '0',
        ...(headers ?? { 'cwa-authorization': verification.tan() }),
      }),
  }
}

/** A payload that is taken. */
export const aPayload = (keys: SentKey[] = cwaKeys(NOON, 3), change: SentPayload = {}) => ({
  keys,
  visitedCountries: ['DE'],
  origin: 'DE',
  consentToFederation: true,
  requestPadding: new Uint8Array(randomBytes(100)),
  ...change,
})

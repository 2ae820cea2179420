/** A partner that a test plays: it has the batches that a test gives it, and answers what a test says. */

import { fromHex, toHex, utf8 } from '../../src/core/bytes.ts'
import { sha256 } from '../../src/core/crypto/sha256.ts'
import type { OutgoingKey, ReceivedKey } from '../../src/core/federation/received-key.ts'
import { fail, type Result, succeed } from '../../src/core/result.ts'
import type {
  EncodedBatch,
  FetchedBatch,
  ImportStep,
  PartnerAdapter,
  PartnerFailure,
  SendOutcome,
} from '../../src/flows/federation/protocol.ts'

export interface ScriptedBatch {
  readonly date: string
  readonly tag: string
  /** A text: why it can't be read or trusted. */
  readonly keys: readonly ReceivedKey[] | string
}

type Failing = () => PartnerFailure | undefined

/** What it says of its batches is JSON: tests need no protocol. */
export class ScriptedPartner implements PartnerAdapter {
  batches: ScriptedBatch[] = []
  /** Those that a poll does not bring: fetched where they were announced. */
  announced: ScriptedBatch[] = []
  /** Calls of each kind, in order. */
  calls: string[] = []
  failsPoll: Failing = () => undefined
  failsFetch: Failing = () => undefined
  failsRegister: Failing = () => undefined
  /** Whether it leads in a circle. */
  isEndless = false
  /** Uploads that reached it, by tag; a tag that comes again must be the same. */
  readonly received = new Map<string, readonly string[]>()
  /** What it answers to an upload; undefined: it takes all. */
  answer: (batch: EncodedBatch, keys: readonly string[]) => SendOutcome | undefined = () =>
    undefined
  minKeys = 1
  maxKeys = 5000
  refusesKey: (key: OutgoingKey) => string | undefined = () => undefined
  refusesReceived: (key: ReceivedKey) => string | undefined = () => undefined

  readonly ingress = (key: ReceivedKey): string | undefined => this.refusesReceived(key)
  readonly storedRisk = (key: ReceivedKey) => ({
    level: key.transmissionRiskLevel ?? 0,
    isFilledIn: key.transmissionRiskLevel === undefined,
  })

  readonly importer = {
    register: async (): Promise<Result<'registered' | 'was_registered', PartnerFailure>> => {
      this.calls.push('register')
      const failure = this.failsRegister()
      return failure === undefined ? succeed('was_registered') : fail(failure)
    },
    fetch: async (date: string, tag: string): Promise<Result<FetchedBatch, PartnerFailure>> => {
      this.calls.push(`fetch ${tag}`)
      const failure = this.failsFetch()
      if (failure !== undefined) return fail(failure)
      const batch = [...this.announced, ...this.batches].find((one) => one.tag === tag)
      return batch === undefined
        ? fail({ reason: 'batch_unknown', status: 404, isTransient: false })
        : succeed(fetched({ ...batch, date }))
    },
    poll: async (cursor: unknown): Promise<Result<ImportStep, PartnerFailure>> => {
      const index = typeof cursor === 'number' ? cursor : 0
      this.calls.push(`poll ${index}`)
      const failure = this.failsPoll()
      if (failure !== undefined) return fail(failure)
      const batch = this.batches[index]
      if (this.isEndless && batch === undefined) {
        return succeed({ batch: undefined, cursor: index, hasMore: true })
      }
      return succeed({
        batch: batch && fetched(batch),
        cursor: batch === undefined ? index : index + 1,
        hasMore: this.isEndless || index + 1 < this.batches.length,
      })
    },
    read: (raw: Uint8Array<ArrayBuffer>): Result<readonly ReceivedKey[], string> => readRaw(raw),
  }

  readonly exporter = (() => {
    const partner = this
    return {
      get minKeys() {
        return partner.minKeys
      },
      get maxKeys() {
        return partner.maxKeys
      },
      async encode(keys: readonly OutgoingKey[]): Promise<EncodedBatch> {
        const body = utf8(JSON.stringify(keys.map(({ keyData }) => toHex(keyData))))
        return { tag: toHex(await sha256(body)).slice(0, 16), body, headers: { a: 'b' } }
      },
      refuses: (key: OutgoingKey) => partner.refusesKey(key),
      async send(batch: EncodedBatch): Promise<SendOutcome> {
        const keys: readonly string[] = JSON.parse(new TextDecoder().decode(batch.body))
        partner.calls.push(`send ${keys.length}`)
        const outcome = partner.answer(batch, keys)
        if (outcome !== undefined) return outcome
        const isNew = !partner.received.has(batch.tag)
        partner.received.set(batch.tag, keys)
        return { kind: 'sent', status: isNew ? 201 : 409, acceptedKeys: isNew ? keys.length : 0 }
      },
    }
  })()
}

/** A key as a partner sends it. */
export const receivedKey = (
  id: number,
  start: number,
  change: Partial<ReceivedKey> = {},
): ReceivedKey => ({
  keyData: fromHex(id.toString(16).padStart(32, '0')) ?? new Uint8Array(),
  rollingStartIntervalNumber: start,
  rollingPeriod: 144,
  transmissionRiskLevel: 5,
  reportType: 1,
  daysSinceOnsetOfSymptoms: 1,
  origin: 'FR',
  visitedCountries: ['DE'],
  traveler: false,
  testType: undefined,
  ...change,
})

function fetched({ date, tag, keys }: ScriptedBatch): FetchedBatch {
  const raw = utf8(
    JSON.stringify(
      typeof keys === 'string'
        ? keys
        : keys.map((key) => ({ ...key, keyData: toHex(key.keyData) })),
    ),
  )
  return {
    date,
    tag,
    raw,
    contentType: 'application/json',
    evidence: { tag },
    keys: readRaw(raw),
  }
}

type RawKey = Omit<ReceivedKey, 'keyData'> & { readonly keyData: string }

function readRaw(raw: Uint8Array<ArrayBuffer>): Result<readonly ReceivedKey[], string> {
  const value: string | readonly RawKey[] = JSON.parse(new TextDecoder().decode(raw))
  if (typeof value === 'string') return fail(value)
  return succeed(
    value.map(
      (key): ReceivedKey => ({ ...key, keyData: fromHex(key.keyData) ?? new Uint8Array() }),
    ),
  )
}

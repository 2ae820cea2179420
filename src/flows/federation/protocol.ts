/**
 * What the pipeline wants of a protocol: to fetch a partner's batches and to send it ours. The pipeline keeps the state, the
 * bytes and the order; an adapter turns them into calls and answers into keys, and keeps nothing.
 */

import type { FederationProtocol } from '../../core/federation/protocols.ts'
import type { OutgoingKey, ReceivedKey } from '../../core/federation/received-key.ts'
import type { Result } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { Outbound } from '../outbound.ts'

/** How a partner is called: over the network, with its client certificate where it has one, or in the process. */
export type PartnerHttp = Pick<Outbound, 'send'>

/** A partner as its row says, opened. */
export interface FederationPartner {
  readonly id: number
  readonly name: string
  readonly protocol: FederationProtocol
  /** Without a slash at the end. */
  readonly baseUrl: string
  readonly importsKeys: boolean
  readonly exportsKeys: boolean
  /** Ids. */
  readonly gatewayFrom: readonly number[]
  readonly ownOrigin: string
  readonly prefix: string
  readonly regions: readonly string[]
  readonly exportRegions: readonly string[]
  readonly traveler: boolean
  /** The protocol's own, as its reader understands them. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Secret texts by name; empty for none. */
  readonly credentials: Readonly<Record<string, string>>
  readonly contentSignerId: number | undefined
}

/** Why an exchange did not work; `reason` is a name in snake_case that operators see. */
export interface PartnerFailure {
  readonly reason: string
  /** The answer's status; undefined where there was none. */
  readonly status?: number | undefined
  /** Whether the same call may work later. Without that an import stops until somebody looks. */
  readonly isTransient: boolean
}

/** A batch that was fetched. */
export interface FetchedBatch {
  /** YYYY-MM-DD. */
  readonly date: string
  readonly tag: string
  /** As it came: kept for audit and replay. */
  readonly raw: Uint8Array<ArrayBuffer>
  readonly contentType: string
  /** What proves it, such as the signatures of an audit: kept beside it, as JSON. */
  readonly evidence: unknown
  /** Its keys; a failure where it is not to be read or not to be trusted: it is quarantined by that name and the next proceeds. */
  readonly keys: Result<readonly ReceivedKey[], string>
}

/** A batch that the partner has and that could not be had from it now, such as one that is too large. */
export interface MissedBatch extends Pick<FetchedBatch, 'date' | 'tag'> {
  readonly failure: PartnerFailure
}

/** A step forward: with a batch or, where the partner has nothing (yet), without. */
export interface ImportStep {
  readonly batch: FetchedBatch | undefined
  /** It is tried again by itself, as one that was announced, and the next proceeds. Of adapters that can `fetch`. */
  readonly missed?: MissedBatch | undefined
  /** To be kept in the same call as the batch. */
  readonly cursor: unknown
  /** Whether another step may bring more now. */
  readonly hasMore: boolean
}

export interface ImportAdapter {
  /**
   * One step of polling. Must give the same batch again for the same cursor for as long as the partner does.
   * @param cursor as the step before left it; undefined for the first
   */
  poll(cursor: unknown, now: UnixSeconds): Promise<Result<ImportStep, PartnerFailure>>
  /** One batch that was announced, or is fetched again; undefined where the protocol has no such thing. */
  readonly fetch?: (
    date: string,
    tag: string,
    now: UnixSeconds,
  ) => Promise<Result<FetchedBatch, PartnerFailure>>
  /** Makes sure that the partner announces batches to us; undefined where it does not. */
  readonly register?: (
    now: UnixSeconds,
  ) => Promise<Result<'registered' | 'was_registered', PartnerFailure>>
  /** Reads raw bytes again that were kept, for a replay. */
  read(raw: Uint8Array<ArrayBuffer>): Result<readonly ReceivedKey[], string>
}

/** What is sent: kept before the first attempt, and the same at every one. */
export interface EncodedBatch {
  readonly tag: string
  readonly body: Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

/** What became of an attempt to send. */
export type SendOutcome =
  /** @property warning name of what operators should look at though the batch is out */
  | {
      readonly kind: 'sent'
      readonly status: number
      readonly acceptedKeys: number
      readonly warning?: string | undefined
    }
  /** @property resend places of the batch's keys, in its order, that were not taken and are to be sent again */
  | {
      readonly kind: 'partly_accepted'
      readonly status: number
      readonly acceptedKeys: number
      readonly resend: readonly number[]
    }
  | { readonly kind: 'too_large'; readonly status: number }
  | { readonly kind: 'skipped'; readonly status: number }
  | { readonly kind: 'rejected'; readonly status: number; readonly reason: string }
  | { readonly kind: 'retry'; readonly status: number | undefined; readonly reason: string }

export interface ExportAdapter {
  /** Fewer keys than that wait for more. */
  readonly minKeys: number
  /** More than that are cut into several batches. */
  readonly maxKeys: number
  /** Keys of different groups never share a batch; undefined: all may. */
  readonly groupOf?: (key: OutgoingKey) => string
  /** @param keys ascending by key data, of one group */
  encode(keys: readonly OutgoingKey[], now: UnixSeconds): Promise<EncodedBatch>
  /** The egress filter's own part: why this protocol can't carry a key; undefined where it can. */
  refuses(key: OutgoingKey): string | undefined
  send(batch: EncodedBatch): Promise<SendOutcome>
}

/** Keys that no partner of this protocol may bring, beyond the common rules; undefined where it may. */
export type IngressRule = (key: ReceivedKey, now: UnixSeconds) => string | undefined

/** One protocol's side of a partner. */
export interface PartnerAdapter {
  readonly ingress: IngressRule
  /**
   * What is stored as the key's risk, 0 to 8, and whether it was made up here (`FILLED_IN.transmissionRisk`): scales differ, so that
   * most protocols don't take the partner's word.
   */
  readonly storedRisk: (key: ReceivedKey) => {
    readonly level: number
    readonly isFilledIn: boolean
  }
  readonly importer: ImportAdapter
  readonly exporter: ExportAdapter
}

/** Opens the adapter of a partner. */
export type OpenAdapter = (partner: FederationPartner) => Promise<PartnerAdapter>

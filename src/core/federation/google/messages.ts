/**
 * Federation between key servers: what one asks and the other answers, whatever carries it. Pure.
 * Source: google/exposure-notifications-server internal/pb/federation/federation.proto.
 */

export const FETCH_PATH = '/v1/federation/fetch'
export const PROTOBUF_TYPE = 'application/x-protobuf'

/** Two lists of regions at their longest and two cursors are 9 KB. */
export const MAX_FETCH_REQUEST_BYTES = 16_384
/** Regions a list. */
export const MAX_FETCH_REGIONS = 100
export const MAX_REGION_LENGTH = 32
export const MAX_NEXT_TOKEN_LENGTH = 200
/** Primary and revised keys of one answer together, whatever is asked for. */
export const MAX_FETCHED_KEYS = 500

/** Where the other side got to in one of the two lists. */
export interface FetchCursor {
  /** Unix seconds. */
  readonly timestamp: number
  /** '' for the beginning of that second. */
  readonly nextToken: string
}

export interface FetchState {
  readonly keyCursor: FetchCursor
  readonly revisedKeyCursor: FetchCursor
}

export interface FetchRequest {
  /** As sent. Keys for any of them; empty: for all that the caller may have. */
  readonly includeRegions: readonly string[]
  readonly excludeRegions: readonly string[]
  readonly onlyTravelers: boolean
  /** No keys that others brought to the server that is asked. */
  readonly onlyLocalProvenance: boolean
  /** 0: as many as the server gives at once. */
  readonly maxExposureKeys: number
  readonly state: FetchState
}

export interface FederatedKey {
  readonly exposureKey: Uint8Array
  /** 0 to 8. */
  readonly transmissionRisk: number
  /** Ten-minute intervals since the epoch. */
  readonly intervalNumber: number
  /** Intervals. */
  readonly intervalCount: number
  /** The export format's number; 0 for unknown. */
  readonly reportType: number
  /** Days, signed; undefined: not known. */
  readonly daysSinceOnsetOfSymptoms: number | undefined
  readonly traveler: boolean
  /** Upper case. */
  readonly regions: readonly string[]
}

export interface FetchResponse {
  readonly keys: readonly FederatedKey[]
  /** Keys as a revision made them. */
  readonly revisedKeys: readonly FederatedKey[]
  /** There is more now. */
  readonly isPartial: boolean
  readonly nextState: FetchState
}

export const FIRST_CURSOR: FetchCursor = { timestamp: 0, nextToken: '' }
export const FIRST_STATE: FetchState = { keyCursor: FIRST_CURSOR, revisedKeyCursor: FIRST_CURSOR }

/** Both messages of a fetch as protobuf. Pure. */

import { tocsin } from '../../proto/federation.js'
import type { FederatedKey, FetchRequest, FetchResponse } from './messages.ts'

const { FederationFetchRequest, FederationFetchResponse } = tocsin.federation

export const writeFetchRequest = ({
  includeRegions,
  excludeRegions,
  ...request
}: FetchRequest): Uint8Array<ArrayBuffer> =>
  copied(
    FederationFetchRequest.encode({
      includeRegions: [...includeRegions],
      excludeRegions: [...excludeRegions],
      ...request,
    }).finish(),
  )

export const writeFetchResponse = (response: FetchResponse): Uint8Array<ArrayBuffer> =>
  copied(
    FederationFetchResponse.encode({
      ...writtenKeys(response),
      partialResponse: response.isPartial,
      nextFetchState: response.nextState,
    }).finish(),
  )

/** The keys of an answer alone: the same bytes whatever the cursors are. */
export const writeFetchedKeys = (
  response: Pick<FetchResponse, 'keys' | 'revisedKeys'>,
): Uint8Array<ArrayBuffer> => copied(FederationFetchResponse.encode(writtenKeys(response)).finish())

const writtenKeys = ({ keys, revisedKeys }: Pick<FetchResponse, 'keys' | 'revisedKeys'>) => ({
  keys: keys.map(written),
  revisedKeys: revisedKeys.map(written),
})

const written = ({ regions, daysSinceOnsetOfSymptoms, ...key }: FederatedKey) => ({
  ...key,
  regions: [...regions],
  hasSymptomOnset: daysSinceOnsetOfSymptoms !== undefined,
  daysSinceOnsetOfSymptoms: daysSinceOnsetOfSymptoms ?? 0,
})

/** protobufjs may hand out a part of a larger buffer. */
const copied = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)

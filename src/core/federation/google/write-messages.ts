/** Both messages of a fetch as protobuf. Pure. */

import protobuf from 'protobufjs/minimal.js'
import { tocsin } from '../../proto/federation.js'
import type { FederatedKey, FetchRequest, FetchResponse } from './messages.ts'

const { FederationFetchRequest, FederationFetchResponse } = tocsin.federation

export const writeFetchRequest = ({
  includeRegions,
  excludeRegions,
  ...request
}: FetchRequest): Uint8Array<ArrayBuffer> =>
  finished(
    FederationFetchRequest.encode(
      {
        includeRegions: [...includeRegions],
        excludeRegions: [...excludeRegions],
        ...request,
      },
      newWriter(),
    ),
  )

export const writeFetchResponse = (response: FetchResponse): Uint8Array<ArrayBuffer> =>
  finished(
    FederationFetchResponse.encode(
      {
        ...writtenKeys(response),
        partialResponse: response.isPartial,
        nextFetchState: response.nextState,
      },
      newWriter(),
    ),
  )

/** The keys of an answer alone: the same bytes whatever the cursors are. */
export const writeFetchedKeys = (
  response: Pick<FetchResponse, 'keys' | 'revisedKeys'>,
): Uint8Array<ArrayBuffer> =>
  finished(FederationFetchResponse.encode(writtenKeys(response), newWriter()))

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

/**
 * NOTE: the writer that it takes by itself in workerd throws for texts of forty bytes and more: the platform's `utf8Write` does not
 * subtract the offset from the length that it assumes.
 */
const newWriter = (): protobuf.Writer => new protobuf.Writer()

/** It may hand out a part of a larger buffer. */
const finished = (writer: protobuf.Writer): Uint8Array<ArrayBuffer> =>
  new Uint8Array(writer.finish())

/** Both messages of a fetch out of protobuf, read strictly: a field that stands there twice is refused, and every list is bounded. Pure. */

import { WireReader } from '../../export/wire-reader.ts'
import { fail, type Result, succeed } from '../../result.ts'
import {
  type FederatedKey,
  type FetchCursor,
  type FetchRequest,
  type FetchResponse,
  type FetchState,
  FIRST_CURSOR,
  FIRST_STATE,
  MAX_FETCH_REGIONS,
  MAX_NEXT_TOKEN_LENGTH,
} from './messages.ts'

/** What is wrong, without anything of what was sent. */
export type UnreadableMessage = string

export function readFetchRequest(message: Uint8Array): Result<FetchRequest, UnreadableMessage> {
  const reader = new WireReader(message, 'FederationFetchRequest')
  const includeRegions: string[] = []
  const excludeRegions: string[] = []
  let onlyTravelers = false
  let onlyLocalProvenance = false
  let maxExposureKeys = 0
  let state: FetchState = FIRST_STATE
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field >= 3 && field <= 6) reader.once()
    if (field === 1 || field === 2) {
      const list = field === 1 ? includeRegions : excludeRegions
      if (list.push(reader.string()) > MAX_FETCH_REGIONS) return fail('too many regions')
    } else if (field === 3) onlyTravelers = reader.bool()
    else if (field === 4) onlyLocalProvenance = reader.bool()
    else if (field === 5) maxExposureKeys = reader.uint32()
    else if (field === 6) {
      const read = readState(reader.bytes())
      if (!read.ok) return read
      state = read.value
    } else reader.skip()
  }
  return reader.problem === undefined
    ? succeed({
        includeRegions,
        excludeRegions,
        onlyTravelers,
        onlyLocalProvenance,
        maxExposureKeys,
        state,
      })
    : fail(reader.problem)
}

/** @param maxKeys of both lists together; with more, nothing further is read */
export function readFetchResponse(
  message: Uint8Array,
  maxKeys: number,
): Result<FetchResponse, UnreadableMessage> {
  const reader = new WireReader(message, 'FederationFetchResponse')
  const keys: FederatedKey[] = []
  const revisedKeys: FederatedKey[] = []
  let isPartial = false
  let nextState: FetchState | undefined
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 3 || field === 4) reader.once()
    if (field === 1 || field === 2) {
      const key = readKey(reader.bytes())
      if (!key.ok) return key
      const list = field === 1 ? keys : revisedKeys
      list.push(key.value)
      if (keys.length + revisedKeys.length > maxKeys) return fail('more keys than were asked for')
    } else if (field === 3) isPartial = reader.bool()
    else if (field === 4) {
      const read = readState(reader.bytes())
      if (!read.ok) return read
      nextState = read.value
    } else reader.skip()
  }
  if (reader.problem !== undefined) return fail(reader.problem)
  // Without it the next fetch would begin anew, and so for ever.
  if (nextState === undefined) return fail('there is no next state')
  return succeed({ keys, revisedKeys, isPartial, nextState })
}

function readState(message: Uint8Array): Result<FetchState, UnreadableMessage> {
  const reader = new WireReader(message, 'FetchState')
  let keyCursor = FIRST_CURSOR
  let revisedKeyCursor = FIRST_CURSOR
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1 || field === 2) {
      reader.once()
      const read = readCursor(reader.bytes())
      if (!read.ok) return read
      if (field === 1) keyCursor = read.value
      else revisedKeyCursor = read.value
    } else reader.skip()
  }
  return reader.problem === undefined
    ? succeed({ keyCursor, revisedKeyCursor })
    : fail(reader.problem)
}

function readCursor(message: Uint8Array): Result<FetchCursor, UnreadableMessage> {
  const reader = new WireReader(message, 'Cursor')
  let timestamp = 0
  let nextToken = ''
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field <= 2) reader.once()
    if (field === 1) timestamp = reader.natural()
    else if (field === 2) nextToken = reader.string()
    else reader.skip()
  }
  if (reader.problem !== undefined) return fail(reader.problem)
  if (nextToken.length > MAX_NEXT_TOKEN_LENGTH) return fail('Cursor: the token is too long')
  return succeed({ timestamp, nextToken })
}

function readKey(message: Uint8Array): Result<FederatedKey, UnreadableMessage> {
  const reader = new WireReader(message, 'ExposureKey')
  const regions: string[] = []
  let exposureKey: Uint8Array = new Uint8Array()
  let transmissionRisk = 0
  let intervalNumber = 0
  let intervalCount = 0
  let reportType = 0
  let days = 0
  let hasOnset = false
  let traveler = false
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field <= 8) reader.once()
    if (field === 1) exposureKey = reader.bytes()
    else if (field === 2) transmissionRisk = reader.int32()
    else if (field === 3) intervalNumber = reader.int32()
    else if (field === 4) intervalCount = reader.int32()
    else if (field === 5) reportType = reader.int32()
    else if (field === 6) days = reader.sint32()
    else if (field === 7) hasOnset = reader.bool()
    else if (field === 8) traveler = reader.bool()
    else if (field === 9) {
      if (regions.push(reader.string()) > MAX_FETCH_REGIONS) return fail('too many regions')
    } else reader.skip()
  }
  if (reader.problem !== undefined) return fail(reader.problem)
  return succeed({
    exposureKey,
    transmissionRisk,
    intervalNumber,
    intervalCount,
    reportType,
    daysSinceOnsetOfSymptoms: hasOnset ? days : undefined,
    traveler,
    regions,
  })
}

/**
 * The message that a phone submits, read strictly: a field that stands there twice is refused, and no list is without a bound.
 * What is not known is passed over. Pure.
 * Source: corona-warn-app/cwa-server `submission_payload.proto`.
 */

import { WireReader } from '../../export/wire-reader.ts'
import { fail, type Result, succeed } from '../../result.ts'
import { MAX_ROLLING_PERIOD } from '../../temporary-exposure-key.ts'
import type { ReceivedPayload, SubmittedKey } from './received-payload.ts'

export interface UnreadablePayload {
  readonly reason: 'unreadable'
  /** What is wrong, without anything of what was sent. */
  readonly problem: string
}

const MAX_VISITED_COUNTRIES = 100
/** Far above what one person attends. */
const MAX_CHECK_INS = 1000

/** @param maxKeys with more, nothing further is read */
export function readPayload(
  message: Uint8Array,
  maxKeys: number,
): Result<ReceivedPayload, UnreadablePayload> {
  const reader = new WireReader(message, 'SubmissionPayload')
  const keys: SubmittedKey[] = []
  const visitedCountries: string[] = []
  let origin = ''
  let consent = 0
  let submissionType = 0
  let checkIns = 0
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 4 || field === 5 || field === 7) reader.once()
    if (field === 1) {
      const key = readKey(reader.bytes())
      if (!key.ok) return key
      if (keys.push(key.value) > maxKeys) return unreadable(`more than ${maxKeys} keys`)
    } else if (field === 3) {
      if (visitedCountries.push(reader.string()) > MAX_VISITED_COUNTRIES) {
        return unreadable(`more than ${MAX_VISITED_COUNTRIES} visited countries`)
      }
    } else if (field === 4) origin = reader.string()
    else if (field === 5) consent = reader.int32()
    else if (field === 6 || field === 8) {
      reader.bytes()
      if (++checkIns > MAX_CHECK_INS) return unreadable(`more than ${MAX_CHECK_INS} check-ins`)
    } else if (field === 7) submissionType = reader.int32()
    else reader.skip()
  }
  const consentsToFederation = consent !== 0
  return reader.problem === undefined
    ? succeed({ keys, visitedCountries, origin, consentsToFederation, submissionType, checkIns })
    : unreadable(reader.problem)
}

function readKey(message: Uint8Array): Result<SubmittedKey, UnreadablePayload> {
  const reader = new WireReader(message, 'TemporaryExposureKey')
  let keyData: Uint8Array = new Uint8Array()
  let transmissionRiskLevel: number | undefined
  let rollingStartIntervalNumber = 0
  let rollingPeriod = MAX_ROLLING_PERIOD
  let onsetCode: number | undefined
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field <= 6) reader.once()
    if (field === 1) keyData = reader.bytes()
    else if (field === 2) transmissionRiskLevel = reader.int32()
    else if (field === 3) rollingStartIntervalNumber = reader.int32()
    else if (field === 4) rollingPeriod = reader.int32()
    else if (field === 6) onsetCode = reader.sint32()
    // The report type is not the phone's to say.
    else reader.skip()
  }
  const span = { rollingStartIntervalNumber, rollingPeriod }
  return reader.problem === undefined
    ? succeed({ keyData, ...span, transmissionRiskLevel, onsetCode })
    : unreadable(reader.problem)
}

const unreadable = (problem: string) => fail({ reason: 'unreadable', problem } as const)

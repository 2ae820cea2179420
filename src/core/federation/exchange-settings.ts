/** The settings of a partner that the pipeline itself reads, with what stands for those that were left out. Pure. */

import type { FederationProtocol } from './protocols.ts'

export interface ExchangeSettings {
  /** Origins whose keys are taken; undefined: those that the list of countries accepts. */
  readonly acceptedOrigins: readonly string[] | undefined
  /** Numbers of the export format; undefined: the protocol's own rule judges alone. */
  readonly acceptedReportTypes: readonly number[] | undefined
  /** Whether only keys are taken that are of interest to us. */
  readonly requiresInterest: boolean
  /** Interval number: keys that start before it are refused whatever the day. */
  readonly minRollingStart: number
  /** A larger batch is not taken in. */
  readonly maxBatchKeys: number
  /** How far back the first exchange reaches. */
  readonly initialHistoryDays: number
  /** Between two questions for new batches, once there were none. */
  readonly pollSeconds: number
}

/** As in the gateway's own limit of an upload. */
const DEFAULT_BATCH_KEYS = 5000
const DEFAULT_HISTORY_DAYS = 14
const DEFAULT_POLL_MINUTES = 5
/** Source: minvws/nl-covid19-notification-app-backend, setting of the import. */
const DEFAULT_ROLLING_START = 2_629_584
const CONFIRMED_TEST = 1

/** @param settings as they were checked when they were written; what has another form counts as left out */
export function readExchangeSettings(
  protocol: FederationProtocol,
  settings: Readonly<Record<string, unknown>>,
): ExchangeSettings {
  const number = (name: string, otherwise: number): number => {
    const value = settings[name]
    return typeof value === 'number' && Number.isFinite(value) ? value : otherwise
  }
  return {
    acceptedOrigins: listOf(settings['acceptedOrigins'], isText),
    acceptedReportTypes:
      listOf(settings['acceptedReportTypes'], isNumber) ??
      (protocol === 'google' ? undefined : [CONFIRMED_TEST]),
    requiresInterest: settings['requireCoi'] === true,
    minRollingStart: number('minRollingStart', DEFAULT_ROLLING_START),
    maxBatchKeys: number('maxBatchKeys', DEFAULT_BATCH_KEYS),
    initialHistoryDays: number('initialHistoryDays', DEFAULT_HISTORY_DAYS),
    pollSeconds: number('pollMinutes', DEFAULT_POLL_MINUTES) * 60,
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isNumber = (value: unknown): value is number => typeof value === 'number'

const listOf = <T>(value: unknown, is: (item: unknown) => item is T): readonly T[] | undefined =>
  Array.isArray(value) ? value.filter(is) : undefined

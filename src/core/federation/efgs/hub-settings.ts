/** What the operator of a gateway can set, with the original's defaults. Pure. */

import { MAX_BATCH_KEYS } from './diagnosis-key.ts'

export interface EfgsHubSettings {
  /** Of an upload. */
  readonly maxUploadKeys: number
  /** Of an upload's body, by its form. */
  readonly maxProtobufBytes: number
  readonly maxJsonBytes: number
  /** Days before today of which batches are given out, and for which keys are kept. */
  readonly maxAgeDays: number
  /** Keys of a batch that members download. */
  readonly maxBatchKeys: number
}

const MIB = 1024 * 1024

/**
 * Of the bytes the original bounds none. Five thousand keys are 0.2 MB of protobuf and 1 MB of JSON; where each had been in all the
 * countries that there is room for, 2 MB and 4 MB.
 */
export const EFGS_HUB_DEFAULTS: EfgsHubSettings = {
  maxUploadKeys: MAX_BATCH_KEYS,
  maxProtobufBytes: 4 * MIB,
  maxJsonBytes: 4 * MIB,
  maxAgeDays: 2,
  maxBatchKeys: MAX_BATCH_KEYS,
}

/** How members are called. */
export interface EfgsCallbackSettings {
  /** Of one call. */
  readonly timeoutSeconds: number
  /** Between two tries, at least. */
  readonly retryWaitSeconds: number
  /** After the first try. */
  readonly maxRetries: number
}

export const EFGS_CALLBACK_DEFAULTS: EfgsCallbackSettings = {
  timeoutSeconds: 10,
  retryWaitSeconds: 300,
  maxRetries: 5,
}

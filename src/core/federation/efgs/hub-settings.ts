/** What the operator of a gateway can set, with the original's defaults. Pure. */

export interface EfgsHubSettings {
  /** Of an upload. */
  readonly maxUploadKeys: number
  /** Of an upload, by its form. */
  readonly maxProtobufBytes: number
  readonly maxJsonBytes: number
  /** Days before today of which batches are given out. */
  readonly maxAgeDays: number
  /** Keys of a batch that members download. */
  readonly maxBatchKeys: number
  readonly callbackTimeoutMs: number
  /** Tries after the first. */
  readonly callbackMaxRetries: number
  readonly callbackRetryWaitSeconds: number
  /** Subscriptions of a country. */
  readonly maxCallbacks: number
}

export interface EfgsHubSettingRule {
  readonly initial: number
  readonly min: number
  readonly max: number
  /** The original's name for it; undefined: it has none. */
  readonly originalName: string | undefined
}

const rule = (
  initial: number,
  min: number,
  max: number,
  originalName?: string,
): EfgsHubSettingRule => ({ initial, min, max, originalName })

const MIB = 1024 * 1024

/**
 * The original bounds no bytes: five thousand keys are 0.2 MB of protobuf, and 2 MB where each was in all countries that there is
 * room for.
 */
export const EFGS_HUB_SETTINGS: Readonly<Record<keyof EfgsHubSettings, EfgsHubSettingRule>> = {
  maxUploadKeys: rule(5000, 1, 5000, 'efgs.upload-settings.maximum-upload-batch-size'),
  maxProtobufBytes: rule(4 * MIB, 64 * 1024, 32 * MIB),
  maxJsonBytes: rule(16 * MIB, 64 * 1024, 32 * MIB),
  maxAgeDays: rule(2, 1, 14, 'efgs.download-settings.max-age-in-days'),
  maxBatchKeys: rule(5000, 1, 5000, 'efgs.batching.doclimit'),
  callbackTimeoutMs: rule(10_000, 1000, 60_000, 'efgs.callback.timeout'),
  callbackMaxRetries: rule(5, 0, 100, 'efgs.callback.max-retries'),
  callbackRetryWaitSeconds: rule(300, 1, 86_400, 'efgs.callback.retry-wait'),
  maxCallbacks: rule(10, 1, 100),
}

export const EFGS_HUB_DEFAULTS: EfgsHubSettings = {
  maxUploadKeys: EFGS_HUB_SETTINGS.maxUploadKeys.initial,
  maxProtobufBytes: EFGS_HUB_SETTINGS.maxProtobufBytes.initial,
  maxJsonBytes: EFGS_HUB_SETTINGS.maxJsonBytes.initial,
  maxAgeDays: EFGS_HUB_SETTINGS.maxAgeDays.initial,
  maxBatchKeys: EFGS_HUB_SETTINGS.maxBatchKeys.initial,
  callbackTimeoutMs: EFGS_HUB_SETTINGS.callbackTimeoutMs.initial,
  callbackMaxRetries: EFGS_HUB_SETTINGS.callbackMaxRetries.initial,
  callbackRetryWaitSeconds: EFGS_HUB_SETTINGS.callbackRetryWaitSeconds.initial,
  maxCallbacks: EFGS_HUB_SETTINGS.maxCallbacks.initial,
}

/** Variables and secrets of federation: our hubs, and how partners reach us. */

import * as z from 'zod'
import { SUBJECT_HEADER, THUMBPRINT_HEADER } from '../core/federation/efgs/client-headers.ts'
import { MAX_BATCH_KEYS } from '../core/federation/efgs/diagnosis-key.ts'
import { EFGS_CALLBACK_DEFAULTS, EFGS_HUB_DEFAULTS } from '../core/federation/efgs/hub-settings.ts'
import { count, DAY, duration, HOST, HOUR, MINUTE, SECOND, text } from './config-fields.ts'

const PATH = /^\/[A-Za-z0-9._~/-]{1,200}$/
const HEADER_NAME = /^[A-Za-z0-9-]{1,64}$/
const CERTIFICATE =
  /^(\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]{1,10000}-----END CERTIFICATE-----\s*)?$/

/** Paths with commas between. */
const paths = (description: string) =>
  z
    .string()
    .default('')
    .transform((list) => list.split(',').filter((path) => path !== ''))
    .pipe(z.array(z.string().regex(PATH, 'is not a path such as /v1/efg-callback')))
    .describe(description)

export const FEDERATION_VARIABLES = {
  FEDERATION_HOST: text(
    '',
    HOST,
    'Host name of the federation surface; empty: any host, told by path.',
  ),
  EFGS_HUB_HOST: text(
    '',
    HOST,
    'Host name of our EFGS-compatible gateway, where it is served without its prefix `/federation/efgs`.',
  ),
  UK_HUB_HOST: text(
    '',
    HOST,
    'Host name of our server of the UK protocol, where it is served without its prefix `/federation/uk`.',
  ),
  FEDERATION_CALLBACK_PATHS: paths(
    'Paths at which gateways announce batches, beside `/v1/efg-callback` and `/version/v1/callback`; with commas between.',
  ),
  FEDERATION_THUMBPRINT_HEADER: text(
    THUMBPRINT_HEADER,
    HEADER_NAME,
    'Header in which a proxy in front of us names the SHA-256 of a client certificate (`efgs.cert-auth.header-fields.thumbprint`).',
  ),
  FEDERATION_SUBJECT_HEADER: text(
    SUBJECT_HEADER,
    HEADER_NAME,
    'Header in which it names its subject (`efgs.cert-auth.header-fields.distinguished-name`).',
  ),
  EFGS_HUB_TRUST_ANCHOR: text(
    '',
    CERTIFICATE,
    'Certificate of the trust anchor, PEM: only certificates that it signed are members of our gateway; empty: nobody is (`efgs.trustAnchor`).',
  ),
  EFGS_HUB_MAX_UPLOAD_KEYS: count(
    EFGS_HUB_DEFAULTS.maxUploadKeys,
    1,
    MAX_BATCH_KEYS,
    'Keys of one upload of a member (`efgs.upload-settings.maximum-upload-batch-size`).',
  ),
  EFGS_HUB_MAX_PROTOBUF_BYTES: count(
    EFGS_HUB_DEFAULTS.maxProtobufBytes,
    65_536,
    16_777_216,
    'Bytes of one upload of a member as protobuf.',
  ),
  EFGS_HUB_MAX_JSON_BYTES: count(
    EFGS_HUB_DEFAULTS.maxJsonBytes,
    65_536,
    16_777_216,
    'Bytes of one upload of a member as JSON.',
  ),
  EFGS_HUB_MAX_AGE_DAYS: count(
    EFGS_HUB_DEFAULTS.maxAgeDays,
    1,
    14,
    'Days before today of which batches are given out, and for which their keys are kept (`efgs.download-settings.max-age-in-days`).',
  ),
  EFGS_HUB_MAX_BATCH_KEYS: count(
    EFGS_HUB_DEFAULTS.maxBatchKeys,
    1,
    MAX_BATCH_KEYS,
    'Keys of a batch that members download (`efgs.batching.doclimit`).',
  ),
  EFGS_HUB_CALLBACK_TIMEOUT: duration(
    `${EFGS_CALLBACK_DEFAULTS.timeoutSeconds}s`,
    SECOND,
    60 * SECOND,
    'Time of one call of a member (`efgs.callback.timeout`).',
  ),
  EFGS_HUB_CALLBACK_RETRY_WAIT: duration(
    `${EFGS_CALLBACK_DEFAULTS.retryWaitSeconds}s`,
    60 * SECOND,
    24 * HOUR,
    'Between two tries to call a member, at least (`efgs.callback.retry-wait`).',
  ),
  EFGS_HUB_CALLBACK_MAX_RETRIES: count(
    EFGS_CALLBACK_DEFAULTS.maxRetries,
    0,
    100,
    'Further tries; after the last a callback is forgotten (`efgs.callback.max-retries`).',
  ),
  EFGS_HUB_CERTIFICATE_BINDING: text(
    '',
    /^[A-Za-z_$]?[A-Za-z0-9_$]{0,99}$/,
    'Binding of `mtls_certificates` with the client certificate that callbacks of members are called with; empty: with none.',
  ),
  UK_HUB_BATCH_SIZE: count(1000, 1, 5000, 'Keys of a batch that nations download.'),
  UK_HUB_FLUSH_INTERVAL: duration(
    '30m',
    MINUTE,
    DAY,
    'From one batch to the next that is not full: small ones would tell which keys came together.',
  ),
  UK_HUB_MAX_KEYS: count(20_000, 1, 100_000, 'Keys of one upload of a nation.'),
  UK_HUB_MAX_BODY_BYTES: count(10_485_760, 65_536, 104_857_600, 'Bytes of one upload of a nation.'),
}

/** Secrets that only some deployments have. */
export interface FederationSecrets {
  /** What a proxy in front of us proves itself with, so that its word on who is calling counts. */
  readonly FEDERATION_PROXY_SECRET?: string
}

/** Variables and secrets of federation: our hubs, and how partners reach us. */

import * as z from 'zod'
import { count, HOST, text } from './config-fields.ts'

const PATH = /^\/[A-Za-z0-9._~/-]{1,200}$/

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
  UK_HUB_BATCH_SIZE: count(1000, 1, 5000, 'Keys of a batch that nations download.'),
  UK_HUB_MAX_KEYS: count(20_000, 1, 100_000, 'Keys of one upload of a nation.'),
  UK_HUB_MAX_BODY_BYTES: count(10_485_760, 65_536, 104_857_600, 'Bytes of one upload of a nation.'),
}

/** Secrets that only some deployments have. */
export interface FederationSecrets {
  /** What a proxy in front of us proves itself with, so that its word on who is calling counts. */
  readonly FEDERATION_PROXY_SECRET?: string
}

/** The exchange with partners: their objects with all that the three protocols need, and how the jobs reach them. */

import { type ForeignRules, PRODUCTION_RULES } from '../core/foreign/foreign-rules.ts'
import { openKeyserver } from '../db/keyserver/database.ts'
import { readCountries } from '../db/keyserver/queries/countries.ts'
import { FederationPartnerObject, type PartnerExchange } from '../durable/federation-partner.ts'
import { openContentSigner } from '../flows/content-signers.ts'
import { openEfgsAdapter } from '../flows/federation/efgs/open-efgs-adapter.ts'
import { openGoogleAdapter } from '../flows/federation/google/open-adapter.ts'
import type { OpenAdapter } from '../flows/federation/protocol.ts'
import { openUkAdapter } from '../flows/federation/uk/open-adapter.ts'
import { r2ArchiveStore } from '../platform/archive-store.ts'
import { readConfig, secondsOf } from '../platform/config.ts'
import { events } from '../platform/events.ts'
import { partnerHttp } from '../platform/partner-http.ts'
import { lazySecretBox, randomBytes } from '../platform/secrets.ts'
import type { Clock } from './clock.ts'
import { buildFederation, type FederationEnv } from './federation.ts'

export type ExchangeEnv = FederationEnv & Pick<Env, 'SUBMISSIONS'>

/** How a partner is called from here: over the network, through one of our bindings, or within this process. */
export const openPartnerHttp = (env: FederationEnv, rules: ForeignRules, clock: Clock) => {
  // Of the few that are in this process: most partners need none of it.
  let surface: ReturnType<typeof buildFederation> | undefined
  const local = (request: Request) => {
    surface ??= buildFederation(env, clock, rules.allowsLoopback)
    return surface.fetch(request)
  }
  return (partner: Parameters<typeof partnerHttp>[1]) =>
    partnerHttp(
      {
        allowsLoopback: rules.allowsLoopback,
        binding: (name) => bindingOf(env, name),
        local,
      },
      partner,
    )
}

/** Made once an object: most minutes bring nothing new, and reading variables would be most of their work. */
export function exchangeOf(env: ExchangeEnv, rules: ForeignRules) {
  const config = readConfig({ ...env })
  const shared = {
    db: openKeyserver(env.KEYSERVER_DB),
    store: r2ArchiveStore(env.SUBMISSIONS),
    secretBox: lazySecretBox(env.MASTER_KEY),
    randomBytes,
    onFault: (cause: unknown) => events.requestFailed('federation', cause),
  }
  const settings = { truncateWindowSeconds: secondsOf(config.TRUNCATE_WINDOW) }
  /** @param clock of one run */
  return (clock: Clock): PartnerExchange => ({
    deps: { ...shared, openAdapter: adapters(shared, openPartnerHttp(env, rules, clock)) },
    settings,
  })
}

function adapters(
  { db, secretBox }: Pick<PartnerExchange['deps'], 'db' | 'secretBox'>,
  http: ReturnType<typeof openPartnerHttp>,
): OpenAdapter {
  const openEfgs = openEfgsAdapter({
    http,
    signer: (id) => openContentSigner(db, secretBox, id),
    countries: () => readCountries(db),
  })
  return async (partner) => {
    switch (partner.protocol) {
      case 'efgs':
        return openEfgs(partner)
      case 'uk':
        return openUkAdapter(http(partner), partner)
      case 'google':
        return openGoogleAdapter(partner, http(partner))
    }
  }
}

/**
 * How members of our gateway are called.
 * @param certificateBinding whose certificate we show them; '' for none
 */
export const callbackHttp = (env: object, allowsLoopback: boolean, certificateBinding: string) =>
  partnerHttp(
    { allowsLoopback, binding: (name) => bindingOf(env, name), local: undefined },
    {
      name: 'callbacks of our gateway',
      baseUrl: 'https:',
      settings: { clientCertificateBinding: certificateBinding },
      credentials: {},
    },
  )

/** A binding that a partner's settings name: one with a client certificate of the platform. */
function bindingOf(env: object, name: string): Pick<Fetcher, 'fetch'> | undefined {
  const binding: unknown = Object.hasOwn(env, name) ? Reflect.get(env, name) : undefined
  const isFetcher = typeof binding === 'object' && binding !== null && 'fetch' in binding
  return isFetcher ? (binding as Pick<Fetcher, 'fetch'>) : undefined
}

/** The object as it is deployed. */
export class FederationPartner extends FederationPartnerObject {
  constructor(state: DurableObjectState, env: Env) {
    super(state, env, exchangeOf(env, PRODUCTION_RULES))
  }
}

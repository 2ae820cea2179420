/** The protocols that partners speak, and what a partner is for. Pure. */

/** efgs: a gateway as the European one. uk: a server as that of the UK and Ireland. google: the key server's federation. */
export const FEDERATION_PROTOCOLS = ['efgs', 'uk', 'google'] as const
export type FederationProtocol = (typeof FEDERATION_PROTOCOLS)[number]

/** Base URL of a partner that is a hub of our own: its requests stay in the process. */
export const LOCAL_BASE_URL = 'local:'

/** Entries of the configuration document about servers that we exchange keys with. Rows are named by what others know them by. Pure. */

import type { EfgsCertificateType } from '../federation/efgs/certificate-rules.ts'
import type { FederationProtocol } from '../federation/protocols.ts'

/** A server that we call. */
export interface PartnerEntry {
  readonly name: string
  readonly protocol: FederationProtocol
  /** Without a slash at the end; `local:` and a path for a hub of our own. */
  readonly baseUrl: string
  readonly importsKeys: boolean
  readonly exportsKeys: boolean
  /** Names of partners whose keys are forwarded to it. */
  readonly gatewayFrom: readonly string[]
  /** What our own keys have as their origin there. */
  readonly ownOrigin: string
  readonly prefix: string
  readonly regions: readonly string[]
  readonly exportRegions: readonly string[]
  readonly traveler: boolean
  /** Name of what signs the batches that are sent to it. */
  readonly contentSigner?: string | undefined
  /** The protocol's own and those that all share, as far as they are not the defaults. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Secret texts by name; an empty one takes it away, one that is left out stays. Read, never written. */
  readonly credentials?: Readonly<Record<string, string>> | undefined
  readonly activeFrom: string
  readonly activeThru?: string | undefined
}

/** Who may fetch keys from here by Google's federation. */
export interface FederationAuthorizationEntry {
  readonly issuer: string
  readonly subject: string
  readonly audience?: string | undefined
  readonly includeRegions: readonly string[]
  readonly excludeRegions: readonly string[]
  /** Name of the partner that it is. */
  readonly partnerName?: string | undefined
  readonly keys: readonly { readonly kid: string; readonly publicKeyPem: string }[]
  readonly jwksUri?: string | undefined
}

/** Who may call our server of the UK protocol. */
export interface NationEntry {
  /** What its token says, lower case. */
  readonly uuid: string
  /** What its keys have as their origin. */
  readonly region: string
  /** One or two: either may sign. */
  readonly publicKeysPem: readonly string[]
  /** Origins that it may speak for beside its own. */
  readonly gatewayOrigins: readonly string[]
  readonly revoked: boolean
  /** Whether what it sent is kept from the others. */
  readonly withholdsKeys: boolean
}

/** A certificate of a member of our gateway. */
export interface EfgsCertificateEntry {
  /** SHA-256 of the DER, lower-case hexadecimal: its name. One certificate has one type. */
  readonly thumbprint: string
  /** Two capital letters. */
  readonly country: string
  readonly type: EfgsCertificateType
  /** As the operator signed it: each byte counts. */
  readonly certificatePem: string
  /** By the gateway's trust anchor over the bytes of the PEM, base64. */
  readonly operatorSignature: string
  /** For people. */
  readonly host: string
  /** Of a signing certificate: countries that it may sign for beside its own. */
  readonly gatewayOrigins: readonly string[]
  readonly revoked: boolean
}

/** A caller by its two names; neither holds a blank. */
export const callerNameOf = (caller: { readonly issuer: string; readonly subject: string }) =>
  `${caller.issuer} ${caller.subject}`

/**
 * Who exchanges keys with the system that `npm start` leaves running, so that another program can play them: a country and a nation,
 * members of its two hubs, and a key server that may fetch. The system is a member of both hubs itself, for Germany's app.
 */

import { DEFAULT_FETCH_AUDIENCE } from '../src/core/federation/google/fetch-token.ts'
import { issueNationToken } from '../src/core/federation/uk/nation-token.ts'
import { asUnixSeconds } from '../src/core/time.ts'
import { nationTokenKey } from '../src/platform/secrets.ts'
import {
  certificateOf,
  contentSigner,
  countryCertificates,
  ecKeys,
  nation,
  PROXY_SECRET,
  registered,
  subjectOf,
} from './federation-members.ts'
import { CONTENT_SIGNER } from './identity.ts'

/** What the tokens of the key server say. */
const FETCHER = { issuer: 'https://keyserver.example.net', subject: 'federation', keyId: 'v1' }
const HOME = 'DE'
/** Nothing waits for more of its kind. */
const EAGER = { minUploadKeys: 1, pollMinutes: 1 }

/**
 * @param masterKey of the system
 * @param at Unix seconds: certificates and tokens are of that time
 */
export async function seedFederation(masterKey: string, at: number) {
  const now = asUnixSeconds(at)
  const anchor = await certificateOf('EU', 'trust anchor', now)
  const country = await countryCertificates('FR', now)
  const own = await countryCertificates(HOME, now)
  const [abroad, home] = [nation('GB-NIR'), nation(HOME, ['FR'])]
  const fetcher = ecKeys()
  const tokenKey = await nationTokenKey(masterKey)()
  const tokenOf = ({ entry }: typeof abroad) =>
    issueNationToken({ id: entry.uuid, version: 1 }, tokenKey, now)
  const ofHub = { importsKeys: true, exportsKeys: true, ownOrigin: HOME, regions: [HOME] }
  const document = {
    contentSigners: [CONTENT_SIGNER, contentSigner('federation', own.signer)],
    efgsCertificates: [...registered(anchor, 'FR', country), ...registered(anchor, HOME, own)],
    nations: [abroad.entry, home.entry],
    federationAuthorizations: [
      {
        issuer: FETCHER.issuer,
        subject: FETCHER.subject,
        includeRegions: [HOME, 'GB-EAW', 'NL', 'US'],
        keys: [{ kid: FETCHER.keyId, publicKeyPem: fetcher.publicKeyPem }],
      },
    ],
    partners: [
      {
        ...ofHub,
        name: 'efgs-hub',
        prefix: 'efgs-hub',
        protocol: 'efgs',
        baseUrl: 'local:/federation/efgs',
        contentSigner: 'federation',
        settings: { ...EAGER, acceptedOrigins: ['FR'] },
        credentials: {
          clientCertificateSha256: own.caller.thumbprint,
          clientCertificateSubject: subjectOf(HOME, 'authentication'),
        },
      },
      {
        ...ofHub,
        name: 'uk-hub',
        prefix: 'uk-hub',
        protocol: 'uk',
        baseUrl: 'local:/federation/uk',
        gatewayFrom: ['efgs-hub'],
        settings: { ...EAGER, acceptedOrigins: ['GB-NIR'], originMode: 'payload' },
        credentials: { bearerToken: await tokenOf(home), signingKeyPem: home.privateKeyPem },
      },
    ],
  }
  const token = await tokenOf(abroad)
  return {
    document,
    vars: {
      EFGS_HUB_TRUST_ANCHOR: anchor.certificatePem,
      FEDERATION_PROXY_SECRET: PROXY_SECRET,
    },
    /** What another program needs to be each of them. */
    partners: (baseUrl: string) => [
      {
        id: 'country',
        protocol: 'efgs',
        baseUrl: `${baseUrl}/federation/efgs`,
        country: 'FR',
        // As the proxy in front of it would say, which this machine has none of.
        headers: {
          'X-SSL-Client-SHA256': country.caller.thumbprint,
          'X-SSL-Client-DN': subjectOf('FR', 'authentication'),
          'X-Tocsin-Proxy-Secret': PROXY_SECRET,
        },
        signingCertificatePem: country.signer.certificatePem,
        signingKeyPem: country.signer.privateKeyPem,
        trustAnchorPem: anchor.certificatePem,
      },
      {
        id: 'nation',
        protocol: 'uk',
        baseUrl: `${baseUrl}/federation/uk`,
        region: abroad.entry.region,
        bearerToken: token,
        signingKeyPem: abroad.privateKeyPem,
      },
      {
        id: 'key-server',
        protocol: 'google',
        baseUrl,
        ...FETCHER,
        audience: DEFAULT_FETCH_AUDIENCE,
        signingKeyPem: fetcher.privateKeyPem,
      },
    ],
  }
}

/** Our side of a gateway, opened over any way to it. */

import { DEFAULT_COUNTRIES } from '../../src/core/countries.ts'
import { openEfgsAdapter } from '../../src/flows/federation/efgs/open-efgs-adapter.ts'
import type {
  FederationPartner,
  PartnerAdapter,
  PartnerHttp,
} from '../../src/flows/federation/protocol.ts'
import type { Member } from './efgs-gateway.ts'

export const efgsPartner = (change: Partial<FederationPartner> = {}): FederationPartner => ({
  id: 1,
  name: 'efgs',
  protocol: 'efgs',
  baseUrl: 'https://gateway.example.org',
  importsKeys: true,
  exportsKeys: true,
  gatewayFrom: [],
  ownOrigin: 'NL',
  prefix: 'efgs',
  regions: ['EU'],
  exportRegions: [],
  traveler: false,
  settings: {},
  credentials: {},
  contentSignerId: 1,
  ...change,
})

/** @param us of the gateway's members */
export const efgsAdapter = (
  http: PartnerHttp,
  change: Partial<FederationPartner> = {},
  us?: Member,
): Promise<PartnerAdapter> =>
  openEfgsAdapter({
    http: () => http,
    countries: async () => DEFAULT_COUNTRIES,
    async signer() {
      if (us === undefined) throw new Error('nobody signs in this test')
      return us.signer
    },
  })(efgsPartner(change))

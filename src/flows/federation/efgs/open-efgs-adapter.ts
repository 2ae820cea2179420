/** Our side of a partner that is a gateway as the European one. */

import type { Country } from '../../../core/countries.ts'
import { readCertificates } from '../../../core/crypto/certificates.ts'
import type { CmsSigner } from '../../../core/crypto/cms.ts'
import { judgeEfgsKey, riskOfEfgsKey } from '../../../core/federation/efgs/map-keys.ts'
import { pickEfgsSettings } from '../../../core/federation/efgs/read-settings.ts'
import type { FederationPartner, OpenAdapter, PartnerHttp } from '../protocol.ts'
import { efgsExporter } from './export-batches.ts'
import { gatewayOf } from './gateway.ts'
import { efgsImporter } from './import-batches.ts'

export interface EfgsAdapterDeps {
  readonly http: (partner: FederationPartner) => PartnerHttp
  /** Of the partner's row. */
  readonly signer: (contentSignerId: number) => Promise<CmsSigner>
  readonly countries: () => Promise<readonly Country[]>
}

export const openEfgsAdapter =
  ({ http, signer, countries }: EfgsAdapterDeps): OpenAdapter =>
  async (partner) => {
    const settings = pickEfgsSettings(partner.settings)
    const gateway = gatewayOf(http(partner), partner, settings)
    const { ownOrigin, contentSignerId } = partner
    const listed = await countries()
    const shareable = listed.filter((one) => one.shareable).map(({ code }) => code)
    return {
      ingress: (key) => judgeEfgsKey(key, settings),
      storedRisk: (key) => ({ level: riskOfEfgsKey(key, settings), isFilledIn: true }),
      importer: efgsImporter({
        gateway,
        settings,
        ownCountry: ownOrigin,
        trustAnchor: () => readCertificates(settings.trustAnchorPem)?.[0],
      }),
      exporter: efgsExporter({
        gateway,
        egress: { settings, ownOrigin, shareable },
        signer() {
          if (contentSignerId === undefined) {
            throw new Error(`partner "${partner.name}" has no content signer`)
          }
          return signer(contentSignerId)
        },
      }),
    }
  }

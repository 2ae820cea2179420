/** Partners of the store, and runs of the exchange with them as their objects do it. */

import { utf8 } from '../../src/core/bytes.ts'
import { asUnixSeconds } from '../../src/core/time.ts'
import type { KeyserverDatabase } from '../../src/db/keyserver/database.ts'
import { readCountries } from '../../src/db/keyserver/queries/countries.ts'
import { federationPartners } from '../../src/db/keyserver/schema/federation-partners.ts'
import { openEfgsAdapter } from '../../src/flows/federation/efgs/open-efgs-adapter.ts'
import type { SubmissionStore } from '../../src/flows/federation/exchange-deps.ts'
import { openGoogleAdapter } from '../../src/flows/federation/google/open-adapter.ts'
import { partnerLabel } from '../../src/flows/federation/open-partner.ts'
import type { OpenAdapter, PartnerHttp } from '../../src/flows/federation/protocol.ts'
import {
  type PartnerReport,
  type RunDirection,
  runPartner,
} from '../../src/flows/federation/run-partner.ts'
import { openUkAdapter } from '../../src/flows/federation/uk/open-adapter.ts'
import { openSecretBox, randomBytes } from '../../src/platform/secrets.ts'
import type { Member } from '../../test/support/efgs-gateway.ts'
import { HOUR } from './store.ts'

const secretBox = await openSecretBox(Buffer.alloc(32, 7).toString('base64'))

type PartnerValues = typeof federationPartners.$inferInsert

export async function addPartner(
  db: KeyserverDatabase,
  id: number,
  change: Partial<PartnerValues> = {},
  credentials: Readonly<Record<string, string>> = {},
): Promise<void> {
  const name = `partner-${id}`
  const sealed = utf8(JSON.stringify(credentials))
  await db.orm.insert(federationPartners).values({
    id,
    name,
    protocol: 'efgs',
    baseUrl: 'https://partner.example.org',
    importsKeys: true,
    exportsKeys: true,
    gatewayFrom: [],
    ownOrigin: 'NL',
    prefix: name,
    regions: ['NL'],
    exportRegions: [],
    traveler: false,
    settings: {},
    wrappedCredentials: await secretBox.wrap(sealed, partnerLabel(name)),
    contentSignerId: 1,
    activeFrom: 0,
    ...change,
  })
}

/** As the Worker opens them. @param us whose certificate signs */
export const adapterOpener =
  (
    db: KeyserverDatabase,
    http: (partnerId: number) => PartnerHttp,
    us?: Pick<Member, 'signer'>,
  ): OpenAdapter =>
  async (partner) => {
    switch (partner.protocol) {
      case 'efgs':
        return openEfgsAdapter({
          http: ({ id }) => http(id),
          countries: () => readCountries(db),
          async signer() {
            if (us === undefined) throw new Error('nobody signs here')
            return us.signer
          },
        })(partner)
      case 'uk':
        return openUkAdapter(http(partner.id), partner)
      case 'google':
        return openGoogleAdapter(partner, http(partner.id))
    }
  }

/** One run with all the time that it needs, and without a failure. */
export async function runOnce(
  { db, bucket }: { readonly db: KeyserverDatabase; readonly bucket: SubmissionStore },
  partnerId: number,
  openAdapter: OpenAdapter,
  direction: RunDirection,
  now: number,
): Promise<PartnerReport> {
  const report = await runPartner(
    {
      db,
      store: bucket,
      secretBox,
      openAdapter,
      randomBytes,
      onFault(cause) {
        throw cause
      },
    },
    { truncateWindowSeconds: HOUR },
    partnerId,
    { direction, clock: () => asUnixSeconds(now), remaining: () => 600, isForced: false },
  )
  if (report.failures.length > 0) throw new Error(`a run failed: ${report.failures.join(', ')}`)
  return report
}

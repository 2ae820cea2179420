/** A partner's side that speaks the protocol of the UK and Ireland. */

import { readUkSettings } from '../../../core/federation/uk/read-settings.ts'
import {
  judgeReceivedExposure,
  storedRiskOf,
} from '../../../core/federation/uk/received-exposure.ts'
import type { FederationPartner, PartnerAdapter, PartnerHttp } from '../protocol.ts'
import { ukImporter } from './read-batches.ts'
import { ukExporter } from './send-batches.ts'
import { UkServer } from './uk-server.ts'

const DEFAULT_HISTORY_DAYS = 14

/**
 * One for each run.
 * @throws where the settings are not valid: they were checked when they were written
 */
export function openUkAdapter(http: PartnerHttp, partner: FederationPartner): PartnerAdapter {
  const read = readUkSettings(partner.settings)
  if (!read.ok) throw new Error(`the settings of partner ${partner.name} are not valid`)
  const settings = read.value
  const { initialHistoryDays } = partner.settings
  const server = new UkServer(http, partner, settings)
  return {
    ingress: (key) => judgeReceivedExposure(key, settings),
    storedRisk: (key) => storedRiskOf(key, settings),
    importer: ukImporter(server, {
      ...settings,
      initialHistoryDays:
        typeof initialHistoryDays === 'number' ? initialHistoryDays : DEFAULT_HISTORY_DAYS,
    }),
    exporter: ukExporter(server, partner, settings),
  }
}

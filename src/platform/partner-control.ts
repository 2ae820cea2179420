/** Partners behind their Durable Objects, one each. */

import type { FederationPartnerObject } from '../durable/federation-partner.ts'
import type { PartnerControl } from '../flows/federation/partner-control.ts'
import type { RunPartnersDeps } from '../flows/federation/run-partners.ts'
import { objectStub } from './quota.ts'

export type PartnerObjects = DurableObjectNamespace<FederationPartnerObject>

const partnerObject = (objects: PartnerObjects, jurisdiction: string, partnerId: number) =>
  objectStub(objects, jurisdiction, `partner/${partnerId}`)

export const runThroughObjects =
  (objects: PartnerObjects, jurisdiction: string): RunPartnersDeps['run'] =>
  async (partnerId, direction, now) =>
    partnerObject(objects, jurisdiction, partnerId).run(partnerId, direction, now)

/** What an operator asks of a partner's object. */
export const partnerControl = (objects: PartnerObjects, jurisdiction: string): PartnerControl => ({
  async run(partnerId, now) {
    const object = partnerObject(objects, jurisdiction, partnerId)
    const report = await object.run(partnerId, 'both', now, true)
    return report === undefined
      ? { failures: [], hasMore: true }
      : { failures: report.failures, hasMore: report.hasMore, ...report.counts }
  },
  replay: async (partnerId, batchId, now) =>
    partnerObject(objects, jurisdiction, partnerId).replay(partnerId, batchId, now),
})

/** Admission behind Durable Objects: one a realm; requests without a valid key are spread over a few by their address. */

import type { RateLimit } from '../core/realms/rate-limit.ts'
import type { RealmQuota } from '../durable/realm-quota.ts'
import type { AdmissionControl, CodeQuota } from '../flows/verification/admission.ts'
import { objectStub } from './quota.ts'

/** Digits of the hashed address that choose the object. */
const SPREAD_DIGITS = 2

const realmName = (realmId: number): string => `realm/${realmId}`

export function admissionControl(
  namespace: DurableObjectNamespace<RealmQuota>,
  jurisdiction: string,
  limit: RateLimit,
): AdmissionControl {
  return {
    async admit(realmId, request, now) {
      const name =
        realmId === undefined
          ? `addresses/${request.rateKey.slice(request.rateKey.lastIndexOf(':') + 1).slice(0, SPREAD_DIGITS)}`
          : realmName(realmId)
      return objectStub(namespace, jurisdiction, name).admit(request, limit, now)
    },
  }
}

export function codeQuota(
  namespace: DurableObjectNamespace<RealmQuota>,
  jurisdiction: string,
): CodeQuota {
  const quotaOf = (realmId: number) => objectStub(namespace, jurisdiction, realmName(realmId))
  return {
    set: async (realmId, limit, intervalSeconds, now) =>
      quotaOf(realmId).setCodes(limit, intervalSeconds, now),
    renewDaily: async (realmId, limit, now) => quotaOf(realmId).renewDaily(limit, now),
    burst: async (realmId, codes, now) => quotaOf(realmId).burst(codes, now),
    read: async (realmId, now) => quotaOf(realmId).readCodes(now),
  }
}

/** The upload quota behind a Durable Object, one an authority. */

import type { Quota } from '../durable/quota.ts'
import type { UploadQuota } from '../flows/store-upload.ts'

/** Every stub is made here, so that no object escapes the jurisdiction. */
export function objectStub<T extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<T>,
  jurisdiction: string,
  name: string,
): DurableObjectStub<T> {
  const within =
    jurisdiction === ''
      ? namespace
      : namespace.jurisdiction(jurisdiction as DurableObjectJurisdiction)
  return within.getByName(name)
}

export function uploadQuota(
  namespace: DurableObjectNamespace<Quota>,
  jurisdiction: string,
): UploadQuota {
  const quotaOf = (healthAuthorityId: number) =>
    objectStub(namespace, jurisdiction, `health-authority-uploads/${healthAuthorityId}`)
  return {
    take: (id, day, limit) => quotaOf(id).take(day, limit),
    giveBack: (id, day) => quotaOf(id).giveBack(day),
  }
}

/** Takes in a gateway's word that there is a batch. It is fetched later: the gateway waits for the answer. */

import { isBatchDate, isBatchTag } from '../../../core/federation/efgs/download-cursor.ts'
import { pickEfgsSettings } from '../../../core/federation/efgs/read-settings.ts'
import type { FederationProtocol } from '../../../core/federation/protocols.ts'
import { fail, type Result, succeed } from '../../../core/result.ts'
import type { UnixSeconds } from '../../../core/time.ts'

/** A partner as far as it matters to whom it may announce. */
export interface AnnouncingPartner {
  readonly id: number
  readonly protocol: FederationProtocol
  readonly importsKeys: boolean
  readonly settings: Readonly<Record<string, unknown>>
}

export interface CallbackDeps {
  /** Those that are active. */
  readonly partners: (now: UnixSeconds) => Promise<readonly AnnouncingPartner[]>
  /** Durable once it is done; what is known already changes nothing. */
  readonly announce: (
    batch: { readonly partnerId: number; readonly date: string; readonly tag: string },
    now: UnixSeconds,
  ) => Promise<unknown>
}

export interface Callback {
  /** SHA-256 of the caller's certificate, lower-case hexadecimal; undefined where it has none that was verified. */
  readonly thumbprint: string | undefined
  /** As the address has them, each value by itself. */
  readonly batchTag: readonly string[]
  readonly date: readonly string[]
}

export type CallbackRefusal = 'unknown_caller' | 'batch_tag' | 'date'

/** @throws where the database fails: the gateway is to repeat it */
export async function receiveCallback(
  { partners, announce }: CallbackDeps,
  { thumbprint, batchTag, date }: Callback,
  now: UnixSeconds,
): Promise<Result<undefined, CallbackRefusal>> {
  if (thumbprint === undefined) return fail('unknown_caller')
  const partner = (await partners(now)).find(
    ({ protocol, importsKeys, settings }) =>
      protocol === 'efgs' &&
      importsKeys &&
      pickEfgsSettings(settings).callbackCertificates.includes(thumbprint),
  )
  if (partner === undefined) return fail('unknown_caller')
  const tag = onlyOne(batchTag)
  if (tag === undefined || !isBatchTag(tag)) return fail('batch_tag')
  const day = onlyOne(date)
  if (day === undefined || !isBatchDate(day)) return fail('date')
  await announce({ partnerId: partner.id, date: day, tag }, now)
  return succeed(undefined)
}

const onlyOne = (values: readonly string[]): string | undefined =>
  values.length === 1 && values[0] !== '' ? values[0] : undefined

/** How servers of one process call one another's hubs, and what a caller sees of one that dies or is away. */

import { fail, succeed } from '../../src/core/result.ts'
import { openKeyserver } from '../../src/db/keyserver/database.ts'
import type { FederationPartner, PartnerHttp } from '../../src/flows/federation/protocol.ts'
import { EffectRecorder, type Interruption } from './recorded-effects.ts'
import type { FederatedServer, FederatedServers } from './three-servers.ts'

export const urlOf = ({ region }: FederatedServer): string =>
  `https://${region.toLowerCase()}.example`

/** A hub that dies under a request never answers it. */
export function httpOf(
  all: FederatedServers,
  caller: FederatedServer,
  { baseUrl, credentials }: FederationPartner,
  death: Interruption | undefined,
): PartnerHttp {
  const target = all.servers.find((server) => urlOf(server) === baseUrl)
  if (target === undefined) throw new Error(`there is no ${baseUrl}`)
  let pendingDeath = death
  return {
    async send(url, { method, headers, body }) {
      if (all.down.has(target.region)) return fail({ reason: 'unreachable' })
      const recorder = new EffectRecorder(pendingDeath)
      const db = openKeyserver(recorder.database(target.db.d1))
      const request = new Request(url, { method, headers, ...(body !== undefined && { body }) })
      const answer = await Promise.race([
        target.hub.handle(db, request, credentials, all.now),
        recorder.interrupted,
      ])
      if (answer === 'interrupted') {
        pendingDeath = undefined
        return fail({ reason: 'timeout' })
      }
      const content = new Uint8Array(await answer.arrayBuffer())
      all.calls.push({ from: caller.region, to: target.region, method, status: answer.status })
      return succeed({ status: answer.status, headers: answer.headers, body: content })
    },
  }
}

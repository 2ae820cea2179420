/** A UK partner in storage, its server in memory, and runs of the exchange between them. */

import type { KeyserverDatabase } from '../../src/db/keyserver/database.ts'
import { openUkAdapter } from '../../src/flows/federation/uk/open-adapter.ts'
import {
  addPartner,
  exportOnce,
  importOnce,
  type RunOptions,
  rowsOf,
  startExchange,
  YESTERDAY,
} from './exchange.ts'
import { anExposure, keyText, register, ukPartner } from './uk-partner.ts'
import { type Exposure, UkTestServer } from './uk-server.ts'

/** Of the partner's clock. */
export const DATE = '2026-11-19'
export const hexOf = (seed: number) => Buffer.from(keyText(seed), 'base64').toString('hex')

export interface UkExchange {
  readonly db: KeyserverDatabase
  readonly server: UkTestServer
  importNow(options?: RunOptions): ReturnType<typeof importOnce>
  exportNow(options?: RunOptions): ReturnType<typeof exportOnce>
}

/** @param origins that have a registration of their own at the server */
export async function startUkExchange(
  settings: Readonly<Record<string, unknown>> = {},
  origins: readonly string[] = [],
): Promise<UkExchange> {
  const db = await startExchange()
  const server = new UkTestServer()
  server.date = DATE
  const all = { acceptedOrigins: ['GB-SCT', 'GB-NIR', 'JE'], ...settings }
  await addPartner(db, 1, {
    protocol: 'uk',
    ownOrigin: 'GB-EAW',
    prefix: 'nearform',
    regions: ['DE'],
    settings: all,
    gatewayFrom: [2],
  })
  const delegated = origins.flatMap((origin) =>
    Object.entries(register(server, origin)).map(([name, text]) => [`${name}:${origin}`, text]),
  )
  const credentials = { ...register(server, 'GB-EAW'), ...Object.fromEntries(delegated) }
  const adapter = () => openUkAdapter(server.http, ukPartner(credentials, all))
  return {
    db,
    server,
    importNow: (options) => importOnce(1, adapter(), options),
    exportNow: (options) => exportOnce(1, adapter(), options),
  }
}

export const recent = (seed: number, change: Partial<Exposure> = {}) =>
  anExposure(seed, { rollingStartNumber: YESTERDAY, ...change })

/** Of one direction, where it is the only one. */
export const cursorOf = async (direction: string) => {
  const [state] = await rowsOf('federation_states', `cursor, direction`)
  return state?.['direction'] === direction ? JSON.parse(String(state['cursor'])) : undefined
}

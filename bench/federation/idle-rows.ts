/** What the platform would bill for a minute with nothing new: rows and calls, counted by D1's own emulation. */

import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { migrate } from '../../scripts/runtime.ts'
import { asUnixSeconds } from '../../src/core/time.ts'
import { openKeyserver } from '../../src/db/keyserver/database.ts'
import { runPartners } from '../../src/flows/federation/run-partners.ts'
import { type Bill, billDatabase } from '../../test/support/billed-database.ts'
import { fillKeys } from '../fill.ts'
import { makePartners } from './fakes.ts'
import { adapterOpener, addPartner, runOnce } from './partners.ts'
import { HOUR, NOW, openStore } from './store.ts'

const STORED_KEYS = 100_000
const EXPORT_SLOTS = 24

export interface IdleFigures {
  readonly partners: number
  readonly storedKeys: number
  /** Both jobs, for partners that all but Google's are sent keys too, in a minute in which every one is asked. */
  readonly asked: Bill
  /** In a minute in which none is. */
  readonly waiting: Bill
}

/** With keys in the store, none of which may leave. */
export async function countIdleRows(partnersOfEach: number): Promise<IdleFigures> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      workers: [
        {
          name: 'bench',
          modules: true,
          script: 'export default { fetch: () => new Response() }',
          d1Databases: { KEYSERVER_DB: 'keyserver' },
        },
      ],
    }),
  )
  try {
    await migrate(miniflare, 'KEYSERVER_DB', 'keyserver')
    const slots = Array.from({ length: EXPORT_SLOTS }, (_, i) => NOW - (NOW % HOUR) - i * HOUR)
    await fillKeys(miniflare, { keys: STORED_KEYS, slots })
    const { database, take } = billDatabase(await miniflare.getD1Database('KEYSERVER_DB'))
    const db = openKeyserver(database)
    const partners = await makePartners(partnersOfEach)
    for (const [index, { protocol, settings, credentials }] of partners.entries()) {
      const exportsKeys = protocol !== 'google'
      const values = { protocol, settings: { ...settings }, exportsKeys }
      await addPartner(db, index + 1, values, credentials)
      await partners[index]?.bring(10, index, NOW)
    }
    const open = adapterOpener(db, (id) => {
      const partner = partners[id - 1]
      if (partner === undefined) throw new Error('no such partner')
      return partner.http
    })
    const { bucket } = openStore()
    const run = (id: number, direction: 'import' | 'export', at: number) =>
      runOnce({ db, bucket }, id, open, direction, at)
    const minute = async (now: number): Promise<Bill> => {
      take()
      await runPartners({ db, run }, 'import', asUnixSeconds(now))
      await runPartners({ db, run }, 'export', asUnixSeconds(now))
      return take()
    }
    // The first takes in what there is, the second settles where each partner stands.
    await minute(NOW)
    await minute(NOW + 5 * 60)
    const asked = await minute(NOW + 10 * 60)
    const waiting = await minute(NOW + 11 * 60)
    return { partners: partners.length, storedKeys: STORED_KEYS, asked, waiting }
  } finally {
    await miniflare.dispose()
  }
}

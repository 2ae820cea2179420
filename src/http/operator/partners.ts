/** Partners: how the exchange with them stands, and what can't wait for its turn. */

import type { Context } from 'hono'
import { BATCH_DIRECTIONS, MAX_BATCHES_PAGE, type PartnerBatchAnswer } from '../../api/partners.ts'
import {
  type PartnerBatch,
  readPartnerBatches,
  readPartnerByName,
} from '../../db/keyserver/queries/partner-health.ts'
import { partnersHealth } from '../../flows/federation/partner-health.ts'
import { probePartner } from '../../flows/federation/probe-partner.ts'
import { NO_SUCH_BATCH, replayPartnerBatch } from '../../flows/federation/replay-partner-batch.ts'
import type { OperatorApp, OperatorSurface } from './surface.ts'

const ACTOR = 'operator'
const NO_SUCH_PARTNER = { error: 'no_such_partner' }
const NUMBER = /^\d{1,15}$/

export function partnerRoutes(app: OperatorApp): void {
  app.get('/operator/partners', async (c) =>
    c.json({ partners: await partnersHealth(c.get('deps'), c.get('now')) }),
  )

  app.get('/operator/partners/:partner', async (c) => {
    const partners = await partnersHealth(c.get('deps'), c.get('now'))
    const partner = partners.find(({ name }) => name === c.req.param('partner'))
    return partner === undefined ? c.json(NO_SUCH_PARTNER, 404) : c.json(partner)
  })

  /** `?direction=incoming|outgoing`, newest first; `&before=` as the page before says. */
  app.get('/operator/partners/:partner/batches', async (c) => {
    const asked = c.req.query('direction') ?? 'incoming'
    const direction = BATCH_DIRECTIONS.find((known) => known === asked)
    if (direction === undefined) {
      return c.json({ error: `direction is one of ${BATCH_DIRECTIONS.join(', ')}` }, 400)
    }
    const before = c.req.query('before')
    if (before !== undefined && !NUMBER.test(before)) {
      return c.json({ error: 'before is a whole number' }, 400)
    }
    const partner = await partnerOf(c)
    if (partner === undefined) return c.json(NO_SUCH_PARTNER, 404)
    const page = await readPartnerBatches(
      c.get('deps').db,
      partner.id,
      direction,
      before === undefined ? undefined : Number(before),
      MAX_BATCHES_PAGE,
    )
    const isWhole = page.length === MAX_BATCHES_PAGE
    return c.json({ batches: page.map(told), next: isWhole ? (page.at(-1)?.id ?? null) : null })
  })

  /** Takes a stored batch in again. 409 with a name where something is in the way. */
  app.post('/operator/partners/:partner/batches/:batch/replay', async (c) => {
    const { db, partners } = c.get('deps')
    const partner = await partnerOf(c)
    if (partner === undefined) return c.json(NO_SUCH_PARTNER, 404)
    const batch = c.req.param('batch')
    if (!NUMBER.test(batch)) return c.json({ error: NO_SUCH_BATCH }, 404)
    const deps = { db, control: partners.control }
    const done = await replayPartnerBatch(deps, partner, Number(batch), ACTOR, c.get('now'))
    if (done.ok) return c.json({ ok: true })
    return c.json({ error: done.failure }, done.failure === NO_SUCH_BATCH ? 404 : 409)
  })

  /** Imports and exports at once, also what waits for a later attempt. */
  app.post('/operator/partners/:partner/run', async (c) => {
    const partner = await partnerOf(c)
    if (partner === undefined) return c.json(NO_SUCH_PARTNER, 404)
    return c.json(await c.get('deps').partners.control.run(partner.id, c.get('now')))
  })

  /** Asks it one harmless question. */
  app.post('/operator/partners/:partner/probe', async (c) => {
    const { secretBox, partners } = c.get('deps')
    const partner = await partnerOf(c)
    if (partner === undefined) return c.json(NO_SUCH_PARTNER, 404)
    const deps = { secretBox, openHttp: partners.openHttp }
    const { outcome, status } = await probePartner(deps, partner, c.get('now'))
    return c.json({ outcome, status: status ?? null })
  })
}

const partnerOf = (c: Context<OperatorSurface, '/operator/partners/:partner'>) =>
  readPartnerByName(c.get('deps').db, c.req.param('partner'))

function told(row: PartnerBatch): PartnerBatchAnswer {
  const { batchDate, knownKeys, rejectedKeys, httpStatus, ...batch } = row
  if (batchDate === null) return { ...batch, httpStatus }
  return {
    ...batch,
    batchDate,
    knownKeys: knownKeys ?? 0,
    rejectedKeys: JSON.parse(rejectedKeys ?? '{}'),
  }
}

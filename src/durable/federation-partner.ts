/**
 * FederationPartner: the exchange with one partner. Owner: the jobs, and an operator. Invariant: no two runs of a partner
 * at once, and nobody else writes the state of its batches, but for the row that an announcement adds. The state is the database's:
 * an object that dies loses nothing, and the next run goes on. Its alarm tries again what failed, and goes on with what a run
 * had no time for.
 */

import { DurableObject } from 'cloudflare:workers'
import type { Result } from '../core/result.ts'
import { asUnixSeconds, type UnixSeconds } from '../core/time.ts'
import { readNextAttempt } from '../db/keyserver/queries/federation-states.ts'
import type { ExchangeSettings } from '../flows/federation/exchange-deps.ts'
import {
  type PartnerReport,
  type RunDirection,
  type RunPartnerDeps,
  replayOfPartner,
  runPartner,
} from '../flows/federation/run-partner.ts'
import { RunQueue } from '../flows/federation/run-queue.ts'

/** What the object is given: it knows no protocol. */
export interface PartnerExchange {
  readonly deps: RunPartnerDeps
  readonly settings: ExchangeSettings
}

/** Source: nihp-public, the time budget of the exchange: within what the platform lets a run live. */
const RUN_SECONDS = 13 * 60
/** A call waits that long for its run: the jobs that come after must not. */
const WAIT_SECONDS = 20
/** Between a run that had no time left and the next. */
const SOON_SECONDS = 1

export class FederationPartnerObject extends DurableObject<Env> {
  readonly #exchangeAt: (clock: Clock) => PartnerExchange
  readonly #queue = new RunQueue()

  /** @param exchangeAt made for each run, with its clock */
  constructor(state: DurableObjectState, env: Env, exchangeAt: (clock: Clock) => PartnerExchange) {
    super(state, env)
    this.#exchangeAt = exchangeAt
  }

  /**
   * @param now of who asks: a clock that travels, in development, is remembered for what comes by itself
   * @returns undefined where the run goes on for longer than a caller waits
   */
  async run(
    partnerId: number,
    direction: RunDirection,
    now: number,
    isForced = false,
  ): Promise<PartnerReport | undefined> {
    const ahead = now - wallClock()
    this.#remember('partnerId', partnerId)
    this.#remember('ahead', ahead)
    const run = this.#add(partnerId, direction, ahead, isForced)
    this.ctx.waitUntil(run.catch(() => undefined))
    return Promise.race([run, scheduler.wait(WAIT_SECONDS * 1000).then(() => undefined)])
  }

  async replay(
    partnerId: number,
    batchId: number,
    now: number,
  ): Promise<Result<undefined, string>> {
    const times = timesOf(now - wallClock())
    const { deps, settings } = this.#exchangeAt(times.clock)
    return this.#queue.add(`replay ${batchId}`, () =>
      replayOfPartner(deps, settings, partnerId, batchId, times),
    )
  }

  override async alarm(): Promise<void> {
    const partnerId = this.ctx.storage.kv.get<number>('partnerId')
    if (partnerId === undefined) return
    await this.#add(partnerId, 'both', this.ctx.storage.kv.get<number>('ahead') ?? 0, false)
  }

  /** In most minutes nothing of it is new, and a row that is written is paid for. */
  #remember(name: 'partnerId' | 'ahead', value: number): void {
    if (this.ctx.storage.kv.get<number>(name) !== value) this.ctx.storage.kv.put(name, value)
  }

  #add(
    partnerId: number,
    direction: RunDirection,
    ahead: number,
    isForced: boolean,
  ): Promise<PartnerReport> {
    return this.#queue.add(`${direction} ${isForced}`, async () => {
      const times = timesOf(ahead)
      const { deps, settings } = this.#exchangeAt(times.clock)
      const report = await runPartner(deps, settings, partnerId, { direction, isForced, ...times })
      await this.#armFor(deps, partnerId, report, ahead)
      return report
    })
  }

  async #armFor(
    { db }: Pick<RunPartnerDeps, 'db'>,
    partnerId: number,
    report: PartnerReport,
    ahead: number,
  ): Promise<void> {
    const wall = wallClock()
    if (report.hasMore) {
      await this.ctx.storage.setAlarm((wall + SOON_SECONDS) * 1000)
    } else if (report.failures.length > 0) {
      const next = await readNextAttempt(db, partnerId, asUnixSeconds(wall + ahead))
      if (next !== undefined) await this.ctx.storage.setAlarm((next - ahead) * 1000)
    }
  }
}

type Clock = () => UnixSeconds

const wallClock = (): number => Math.floor(Date.now() / 1000)

/** The clock of a run, and how long it may still take. */
function timesOf(ahead: number): { clock: Clock; remaining: () => number } {
  const startedAt = Date.now()
  return {
    clock: () => asUnixSeconds(wallClock() + ahead),
    remaining: () => RUN_SECONDS - (Date.now() - startedAt) / 1000,
  }
}

/**
 * Several servers of ours in one process, each a hub that others call, and each a partner of its own hub and of others': on
 * Node's own SQLite, with a clock that a test sets. Runs die where a test says so, ours as well as a hub's under a request.
 * What a protocol adds is its hub and its adapter.
 */

import type { FederationProtocol } from '../../src/core/federation/protocols.ts'
import { addSeconds, asUnixSeconds, floorTo, type UnixSeconds } from '../../src/core/time.ts'
import { type KeyserverDatabase, openKeyserver } from '../../src/db/keyserver/database.ts'
import { federationPartners } from '../../src/db/keyserver/schema/federation-partners.ts'
import type {
  FederationPartner,
  PartnerAdapter,
  PartnerHttp,
} from '../../src/flows/federation/protocol.ts'
import {
  type PartnerReport,
  type RunDirection,
  runPartner,
} from '../../src/flows/federation/run-partner.ts'
import { httpOf, urlOf } from './hub-http.ts'
import { MemoryArchives } from './memory-archives.ts'
import { EffectRecorder, type Interruption } from './recorded-effects.ts'
import { sqliteD1 } from './sqlite-d1.ts'
import { storeKeys } from './stored-keys.ts'

/** 19 November 2026, 10:20 UTC. */
const START = asUnixSeconds(Date.UTC(2026, 10, 19, 10, 20) / 1000)
const SLOT_SECONDS = 3600
const RUN_SECONDS = 600
const INTERVALS_A_DAY = 144

type Credentials = Readonly<Record<string, string>>

/** A hub of one of the servers. It keeps nothing but its registrations: each call names the database, which may die. */
export interface TestHub {
  /** Lets a server call. @param forwards origins that it may speak for beside its own @returns its partner's credentials */
  join(
    db: KeyserverDatabase,
    region: string,
    forwards: readonly string[],
    now: UnixSeconds,
  ): Promise<Credentials>
  /** @param credentials of whoever calls, where the protocol has no others in its requests */
  handle(
    db: KeyserverDatabase,
    request: Request,
    credentials: Credentials,
    now: UnixSeconds,
  ): Promise<Response>
  /** What its jobs do between requests. */
  work(db: KeyserverDatabase, now: UnixSeconds): Promise<unknown>
  /** SQL for all keys that it has taken in: `key`, hexadecimal, and `origin`. */
  readonly keysSql: string
}

export interface TestProtocol {
  readonly protocol: FederationProtocol
  /** Of every partner, beside the accepted origins. */
  readonly settings: Readonly<Record<string, unknown>>
  openHub(db: KeyserverDatabase): Promise<TestHub>
  openAdapter(http: PartnerHttp, partner: FederationPartner): Promise<PartnerAdapter>
}

/** For each server: whose hubs it exchanges with, by place. */
export type Topology = readonly (readonly number[])[]

/** The first names only its own hub; whoever has no wire to another has none at all. */
export const TOPOLOGIES = {
  /** One between two that don't know each other. */
  line: [[0], [0, 1, 2], [2]],
  ring: [
    [0, 1],
    [1, 2],
    [2, 0],
  ],
  triangle: [
    [0, 1, 2],
    [1, 2, 0],
    [2, 0, 1],
  ],
} as const satisfies Readonly<Record<string, Topology>>

/** A request that a hub answered. */
export interface Call {
  readonly from: string
  readonly to: string
  readonly method: string
  readonly status: number
}

/** Whose run dies, and where in it. */
export type Death = Interruption & { readonly of: 'client' | 'hub' }

export interface FederatedServer {
  readonly region: string
  readonly db: KeyserverDatabase
  readonly hub: TestHub
  readonly archives: MemoryArchives
  /** Ids of its partners. */
  readonly partnerIds: readonly number[]
}

export interface FederatedServers {
  readonly servers: readonly FederatedServer[]
  readonly calls: Call[]
  /** What runs told of as our own fault. */
  readonly faults: unknown[]
  /** Regions whose server does not answer. */
  readonly down: Set<string>
  now: UnixSeconds
  /** Keys of phones, uploaded at a server now: 32 hexadecimal digits. */
  upload(server: FederatedServer, keys: readonly string[]): Promise<void>
  /** @returns undefined where it died */
  run(
    server: FederatedServer,
    partnerId: number,
    direction: RunDirection,
    death?: Death,
  ): Promise<PartnerReport | undefined>
  /** The jobs of a hub. */
  work(server: FederatedServer, interruption?: Interruption): Promise<void>
  /** An hour: all jobs of all servers that are up, once. */
  passHour(): Promise<void>
}

export async function startServers(
  protocol: TestProtocol,
  regions: readonly string[],
  topology: Topology,
): Promise<FederatedServers> {
  const servers = await Promise.all(
    regions.map((region, place) => openServer(protocol, region, topology[place] ?? [])),
  )
  const calls: Call[] = []
  const faults: unknown[] = []
  const down = new Set<string>()
  let serial = 0
  const all: FederatedServers = {
    servers,
    calls,
    faults,
    down,
    now: START,
    async upload({ db, region }, keys) {
      const createdAt = floorTo(all.now, SLOT_SECONDS)
      const start = Math.floor(all.now / 86_400) * INTERVALS_A_DAY - INTERVALS_A_DAY
      await storeKeys(
        db,
        keys.map((key) => ({ key, createdAt, start, consent: 3, regions: `,${region},` })),
      )
    },
    async run(server, partnerId, direction, death) {
      const recorder = new EffectRecorder(death?.of === 'client' ? death : undefined)
      const hubDeath = death?.of === 'hub' ? death : undefined
      const now = all.now
      const run = runPartner(
        {
          db: openKeyserver(recorder.database(server.db.d1)),
          store: recorder.object('store', server.archives),
          secretBox: OPEN_BOX,
          randomBytes: (length) => {
            const bytes = new Uint8Array(length)
            new DataView(bytes.buffer).setUint32(0, ++serial)
            return bytes
          },
          onFault: (cause) => faults.push(cause),
          openAdapter: (partner) => {
            const http = recorder.object('http', httpOf(all, server, partner, hubDeath))
            return protocol.openAdapter(http, partner)
          },
        },
        { truncateWindowSeconds: SLOT_SECONDS },
        partnerId,
        { direction, clock: () => now, remaining: () => RUN_SECONDS, isForced: false },
      )
      const outcome = await Promise.race([run, recorder.interrupted])
      return outcome === 'interrupted' ? undefined : outcome
    },
    async work({ db, hub }, interruption) {
      const recorder = new EffectRecorder(interruption)
      const work = hub.work(openKeyserver(recorder.database(db.d1)), all.now)
      await Promise.race([work, recorder.interrupted])
    },
    async passHour() {
      all.now = addSeconds(all.now, SLOT_SECONDS)
      for (const server of servers.filter(({ region }) => !down.has(region))) {
        for (const id of server.partnerIds) await all.run(server, id, 'both')
        await all.work(server)
      }
    },
  }
  for (const [place, server] of servers.entries()) {
    await connect(protocol, servers, server, topology[place] ?? [])
  }
  return all
}

/** Credentials lie open: sealing them has tests of its own. */
const OPEN_BOX = {
  wrap: async (secret: Uint8Array) => Buffer.from(secret).toString('base64'),
  unwrap: async (wrapped: string) => new Uint8Array(Buffer.from(wrapped, 'base64')),
}

async function openServer(
  protocol: TestProtocol,
  region: string,
  neighbours: readonly number[],
): Promise<FederatedServer> {
  const db = openKeyserver(sqliteD1())
  return {
    region,
    db,
    hub: await protocol.openHub(db),
    archives: new MemoryArchives(),
    partnerIds: neighbours.map((_, i) => i + 1),
  }
}

/** Each forwards to each of its partners whatever the others bring. */
async function connect(
  { protocol, settings }: TestProtocol,
  servers: readonly FederatedServer[],
  server: FederatedServer,
  neighbours: readonly number[],
): Promise<void> {
  const { region, db, partnerIds } = server
  const regions = servers.map((one) => one.region)
  for (const [i, place] of neighbours.entries()) {
    const target = servers[place]
    if (target === undefined) throw new Error('a topology names a server that is not there')
    const forwards = regions.filter((other) => other !== region)
    const credentials = await target.hub.join(target.db, region, forwards, START)
    await db.orm.insert(federationPartners).values({
      id: i + 1,
      name: `hub-${place}`,
      protocol,
      baseUrl: urlOf(target),
      importsKeys: true,
      exportsKeys: true,
      gatewayFrom: [...partnerIds],
      ownOrigin: region,
      prefix: `hub-${place}`,
      regions: [region],
      exportRegions: [],
      traveler: false,
      settings: { acceptedOrigins: regions, ...settings },
      wrappedCredentials: await OPEN_BOX.wrap(Buffer.from(JSON.stringify(credentials))),
      activeFrom: 0,
    })
  }
}

export interface FoundKey {
  /** Lower-case hexadecimal. */
  readonly key: string
  /** null: of the server's own phones. */
  readonly origin: string | null
}

/** All keys of a server's store, in order. */
export const storedKeys = ({ db }: FederatedServer): Promise<readonly FoundKey[]> =>
  found(db, 'SELECT lower(hex(key_data)) AS key, origin FROM diagnosis_keys')

/** All keys that a server's hub has taken in, in order, each as often as it did. */
export const hubKeys = ({ db, hub }: FederatedServer): Promise<readonly FoundKey[]> =>
  found(db, hub.keysSql)

async function found(db: KeyserverDatabase, sql: string): Promise<readonly FoundKey[]> {
  const { results } = await db.d1
    .prepare(`${sql} ORDER BY 1`)
    .all<{ key: string; origin: string | null }>()
  return results.map(({ key, origin }) => ({ key, origin }))
}

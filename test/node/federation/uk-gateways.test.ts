/** Servers of the UK protocol that pass on keys of others: what is switched off, whose name a key keeps, and who is not there. */

import { describe, expect, test } from 'vitest'
import { federationPartners } from '../../../src/db/keyserver/schema/federation-partners.ts'
import {
  type FederatedServer,
  type FederatedServers,
  hubKeys,
  startServers,
  storedKeys,
  TOPOLOGIES,
} from '../../support/three-servers.ts'
import { ukServers } from '../../support/uk-servers.ts'

const REGIONS = ['GB-EAW', 'IE', 'JE'] as const
const HOURS = 12

const keyOf = (seed: number) => seed.toString(16).padStart(32, '0')
/** A key of each server's own phones: 1, 2 and 3. */
async function uploadEverywhere(all: FederatedServers): Promise<void> {
  for (const [i, server] of all.servers.entries()) await all.upload(server, [keyOf(i + 1)])
}

async function passHours(all: FederatedServers, hours = HOURS): Promise<void> {
  for (let hour = 0; hour < hours; hour++) await all.passHour()
}

type Switches = Partial<
  Pick<typeof federationPartners.$inferInsert, 'importsKeys' | 'exportsKeys' | 'gatewayFrom'>
>
const switchAll = ({ db }: FederatedServer, switches: Switches) =>
  db.orm.update(federationPartners).set(switches)

const seedsAt = async (server: FederatedServer): Promise<readonly number[]> =>
  (await storedKeys(server)).map(({ key }) => Number.parseInt(key, 16))

async function start(topology: keyof typeof TOPOLOGIES = 'line') {
  const faults: unknown[] = []
  const all = await startServers(ukServers(faults), REGIONS, TOPOLOGIES[topology])
  return { all, faults }
}

describe.each(['line', 'ring', 'triangle'] as const)('in a %s', (topology) => {
  test.each(['payload', 'delegated', 'regions'] as const)(
    'a key keeps its origin over every server: %s',
    async (originMode) => {
      const faults: unknown[] = []
      const all = await startServers(ukServers(faults, originMode), REGIONS, TOPOLOGIES[topology])
      await uploadEverywhere(all)
      await passHours(all)
      for (const server of all.servers) {
        expect(await storedKeys(server), server.region).toEqual(
          REGIONS.map((region, i) => ({
            key: keyOf(i + 1),
            origin: region === server.region ? null : region,
          })),
        )
      }
      expect([...all.faults, ...faults]).toEqual([])
    },
  )
})

describe('what is switched off', () => {
  test('I10: without import nothing is asked', async () => {
    const { all } = await start('triangle')
    const [england] = all.servers
    if (england === undefined) throw new Error('there is no server')
    await switchAll(england, { importsKeys: false })
    await uploadEverywhere(all)
    await passHours(all)
    const calls = all.calls.filter(({ from }) => from === 'GB-EAW')
    expect(new Set(calls.map(({ method }) => method))).toEqual(new Set(['POST']))
    expect(await seedsAt(england)).toEqual([1])
    expect(all.faults).toEqual([])
  })

  test('E1: without export nothing is sent', async () => {
    const { all } = await start('triangle')
    const [england, ireland] = all.servers
    if (england === undefined || ireland === undefined) throw new Error('there is no server')
    await switchAll(england, { exportsKeys: false })
    await uploadEverywhere(all)
    await passHours(all)
    const calls = all.calls.filter(({ from }) => from === 'GB-EAW')
    expect(new Set(calls.map(({ method }) => method))).toEqual(new Set(['GET']))
    expect(await seedsAt(england)).toEqual([1, 2, 3])
    expect(await seedsAt(ireland)).toEqual([2, 3])
  })

  test('without both there is no call at all', async () => {
    const { all } = await start('triangle')
    for (const server of all.servers) {
      await switchAll(server, { importsKeys: false, exportsKeys: false })
    }
    await uploadEverywhere(all)
    await passHours(all)
    expect(all.calls).toEqual([])
  })

  test('where a gateway passes nothing on, no key of others leaves it', async () => {
    const { all } = await start('line')
    const [england, ireland, jersey] = all.servers
    if (england === undefined || ireland === undefined || jersey === undefined) {
      throw new Error('there is no server')
    }
    await switchAll(ireland, { gatewayFrom: [] })
    await uploadEverywhere(all)
    await passHours(all)
    expect(await seedsAt(england)).toEqual([1, 2])
    expect(await seedsAt(ireland)).toEqual([1, 2, 3])
    expect(await seedsAt(jersey)).toEqual([2, 3])
  })

  test('where a gateway passes on the keys of one partner alone, no others leave it', async () => {
    const { all } = await start('line')
    const [england, ireland, jersey] = all.servers
    if (england === undefined || ireland === undefined || jersey === undefined) {
      throw new Error('there is no server')
    }
    // Ireland's partners: the first is England's server, the third Jersey's.
    await switchAll(ireland, { gatewayFrom: [1] })
    await uploadEverywhere(all)
    await passHours(all)
    expect(await seedsAt(england)).toEqual([1, 2])
    expect(await seedsAt(jersey)).toEqual([1, 2, 3])
  })
})

test('a server that is away keeps the others from nothing, and has it all once it is back', async () => {
  const { all, faults } = await start('triangle')
  const [england, ireland, jersey] = all.servers
  if (england === undefined || ireland === undefined || jersey === undefined) {
    throw new Error('there is no server')
  }
  await all.passHour()
  all.down.add('JE')
  await all.upload(england, [keyOf(1)])
  await all.upload(ireland, [keyOf(2)])
  await passHours(all, 7)
  expect(await seedsAt(england)).toEqual([1, 2])
  expect(await seedsAt(ireland)).toEqual([1, 2])
  all.down.delete('JE')
  await all.upload(jersey, [keyOf(3)])
  await passHours(all)
  for (const server of all.servers) {
    expect(await seedsAt(server), server.region).toEqual([1, 2, 3])
    expect((await hubKeys(server)).map(({ origin }) => origin)).toEqual(REGIONS)
  }
  expect([...all.faults, ...faults]).toEqual([])
})

test('E2 to E4: submissions of one second or of several, more than an upload holds: none is left behind', async () => {
  const { all } = await start('line')
  const [england, ireland] = all.servers
  if (england === undefined || ireland === undefined) throw new Error('there is no server')
  // An upload holds four keys: each number is met exactly, and by one more and one less.
  let seed = 0
  for (const count of [3, 1, 4, 5, 8, 9]) {
    await all.upload(
      england,
      Array.from({ length: count }, () => keyOf(++seed)),
    )
    await all.passHour()
  }
  await passHours(all)
  expect(await seedsAt(ireland)).toEqual(Array.from({ length: seed }, (_, i) => i + 1))
})

test('keys for a server that is away for days reach it, though nobody else passes them on', async () => {
  const { all } = await start('line')
  const [, ireland, jersey] = all.servers
  if (ireland === undefined || jersey === undefined) throw new Error('there is no server')
  await passHours(all, 1)
  all.down.add('JE')
  await all.upload(ireland, [keyOf(2)])
  await passHours(all, 50)
  all.down.delete('JE')
  await passHours(all)
  expect(await seedsAt(jersey)).toEqual([2])
})

/** What becomes of workflows in the end. */

import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { addSeconds, asUnixSeconds, type UnixSeconds } from '../../../src/core/time.ts'
import { readTenants } from '../../../src/db/keyserver/queries/tenants.ts'
import { releaseCoronaMelderKeys } from '../../../src/flows/coronamelder/release-keys.ts'
import { deleteExpired } from '../../../src/flows/delete-expired.ts'
import { r2ArchiveStore } from '../../../src/platform/archive-store.ts'
import {
  appKey,
  type CoronaMelderServer,
  DUTCH_APP,
  type Registered,
  startCoronaMelder,
} from '../../support/coronamelder.ts'
import { NOON } from '../../support/keyserver.ts'
import { readTables } from '../../support/storage-state.ts'

/** Half past four of the next morning in the Netherlands. */
const END = asUnixSeconds(Date.UTC(2026, 10, 20, 3, 30) / 1000)
const DAY = 86_400

let server: CoronaMelderServer

beforeEach(async () => {
  server = await startCoronaMelder()
})

const release = (now: UnixSeconds) =>
  releaseCoronaMelderKeys(
    { db: server.db, tenants: () => readTenants(server.db) },
    {
      app: DUTCH_APP,
      country: 'NL',
      defaultRegion: '',
      truncateWindowSeconds: 3600,
      maxRunSeconds: 30,
    },
    () => now,
  )

const cleanUp = (now: UnixSeconds) =>
  deleteExpired({ db: server.db, archives: r2ArchiveStore(env.EXPORTS) }, 14 * DAY, now)

const rows = async (name: string) => (await readTables())[name] ?? []

/** A workflow with yesterday's key, not confirmed. */
async function withKey(): Promise<Registered> {
  const registered = await server.register()
  await server.upload(registered, [appKey(NOON, 1)])
  return registered
}

test('a workflow is deleted at its end with its keys, and not a second too early', async () => {
  await withKey()
  expect(await cleanUp(END)).toMatchObject({ workflows: 0 })
  expect(await cleanUp(addSeconds(END, 1))).toMatchObject({ workflows: 1, blockedWorkflows: 0 })
  expect(await rows('coronamelder_workflows')).toEqual([])
  expect(await server.waitingKeys()).toEqual([])
})

test('one that was published is deleted as well, and its keys stay where they are', async () => {
  await server.confirm(await withKey())
  await release(NOON)
  expect(await cleanUp(addSeconds(NOON, DAY))).toMatchObject({ workflows: 1 })
  expect(await rows('diagnosis_keys')).toHaveLength(1)
})

test('one whose confirmed keys were not published stays and is told of, and keeps no other', async () => {
  await server.confirm(await withKey())
  await withKey()
  const tomorrow = addSeconds(NOON, DAY)
  expect(await cleanUp(tomorrow)).toMatchObject({ workflows: 1, blockedWorkflows: 1 })
  expect(await server.waitingKeys()).toHaveLength(1)
  await release(tomorrow)
  expect(await rows('diagnosis_keys')).toHaveLength(1)
  expect(await cleanUp(tomorrow)).toMatchObject({ workflows: 1, blockedWorkflows: 0 })
})

test('after two weeks it goes whatever it has', async () => {
  await server.confirm(await withKey())
  const late = addSeconds(NOON, 16 * DAY)
  expect(await cleanUp(late)).toMatchObject({ workflows: 1, blockedWorkflows: 0 })
})

test('the job of retention does it, and reports', async () => {
  await withKey()
  server.now = addSeconds(NOON, DAY)
  const runs = await server.tick()
  expect(runs.find(({ job }) => job === 'delete-expired')).toMatchObject({
    outcome: 'done',
    report: { workflows: 1, blockedWorkflows: 0 },
  })
})

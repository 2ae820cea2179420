/** Forms act once, on real storage; and whom a person may ask for a right. */

import { describe, expect, test } from 'vitest'
import { addSeconds } from '../../../src/core/time.ts'
import { administratorNames } from '../../../src/db/verification/queries/console-administrators.ts'
import { onceStore } from '../../../src/flows/console/once.ts'
import { startSignIn } from '../../support/console.ts'
import { NOON } from '../../support/keyserver.ts'

describe('the id of a form', () => {
  test('is taken by exactly one of fifty that try at once', async () => {
    const { deps } = await startSignIn()
    const store = onceStore(deps)
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => store.reserve('a form', undefined, NOON)),
    )
    expect(answers.filter((answer) => answer === 'first')).toHaveLength(1)
    expect(answers.filter((answer) => answer !== 'first')).toEqual(
      Array.from({ length: 49 }, () => ({ target: undefined })),
    )
  })

  test('leads to where the first answer led', async () => {
    const { deps } = await startSignIn()
    const store = onceStore(deps)
    expect(await store.reserve('a form', undefined, NOON)).toBe('first')
    await store.settle('a form', '/console/r/US-WA/codes/1')
    expect(await store.reserve('a form', '/console/elsewhere', NOON)).toEqual({
      target: '/console/r/US-WA/codes/1',
    })
  })

  test('leads to where the first answer will lead, if that was known', async () => {
    const { deps } = await startSignIn()
    const store = onceStore(deps)
    await store.reserve('a form', '/console/r/US-WA/codes/1', NOON)
    expect(await store.reserve('a form', '/console/r/US-WA/codes/2', NOON)).toEqual({
      target: '/console/r/US-WA/codes/1',
    })
  })

  test('is free again once it was given back', async () => {
    const { deps } = await startSignIn()
    const store = onceStore(deps)
    await store.reserve('a form', undefined, NOON)
    await store.release('a form')
    expect(await store.reserve('a form', undefined, NOON)).toBe('first')
  })

  test('is kept hashed, for a day', async () => {
    const { deps } = await startSignIn()
    await onceStore(deps).reserve('a form', undefined, NOON)
    const { results } = await deps.db.d1
      .prepare("SELECT hash, expires_at FROM console_one_time WHERE kind = 'once'")
      .all()
    expect(results).toEqual([
      { hash: expect.stringMatching(/^[0-9a-f]{64}$/), expires_at: addSeconds(NOON, 86_400) },
    ])
    expect(JSON.stringify(results)).not.toContain('a form')
  })
})

describe('whom to ask for a right', () => {
  test('are those of this realm who may change people, by name, and no more than three', async () => {
    const { deps, realmIds } = await startSignIn()
    const [realmId = 0] = realmIds
    const { d1 } = deps.db
    const people = ['Eva', 'Ada', 'Jo', 'Bo', 'Cy', '', 'Di'].map((name, index) => ({
      name,
      permissions: name === 'Cy' ? 8192 : 24_576,
      email: `p${index}@example.org`,
    }))
    await d1.batch(
      people.flatMap(({ name, email, permissions }) => [
        d1
          .prepare('INSERT INTO users (email, name, created_at, updated_at) VALUES (?1, ?2, 1, 1)')
          .bind(email, name),
        d1
          .prepare(
            `INSERT INTO memberships (user_id, realm_id, permissions, created_at, updated_at)
            SELECT id, ?2, ?3, 1, 1 FROM users WHERE email = ?1`,
          )
          .bind(email, realmId, permissions),
      ]),
    )
    expect(await administratorNames(deps.db, realmId)).toEqual(['Ada', 'Bo', 'Di'])
    expect(await administratorNames(deps.db, realmId + 1000)).toEqual([])
  })
})

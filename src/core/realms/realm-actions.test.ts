import { expect, test } from 'vitest'
import { PERMISSION_BITS, REALM_ADMIN_PERMISSIONS, REALM_USER_PERMISSIONS } from './permissions.ts'
import { ACTION_PERMISSIONS, mayDo, type RealmAction } from './realm-actions.ts'

const ACTIONS = Object.keys(ACTION_PERMISSIONS) as RealmAction[]
const allowed = (permissions: number | undefined) =>
  ACTIONS.filter((action) => mayDo(permissions, action))

test('a realm user works with codes, an administrator does everything, others nothing', () => {
  expect(allowed(REALM_USER_PERMISSIONS)).toEqual([
    'issue a code',
    'issue many codes',
    'look up a code',
    'expire a code',
  ])
  expect(allowed(REALM_ADMIN_PERMISSIONS)).toEqual(ACTIONS)
  expect(allowed(0)).toEqual([])
  expect(allowed(undefined)).toEqual([])
})

test('statistics need their own permission: to be a member, or to read keys or members, is not enough', () => {
  const others = REALM_ADMIN_PERMISSIONS & ~PERMISSION_BITS.StatsRead
  expect(mayDo(others, 'read statistics')).toBe(false)
  expect(mayDo(PERMISSION_BITS.StatsRead, 'read statistics')).toBe(true)
})

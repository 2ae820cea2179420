import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkGrant,
  has,
  PERMISSION_BITS,
  PERMISSIONS,
  permissionBits,
  permissionNames,
  REALM_ADMIN_PERMISSIONS,
  REALM_USER_PERMISSIONS,
  withImplied,
} from './permissions.ts'

test('the groups are those of the original', () => {
  expect(REALM_USER_PERMISSIONS).toBe(240)
  expect(REALM_ADMIN_PERMISSIONS).toBe(32_766)
  expect(permissionNames(REALM_USER_PERMISSIONS)).toEqual([
    'CodeIssue',
    'CodeBulkIssue',
    'CodeRead',
    'CodeExpire',
  ])
  expect(permissionBits(PERMISSIONS)).toBe(REALM_ADMIN_PERMISSIONS)
})

test.each([
  ['APIKeyWrite', 'APIKeyRead'],
  ['CodeBulkIssue', 'CodeIssue'],
  ['SettingsWrite', 'SettingsRead'],
  ['MobileAppWrite', 'MobileAppRead'],
  ['UserWrite', 'UserRead'],
] as const)('%s implies %s and nothing else', (permission, implied) => {
  expect(permissionNames(permissionBits([permission]))).toEqual([implied, permission])
  expect(permissionNames(permissionBits([implied]))).toEqual([implied])
})

test('what implies nothing stays alone', () => {
  const names = ['AuditRead', 'CodeRead', 'CodeExpire', 'StatsRead'] as const
  for (const name of names) expect(permissionBits([name])).toBe(PERMISSION_BITS[name])
})

test('has asks for the very bit', () => {
  for (const permission of PERMISSIONS) {
    expect(has(PERMISSION_BITS[permission], permission)).toBe(true)
    expect(has(REALM_ADMIN_PERMISSIONS & ~PERMISSION_BITS[permission], permission)).toBe(false)
  }
})

describe('changing permissions', () => {
  const member = (permissions: number) => ({ kind: 'member', userId: 1, permissions }) as const

  test('is nobody’s own', () => {
    const own = member(REALM_ADMIN_PERMISSIONS)
    expect(checkGrant(own, 1, REALM_ADMIN_PERMISSIONS, REALM_USER_PERMISSIONS)).toEqual({
      reason: 'own_permissions',
    })
    expect(checkGrant(own, 1, REALM_ADMIN_PERMISSIONS, REALM_ADMIN_PERMISSIONS)).toBeUndefined()
    expect(checkGrant(own, 2, 0, REALM_ADMIN_PERMISSIONS)).toBeUndefined()
  })

  test('gives only what is held, implied ones too', () => {
    const granter = member(permissionBits(['UserWrite', 'CodeIssue']))
    const grant = (next: number, present = 0) => checkGrant(granter, 2, present, next)
    expect(grant(permissionBits(['CodeIssue']))).toBeUndefined()
    expect(grant(permissionBits(['CodeBulkIssue']))).toEqual({ reason: 'not_held' })
    // Bits that overlap in part are not held.
    expect(grant(PERMISSION_BITS.CodeIssue | PERMISSION_BITS.AuditRead)).toEqual({
      reason: 'not_held',
    })
    expect(grant(PERMISSION_BITS.SettingsWrite)).toEqual({ reason: 'not_held' })
  })

  test('may leave and take away what is not held', () => {
    const granter = member(permissionBits(['UserWrite', 'CodeIssue']))
    const present = permissionBits(['AuditRead'])
    expect(checkGrant(granter, 2, present, present | PERMISSION_BITS.CodeIssue)).toBeUndefined()
    expect(checkGrant(granter, 2, present, 0)).toBeUndefined()
  })

  test('knows no permission beyond the list, whoever asks', () => {
    for (const unknown of [1, 32_768, REALM_ADMIN_PERMISSIONS + 1, -1]) {
      expect(checkGrant({ kind: 'system' }, 2, 0, unknown)).toEqual({
        reason: 'unknown_permission',
      })
    }
    expect(checkGrant({ kind: 'system' }, 2, 0, REALM_ADMIN_PERMISSIONS)).toBeUndefined()
  })

  test('never makes anybody hold what neither held', () => {
    const bits = fc.subarray([...PERMISSIONS]).map(permissionBits)
    fc.assert(
      fc.property(bits, bits, bits, (own, present, next) => {
        if (checkGrant(member(own), 2, present, next) !== undefined) return
        expect(withImplied(next) & ~present & ~own).toBe(0)
      }),
    )
  })
})

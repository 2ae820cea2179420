import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkGrant, PERMISSIONS, permissionBits, withImplied } from '../realms/permissions.ts'
import { offerRights, RIGHT_GROUPS, RIGHT_PRESETS, rightsToSay } from './rights.ts'

const bits = fc.subarray([...PERMISSIONS]).map(permissionBits)

describe('rights in a form', () => {
  test('every right stands in one group', () => {
    const grouped = Object.values(RIGHT_GROUPS).flat()
    expect([...grouped].sort()).toEqual([...PERMISSIONS].sort())
  })

  // console.md §3.3.
  test('a case worker gets 240, an administrator 32766, a viewer only what reads', () => {
    expect(RIGHT_PRESETS.caseWorker).toBe(240)
    expect(RIGHT_PRESETS.administrator).toBe(32_766)
    expect(RIGHT_PRESETS.viewer).toBe(2 + 4 + 64 + 256 + 1024 + 2048 + 8192)
  })

  test('all that can be ticked is granted, whoever asks and whoever gets it', () => {
    fc.assert(
      fc.property(bits, bits, bits, (own, present, ticked) => {
        const next = permissionBits(
          offerRights(own, present, ticked)
            .flatMap(({ rights }) => rights)
            .filter(({ isTicked }) => isTicked)
            .map(({ permission }) => permission),
        )
        const granter = { kind: 'member', userId: 1, permissions: own } as const
        expect(checkGrant(granter, 2, present, next)).toBeUndefined()
      }),
    )
  })

  test('whoever does not hold a right is told so, and differently where the other one does', () => {
    const states = offerRights(permissionBits(['CodeIssue']), permissionBits(['CodeRead']), 0)
      .flatMap(({ rights }) => rights)
      .slice(0, 3)
      .map(({ permission, state }) => [permission, state])
    expect(states).toEqual([
      ['CodeIssue', 'free'],
      ['CodeBulkIssue', 'not given'],
      ['CodeRead', 'not given back'],
    ])
  })

  test('what another right includes is not said again, and nothing is lost by that', () => {
    expect(rightsToSay(permissionBits(['UserWrite', 'CodeIssue']))).toEqual([
      'CodeIssue',
      'UserWrite',
    ])
    fc.assert(
      fc.property(bits, (held) => {
        expect(withImplied(permissionBits(rightsToSay(held)))).toBe(held)
      }),
    )
  })
})

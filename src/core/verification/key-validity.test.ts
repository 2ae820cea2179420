import { expect, test } from 'vitest'
import { asUnixSeconds } from '../time.ts'
import { hasEnded, isKeyAction, KEY_ACTION_EFFECT, type KeyAction } from './key-validity.ts'

const NOW = 1000
const key = (from: number, thru?: number) => ({
  validFrom: asUnixSeconds(from),
  validThru: thru === undefined ? undefined : asUnixSeconds(thru),
})

const CASES: [KeyAction, string, [number, number?], [number, number?] | undefined][] = [
  ['activate', 'begins later', [2000], [NOW]],
  ['activate', 'began earlier', [1], [NOW]],
  ['activate', 'begins now', [NOW], undefined],
  ['activate', 'has ended, and keeps its end', [1, 500], [NOW, 500]],
  ['revoke', 'has no end', [1], [1, NOW]],
  ['revoke', 'ends later', [1, 2000], [1, NOW]],
  ['revoke', 'ends now', [1, NOW], undefined],
  ['revoke', 'has ended', [1, 500], undefined],
  ['revoke', 'begins later', [2000], [2000, 2000]],
  ['revoke', 'begins later and ends later still', [2000, 3000], [2000, 2000]],
  ['revoke', 'begins later and was revoked', [2000, 2000], undefined],
  ['reinstate', 'has ended', [1, 500], [1]],
  ['reinstate', 'ends later', [1, 2000], [1]],
  ['reinstate', 'has no end', [1], undefined],
]
test.each(CASES)('%s, for a key that %s', (action, _name, was, becomes) => {
  const effect = KEY_ACTION_EFFECT[action](key(...was), asUnixSeconds(NOW))
  expect(effect).toEqual(becomes && key(...becomes))
})

test('a key has ended from its end on', () => {
  const ended = (thru?: number) => hasEnded(key(1, thru), asUnixSeconds(NOW))
  expect([ended(), ended(NOW + 1), ended(NOW), ended(NOW - 1)]).toEqual([false, false, true, true])
})

test('there are three actions', () => {
  expect(['activate', 'revoke', 'reinstate', 'delete', ''].map(isKeyAction)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
})

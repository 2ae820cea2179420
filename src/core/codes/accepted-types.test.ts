import { expect, test } from 'vitest'
import { acceptedTypes } from './accepted-types.ts'

test.each([
  [[], ['confirmed', 'likely', 'negative', 'user-report']],
  [['confirmed'], ['confirmed']],
  [['likely'], ['confirmed', 'likely']],
  [['negative'], ['confirmed', 'likely', 'negative']],
  [['user-report'], ['confirmed', 'user-report']],
  [['User-Report'], ['confirmed', 'user-report']],
  [['confirmed', 'confirmed'], ['confirmed']],
  [
    ['likely', 'user-report'],
    ['confirmed', 'likely', 'user-report'],
  ],
])('%j is %j', (accept, types) => {
  expect([...(acceptedTypes(accept) ?? [])].sort()).toEqual(types)
})

test.each([[['']], [[' confirmed']], [['confirmed', 'positive']], [['user_report']]])(
  '%j is refused',
  (accept) => {
    expect(acceptedTypes(accept)).toBeUndefined()
  },
)

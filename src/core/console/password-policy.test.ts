import { describe, expect, test } from 'vitest'
import { checkPassword, normalizePassword } from './password-policy.ts'

const PERSON = { email: 'cleo.marsh@example.org', name: 'Cléo Marsh-Vane' }
const check = (password: string) => checkPassword(normalizePassword(password), PERSON)

describe('taken', () => {
  test.each([
    'zebra walnut 93 quay',
    'harbour 71 lantern moss',
    'xkq7-mw2p-9vzt',
    'ж'.concat('уравль над рекой'),
    '一二三四五六七八九十百千',
    'brown umbrella tuesday',
    `${'ab3kq9xw'.repeat(15)}zzzzqwer`,
  ])('%s', (password) => {
    expect(check(password)).toBeUndefined()
  })
})

describe('refused', () => {
  test.each([
    ['elevenchars', 'too_short'],
    ['', 'too_short'],
    ['😀'.repeat(11), 'too_short'],
    [`${'kq9xw3vb'.repeat(16)}z`, 'too_long'],
    ['xx cleo.marsh xx 99', 'has_email'],
    ['CLEO.MARSH zebra 99', 'has_email'],
    ['my name is vane 93 quay', 'has_name'],
    ['CLÉO walnut quay 77', 'has_name'],
    // Composed otherwise.
    ['CLE\u0301O walnut quay 77', 'has_name'],
    ['password1234', 'common'],
    ['P@ssw0rd!2026', 'common'],
    ['Passwort2026', 'common'],
    ['welcomewelcome', 'common'],
    ['Welcome-2026!!', 'common'],
    ['adminadmin123', 'common'],
    ['letmein letmein', 'common'],
    ['iloveyou12345', 'common'],
    ['qwertyuiop123', 'common'],
    ['1qaz2wsx3edc', 'common'],
    ['asdfghjkl;12', 'common'],
    ['123456789012', 'common'],
    ['098765432109', 'common'],
    ['aaaaaaaaaaaa', 'common'],
    ['abababababab', 'common'],
    ['abcdefghijkl', 'common'],
    ['abc123abc123abc123', 'common'],
    ['            ', 'common'],
    ['------------', 'common'],
    ['tocsin-console-2026', 'common'],
    ['Correct Horse Battery Staple', 'common'],
    ['covid19covid19', 'common'],
  ])('%s: %s', (password, problem) => {
    expect(check(password)).toBe(problem)
  })
})

test('parts of a name that are in many words by chance do not count', () => {
  const person = { email: 'al@example.org', name: 'Al Li' }
  expect(checkPassword('zebra walnut 93 quali', person)).toBeUndefined()
})

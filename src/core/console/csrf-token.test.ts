import { describe, expect, test } from 'vitest'
import { fromBase64Url } from '../bytes.ts'
import { isCsrfToken, maskCsrfToken } from './csrf-token.ts'

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))

describe('tokens of forms', () => {
  test('are good for the session they were made for', async () => {
    const token = await maskCsrfToken('secret of a session', random)
    expect(await isCsrfToken(token, 'secret of a session')).toBe(true)
  })

  test('are not good for another session', async () => {
    const token = await maskCsrfToken('secret of a session', random)
    expect(await isCsrfToken(token, 'secret of another')).toBe(false)
  })

  test('differ in every byte that they can from page to page', async () => {
    const tokens = await Promise.all([
      maskCsrfToken('secret of a session', () => new Uint8Array(32).fill(0x0f)),
      maskCsrfToken('secret of a session', () => new Uint8Array(32).fill(0xf0)),
    ])
    const [a, b] = tokens.map((token) => fromBase64Url(token) ?? new Uint8Array())
    expect(a?.length).toBe(64)
    expect(a?.every((byte, index) => byte !== b?.[index])).toBe(true)
  })

  test.each([
    ['nothing', ''],
    ['what is not base64url', '*'.repeat(86)],
    ['one byte too few', 'A'.repeat(84)],
    ['one byte too many', 'A'.repeat(87)],
    ['zeros', 'A'.repeat(86)],
  ])('%s is none', async (_, token) => {
    expect(await isCsrfToken(token, 'secret of a session')).toBe(false)
  })

  test('one flipped bit makes it none', async () => {
    const token = await maskCsrfToken('secret of a session', random)
    const flipped = (token.startsWith('A') ? 'B' : 'A') + token.slice(1)
    expect(await isCsrfToken(flipped, 'secret of a session')).toBe(false)
  })
})

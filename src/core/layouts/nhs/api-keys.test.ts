import { describe, expect, test } from 'vitest'
import { toBase64, utf8 } from '../../bytes.ts'
import { isKnownApiKey, parseApiKeys } from './api-keys.ts'

/** `printf %s 13de6e5c-f253-4f76-91db-d129c19d729a | sha256sum`; the key of the API's own example. */
const DIGEST = 'e9dbccf1d3bb3e2a8d106a1e5ac8a0a65ac90e911d6a1aae609427a9d025cb4b'
const EXAMPLE = 'Bearer amJjOjEzZGU2ZTVjLWYyNTMtNGY3Ni05MWRiLWQxMjljMTlkNzI5YQ=='
const VALUE = '13de6e5c-f253-4f76-91db-d129c19d729a'

const bearer = (text: string) => `Bearer ${toBase64(utf8(text))}`
const known = parseApiKeys(`other:${'0'.repeat(64)},jbc:${DIGEST}`) ?? []

test('the key of the API\u2019s own example is known', async () => {
  expect(await isKnownApiKey(EXAMPLE, known)).toBe(true)
  expect(await isKnownApiKey(bearer(`jbc:${VALUE}`), known)).toBe(true)
})

describe('not known', () => {
  test.each<[string, string | undefined]>([
    ['no header', undefined],
    ['an empty one', ''],
    ['no base64', 'Bearer ?'],
    ['no scheme', EXAMPLE.slice(7)],
    ['another scheme', EXAMPLE.replace('Bearer', 'Basic')],
    ['a scheme in lower case', EXAMPLE.replace('Bearer', 'bearer')],
    ['two blanks', EXAMPLE.replace(' ', '  ')],
    ['another value', bearer(`jbc:${VALUE}x`)],
    ['no value', bearer('jbc:')],
    ['no name', bearer(`:${VALUE}`)],
    ['no separator', bearer(VALUE)],
    ['the name of another', bearer(`other:${VALUE}`)],
    ['the digest for the value', bearer(`jbc:${DIGEST}`)],
    ['more than anybody sends', bearer(`jbc:${VALUE}${'x'.repeat(1000)}`)],
  ])('%s', async (_what, authorization) => {
    expect(await isKnownApiKey(authorization, known)).toBe(false)
  })

  test('anything where there is no key', async () => {
    expect(await isKnownApiKey(EXAMPLE, [])).toBe(false)
  })
})

test('a value may hold the separator', async () => {
  const digest = await crypto.subtle.digest('SHA-256', utf8('a:b'))
  const keys = [{ name: 'x', digest: new Uint8Array(digest) }]
  expect(await isKnownApiKey(bearer('x:a:b'), keys)).toBe(true)
})

describe('a list of keys', () => {
  test('may be empty, and may have blanks after commas', () => {
    expect(parseApiKeys('')).toEqual([])
    expect(parseApiKeys(' ')).toEqual([])
    expect(parseApiKeys(`a:${DIGEST}, b:${DIGEST}`)?.map(({ name }) => name)).toEqual(['a', 'b'])
  })

  test.each([
    'a',
    `a:${DIGEST.slice(1)}`,
    `a:${DIGEST.toUpperCase()}`,
    `:${DIGEST}`,
    `a:${DIGEST},`,
  ])('"%s" is none', (text) => {
    expect(parseApiKeys(text)).toBeUndefined()
  })
})

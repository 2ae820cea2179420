import { describe, expect, test } from 'vitest'
import { paddedAnswer } from './padded-answer.ts'

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const V1 = { version: 'v1', status: 200, retryAfter: undefined, stepBytes: 1024 } as const

async function write(...args: Parameters<typeof paddedAnswer>) {
  const response = paddedAnswer(...args)
  const text = await response.text()
  return { response, text, length: new TextEncoder().encode(text).length, json: JSON.parse(text) }
}

describe('v1', () => {
  test('members stand in the order of the protocol, empty ones are left out', async () => {
    const full = await write(
      {
        revisionToken: 't',
        insertedExposures: 3,
        error: 'e',
        code: 'partial_failure',
        warnings: ['w'],
      },
      V1,
      random,
    )
    expect(Object.keys(full.json)).toEqual([
      'revisionToken',
      'insertedExposures',
      'error',
      'code',
      'padding',
      'warnings',
    ])
    const empty = await write({ insertedExposures: 0, warnings: [] }, V1, random)
    expect(Object.keys(empty.json)).toEqual(['padding'])
  })

  test.each([0, 1, 2, 3, 500, 1000, 1003, 1004])(
    'an answer with an error of %i characters has the length of the step, or its double',
    async (length) => {
      const { length: bytes } = await write({ error: 'x'.repeat(length) }, V1, random)
      expect(bytes % 1024).toBe(0)
      expect(bytes).toBe(length + '{"error":"","padding":""}'.length <= 1024 ? 1024 : 2048)
    },
  )

  test('characters outside of ASCII count by their bytes', async () => {
    expect((await write({ error: 'é\u{1f600}"\\' }, V1, random)).length).toBe(1024)
  })

  test('padding is random text that does not repeat', async () => {
    const [a, b] = [await write({}, V1, random), await write({}, V1, random)]
    expect(a.json.padding).not.toBe(b.json.padding)
    expect(a.json.padding).toMatch(/^[A-Za-z0-9+/]{900,}=*$/)
  })

  test('headers', async () => {
    const { response } = await write({}, { ...V1, status: 503, retryAfter: 60 }, random)
    expect(response.status).toBe(503)
    expect([...response.headers]).toEqual([
      ['cache-control', 'no-store'],
      ['content-type', 'application/json'],
      ['retry-after', '60'],
      ['x-api-version', 'v1'],
    ])
  })
})

describe('v1alpha1', () => {
  test('members are there also where they are empty, and there is no code', async () => {
    const options = { ...V1, version: 'v1alpha1' } as const
    const { json, response } = await write({ code: 'bad_request' }, options, random)
    expect(json).toEqual({
      revisionToken: '',
      insertedExposures: 0,
      error: '',
      padding: expect.any(String),
    })
    expect(response.headers.get('x-api-version')).toBe('v1alpha')
  })
})

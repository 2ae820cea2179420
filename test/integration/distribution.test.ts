/** What phones download: whole, in part, or not again; from the bucket once and from the cache then. */

import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { addSeconds } from '../../src/core/time.ts'
import type { Events } from '../../src/flows/events.ts'
import type { AnswerCache } from '../../src/http/distribution/deps.ts'
import { distributionSurface } from '../../src/http/distribution/surface.ts'
import { r2ArchiveStore } from '../../src/platform/archive-store.ts'
import distribution, { buildDistribution } from '../../src/workers/distribution.ts'
import worker from '../../src/workers/index.ts'
import type { PublishEnv } from '../../src/workers/publish.ts'
import { NOON, startKeyserver } from '../support/keyserver.ts'
import { checkExport, phoneKeys, uploadBody } from '../support/phone.ts'
import { readObject } from '../support/storage-state.ts'

const HOUR = 3600
const wholeEnv = env as unknown as Env & PublishEnv

let archive: { readonly name: string; readonly bytes: Uint8Array; readonly etag: string }
let signerPublicKeyPem = ''

beforeAll(async () => {
  const server = await startKeyserver()
  signerPublicKeyPem = server.signerPublicKeyPem
  await server.tick()
  await server.publish(uploadBody(server.authority, phoneKeys(server.now, 14), { now: server.now }))
  server.now = addSeconds(server.now, 6 * HOUR)
  await server.tick()
  const index = new TextDecoder().decode(await readObject('us/index.txt'))
  const bytes = await readObject(index)
  const head = await env.EXPORTS.head(index)
  archive = { name: index, bytes, etag: `"${head?.etag}"` }
})

/** Counts what is read of a bucket. */
function countingBucket(bucket: R2Bucket): { readonly bucket: R2Bucket; readonly reads: string[] } {
  const reads: string[] = []
  return {
    reads,
    bucket: new Proxy(bucket, {
      get: (target, member) => {
        const value: unknown = Reflect.get(target, member)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          reads.push(`${String(member)} ${String(args[0])}`)
          return value.apply(target, args)
        }
      },
    }),
  }
}

interface Source {
  readonly what: string
  /** @returns a way to ask, with the bucket's reads */
  open(bucket?: R2Bucket): {
    ask(path: string, init?: RequestInit): Promise<Response>
    readonly reads: string[]
  }
}

/** Each with an origin of its own, so that the cache knows nothing of the others. */
let origins = 0
const cachingWorker: Source = {
  what: 'the Worker with its cache',
  open(bucket = env.EXPORTS) {
    const counted = countingBucket(bucket)
    const surface = buildDistribution({ EXPORTS: counted.bucket })
    const origin = `https://down${++origins}.test`
    return {
      reads: counted.reads,
      async ask(path, init) {
        const context = createExecutionContext()
        const response = await surface.fetch(new Request(origin + path, init), {}, context)
        const whole = await response.arrayBuffer()
        await waitOnExecutionContext(context)
        const isNull = response.body === null
        return new Response(isNull ? null : whole, response)
      },
    }
  },
}
const noEvents = { requestFailed: () => undefined } as unknown as Events
const withoutCache: Source = {
  what: 'the bucket alone',
  open(bucket = env.EXPORTS) {
    const counted = countingBucket(bucket)
    const deps = {
      archives: r2ArchiveStore(counted.bucket),
      cache: undefined,
      events: noEvents,
      coronaMelderPrefix: 'v6',
    }
    const surface = distributionSurface(() => ({ deps, now: NOON }))
    return {
      reads: counted.reads,
      ask: async (path, init) => surface.request(path, init),
    }
  },
}
/** As the Worker, once the archive is in the cache. */
const warmWorker: Source = {
  what: 'the cache',
  open(bucket = env.EXPORTS) {
    const opened = cachingWorker.open(bucket)
    const warm = opened.ask(`/${archive.name}`)
    return { reads: opened.reads, ask: async (...args) => warm.then(() => opened.ask(...args)) }
  },
}

const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())
const headersOf = (response: Response) => Object.fromEntries(response.headers)

describe.each([withoutCache, cachingWorker, warmWorker])('an archive from $what', ({ open }) => {
  test('comes whole, with a strong tag, its length, and leave to be kept for ever', async () => {
    const response = await open().ask(`/${archive.name}`)
    expect(response.status).toBe(200)
    expect(headersOf(response)).toEqual({
      'content-type': 'application/zip',
      'content-length': String(archive.bytes.length),
      'cache-control': 'public, max-age=86400, immutable',
      etag: archive.etag,
      'last-modified': expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/),
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': '*',
    })
    const bytes = await bytesOf(response)
    expect(bytes).toEqual(archive.bytes)
    expect(checkExport(bytes, { '310-v1': signerPublicKeyPem }).keys).toHaveLength(13)
  })

  test('is not sent again to who has it', async () => {
    const { ask } = open()
    const whole = headersOf(await ask(`/${archive.name}`))
    for (const value of [archive.etag, `W/${archive.etag}`, `"a", ${archive.etag}`, '*']) {
      const response = await ask(`/${archive.name}`, { headers: { 'if-none-match': value } })
      expect(response.status).toBe(304)
      const { 'content-length': _length, ...validators } = whole
      expect(headersOf(response)).toEqual(validators)
      expect((await bytesOf(response)).length).toBe(0)
    }
    const other = await ask(`/${archive.name}`, { headers: { 'if-none-match': '"a"' } })
    expect([other.status, (await bytesOf(other)).length]).toEqual([200, archive.bytes.length])
  })

  test.each([
    ['bytes=0-9', 0, 10],
    ['bytes=10-', 10, undefined],
    ['bytes=-20', -20, undefined],
    ['bytes=100-99999999', 100, undefined],
  ])('comes in part by %s', async (range, start, end) => {
    const expected = archive.bytes.slice(start, end)
    const response = await open().ask(`/${archive.name}`, { headers: { range } })
    expect(response.status).toBe(206)
    const { length } = archive.bytes
    const first = start < 0 ? length + start : start
    expect(headersOf(response)).toMatchObject({
      'content-range': `bytes ${first}-${first + expected.length - 1}/${length}`,
      'content-length': String(expected.length),
      'content-type': 'application/zip',
      etag: archive.etag,
    })
    expect(await bytesOf(response)).toEqual(expected)
  })

  test('refuses a part beyond its end, and passes over what it need not understand', async () => {
    const { ask } = open()
    const beyond = await ask(`/${archive.name}`, { headers: { range: 'bytes=99999999-' } })
    expect(beyond.status).toBe(416)
    expect(beyond.headers.get('content-range')).toBe(`bytes */${archive.bytes.length}`)
    for (const headers of [
      { range: 'bytes=0-1,5-6' },
      { range: 'bytes=9-1' },
      { range: 'lines=1-2' },
      { range: 'bytes=0-9', 'if-range': '"a"' },
      { range: 'bytes=0-9', 'if-range': `W/${archive.etag}` },
    ]) {
      const response = await ask(`/${archive.name}`, { headers })
      expect(response.status, JSON.stringify(headers)).toBe(200)
      expect(await bytesOf(response)).toEqual(archive.bytes)
    }
    const same = await ask(`/${archive.name}`, {
      headers: { range: 'bytes=0-9', 'if-range': archive.etag },
    })
    expect(same.status).toBe(206)
  })

  test('is described to HEAD as GET sends it, without a body', async () => {
    const { ask } = open()
    const get = await ask(`/${archive.name}`)
    const head = await ask(`/${archive.name}`, { method: 'HEAD', headers: { range: 'bytes=0-9' } })
    expect(head.status).toBe(200)
    expect(headersOf(head)).toEqual(headersOf(get))
    expect((await bytesOf(head)).length).toBe(0)
    const known = await ask(`/${archive.name}`, {
      method: 'HEAD',
      headers: { 'if-none-match': archive.etag },
    })
    expect(known.status).toBe(304)
  })
})

describe('what changes', () => {
  test.each([
    ['us/index.txt', 'text/plain'],
    ['us/public-keys.pem', 'application/x-pem-file'],
    ['us/jwks.json', 'application/jwk-set+json'],
  ])(
    '%s is asked for anew each time, and sent only where it changed',
    async (name, contentType) => {
      const { ask, reads } = cachingWorker.open()
      const response = await ask(`/${name}`)
      expect(headersOf(response)).toMatchObject({
        'content-type': contentType,
        'cache-control': 'no-cache, max-age=0',
        'content-length': String((await readObject(name)).length),
      })
      const etag = response.headers.get('etag') ?? ''
      expect(etag).toMatch(/^"[0-9a-f]+"$/)
      const again = await ask(`/${name}`, { headers: { 'if-none-match': etag } })
      expect(again.status).toBe(304)
      const part = await ask(`/${name}`, { headers: { range: 'bytes=1-3' } })
      expect(await bytesOf(part)).toEqual((await readObject(name)).slice(1, 4))
      expect(reads).toHaveLength(3)
    },
  )

  test('an index is seen changed at once', async () => {
    const { ask } = cachingWorker.open()
    const before = await (await ask('/us/index.txt')).text()
    await env.EXPORTS.put('us/index.txt', `${before}\nus/more.zip`, {
      httpMetadata: { contentType: 'text/plain', cacheControl: 'no-cache, max-age=0' },
    })
    expect(await (await ask('/us/index.txt')).text()).toContain('us/more.zip')
    await env.EXPORTS.put('us/index.txt', before, {
      httpMetadata: { contentType: 'text/plain', cacheControl: 'no-cache, max-age=0' },
    })
  })
})

describe('a hundred downloads of an archive', () => {
  test('are one read of the bucket', async () => {
    const { ask, reads } = cachingWorker.open()
    for (let i = 0; i < 100; i++) {
      expect(await bytesOf(await ask(`/${archive.name}`))).toEqual(archive.bytes)
    }
    expect(reads).toEqual([`get ${archive.name}`])
  })

  test('are one read also mixed with parts, conditions and HEAD, in any order, and with queries', async () => {
    const kinds: [RequestInit, number][] = [
      [{ headers: { range: 'bytes=5-9' } }, 206],
      [{ headers: { 'if-none-match': archive.etag } }, 304],
      [{ headers: { range: 'bytes=99999999-' } }, 416],
      [{}, 200],
      [{ method: 'HEAD' }, 200],
    ]
    // Whichever comes first fills the cache, but for who is told that it has the archive: nothing is read for that.
    for (const shift of [0, 2, 3]) {
      const { ask, reads } = cachingWorker.open()
      for (let i = 0; i < 25; i++) {
        const [init, status] = kinds[(i + shift) % kinds.length] ?? [{}, 200]
        const response = await ask(`/${archive.name}?n=${i}`, init)
        expect(response.status, `${shift} ${i}`).toBe(status)
        const bytes = await bytesOf(response)
        if (status === 200 && init.method !== 'HEAD') expect(bytes).toEqual(archive.bytes)
        if (status === 206) expect(bytes).toEqual(archive.bytes.slice(5, 10))
      }
      expect(reads).toEqual([`get ${archive.name}`])
    }
  })

  test('need the bucket each time where the cache keeps nothing, and still succeed', async () => {
    const failures: unknown[] = []
    const cache: AnswerCache = {
      match: async () => undefined,
      put: async () => {
        throw new Error('no room')
      },
    }
    const deps = {
      archives: r2ArchiveStore(env.EXPORTS),
      cache,
      coronaMelderPrefix: 'v6',
      events: { ...noEvents, requestFailed: (_: string, cause: unknown) => failures.push(cause) },
    }
    const context = createExecutionContext()
    const surface = distributionSurface(() => ({
      deps: { ...deps, events: deps.events as unknown as Events },
      now: NOON,
    }))
    const response = await surface.fetch(
      new Request(`https://down.test/${archive.name}`),
      {},
      context,
    )
    expect(await bytesOf(response)).toEqual(archive.bytes)
    await waitOnExecutionContext(context)
    expect(failures).toHaveLength(1)
  })
})

describe('what is not there', () => {
  test.each([
    '/',
    '/us',
    '/us/',
    '/us/none.zip',
    '/health',
    '/index.txt',
    '//us/index.txt',
    '/us//index.txt',
    '/US/index.txt',
    '/us/index.txt/',
    '/us%2findex.txt',
    '/us%2Findex.txt',
    '/us/index.txt%00',
    '/us/index%20.txt',
    '/us/..%2f..%2fus/index.txt',
    '/us/%252e%252e/index.txt',
    '/us/index.txt%',
    '/%',
    `/us/${'a'.repeat(600)}`,
    '/us/индекс.txt',
    '/us/<script>',
  ])('%s is answered 404 in plain text', async (path) => {
    const { ask } = cachingWorker.open()
    for (const method of ['GET', 'HEAD']) {
      const response = await ask(path, { method })
      expect(response.status).toBe(404)
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
      if (method === 'GET') expect(await response.text()).toBe('404 page not found\n')
    }
  })

  test('dots lead nowhere but to a name, as in any address', async () => {
    const { ask } = cachingWorker.open()
    for (const path of ['/us/../us/index.txt', '/../us/index.txt', '/us/%2e%2e/us/index.txt']) {
      expect((await ask(path)).status, path).toBe(200)
    }
  })

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is refused', async (method) => {
    const { ask, reads } = cachingWorker.open()
    const response = await ask('/us/index.txt', { method })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    expect(reads).toEqual([])
  })
})

describe('when something is away', () => {
  const away = (): never => {
    throw new Error('internal error: bucket is away')
  }

  test('without its bucket it answers 503 and when to come back, in words without data', async () => {
    const { ask } = cachingWorker.open(new Proxy(env.EXPORTS, { get: () => away }))
    for (const method of ['GET', 'HEAD']) {
      const response = await ask('/us/index.txt', { method })
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '60'])
      expect(await response.text()).not.toContain('bucket')
    }
  })

  test('an archive that is in the cache is still served without the bucket', async () => {
    let isAway = false
    const bucket = new Proxy(env.EXPORTS, {
      get: (target, member) => {
        const value: unknown = Reflect.get(target, member)
        return typeof value === 'function'
          ? (...args: unknown[]) => (isAway ? away() : value.apply(target, args))
          : value
      },
    })
    const { ask } = cachingWorker.open(bucket)
    expect((await ask(`/${archive.name}`)).status).toBe(200)
    isAway = true
    expect(await bytesOf(await ask(`/${archive.name}`))).toEqual(archive.bytes)
    expect((await ask('/us/index.txt')).status).toBe(503)
  })

  test('downloads go on without the database, in the whole Worker too', async () => {
    const broken = new Proxy(env.KEYSERVER_DB, { get: () => away })
    for (const [fetchFrom, vars] of [
      [distribution.fetch, {}],
      [worker.fetch, { KEYSERVER_DB: broken }],
    ] as const) {
      for (const name of ['us/index.txt', archive.name]) {
        const context = createExecutionContext()
        const response = await fetchFrom(
          new Request(`https://any.test/${name}`) as Parameters<typeof fetchFrom>[0],
          { ...wholeEnv, ...vars },
          context,
        )
        expect(response.status).toBe(200)
        expect(await bytesOf(response)).toEqual(await readObject(name))
        await waitOnExecutionContext(context)
      }
    }
  })
})

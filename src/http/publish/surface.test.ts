import { expect, test } from 'vitest'
import { asUnixSeconds } from '../../core/time.ts'
import type { PublishSurfaceDeps } from './handle-publish.ts'
import { publishSurface } from './surface.ts'

test('a fault that nobody expected is an opaque 500 of the usual length, and is told to the operator', async () => {
  const faults: unknown[] = []
  const deps = {
    answerBytes: 4096,
    isInMaintenance: true,
    publish: { randomBytes: (length: number) => new Uint8Array(length) },
    events: {
      published: () => undefined,
      requestFailed: (_surface: string, cause: unknown) => faults.push(cause),
    },
    clock: {
      now: () => {
        throw new Error('the stopwatch is broken')
      },
    },
  } as unknown as PublishSurfaceDeps
  const surface = publishSurface({ servesV1Alpha1: false }, () => ({
    deps,
    now: asUnixSeconds(0),
  }))
  const response = await surface.request('/v1/publish', { method: 'POST', body: '{}' })
  const text = await response.text()
  expect(response.status).toBe(500)
  expect(text).toHaveLength(4096)
  expect(JSON.parse(text)).toMatchObject({ error: 'internal error', code: 'internal_error' })
  expect(faults).toHaveLength(1)
})

import { expect, test } from 'vitest'
import { asUnixSeconds } from '../../core/time.ts'
import type { PayloadSurfaceDeps } from './answer.ts'
import { payloadSurface } from './surface.ts'

/** A surface whose clock writes down how answers were held. */
function aSurface(change: object = {}) {
  const told: string[] = []
  const tell =
    (name: string) =>
    async (...args: unknown[]) => {
      told.push([name, ...args].join(' '))
    }
  const deps = {
    submit: { tenants: tell('tenants') },
    rules: { maxKeys: 14 },
    maxRequestBytes: 1000,
    isInMaintenance: false,
    clock: { now: () => 7, holdReal: tell('real'), holdChaff: tell('fake') },
    events: {
      published: ({ outcome }: { outcome: string }) => told.push(outcome),
      chaffAnswered: () => undefined,
      requestFailed: () => told.push('failed'),
    },
    ...change,
  } as unknown as PayloadSurfaceDeps
  const surface = payloadSurface(() => ({ deps, now: asUnixSeconds(1) }))
  const ask = async (headers: Record<string, string>) => {
    const init = { method: 'POST', headers, body: new Uint8Array(2000) }
    return (await surface.request('/version/v1/diagnosis-keys', init)).status
  }
  return { told, ask }
}

test('a fake leaves when a recent real one did, counted from when its body was read', async () => {
  const { told, ask } = aSurface()
  expect([await ask({ 'cwa-fake': '1' }), told]).toEqual([200, ['tenants 1', 'fake 7']])
})

test('a refusal leaves as a real answer and is no measure for fakes', async () => {
  const { told, ask } = aSurface()
  const headers = { 'cwa-fake': '0', 'cwa-authorization': 'x' }
  expect([await ask(headers), told]).toEqual([400, ['body_too_large', 'real 7 false']])
})

test('a fault that nobody expected is an empty 500, and is told to the operator', async () => {
  const { told, ask } = aSurface({ clock: {} })
  expect([await ask({ 'cwa-fake': '1' }), told]).toEqual([500, ['failed']])
})

import { describe, expect, test } from 'vitest'
import { efgsAdapter } from '../../../../test/support/efgs-adapter.ts'
import { efgsGateway } from '../../../../test/support/efgs-gateway.ts'
import { asUnixSeconds } from '../../../core/time.ts'

const NOON = asUnixSeconds(Date.UTC(2026, 10, 25, 12) / 1000)
const callbackUrl = 'https://federation.example.org/v1/efg-callback'
const callbackId = '2020-09-05_Prod'

async function setUp(settings: Readonly<Record<string, unknown>>) {
  const gateway = await efgsGateway({ now: NOON, caller: 'NL' })
  const { importer } = await efgsAdapter(gateway.http, { settings })
  return { gateway, importer }
}

describe('a registration', () => {
  test('is made once, and made again where the gateway forgot it', async () => {
    const { gateway, importer } = await setUp({ callbackUrl, callbackId })
    expect(await importer.register?.(NOON)).toEqual({ ok: true, value: 'registered' })
    expect([...gateway.callbacks]).toEqual([[callbackId, callbackUrl]])
    expect(await importer.register?.(NOON)).toEqual({ ok: true, value: 'was_registered' })
    expect(gateway.calls).toEqual(['GET callback', 'PUT callback/2020-09-05_Prod', 'GET callback'])
    gateway.callbacks.clear()
    expect(await importer.register?.(NOON)).toEqual({ ok: true, value: 'registered' })
  })

  test('is changed where the address is another', async () => {
    const { gateway, importer } = await setUp({ callbackUrl, callbackId })
    gateway.callbacks.set(callbackId, 'https://federation.example.org/old')
    gateway.callbacks.set('other', callbackUrl)
    expect(await importer.register?.(NOON)).toEqual({ ok: true, value: 'registered' })
    expect(gateway.callbacks.get(callbackId)).toBe(callbackUrl)
  })

  test('is found by the other name of the member too', async () => {
    const { gateway, importer } = await setUp({ callbackUrl, callbackId })
    gateway.plan(/callback/, {
      status: 200,
      body: JSON.stringify([{ id: callbackId, url: callbackUrl }]),
    })
    expect(await importer.register?.(NOON)).toEqual({ ok: true, value: 'was_registered' })
  })

  test('without a name of ours has one of 32 characters, always the same', async () => {
    const { gateway, importer } = await setUp({ callbackUrl })
    await importer.register?.(NOON)
    expect(await importer.register?.(NOON)).toEqual({ ok: true, value: 'was_registered' })
    expect([...gateway.callbacks.keys()]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)])
  })

  test.each([
    [{ status: 403 }, 'forbidden', false],
    [{ status: 500 }, 'server_error', true],
    [{ status: 200, body: '{}' }, 'callbacks_malformed', true],
    [{ status: 200, body: 'no list' }, 'callbacks_malformed', true],
    [undefined, 'unreachable', true],
  ])('fails where the list is %j', async (answer, reason, isTransient) => {
    const { gateway, importer } = await setUp({ callbackUrl })
    gateway.plan(/callback/, answer)
    expect(await importer.register?.(NOON)).toMatchObject({ failure: { reason, isTransient } })
  })

  test('fails where the gateway does not take the address', async () => {
    const { gateway, importer } = await setUp({ callbackUrl, callbackId })
    gateway.plan(/callback\/2020/, { status: 400 })
    expect(await importer.register?.(NOON)).toMatchObject({ failure: { reason: 'bad_request' } })
  })

  test('is not made without an address', async () => {
    expect((await setUp({})).importer.register).toBeUndefined()
  })
})

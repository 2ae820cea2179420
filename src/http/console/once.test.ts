import { describe, expect, test, vi } from 'vitest'
import {
  CONSOLE_NOW,
  CONSOLE_ORIGIN,
  consoleDepsOf,
  hiddenField,
  sessionOf,
  viewerOf,
} from '../../../test/support/console-deps.ts'
import { onceOnly } from './once.ts'
import { page, redirect } from './page.tsx'
import { consoleSurface } from './surface.ts'

/** A form that makes something, and says how often it did. */
function maker({
  target,
  answer,
}: {
  target?: string
  answer?: () => 'ok' | 'wrong' | 'fails'
} = {}) {
  const sessions = { a: sessionOf('a', viewerOf()), b: sessionOf('b', viewerOf()) }
  const deps = consoleDepsOf(sessions)
  let made = 0
  const gate = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  const held = { isHeld: false, reached: reached.promise, release: () => gate.resolve() }
  const app = consoleSurface(
    () => ({ deps, now: CONSOLE_NOW }),
    [
      {
        method: 'GET',
        path: '/console/make',
        may: 'anyone',
        handler: (c) => page(c, { title: 'Make', body: '' }),
      },
      ...['/console/make', '/console/other'].map((path) => ({
        method: 'POST' as const,
        path,
        may: 'signed-in' as const,
        handler: (c: Parameters<typeof onceOnly>[0]) =>
          onceOnly(
            c,
            async () => {
              reached.resolve()
              if (held.isHeld) await gate.promise
              const outcome = answer?.() ?? 'ok'
              if (outcome === 'fails') throw new Error('the database is away')
              if (outcome === 'wrong') return page(c, { title: 'Make', status: 422, body: '' })
              made++
              return redirect(c, `/console/made/${made}`)
            },
            target,
          ),
      })),
    ],
  )
  const form = async (cookie = 'a') => {
    const response = await app.request(`${CONSOLE_ORIGIN}/console/make`, {
      headers: { cookie: `__Host-tocsin=${cookie}` },
    })
    const html = await response.text()
    return { csrf: hiddenField(html, 'csrf'), once: hiddenField(html, 'once') }
  }
  const send = async (fields: Record<string, string>, cookie = 'a', path = '/console/make') =>
    app.request(`${CONSOLE_ORIGIN}${path}`, {
      method: 'POST',
      headers: {
        origin: CONSOLE_ORIGIN,
        cookie: `__Host-tocsin=${cookie}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(fields).toString(),
    })
  return { form, send, held, deps, made: () => made }
}

describe('a form that acts once', () => {
  test('sent again leads to what it made the first time', async () => {
    const { form, send, made } = maker()
    const fields = await form()
    for (let time = 0; time < 3; time++) {
      const response = await send(fields)
      expect(response.status).toBe(303)
      expect(response.headers.get('location')).toBe('/console/made/1')
    }
    expect(made()).toBe(1)
  })

  test('a fresh one acts again', async () => {
    const { form, send, made } = maker()
    await send(await form())
    expect((await send(await form())).headers.get('location')).toBe('/console/made/2')
    expect(made()).toBe(2)
  })

  test('with something wrong in it may be sent again', async () => {
    const answers: ('wrong' | 'ok')[] = ['wrong', 'ok']
    const { form, send, made } = maker({ answer: () => answers.shift() ?? 'ok' })
    const fields = await form()
    expect((await send(fields)).status).toBe(422)
    expect((await send(fields)).headers.get('location')).toBe('/console/made/1')
    expect(made()).toBe(1)
  })

  test('that failed on our side may be sent again', async () => {
    const answers: ('fails' | 'ok')[] = ['fails', 'ok']
    const { form, send } = maker({ answer: () => answers.shift() ?? 'ok' })
    const fields = await form()
    expect((await send(fields)).status).toBe(500)
    expect((await send(fields)).headers.get('location')).toBe('/console/made/1')
  })

  test('that has acted does not act again, though where it led could not be written down', async () => {
    const { form, send, deps, made } = maker({ target: '/console/made/1' })
    const fields = await form()
    const settle = vi
      .spyOn(deps.once, 'settle')
      .mockRejectedValueOnce(new Error('the database is away'))
    expect((await send(fields)).status).toBe(500)
    expect(settle).toHaveBeenCalledOnce()
    expect((await send(fields)).headers.get('location')).toBe('/console/made/1')
    expect(made()).toBe(1)
  })

  test('a second click while the first is being worked on leads where that will lead', async () => {
    const { form, send, held, made } = maker({ target: '/console/made/1' })
    held.isHeld = true
    const fields = await form()
    const first = send(fields)
    await held.reached
    const second = await send(fields)
    expect(second.headers.get('location')).toBe('/console/made/1')
    held.release()
    expect((await first).headers.get('location')).toBe('/console/made/1')
    expect(made()).toBe(1)
  })

  test('one whose end is not known is told that it is a second', async () => {
    const { form, send, held, made } = maker()
    held.isHeld = true
    const fields = await form()
    const first = send(fields)
    await held.reached
    expect((await send(fields)).status).toBe(409)
    held.release()
    await first
    expect(made()).toBe(1)
  })

  test('nobody learns by its id what another session made', async () => {
    const { form, send, made } = maker()
    const own = await form('a')
    await send(own, 'a')
    const other = await form('b')
    const response = await send({ ...other, once: own.once }, 'b')
    expect(response.headers.get('location')).toBe('/console/made/2')
    expect(made()).toBe(2)
  })

  test('two forms of one page do not stand in each other’s way', async () => {
    const { form, send, made } = maker()
    const fields = await form()
    await send(fields)
    await send(fields, 'a', '/console/other')
    expect(made()).toBe(2)
  })

  test.each(['', 'short', 'x'.repeat(25), '!'.repeat(24)])(
    'an id like %j is none',
    async (once) => {
      const { form, send, made } = maker()
      expect((await send({ ...(await form()), once })).status).toBe(403)
      expect(made()).toBe(0)
    },
  )
})

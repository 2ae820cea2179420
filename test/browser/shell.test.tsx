/** The shell and all parts of pages in a real browser, with sessions that are made up. */

import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { LANGUAGES } from '../../src/core/console/viewer.ts'
import { page, redirect } from '../../src/http/console/page.tsx'
import type { Route } from '../../src/http/console/route.ts'
import { SHELL_ROUTES } from '../../src/http/console/shell.tsx'
import { consoleSurface } from '../../src/http/console/surface.ts'
import { CONSOLE_NOW, consoleDepsOf, sessionOf, viewerOf } from '../support/console-deps.ts'
import { expectAccessible, expectReflow, expectRoomForText } from './support/accessibility.ts'
import { browserTest } from './support/browser-test.ts'
import { pressOn, tabTo } from './support/keyboard.ts'
import { Parts } from './support/parts-page.tsx'
import { screenshot } from './support/screenshot.ts'
import { serveSurface } from './support/serve-surface.ts'
import type { VisitorOptions } from './support/visitor.ts'

const ERRORS = [
  { field: 'day', text: 'Choose the day of the test.' },
  { field: 'phone', text: '"0176 55" is too short for a number in Germany.' },
]

const VIEWER = viewerOf({
  memberships: ['US-WA', 'US-OR'].map((realmKey, index) => ({
    realmId: index + 1,
    realmKey,
    realmName: index === 0 ? 'Washington' : 'Oregon',
    permissions: 240,
  })),
})

/** By cookie. */
const SESSIONS = new Map([['a', sessionOf('a', VIEWER)]])

const REALM = '/console/r/US-WA'
const MAY = { realm: 'issue a code' } as const

const ROUTES: readonly Route[] = [
  ...SHELL_ROUTES,
  ...['codes/new', 'codes'].map(
    (path): Route => ({
      method: 'GET',
      path: `/console/r/:realm/${path}`,
      may: MAY,
      handler: (c) =>
        page(c, {
          title: 'Parts',
          breadcrumb: [{ href: '/console', label: 'Washington' }],
          body: <Parts errors={[]} />,
        }),
    }),
  ),
  {
    method: 'POST',
    path: '/console/r/:realm/codes/new',
    may: MAY,
    handler: (c) =>
      c.get('form').get('phone') === ''
        ? page(c, { title: 'Parts', status: 422, errors: ERRORS, body: <Parts errors={ERRORS} /> })
        : redirect(c, `${REALM}/codes`, 'common.preferencesSaved'),
  },
]

const shellTest = browserTest
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads here what a fixture asks for
  .extend('origin', { scope: 'file' }, async ({}, { onCleanup }) => {
    const deps = consoleDepsOf(
      {},
      { isDemo: true, readSession: async (cookie) => SESSIONS.get(cookie) },
    )
    const app = consoleSurface(() => ({ deps, now: CONSOLE_NOW }), ROUTES)
    const { origin, close } = await serveSurface(app)
    onCleanup(close)
    return origin
  })
  .extend('open', async ({ visit, origin }) => async (path: string, options?: VisitorOptions) => {
    SESSIONS.set('a', sessionOf('a', VIEWER))
    const visitor = await visit(origin, options)
    await visitor.context().addCookies([
      {
        name: '__Host-tocsin',
        value: 'a',
        domain: 'localhost',
        path: '/',
        secure: true,
        httpOnly: true,
      },
    ])
    await visitor.goto(path)
    return visitor
  })

const focusedId = (page: Page) => page.evaluate<string>('document.activeElement.id')

describe('a page with all parts', () => {
  for (const [language, width] of [
    ['en', 1280],
    ['ar', 1280],
    ['de', 400],
  ] as const) {
    shellTest(`keeps the rules in ${language}, ${width} pixels wide`, async ({ open }) => {
      const page = await open(`${REALM}/codes/new`, { language, viewport: { width, height: 800 } })
      await expectAccessible(page)
      await expectReflow(page)
      await expectRoomForText(page)
      await screenshot(page, `shell/parts-${language}-${width}`)
    })
  }

  shellTest('with what is wrong in it takes the focus there', async ({ open }) => {
    const page = await open(`${REALM}/codes/new`)
    await page.getByRole('button', { name: 'Make code' }).click()
    expect(await focusedId(page)).toBe('errors')
    expect(await page.title()).toBe('Error: Parts – Washington')
    await expectAccessible(page)
    await screenshot(page, 'shell/errors')
    await page.getByRole('link', { name: 'Choose the day of the test.' }).press('Enter')
    expect(await focusedId(page)).toBe('day')
  })

  shellTest('with what is wrong in it may be loaded again', async ({ open }) => {
    const page = await open(`${REALM}/codes/new`)
    await page.getByRole('button', { name: 'Make code' }).click()
    await page.getByRole('alert').waitFor()
    const again = await page.reload()
    expect([again?.request().method(), again?.status()]).toEqual(['POST', 422])
  })

  shellTest('shows a code from left to right in Arabic', async ({ open }) => {
    const page = await open(`${REALM}/codes/new`, { language: 'ar' })
    const [first, second] = await page.locator('.code-display span').all()
    const boxes = [await first?.boundingBox(), await second?.boundingBox()]
    expect(boxes[0]?.x).toBeLessThan(boxes[1]?.x ?? 0)
  })

  shellTest('copies by a button that is there only with script', async ({ open }) => {
    const page = await open(`${REALM}/codes/new`)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy the code' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const plain = await open(`${REALM}/codes/new`, { script: false })
    expect(await plain.locator('[data-copy]').isVisible()).toBe(false)
  })
})

describe('by the keyboard alone', () => {
  shellTest('the header is skipped, and its menus open', async ({ open }) => {
    const page = await open(`${REALM}/codes/new`)
    await pressOn(page, 'Skip to the content')
    expect(await focusedId(page)).toBe('main')
    await page.reload()
    await pressOn(page, 'Language and look')
    await tabTo(page, 'Language')
    await page.keyboard.press('Escape')
    expect(await page.locator('header details[open]').count()).toBe(0)
    await tabTo(page, 'Ana Ruiz')
  })

  shellTest('letters and digits act outside of fields, and can be turned off', async ({ open }) => {
    const page = await open(`${REALM}/codes/new`)
    await page.keyboard.press('2')
    expect(await page.locator('#type-2').isChecked()).toBe(true)
    await page.locator('#phone').fill('')
    await page.locator('#phone').pressSequentially('n1g')
    expect(await page.locator('#phone').inputValue()).toBe('n1g')
    await page.locator('#type-2').focus()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await expectAccessible(page)
    await pressOn(page, 'Turn shortcuts off')
    await page.keyboard.press('1')
    expect(await page.locator('#type-2').isChecked()).toBe(true)
    await page.keyboard.press('?')
    await pressOn(page, 'Turn shortcuts on')
    await page.keyboard.press('g')
    await page.keyboard.press('c')
    await page.waitForURL(`**${REALM}/codes`)
  })
})

describe('language and look', () => {
  for (const script of [true, false]) {
    shellTest(`are changed on the page itself, script ${script}`, async ({ open }) => {
      const page = await open(`${REALM}/codes?q=1`, { script })
      await page.getByText('Language and look').click()
      await page.getByLabel('Language', { exact: true }).selectOption('ar')
      await page.getByLabel('Look').selectOption('dark')
      await page.getByRole('button', { name: 'Apply' }).click()
      await page.waitForURL(`**${REALM}/codes?q=1`)
      const root = page.locator('html')
      expect(await root.getAttribute('lang')).toBe('ar')
      expect(await root.getAttribute('dir')).toBe('rtl')
      expect(await root.getAttribute('data-theme')).toBe('dark')
    })
  }
})

describe('a session that idles', () => {
  shellTest('is warned of two minutes before its end, and one key keeps it', async ({ open }) => {
    const page = await open(`${REALM}/codes/new`)
    await page.clock.install()
    await page.reload()
    await page.locator('#reason').fill('typed before')
    const warning = page.getByText('You will be signed out in 2 minutes')
    await page.clock.fastForward('17:59')
    expect(await warning.count()).toBe(0)
    await page.clock.fastForward('00:02')
    await warning.waitFor()
    expect(await page.getByRole('alert').count()).toBe(1)
    await page.getByRole('button', { name: 'Stay signed in' }).press('Enter')
    await warning.waitFor({ state: 'detached' })
    // Kept by another tab.
    await page.clock.fastForward('20:02')
    await warning.waitFor({ state: 'detached' })
    SESSIONS.delete('a')
    await page.clock.fastForward('20:02')
    await page.getByText('Your session has ended.').waitFor()
    expect(await page.locator('#reason').inputValue()).toBe('typed before')
  })
})

describe('without script', () => {
  shellTest('a form is sent, and what became of it is said', async ({ open }) => {
    const page = await open(`${REALM}/codes/new`, { script: false })
    await page.getByLabel('Telephone').fill('0176 55')
    await page.getByRole('button', { name: 'Make code' }).click()
    await page.waitForURL(`**${REALM}/codes`)
    expect(await page.getByRole('status').textContent()).toBe('Language and look are saved.')
    await page.reload()
    expect(await page.getByRole('status').count()).toBe(0)
  })
})

describe('pages in place of others', () => {
  for (const language of LANGUAGES) {
    shellTest(`keep the rules in ${language}`, async ({ open }) => {
      const page = await open('/console/nothing-here', { language })
      await expectAccessible(page)
      expect(await page.locator('h1').count()).toBe(1)
    })
  }

  shellTest('the choice of a place keeps the rules', async ({ open }) => {
    const page = await open('/console')
    await expectAccessible(page)
    await screenshot(page, 'shell/places')
    await page.getByRole('main').getByRole('link', { name: 'Oregon' }).click()
    await page.waitForURL('**/console/r/US-OR/codes/new')
  })
})

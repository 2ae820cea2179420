/** Each page of sign-in and account as people see it: light and dark, in English and Arabic, small, with room for text. */

import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { copyOf } from '../../src/ui/copy/copy.ts'
import { expectAccessible, expectReflow, expectRoomForText } from './support/accessibility.ts'
import { consoleTest } from './support/console-test.ts'
import { withMouse } from './support/hands.ts'
import { invitationLink, member, PASSWORD, signInAs, startLink } from './support/people.ts'
import { screenshot } from './support/screenshot.ts'

/** A page, its stylesheet, its script. */
const MAX_REQUESTS = 3
const MAX_BYTES = 100 * 1024

async function look(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' })
  await screenshot(page, `sign-in/${name}`)
  await page.emulateMedia({ colorScheme: 'dark' })
  await screenshot(page, `sign-in/${name}-dark`)
  await expectAccessible(page)
  await expectReflow(page)
  await expectRoomForText(page)
  expect(await page.locator('h1').count(), `h1 of ${name}`).toBe(1)
}

let people = 0
const newEmail = () => `person.${++people}@example.org`

describe.for(['en', 'ar'] as const)('in %s', (language) => {
  const { signIn } = copyOf(language)

  consoleTest('pages before sign-in', async ({ system, visit }) => {
    const page = await visit(system.origin, { language })
    const hands = withMouse(page)
    await page.goto('/console/sign-in')
    expect(await page.locator('html').getAttribute('dir')).toBe(language === 'ar' ? 'rtl' : 'ltr')
    await look(page, `enter-${language}`)
    await hands.press(signIn.enter.button)
    await look(page, `enter-errors-${language}`)
    await page.goto('/console/recover')
    await look(page, `forgotten-${language}`)
    await page.goto('/console/recover/sent')
    await look(page, `letter-sent-${language}`)
    await page.goto(`/console/recover/${'A'.repeat(43)}`)
    await look(page, `link-gone-${language}`)
    await page.goto(await invitationLink(system, newEmail(), ['CodeIssue']))
    await look(page, `invitation-${language}`)
  })

  consoleTest('the start, the second step and recovery codes', async ({ system, visit }) => {
    const page = await visit(system.origin, { language })
    const hands = withMouse(page)
    await page.goto(await startLink(system))
    await look(page, `start-${language}`)
    await hands.fill(signIn.name, 'Ada Quill')
    await hands.fill(signIn.email, newEmail())
    await hands.fill(signIn.newPassword, PASSWORD)
    await hands.press(signIn.start.button)
    await look(page, `set-up-${language}`)
    await hands.fill(signIn.code, 'abc')
    await hands.press(signIn.setUp.button)
    await look(page, `set-up-errors-${language}`)
  })

  consoleTest('pages of somebody who has come', async ({ system, visit }) => {
    const person = await member(system, newEmail(), ['CodeIssue'])
    const page = await visit(system.origin, { language })
    const hands = withMouse(page)
    await page.goto('/console/sign-in')
    await hands.fill(signIn.email, person.email)
    await hands.fill(signIn.password, PASSWORD)
    await hands.press(signIn.enter.button)
    await look(page, `second-${language}`)
    await hands.press(signIn.second.lost)
    await look(page, `recovery-code-${language}`)

    await signInAs(page, system, person)
    await page.goto('/console/account')
    await look(page, `account-${language}`)
    await page.goto('/console/account/password')
    await look(page, `change-password-${language}`)
    await page.goto('/console/account/recovery-codes')
    await look(page, `no-recovery-codes-${language}`)
    await hands.press(signIn.codes.makeNew)
    await look(page, `recovery-codes-${language}`)
    await page.goto('/console/sign-in/again')
    await look(page, `again-${language}`)
  })
})

consoleTest('a page is light, and asks for little', async ({ system, visit }) => {
  const person = await member(system, newEmail(), ['CodeIssue'])
  const page = await visit(system.origin)
  await signInAs(page, system, person)
  const sizes: number[] = []
  page.on('response', async (response) => {
    sizes.push((await response.body().catch(() => Buffer.alloc(0))).length)
  })
  for (const path of ['/console/sign-in/again', '/console/account']) {
    sizes.length = 0
    await page.goto(path, { waitUntil: 'networkidle' })
    expect(sizes.length, `requests of ${path}`).toBeLessThanOrEqual(MAX_REQUESTS)
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    expect(bytes, `bytes of ${path}`).toBeLessThan(MAX_BYTES)
  }
})

/** People come, sign in, forget and are forgotten: in a real browser, by mouse, by keys alone, without script, in Arabic. */

import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import type { Language } from '../../src/core/console/viewer.ts'
import { copyOf } from '../../src/ui/copy/copy.ts'
import type { ConsoleSystem } from './support/console-system.ts'
import { consoleTest } from './support/console-test.ts'
import { type Hands, withKeys, withMouse } from './support/hands.ts'
import { invitationLink, member, PASSWORD, phoneOf, signInAs, startLink } from './support/people.ts'
import type { VisitorOptions } from './support/visitor.ts'

const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent()

/** From the page that asks for a second step to the start: the app is set up, and a recovery code is typed back. */
async function setUpSecondStep(hands: Hands, system: ConsoleSystem, language: Language) {
  const { signIn } = copyOf(language)
  const { page } = hands
  expect(await heading(page)).toBe(signIn.setUp.title)
  const phone = phoneOf((await page.locator('main code').first().textContent()) ?? '')
  await hands.fill(signIn.code, phone.codeAt(await system.now()))
  await hands.press(signIn.setUp.button)
  expect(await heading(page)).toBe(signIn.codes.title)
  const codes = await page.locator('main ol code').allInnerTexts()
  expect(codes).toHaveLength(10)
  await hands.fill(signIn.codes.typeBack, codes[3] ?? '')
  await hands.press(signIn.codes.button)
  return { phone, codes }
}

async function comeByStartLink(
  hands: Hands,
  system: ConsoleSystem,
  language: Language,
  email: string,
) {
  const { signIn } = copyOf(language)
  await hands.page.goto(await startLink(system))
  // The token is out of the address, and so out of the history.
  expect(new URL(hands.page.url()).pathname).toBe('/console/start')
  await hands.fill(signIn.name, 'Ada Quill')
  await hands.fill(signIn.email, email)
  await hands.fill(signIn.newPassword, PASSWORD)
  await hands.press(signIn.start.button)
  return setUpSecondStep(hands, system, language)
}

const WAYS: readonly [string, (page: Page) => Hands, VisitorOptions][] = [
  ['by mouse', withMouse, {}],
  ['by keys alone', withKeys, {}],
  ['without script', withMouse, { script: false }],
  ['in Arabic', withMouse, { language: 'ar' }],
]

let people = 0
/** Nobody has been there before. */
const newEmail = () => `person.${++people}@example.org`

describe.for(WAYS)('%s', ([, handsOf, options]) => {
  const language = options.language ?? 'en'
  const { signIn, common } = copyOf(language)

  consoleTest(
    'the first administrator comes by the start link, signs out and in again',
    async ({ system, visit }) => {
      const page = await visit(system.origin, options)
      const hands = handsOf(page)
      const email = newEmail()
      const { phone } = await comeByStartLink(hands, system, language, email)
      expect(new URL(page.url()).pathname).toBe('/console/system/realms')
      await page.goto('/console/account')
      expect(await heading(page)).toBe(signIn.account.title)
      // The menu of the person is a details element: it opens without script, too.
      await page.locator('header summary', { hasText: 'Ada Quill' }).press('Enter')
      await hands.press(common.signOut)
      expect(await heading(page)).toBe(signIn.enter.title)
      await page.goto('/console/account')
      expect(new URL(page.url()).pathname).toBe('/console/sign-in')

      const now = await system.advance(60)
      await hands.fill(signIn.email, email.toUpperCase())
      await hands.fill(signIn.password, PASSWORD)
      await hands.press(signIn.enter.button)
      expect(await heading(page)).toBe(signIn.second.title)
      await hands.fill(signIn.code, phone.codeAt(now))
      await hands.press(signIn.second.button)
      // Where they wanted to go before they were asked to sign in.
      expect(new URL(page.url()).pathname).toBe('/console/account')
    },
  )

  consoleTest(
    'somebody who was invited chooses a password and works',
    async ({ system, visit }) => {
      const email = newEmail()
      const link = await invitationLink(system, email, ['CodeIssue'])
      const page = await visit(system.origin, options)
      const hands = handsOf(page)
      await page.goto(link)
      expect(new URL(page.url()).pathname).toBe('/console/invitation')
      expect(await page.getByLabel(signIn.email, { exact: true }).inputValue()).toBe(email)
      // Nobody is called by their address.
      expect(await page.getByLabel(signIn.name, { exact: true }).inputValue()).toBe('')
      await hands.fill(signIn.name, 'Jo Lind')
      await hands.fill(signIn.newPassword, PASSWORD)
      await hands.press(signIn.invitation.button)
      expect(new URL(page.url()).pathname).toMatch(/^\/console\/r\/.*\/codes\/new$/)

      // Used: the same sentence for everybody who comes later.
      const other = await visit(system.origin, options)
      const answer = await other.goto(link)
      expect(answer?.status()).toBe(404)
      expect(await heading(other)).toBe(signIn.gone.title)
    },
  )

  consoleTest(
    'a forgotten password is replaced by a link in a letter',
    async ({ system, visit }) => {
      const person = await member(system, newEmail(), ['CodeIssue'])
      const page = await visit(system.origin, options)
      const hands = handsOf(page)
      const elsewhere = await visit(system.origin, options)
      await signInAs(elsewhere, system, person)
      await page.goto('/console/sign-in')
      await hands.press(signIn.enter.forgotten)
      await hands.fill(signIn.email, person.email)
      await hands.press(signIn.forgotten.button)
      expect(await heading(page)).toBe(signIn.forgotten.sentTitle)

      await expect.poll(async () => (await system.mails())[0]?.to).toEqual([person.email])
      const link = /http\S+/.exec((await system.mails())[0]?.text ?? '')?.[0] ?? ''
      await page.goto(link)
      expect(new URL(page.url()).pathname).toBe('/console/recover/new')
      await hands.fill(signIn.newPassword, 'anvil cloud 71 meadow')
      await hands.press(signIn.reset.button)
      // The second factor is asked for as ever.
      expect(await heading(page)).toBe(signIn.second.title)
      const now = await system.advance(60)
      await hands.fill(signIn.code, person.phone?.codeAt(now) ?? '')
      await hands.press(signIn.second.button)
      expect(new URL(page.url()).pathname).toMatch(/codes\/new$/)

      await elsewhere.goto('/console/account')
      expect(new URL(elsewhere.url()).pathname).toBe('/console/sign-in')
      const answer = await elsewhere.goto(link)
      expect(answer?.status()).toBe(404)
    },
  )
})

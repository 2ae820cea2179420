/** Who does not get in, and what they are told; how long a session lasts. */

import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { SESSION_COOKIE } from '../../src/http/console/cookies.ts'
import { copyOf } from '../../src/ui/copy/copy.ts'
import type { ConsoleSystem } from './support/console-system.ts'
import { consoleTest } from './support/console-test.ts'
import { withMouse } from './support/hands.ts'
import {
  invitationLink,
  member,
  PASSWORD,
  type Person,
  realmPath,
  signInAs,
  startLink,
} from './support/people.ts'

const { signIn, common } = copyOf('en')
const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent()
const errorsOf = (page: Page) => page.locator('#errors li').allInnerTexts()
const pathOf = (page: Page) => new URL(page.url()).pathname

async function enter(page: Page, email: string, password: string): Promise<void> {
  const hands = withMouse(page)
  await hands.fill(signIn.email, email)
  await hands.fill(signIn.password, password)
  await hands.press(signIn.enter.button)
}

/** The password was right, and the number is asked for. */
async function enterWith(page: Page, { email }: Person): Promise<void> {
  await page.goto('/console/sign-in')
  await enter(page, email, PASSWORD)
  expect(await heading(page)).toBe(signIn.second.title)
}

async function typeCode(page: Page, code: string): Promise<void> {
  const hands = withMouse(page)
  await hands.fill(signIn.code, code)
  await hands.press(signIn.second.button)
}

/** What no two answers of the same kind share. */
const withoutSecrets = (html: string) =>
  html.replace(/(value|nonce|content)="[^"]*"/g, '').replace(/[\w.]+@example\.org/g, '')

let people = 0
const newMember = (system: ConsoleSystem, hasPhone = true) =>
  member(system, `member.${++people}@example.org`, ['CodeIssue'], hasPhone)

consoleTest(
  'a wrong password, an unknown address and nothing at all are one page',
  async ({ system, visit }) => {
    const { email } = await newMember(system)
    const page = await visit(system.origin)
    const answers: string[] = []
    for (const [address, password] of [
      [email, 'not the password'],
      ['nobody@example.org', PASSWORD],
    ] as const) {
      await page.goto('/console/sign-in')
      await enter(page, address, password)
      expect(await errorsOf(page)).toEqual([signIn.errors.wrong])
      // What was typed is still there, and the password is not.
      expect(await page.getByLabel(signIn.email, { exact: true }).inputValue()).toBe(address)
      expect(await page.getByLabel(signIn.password, { exact: true }).inputValue()).toBe('')
      answers.push(withoutSecrets(await page.content()))
    }
    expect(answers[1]).toBe(answers[0])
    await page.goto('/console/sign-in')
    await withMouse(page).press(signIn.enter.button)
    expect(await errorsOf(page)).toEqual([
      signIn.errors.emailMissing,
      signIn.errors.passwordMissing,
    ])
    // The summary has the focus, and its links lead to the fields.
    expect(await page.evaluate('document.activeElement.id')).toBe('errors')
    await page.locator('#errors a').nth(1).click()
    expect(await page.evaluate('document.activeElement.id')).toBe('password')
  },
)

consoleTest(
  'ten wrong passwords lock, and the right one then fares no better',
  async ({ system, visit }) => {
    const { email } = await newMember(system)
    const page = await visit(system.origin)
    await page.goto('/console/sign-in')
    for (let tries = 0; tries < 10; tries++) await enter(page, email, 'not the password')
    await enter(page, email, PASSWORD)
    expect(await errorsOf(page)).toEqual([signIn.errors.wrong])
    await system.advance(901)
    await page.goto('/console/sign-in')
    await enter(page, email, PASSWORD)
    expect(await heading(page)).toBe(signIn.second.title)
  },
)

consoleTest(
  'a number works once, and five wrong ones mean to begin anew',
  async ({ system, visit }) => {
    const person = await newMember(system)
    const page = await visit(system.origin)
    await system.advance(60)
    await enterWith(page, person)
    const code = person.phone?.codeAt(await system.now()) ?? ''
    await typeCode(page, code)
    expect(pathOf(page)).toBe(realmPath(system, 'codes/new'))

    const other = await visit(system.origin)
    await enterWith(other, person)
    await typeCode(other, code)
    expect((await errorsOf(other))[0]).toMatch(/^That number was already used\. Wait/)
    expect(await heading(other)).toBe(signIn.second.title)
    await withMouse(other).press(signIn.second.button)
    expect(await errorsOf(other)).toEqual([signIn.errors.codeMissing.second])
    const wrong = code === '000000' ? '000001' : '000000'
    for (let tries = 0; tries < 3; tries++) {
      await typeCode(other, wrong)
      expect((await errorsOf(other))[0]).toMatch(/here it is \d\d:\d\d:\d\d UTC\.$/)
    }
    await typeCode(other, wrong)
    expect(pathOf(other)).toBe('/console/sign-in')
    expect(await other.getByRole('status').textContent()).toBe(signIn.flash.startOver.text)
    // The half session is over, not merely left.
    await other.goto('/console/sign-in/second')
    expect(pathOf(other)).toBe('/console/sign-in')
  },
)

consoleTest('half signed in opens no other page', async ({ system, visit }) => {
  const person = await newMember(system)
  const page = await visit(system.origin)
  await enterWith(page, person)
  for (const path of ['/console', '/console/account', realmPath(system, 'codes/new')]) {
    await page.goto(path)
    expect(pathOf(page)).toBe('/console/sign-in/second')
  }
})

consoleTest('a recovery code stands in for the phone, once', async ({ system, visit }) => {
  const person = await newMember(system)
  const page = await visit(system.origin)
  await signInAs(page, system, person)
  await page.goto('/console/account/recovery-codes')
  const hands = withMouse(page)
  await hands.press(signIn.codes.makeNew)
  const [first = '', second = ''] = await page.locator('main ol code').allInnerTexts()
  await hands.fill(signIn.codes.typeBack, 'AAAAA-AAAAA')
  await hands.press(signIn.codes.button)
  expect(await errorsOf(page)).toEqual([signIn.errors.notOneOfThem])
  await hands.fill(signIn.codes.typeBack, second.toLowerCase().replace('-', ''))
  await hands.press(signIn.codes.button)
  // Shown once.
  await page.goto('/console/account/recovery-codes')
  expect(await page.locator('main').textContent()).toContain(signIn.codes.gone)

  for (const isGood of [true, false]) {
    const other = await visit(system.origin)
    await enterWith(other, person)
    await withMouse(other).press(signIn.second.lost)
    await withMouse(other).fill(signIn.recoveryCode, first.replace('-', ' ').toLowerCase())
    await withMouse(other).press(signIn.recovery.button)
    if (isGood) expect(pathOf(other)).toBe(realmPath(system, 'codes/new'))
    else expect(await errorsOf(other)).toEqual([signIn.errors.recoveryWrong])
  }
})

consoleTest(
  'the start link makes one administrator, and is then a page that never was',
  async ({ system, visit }) => {
    const link = await startLink(system)
    const [first, second] = [await visit(system.origin), await visit(system.origin)]
    // Both have the form before either sends it.
    for (const page of [first, second]) await page.goto(link)
    for (const page of [first, second]) {
      await withMouse(page).fill(signIn.name, 'Ada Quill')
      await withMouse(page).fill(signIn.email, `administrator.${++people}@example.org`)
      await withMouse(page).fill(signIn.newPassword, PASSWORD)
      await withMouse(page).press(signIn.start.button)
    }
    expect(await heading(first)).toBe(signIn.setUp.title)
    expect(await heading(second)).toBe(common.errors.notFound.title)
    for (const path of [link, '/console/start', `/console/start/${'A'.repeat(43)}`, '/console/x']) {
      expect((await second.goto(path))?.status(), path).toBe(404)
      expect(await heading(second)).toBe(common.errors.notFound.title)
    }
  },
)

consoleTest(
  'an invitation is for one person: somebody else who is signed in is told so',
  async ({ system, visit }) => {
    const person = await newMember(system)
    const email = `guest.${++people}@example.org`
    const link = await invitationLink(system, email, ['CodeIssue'])
    const page = await visit(system.origin)
    await signInAs(page, system, person)
    const answer = await page.goto(link)
    expect(answer?.status()).toBe(409)
    expect(await page.locator('main').textContent()).toContain(
      signIn.invitation.otherPerson(person.email, email),
    )
    await system.advance(7 * 86_400)
    expect((await (await visit(system.origin)).goto(link))?.status()).toBe(404)
  },
)

consoleTest(
  'passwords that others guess first are not taken, and what was typed stays',
  async ({ system, visit }) => {
    const email = `quentin.${++people}@example.org`
    const page = await visit(system.origin)
    await page.goto(await invitationLink(system, email, ['CodeIssue']))
    const hands = withMouse(page)
    const { password } = signIn.errors
    for (const [typed, text] of [
      ['kq7zz', password.too_short],
      ['password1234', password.common],
      [`${email} x`, password.has_email],
      ['Lindgrensmeadow 4', password.has_name],
      ['x'.repeat(129), password.too_long],
    ] as const) {
      await hands.fill(signIn.name, 'Jo Lindgren')
      await hands.fill(signIn.newPassword, typed)
      await hands.press(signIn.invitation.button)
      expect(await errorsOf(page), typed).toEqual([text])
      expect(await page.getByLabel(signIn.name, { exact: true }).inputValue()).toBe('Jo Lindgren')
      expect(await page.content()).not.toContain(typed)
    }
  },
)

consoleTest(
  'an idle session ends after 20 minutes, a busy one after 20 hours',
  async ({ system, visit }) => {
    const person = await newMember(system)
    const page = await visit(system.origin)
    await signInAs(page, system, person)
    // The clock runs on meanwhile.
    await system.advance(1180)
    await page.goto('/console/account')
    expect(await heading(page)).toBe(signIn.account.title)
    await system.advance(1201)
    await page.goto('/console/account')
    expect(pathOf(page)).toBe('/console/sign-in')

    await signInAs(page, system, person)
    for (let minutes = 0; minutes < 20 * 60; minutes += 19) {
      await page.request.get('/console/session')
      await system.advance(19 * 60)
    }
    await page.goto('/console/account')
    expect(pathOf(page)).toBe('/console/sign-in')
  },
)

consoleTest(
  'an old cookie is dead after the next step, and other browsers can be signed out',
  async ({ system, visit }) => {
    const person = await newMember(system)
    const page = await visit(system.origin)
    await system.advance(60)
    await enterWith(page, person)
    const before = await page.context().cookies()
    await typeCode(page, person.phone?.codeAt(await system.now()) ?? '')
    const thief = await visit(system.origin)
    await thief.context().addCookies(before)
    await thief.goto('/console/sign-in/second')
    expect(pathOf(thief)).toBe('/console/sign-in')

    const other = await visit(system.origin)
    await signInAs(other, system, person)
    await other.goto('/console/account')
    await page.goto('/console/account')
    const rows = page.locator('#sessions ~ table tbody tr')
    const count = await rows.count()
    await page
      .getByRole('button', { name: /^Sign out Chrome, Linux/ })
      .first()
      .click()
    await page.getByRole('status').waitFor()
    expect(await rows.count()).toBe(count - 1)
    await other.goto('/console/account')
    expect(pathOf(other)).toBe('/console/sign-in')

    await withMouse(page).press(signIn.account.endAll)
    expect(pathOf(page)).toBe('/console/sign-in')
    expect((await page.context().cookies()).map(({ name }) => name)).not.toContain(SESSION_COOKIE)
  },
)

consoleTest(
  'a password is changed after a fresh proof, and ends all other sessions',
  async ({ system, visit }) => {
    const person = await newMember(system)
    const page = await visit(system.origin)
    const other = await visit(system.origin)
    await signInAs(page, system, person)
    await signInAs(other, system, person)
    await system.advance(660)
    await page.goto('/console/account')
    const hands = withMouse(page)
    await hands.press(signIn.account.changePassword)
    expect(await heading(page)).toBe(signIn.again.title)
    await hands.fill(signIn.password, 'not the password')
    await hands.fill(signIn.code, '000000')
    await hands.press(signIn.again.button)
    expect(await errorsOf(page)).toEqual([signIn.errors.againRefused])
    await hands.fill(signIn.password, PASSWORD)
    await hands.fill(signIn.code, person.phone?.codeAt(await system.now()) ?? '')
    await hands.press(signIn.again.button)
    expect(await heading(page)).toBe(signIn.account.changePassword)
    await hands.fill(signIn.newPassword, 'anvil cloud 71 meadow')
    await hands.press(signIn.account.changeButton)
    expect(await page.getByRole('status').textContent()).toBe(signIn.flash.passwordChanged.text)
    await other.goto('/console/account')
    expect(pathOf(other)).toBe('/console/sign-in')
    await page.goto('/console/account')
    expect(pathOf(page)).toBe('/console/account')
  },
)

consoleTest(
  'a form of another session, or of nobody, changes nothing',
  async ({ system, visit }) => {
    const person = await newMember(system)
    const page = await visit(system.origin)
    await page.goto('/console/sign-in')
    const answer = await page.request.post('/console/sign-in', {
      form: { email: person.email, password: PASSWORD },
      headers: { origin: system.origin },
    })
    expect(answer.status()).toBe(403)
    // Signed in meanwhile in another tab: the form on this page is an old one.
    await signInAs(page, system, person)
    await withMouse(page).fill(signIn.email, person.email)
    await withMouse(page).fill(signIn.password, PASSWORD)
    await withMouse(page).press(signIn.enter.button)
    expect(await heading(page)).toBe(common.errors.csrf.title)
  },
)

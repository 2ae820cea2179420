/** Case workers make codes in a real browser: by keys alone within five seconds, by mouse, without script, in Arabic. */

import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import type { Language } from '../../src/core/console/viewer.ts'
import type { RealmSettings } from '../../src/core/realms/settings.ts'
import { copyOf } from '../../src/ui/copy/copy.ts'
import { expectAccessible, expectReflow, expectRoomForText } from './support/accessibility.ts'
import type { ConsoleSystem } from './support/console-system.ts'
import { consoleTest } from './support/console-test.ts'
import { type Hands, withKeys, withMouse } from './support/hands.ts'
import { focusOf, tabTo } from './support/keyboard.ts'
import { member, type Person, realmPath, signInAs } from './support/people.ts'
import { screenshot } from './support/screenshot.ts'
import type { VisitorOptions } from './support/visitor.ts'

const CODE = /^\d{8}$/
const RIGHTS = ['CodeIssue', 'CodeRead', 'CodeExpire'] as const
/** As fast as somebody types who does it all day. */
const MS_PER_KEY = 80

let people = 0
const worker = (system: ConsoleSystem): Promise<Person> =>
  member(system, `worker.${++people}@example.org`, RIGHTS, false)

async function signedIn(page: Page, system: ConsoleSystem): Promise<void> {
  await signInAs(page, system, await worker(system))
}

async function setRealm(
  { people: { db }, runtime }: ConsoleSystem,
  settings: Partial<RealmSettings>,
) {
  await db.d1
    .prepare('UPDATE realms SET settings = json_patch(settings, ?2) WHERE id = ?1')
    .bind(runtime.realms[0]?.id ?? 0, JSON.stringify(settings))
    .run()
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent()
const codeOn = async (page: Page) =>
  ((await page.locator('.code-display').textContent()) ?? '').replaceAll(' ', '')
const uuidOn = (page: Page): string => new URL(page.url()).pathname.slice(-36)
const pathOf = (page: Page): string => new URL(page.url()).pathname

async function typeKeys(page: Page, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key)
    await page.waitForTimeout(MS_PER_KEY)
  }
}

const setSmsState = ({ people: { db } }: ConsoleSystem, uuid: string, state: string) =>
  db.d1
    .prepare('UPDATE verification_codes SET sms_state = ?2 WHERE uuid = ?1')
    .bind(uuid, state)
    .run()

describe('within five seconds, by keys alone', () => {
  const { codes } = copyOf('en')

  consoleTest('a type, a day, Enter: the code has the focus', async ({ system, visit }) => {
    await setRealm(system, { requireDate: true })
    const page = await visit(system.origin)
    await signedIn(page, system)
    await page.goto(realmPath(system, 'codes/new'))
    const begun = performance.now()
    await typeKeys(page, ['2', 'Tab', 'ArrowDown', 'Enter'])
    await page.locator('.code-display').waitFor()
    const took = performance.now() - begun
    expect(took).toBeLessThan(5000)
    expect(await codeOn(page)).toMatch(CODE)
    expect((await focusOf(page))?.name).toBe(await heading(page))
    expect(await heading(page)).toMatch(/^Code \d{4} \d{4}$/)
    expect(await page.title()).not.toMatch(/\d/)
    expect(await page.getByText(codes.types.likely).count()).toBe(1)
  })

  consoleTest('with a number, too; and the next person at once', async ({ system, visit }) => {
    await setRealm(system, { requireDate: true })
    const page = await visit(system.origin)
    await signedIn(page, system)
    await page.goto(realmPath(system, 'codes/new'))
    const begun = performance.now()
    await typeKeys(page, ['1', 'Tab', 'ArrowDown', 'Tab', 'Tab'])
    expect((await focusOf(page))?.name).toContain(codes.form.phone)
    await typeKeys(page, [...'2068675309', 'Enter'])
    await page.locator('.code-display').waitFor()
    expect(performance.now() - begun).toBeLessThan(5000)
    const code = await codeOn(page)
    const path = pathOf(page)
    await page.getByText(codes.smsLine.accepted).waitFor()
    await page.keyboard.press('n')
    await page.waitForURL(/codes\/new/)
    expect(await page.getByLabel(codes.types.confirmed).isChecked()).toBe(true)
    expect(await page.getByLabel(codes.form.phone).inputValue()).toBe('')
    await page.goto(path)
    expect(await page.content()).not.toContain(code.slice(0, 4))
  })

  consoleTest('one kind of code and no day: one key', async ({ system, visit }) => {
    await setRealm(system, { requireDate: false, allowedTestTypes: ['confirmed'] })
    try {
      const page = await visit(system.origin)
      await signedIn(page, system)
      await page.goto(realmPath(system, 'codes/new'))
      expect((await focusOf(page))?.name).toBe(codes.form.submit)
      await page.keyboard.press('Enter')
      await page.locator('.code-display').waitFor()
    } finally {
      const all = ['confirmed', 'likely', 'negative'] as const
      await setRealm(system, { requireDate: true, allowedTestTypes: all })
    }
  })
})

const WAYS: readonly [string, (page: Page) => Hands, VisitorOptions][] = [
  ['by mouse', withMouse, {}],
  ['by keys alone', withKeys, {}],
  ['without script', withMouse, { script: false }],
  ['in Arabic', withMouse, { language: 'ar' }],
  ['in the dark, on a phone', withMouse, { theme: 'dark', viewport: { width: 390, height: 844 } }],
]

async function choose({ page }: Hands, label: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).first().check()
}

describe.for(WAYS)('%s', ([way, handsOf, options]) => {
  const language: Language = options.language ?? 'en'
  const { codes, common } = copyOf(language)
  const hasScript = options.script !== false
  const name = (page: string) => `codes/${page}-${way.replaceAll(/[ ,]+/g, '-')}`

  async function inspect(page: Page, picture: string): Promise<void> {
    await screenshot(page, name(picture))
    if (!hasScript) return
    await expectAccessible(page)
    await expectReflow(page)
    await expectRoomForText(page)
    await page.emulateMedia({ colorScheme: options.theme ?? 'light' })
  }

  consoleTest('a code is made, found again and expired', async ({ system, visit }) => {
    await setRealm(system, { requireDate: true })
    const page = await visit(system.origin, options)
    const hands = handsOf(page)
    await signedIn(page, system)

    await page.goto(realmPath(system, 'codes'))
    expect(await page.getByText(codes.list.empty).count()).toBe(1)
    await inspect(page, 'list-empty')

    await page.goto(realmPath(system, 'codes/new'))
    await inspect(page, 'new')
    // All that is wrong is told, and what was chosen stays.
    await hands.press(codes.form.submit)
    expect(await page.getByRole('alert').textContent()).toContain(codes.problems.noDate)
    await choose(hands, codes.types.confirmed)
    await page.getByLabel(codes.form.noDay, { exact: true }).last().check()
    await hands.press(codes.form.submit)
    expect(await page.getByRole('alert').textContent()).not.toContain(codes.problems.noType)
    expect(await page.getByLabel(codes.types.confirmed, { exact: true }).isChecked()).toBe(true)
    await inspect(page, 'new-with-errors')
    await page.locator('#test').check()
    await hands.press(codes.form.submit)

    const code = await codeOn(page)
    expect(code).toMatch(CODE)
    expect(await page.title()).not.toContain(code.slice(0, 4))
    await inspect(page, 'made')
    const uuid = uuidOn(page)
    await page.reload()
    expect(await codeOn(page)).toBe(code)

    await hands.press(codes.result.next)
    await page.goto(realmPath(system, 'codes'))
    await inspect(page, 'list')
    await hands.fill(codes.list.search, uuid.slice(0, 8).toUpperCase())
    await hands.press(codes.list.find)
    expect(uuidOn(page)).toBe(uuid)
    expect(await page.getByText(codes.result.gone).count()).toBe(1)
    await inspect(page, 'code')

    await hands.press(codes.result.expire)
    await inspect(page, 'expire')
    await hands.fill(`${codes.expire.reason} ${common.optional}`, 'wrong person')
    await hands.press(codes.expire.button)
    expect(await page.getByText(codes.flash.expired.text).count()).toBe(1)
    expect(await heading(page)).toBe(codes.result.titles.over)
  })
})

describe('without script', () => {
  consoleTest('a double click makes one code', async ({ system, visit }) => {
    await setRealm(system, { requireDate: false })
    const page = await visit(system.origin, { script: false })
    const person = await worker(system)
    await signInAs(page, system, person)
    await page.goto(`${realmPath(system, 'codes/new')}?type=likely`)
    const { codes } = copyOf('en')
    await page.getByRole('button', { name: codes.form.submit }).dblclick()
    await page.locator('.code-display').waitFor()
    const made = await system.people.db.d1
      .prepare(
        'SELECT count(*) AS n FROM verification_codes c JOIN users u ON u.id = c.issuing_user_id WHERE u.email = ?1',
      )
      .bind(person.email)
      .first<{ n: number }>()
    expect(made?.n).toBe(1)
  })
})

describe('beside the code', () => {
  const { codes } = copyOf('en')

  async function made(page: Page, system: ConsoleSystem, phone = ''): Promise<string> {
    await setRealm(system, { requireDate: false })
    await signedIn(page, system)
    await page.goto(`${realmPath(system, 'codes/new')}?type=likely`)
    if (phone !== '') await page.getByLabel(codes.form.phone).fill(phone)
    await page.getByRole('button', { name: codes.form.submit }).click()
    await page.locator('.code-display').waitFor()
    return uuidOn(page)
  }

  consoleTest('the line of the text follows what becomes of it', async ({ system, visit }) => {
    const page = await visit(system.origin)
    const { db } = system.people
    const before = await db.d1
      .prepare('SELECT settings AS text FROM realms')
      .first<{ text: string }>()
    await setRealm(system, { smsProvider: { kind: 'noop-fail' }, useSystemSms: false })
    const uuid = await made(page, system, '2068675309')
    await page.getByText(codes.smsLine.refused).waitFor()
    await db.d1
      .prepare('UPDATE realms SET settings = ?1')
      .bind(before?.text ?? '')
      .run()
    await setSmsState(system, uuid, 'sending')
    await page.reload()
    expect(await page.getByText(codes.smsLine.sending).count()).toBe(1)
    await setSmsState(system, uuid, 'refused')
    await page.getByText(codes.smsLine.refused).waitFor()
    expect(await codeOn(page)).toMatch(CODE)
    await page.reload()
    await expectAccessible(page)
    await screenshot(page, 'codes/text-refused')
    await page.getByRole('button', { name: codes.result.sendAgain }).click()
    await page.getByText(codes.smsLine.accepted).waitFor()
  })

  consoleTest('without script the page asks again by itself', async ({ system, visit }) => {
    const page = await visit(system.origin, { script: false })
    const uuid = await made(page, system, '2068675309')
    await setSmsState(system, uuid, 'sending')
    await page.reload()
    await setSmsState(system, uuid, 'queue_full')
    await page.getByText(codes.smsLine.queue_full).waitFor()
  })

  consoleTest('the code is copied by hand without blanks, too', async ({ system, visit }) => {
    const page = await visit(system.origin)
    await made(page, system)
    const code = await codeOn(page)
    await page.locator('.code-display').click()
    await page.keyboard.press('Control+C')
    await page.goto(realmPath(system, 'codes'))
    await page.getByLabel(codes.list.search).focus()
    await page.keyboard.press('Control+V')
    expect(await page.getByLabel(codes.list.search).inputValue()).toBe(code)
  })

  consoleTest('c copies the code, and it has no blanks', async ({ system, visit }) => {
    const page = await visit(system.origin)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await made(page, system)
    await page.keyboard.press('c')
    await page.getByText(copyOf('en').common.copied).waitFor()
    const code = await codeOn(page)
    await page.goto(realmPath(system, 'codes'))
    await page.getByLabel(codes.list.search).focus()
    await page.keyboard.press('Control+V')
    expect(await page.getByLabel(codes.list.search).inputValue()).toBe(code)
  })

  consoleTest(
    'it is covered after two minutes, and one key shows it',
    async ({ system, visit }) => {
      const page = await visit(system.origin)
      await page.clock.install()
      await made(page, system)
      const code = page.locator('.code-display')
      const spoken = page.getByText(codes.result.spoken)
      expect([await code.isVisible(), await spoken.isVisible()]).toEqual([true, true])
      expect(await page.getByText('(15 min left)').count()).toBe(1)
      await page.clock.runFor(121_000)
      expect([await code.isVisible(), await spoken.isVisible()]).toEqual([false, false])
      expect(await page.getByText(codes.result.covered).isVisible()).toBe(true)
      await screenshot(page, 'codes/covered')
      expect(await page.getByText('(13 min left)').count()).toBe(1)
      await page.keyboard.press('Shift')
      expect([await code.isVisible(), await spoken.isVisible()]).toEqual([true, true])
    },
  )
})

consoleTest('a list of ten thousand stays small and accessible', async ({ system, visit }) => {
  const page = await visit(system.origin)
  const person = await worker(system)
  await signInAs(page, system, person)
  const now = await system.now()
  await system.people.db.d1
    .prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
      INSERT INTO verification_codes (realm_id, uuid, code_hash, test_type, expires_at, long_expires_at, created_at, issuing_user_id)
      SELECT ?2, printf('%08x-0000-4000-8000-%012x', i, i), 'hash ' || i, 'confirmed', ?3, ?3, ?3, u.id
      FROM n, users u WHERE u.email = ?1`,
    )
    .bind(person.email, system.runtime.realms[0]?.id ?? 0, now)
    .run()
  await page.goto(realmPath(system, 'codes'))
  expect(await page.locator('tbody tr').count()).toBe(50)
  await expectAccessible(page)
  await expectReflow(page)
  await screenshot(page, 'codes/list-10000')
  await tabTo(page, copyOf('en').common.nextPage)
  await page.keyboard.press('Enter')
  await page.waitForURL(/after=/)
  expect(await page.locator('tbody tr').count()).toBe(50)
})

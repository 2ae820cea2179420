/** Pages of system administrators in a real browser: each as people see it, and the way through a realm's life. */

import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import type { Language } from '../../src/core/console/viewer.ts'
import { copyOf } from '../../src/ui/copy/copy.ts'
import { expectAccessible, expectReflow, expectRoomForText } from './support/accessibility.ts'
import type { ConsoleSystem } from './support/console-system.ts'
import { consoleTest } from './support/console-test.ts'
import { type Hands, withKeys, withMouse } from './support/hands.ts'
import { member, signInAs } from './support/people.ts'
import { screenshot } from './support/screenshot.ts'
import type { VisitorOptions } from './support/visitor.ts'

const SYSTEM = '/console/system'
const REASON = 'The only administrator has lost her phone.'

/** The seed's system administrator, with both factors. */
const SANA = { email: 'sana@example.org', phone: { codeAt: () => '' } }

const idOf = ({ people: { db } }: ConsoleSystem, email: string) =>
  db.d1.prepare('SELECT id FROM users WHERE email = ?1').bind(email).first<number>('id')

async function look(page: Page, name: string): Promise<void> {
  await screenshot(page, `system/${name}`)
  await expectAccessible(page)
  await expectReflow(page)
  await expectRoomForText(page)
  expect(await page.locator('h1').count(), `h1 of ${name}`).toBe(1)
}

describe.for(['en', 'ar'] as const)('in %s', (language) => {
  consoleTest('each page', async ({ system, visit }) => {
    const email = `jo.${language}@example.org`
    await member(system, email, ['CodeIssue'], false)
    const page = await visit(system.origin, { language })
    await signInAs(page, system, SANA)
    // In no realm: there is nowhere else to go.
    await page.goto('/console')
    expect(new URL(page.url()).pathname).toBe(`${SYSTEM}/realms`)
    const realm = `realms/${system.runtime.realms[0]?.id}`
    const person = `people/${await idOf(system, email)}`
    const pages = {
      realms: 'realms',
      'realm-new': 'realms/new',
      realm,
      'realm-join': `${realm}/join`,
      people: 'people',
      'people-none': 'people?q=nobody-at-all',
      person,
      'person-self': `people/${await idOf(system, SANA.email)}`,
      'person-give': `${person}/give-right`,
      'person-sign-out': `${person}/sign-out`,
      audit: 'audit',
      about: 'about',
    }
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(`${SYSTEM}/${path}`)
      expect(await page.locator('nav.side a').count(), `${name} has the side list`).toBe(4)
      await look(page, `${name}-${language}`)
    }
  })
})

const WAYS: readonly [string, (page: Page) => Hands, VisitorOptions][] = [
  ['by mouse', withMouse, {}],
  ['by keys alone', withKeys, {}],
  ['without script', withMouse, { script: false }],
  ['in Arabic', withMouse, { language: 'ar' }],
]

describe.for(WAYS)('%s', ([way, handsOf, options]) => {
  const language: Language = options.language ?? 'en'
  const { system: words, common } = copyOf(language)

  consoleTest('a realm is made, saved and joined', async ({ system, visit }) => {
    const page = await visit(system.origin, options)
    const hands = handsOf(page)
    await signInAs(page, system, SANA)
    const name = `North ${way}`
    await page.goto(`${SYSTEM}/realms/new`)
    await hands.press(words.newRealm.button)
    await page.getByText(words.problems.nameMissing).first().waitFor()
    await hands.fill(words.realm.name, name)
    await page.getByLabel(words.newRealm.join).uncheck()
    await hands.press(words.newRealm.button)
    await page.getByText(words.flash.realmMade.text).waitFor()
    expect(await page.locator('h1').textContent()).toBe(name)
    await page.getByLabel(words.realm.systemSms).check()
    await hands.press(common.save)
    await page.getByText(words.flash.realmSaved.text).waitFor()
    expect(await page.getByLabel(words.realm.systemSms).isChecked()).toBe(true)
    await hands.press(words.realm.join)
    await hands.fill(words.join.reason, REASON)
    await hands.press(words.join.button)
    await page.getByText(words.flash.joined.text).waitFor()
    await hands.press(words.realm.leave)
    await hands.press(words.leave.button)
    await page.getByText(words.leave.last).waitFor()
  })
})

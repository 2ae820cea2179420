/** Settings of a realm in a real browser: readable, reachable by keys, and whole without script. */

import { describe, expect } from 'vitest'
import { copyOf } from '../../src/ui/copy/copy.ts'
import { expectAccessible, expectReflow, expectRoomForText } from './support/accessibility.ts'
import { consoleTest } from './support/console-test.ts'
import { member, realmPath, signInAs } from './support/people.ts'
import { screenshot } from './support/screenshot.ts'

const RIGHTS = ['SettingsRead', 'SettingsWrite'] as const
const { common, settings } = copyOf('en')

describe.each(['general', 'codes', 'texts', 'security', 'limits'])('settings/%s', (tab) => {
  consoleTest('is accessible, narrow and wide', async ({ system, visit }) => {
    const page = await visit(system.origin)
    await signInAs(page, system, await member(system, `${tab}@example.org`, RIGHTS, false))
    await page.goto(realmPath(system, `settings/${tab}`))
    await expectAccessible(page)
    await screenshot(page, `settings/${tab}`)
    await expectRoomForText(page)
    await expectReflow(page)
  })
})

consoleTest('without script: typed wrong, kept, put right, saved', async ({ system, visit }) => {
  const page = await visit(system.origin, { script: false })
  await signInAs(page, system, await member(system, 'noscript@example.org', RIGHTS, false))
  await page.goto(realmPath(system, 'settings/codes'))
  await page.getByLabel(settings.labels.codeLength).fill('5')
  await page.getByLabel(settings.labels.requireDate).check()
  await page.getByRole('button', { name: common.save }).click()
  expect(await page.getByRole('alert').textContent()).toContain(settings.problems['codeLength'])
  await screenshot(page, 'settings/codes-refused')
  expect(await page.getByLabel(settings.labels.requireDate).isChecked()).toBe(true)
  await page.getByLabel(settings.labels.codeLength).fill('7')
  await page.getByRole('button', { name: common.save }).click()
  await page.getByText(settings.flash.saved.text).waitFor()
  expect(await page.getByLabel(settings.labels.codeLength).inputValue()).toBe('7')
})

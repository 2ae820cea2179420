/** People, API keys and apps of a realm in a real browser: what is on the pages can be seen, reached and read by everybody. */

import { expect } from 'vitest'
import { PERMISSIONS } from '../../src/core/realms/permissions.ts'
import { copyOf } from '../../src/ui/copy/copy.ts'
import { expectAccessible, expectReflow } from './support/accessibility.ts'
import { consoleTest } from './support/console-test.ts'
import { member, realmPath, signInAs } from './support/people.ts'
import { screenshot } from './support/screenshot.ts'

const { connections, people } = copyOf('en')

consoleTest('a key is made, saved and disabled, without script too', async ({ system, visit }) => {
  const person = await member(system, 'keys@example.org', PERMISSIONS)
  const page = await visit(system.origin, { script: false })
  await signInAs(page, system, person)
  await page.goto(realmPath(system, 'api-keys'))
  await page.getByRole('link', { name: connections.apiKeys.add }).click()
  await page.getByLabel(connections.apiKeys.name).fill('Lab North')
  await page.getByRole('button', { name: connections.apiKeys.form.submit }).click()
  expect(await page.locator('main code').first().textContent()).toMatch(/^[\w-]{86}\.\d+\./)
  await screenshot(page, 'people/key-made')
  await page.getByRole('button', { name: connections.apiKeys.made.saved }).click()
  await page.getByText(connections.flash.keySaved.text).waitFor()
  await page.getByRole('link', { name: connections.apiKeys.disable.button }).click()
  await page.getByRole('button', { name: connections.apiKeys.disable.button }).click()
  await page.getByText(connections.flash.keyDisabled.text).waitFor()
})

consoleTest(
  'every page has nothing that axe finds, and no page is too wide',
  async ({ system, visit }) => {
    const person = await member(system, 'pages@example.org', PERMISSIONS)
    const page = await visit(system.origin)
    await signInAs(page, system, person)
    await page.goto(realmPath(system, 'people/new?preset=caseWorker'))
    await page.getByLabel(people.email).fill('cleo@example.org')
    await page.getByRole('button', { name: people.form.submit }).click()
    await page.getByText(people.flash.invited.text).waitFor()
    const pages = ['people', 'people/new', 'api-keys', 'api-keys/new', 'apps', 'apps/new']
    const invited = new URL(page.url()).pathname
    for (const path of [
      invited,
      `${invited}/remove`,
      ...pages.map((at) => realmPath(system, at)),
    ]) {
      await page.goto(path)
      await screenshot(page, `people/${path.split('/').slice(4).join('-')}`)
      await expectAccessible(page)
      await expectReflow(page)
    }
  },
)

/** Figures in a real browser: light and dark, narrow, in Arabic, by keys, without script, printed. */

import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { SECONDS_PER_DAY } from '../../src/core/time.ts'
import { copyOf } from '../../src/ui/copy/copy.ts'
import { expectAccessible, expectReflow, expectRoomForText } from './support/accessibility.ts'
import type { ConsoleSystem } from './support/console-system.ts'
import { consoleTest } from './support/console-test.ts'
import { member, realmPath, signInAs } from './support/people.ts'
import { screenshot } from './support/screenshot.ts'
import type { VisitorOptions } from './support/visitor.ts'

const PAGES = ['stats', 'stats/codes', 'stats/sms'] as const

let people = 0
async function reader(page: Page, system: ConsoleSystem): Promise<void> {
  const email = `reader.${++people}@example.org`
  await signInAs(page, system, await member(system, email, ['StatsRead', 'AuditRead'], false))
}

/** Ninety days with a weekly rhythm, and a share of use that falls. */
async function fill(system: ConsoleSystem): Promise<void> {
  const { db } = system.people
  const realmId = system.runtime.realms[0]?.id ?? 0
  const today = Math.floor((await system.now()) / SECONDS_PER_DAY) * SECONDS_PER_DAY
  const days = Array.from({ length: 90 }, (_, age) => {
    const issued = age === 0 ? 120 : 900 + ((age * 389) % 400) - (age % 7 < 2 ? 500 : 0)
    const claimed = Math.round(issued * (age < 45 ? 0.41 : 0.62))
    return { day: today - age * SECONDS_PER_DAY, issued, claimed }
  })
  await db.d1.batch([
    db.d1
      .prepare(
        `INSERT OR REPLACE INTO realm_statistics (realm_id, day, codes_issued, codes_claimed, tokens_claimed,
          user_reports_issued, codes_invalid, codes_invalid_ios, codes_invalid_android, claim_age_seconds,
          claim_age_1, claim_age_3, claim_age_6)
        SELECT ?1, value ->> 'day', value ->> 'issued', value ->> 'claimed', (value ->> 'claimed') * 9 / 10,
          (value ->> 'issued') / 9, (value ->> 'issued') / 12, (value ->> 'issued') / 30, (value ->> 'issued') / 40,
          (value ->> 'claimed') * 800, (value ->> 'claimed') / 2, (value ->> 'claimed') / 3, (value ->> 'claimed') / 9
        FROM json_each(?2)`,
      )
      .bind(realmId, JSON.stringify(days)),
    db.d1
      .prepare(
        `INSERT OR REPLACE INTO user_statistics (realm_id, user_id, day, codes_issued)
        SELECT ?1, 1, value ->> 'day', (value ->> 'issued') / 4 FROM json_each(?2)`,
      )
      .bind(realmId, JSON.stringify(days)),
    ...['30003', '30006', '30007', '21211'].map((code, index) =>
      db.d1
        .prepare(
          `INSERT OR REPLACE INTO sms_error_statistics (realm_id, error_code, day, quantity)
          SELECT ?1, ?2, value ->> 'day', (value ->> 'issued') / CAST(?3 AS INTEGER) FROM json_each(?4)`,
        )
        .bind(realmId, code, 40 * (index + 1), JSON.stringify(days)),
    ),
  ])
}

consoleTest(
  'before anything has happened there are axes, and no errors',
  async ({ system, visit }) => {
    const page = await visit(system.origin)
    await reader(page, system)
    for (const path of PAGES) {
      expect((await page.goto(realmPath(system, path)))?.status()).toBe(200)
      await expectAccessible(page)
    }
    await page.goto(realmPath(system, 'stats'))
    await screenshot(page, 'statistics/empty')
  },
)

const VISITORS: Readonly<Record<string, VisitorOptions>> = {
  'on a desk': {},
  'in the dark': { theme: 'dark' },
  'in Arabic': { language: 'ar' },
  'on a phone': { viewport: { width: 390, height: 844 } },
  'without script': { script: false },
}

consoleTest.for(Object.entries(VISITORS))('%s', async ([name, options], { system, visit }) => {
  await fill(system)
  const page = await visit(system.origin, options)
  await reader(page, system)
  for (const path of PAGES) {
    await page.goto(realmPath(system, path))
    await screenshot(page, `statistics/${path.replace('/', '-')}-${name.replaceAll(' ', '-')}`)
    if (options.script === false) continue
    await expectAccessible(page)
    await expectReflow(page)
    await expectRoomForText(page)
  }
  await page.goto(`${realmPath(system, 'stats')}?days=90`)
  await page.locator('.chart summary').first().click()
  expect(await page.locator('.chart').first().locator('tbody tr:visible').count()).toBe(90)
})

consoleTest(
  'words stay in their drawing and cover no others, in every language',
  async ({ system, visit }) => {
    await fill(system)
    for (const language of ['en', 'de', 'ar'] as const) {
      const page = await visit(system.origin, { language })
      await reader(page, system)
      for (const path of PAGES) {
        await page.goto(realmPath(system, path))
        const outside =
          await page.evaluate(`[...document.querySelectorAll('.chart svg')].flatMap((svg) => {
        const box = svg.getBoundingClientRect()
        const texts = [...svg.querySelectorAll('text')]
        const boxes = texts.map((text) => text.getBoundingClientRect())
        return texts.filter((_, index) => {
          const { left, right, top, bottom } = boxes[index]
          const covers = boxes.some((other, at) => at < index && other.left < right && other.right > left &&
            other.top + 3 < bottom && other.bottom > top + 3)
          return covers || left < box.left || right > box.right || top < box.top || bottom > box.bottom
        }).map((text) => text.textContent)
      })`)
        expect(outside, `${path} in ${language}`).toEqual([])
      }
    }
  },
)

consoleTest(
  'brackets change the days, and g jumps to the other pages',
  async ({ system, visit }) => {
    const page = await visit(system.origin)
    await reader(page, system)
    await page.goto(realmPath(system, 'stats'))
    const { statistics } = copyOf('en')
    const chosen = () => page.locator('.ranges [aria-current]').textContent()
    expect(await chosen()).toBe(statistics.days(30))
    await page.keyboard.press(']')
    await page.waitForURL('**/stats?days=90')
    expect(await chosen()).toBe(statistics.days(90))
    await page.keyboard.press('[')
    await page.waitForURL('**/stats?days=30')
    await page.keyboard.press('g')
    await page.keyboard.press('x')
    await page.waitForURL('**/stats/sms')
  },
)

consoleTest('on paper every table is open', async ({ system, visit }) => {
  await fill(system)
  const page = await visit(system.origin)
  await reader(page, system)
  await page.goto(`${realmPath(system, 'stats')}?days=7`)
  expect(await page.locator('.chart tbody tr:visible').count()).toBe(0)
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.chart tbody tr:visible').count()).toBe(21)
})

consoleTest('the record is read and searched', async ({ system, visit }) => {
  const page = await visit(system.origin)
  await reader(page, system)
  const { audit } = copyOf('en')
  await page.goto(realmPath(system, 'audit'))
  await page
    .getByText(audit.actions['member.invite'] ?? '')
    .first()
    .waitFor()
  await screenshot(page, 'audit/record')
  await expectAccessible(page)
  await expectReflow(page)
  await expectRoomForText(page)
  await page.getByText(audit.filter).click()
  await page.getByLabel(audit.who).fill('nobody@example.org')
  await page.keyboard.press('Enter')
  await page.getByText(audit.nothingFound).waitFor()
  await page.goto(`${realmPath(system, 'audit')}?from=2026-11-02&to=2026-11-01`)
  await page.getByText(audit.problems.from_after_to).first().waitFor()
  await screenshot(page, 'audit/wrong-days')
  await expectAccessible(page)
})

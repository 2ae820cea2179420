/** What the browser tests watch for is noticed: pages that break a rule on purpose. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import { expectAccessible, expectReflow, expectRoomForText } from './support/accessibility.ts'
import { browserTest } from './support/browser-test.ts'
import { tabTo } from './support/keyboard.ts'
import { openVisitor } from './support/visitor.ts'

const POLICY = "default-src 'none'; style-src 'self'; script-src 'nonce-good'; img-src 'self' data:"
const STYLE = `
  :focus-visible { outline: 3px solid #0b5a63; outline-offset: 2px }
  .bare:focus-visible { outline: none }
  .wide { inline-size: 900px }
  .tight { block-size: 24px; inline-size: 250px; overflow: hidden }`

const page = (body: string) => `<!doctype html><html lang="en"><head><title>A page</title>
  <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
  <link rel="stylesheet" href="/style.css"></head><body><main><h1>A page</h1>${body}</main></body></html>`

const pagesTest = browserTest
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads here what a fixture asks for
  .extend('serve', { scope: 'file' }, async ({}, { onCleanup }) => {
    const pages = new Map<string, string>()
    const server = createServer(({ url = '/' }, response) => {
      const body = pages.get(url)
      const isStyle = url === '/style.css'
      response.writeHead(isStyle || body !== undefined ? 200 : 404, {
        'content-type': isStyle ? 'text/css' : 'text/html; charset=utf-8',
        'content-security-policy': POLICY,
      })
      response.end(isStyle ? STYLE : (body ?? page('')))
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    onCleanup(() => {
      server.close()
    })
    const origin = `http://localhost:${(server.address() as AddressInfo).port}`
    return { pages, origin }
  })
  .extend('show', async ({ serve, browser }, { onCleanup }) => {
    const opened: Awaited<ReturnType<typeof openVisitor>>[] = []
    onCleanup(async () => {
      for (const { context } of opened) await context.close()
    })
    return async (body: string) => {
      serve.pages.set('/', page(body))
      const visitor = await openVisitor(browser, serve.origin)
      opened.push(visitor)
      await visitor.page.goto('/', { waitUntil: 'networkidle' })
      return visitor
    }
  })

pagesTest('a page that keeps the rules has no problem', async ({ show }) => {
  const { page, problems } = await show(
    '<p>Text</p><script nonce="good">document.title = "Seen"</script><a href="/">Back</a>',
  )
  expect(await page.title()).toBe('Seen')
  await expectAccessible(page)
  await expectReflow(page)
  await expectRoomForText(page)
  await tabTo(page, 'Back')
  expect(problems).toEqual([])
})

pagesTest('a script without the nonce is a problem', async ({ show }) => {
  const { problems } = await show('<script>document.title = "Run"</script>')
  expect(problems).toEqual([expect.stringContaining('Content Security Policy')])
})

pagesTest('an inline style is a problem', async ({ show }) => {
  const { problems } = await show('<p style="color: red">Text</p>')
  expect(problems).toEqual([expect.stringContaining('Content Security Policy')])
})

pagesTest('a script that fails is a problem', async ({ show }) => {
  const { problems } = await show('<script nonce="good">missing()</script>')
  expect(problems).toEqual(['script: missing is not defined'])
})

pagesTest(
  'asking another origin is a problem, the same name at another port too',
  async ({ show }) => {
    const { problems } = await show(
      '<form action="http://localhost:9/x"><button>Go</button></form>',
    )
    expect(problems).toEqual([])
    const other = await show('<img alt="" src="https://example.org/a.png">')
    expect(other.problems.length).toBeGreaterThan(0)
  },
)

pagesTest(
  'an asset that is not there is a problem, a page that is not there none',
  async ({ show }) => {
    const { problems, page } = await show('<img alt="" src="/none.png">')
    expect(problems).toEqual(['404 for /none.png'])
    await page.goto('/nowhere')
    expect(problems).toHaveLength(1)
  },
)

pagesTest('a field without a label is found, in both themes', async ({ show }) => {
  const { page } = await show('<input type="text">')
  await expect(expectAccessible(page)).rejects.toThrow(/label/)
})

pagesTest('what is wider than a small window is found', async ({ show }) => {
  const { page } = await show('<p class="wide">Text</p>')
  await expect(expectReflow(page)).rejects.toThrow(/400 %/)
})

pagesTest('text that is cut off with more space is found', async ({ show }) => {
  const { page } = await show('<p class="tight">One line of text that just fits here</p>')
  await expect(expectRoomForText(page)).rejects.toThrow(/cut off/)
})

pagesTest('a stop of the tab key without a ring is found', async ({ show }) => {
  const { page } = await show('<a class="bare" href="/">First</a> <a href="/">Second</a>')
  await expect(tabTo(page, 'Second')).rejects.toThrow(/ring around "First"/)
})

pagesTest('a name that no stop has is found', async ({ show }) => {
  const { page } = await show('<a href="/">First</a>')
  await expect(tabTo(page, 'Second')).rejects.toThrow(/never comes to Second/)
})

pagesTest('without script a page runs none', async ({ serve, visit }) => {
  serve.pages.set(
    '/',
    page('<a href="/">Back</a><script nonce="good">document.title = "Run"</script>'),
  )
  const still = await visit(serve.origin, { script: false })
  await still.goto('/')
  expect(await still.title()).toBe('A page')
  await tabTo(still, 'Back')
})

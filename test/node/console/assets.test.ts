import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SCRIPT, SCRIPT_PATH, STYLE, STYLE_PATH } from '../../../src/ui/assets.ts'

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

describe('stylesheet and script', () => {
  test('what is served is what is in the files', () => {
    expect(STYLE).toBe(readFileSync('src/ui/style/console.css', 'utf8'))
    expect(SCRIPT).toBe(readFileSync('src/ui/script/console.js', 'utf8'))
  })

  test('the name of each is that of its content, since browsers never ask again', () => {
    expect(STYLE_PATH).toBe(`/console/assets/console-${digest(STYLE).slice(0, 16)}.css`)
    expect(SCRIPT_PATH).toBe(`/console/assets/console-${digest(SCRIPT).slice(0, 16)}.js`)
  })

  test('the stylesheet is no longer than 18 KB', () => {
    expect(Buffer.byteLength(STYLE)).toBeLessThanOrEqual(18_000)
  })

  test('the script is no longer than 10 KB', () => {
    expect(Buffer.byteLength(SCRIPT)).toBeLessThanOrEqual(10_000)
  })

  test('nothing comes from elsewhere', () => {
    expect(`${STYLE}${SCRIPT}`).not.toMatch(/https?:\/\/|@import|url\(/)
  })

  test('the stylesheet knows no left and no right', () => {
    expect(STYLE).not.toMatch(
      /(margin|padding|border|inset)-(left|right)|[{;\s](left|right)\s*:|text-align:\s*(left|right)|float:\s*(left|right)/,
    )
  })

  test('the script makes no markup of texts', () => {
    expect(SCRIPT).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(/,
    )
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expandSms } from './expand-sms.ts'
import { checkSmsTemplate } from './sms-template.ts'

const PIECES = ['[region]', '[code]', '[expires]', '[longcode]', '[longexpires]', '[enslink]']
const template = fc
  .array(
    fc.oneof(fc.constantFrom(...PIECES), fc.constantFrom(' ', '\r\n', '|', 'a', '$&', '[x]')),
    {
      maxLength: 60,
    },
  )
  .map((pieces) => pieces.join(''))

test('no placeholder survives, nothing that is lost on the way, and what passes the rules fits', () => {
  fc.assert(
    fc.property(template, fc.boolean(), (text, enExpress) => {
      const sent = expandSms(text, {
        regionCode: 'US-WA',
        code: '12345678',
        longCode: 'abcdef0123456789',
        codeSeconds: 900,
        longCodeSeconds: 86_400,
        redirectDomain: 'enx.example.org',
      })
      for (const piece of PIECES) expect(sent).not.toContain(piece)
      expect(sent).not.toMatch(/[\r\n|]|\s{2}|^\s|\s$/)
      if (checkSmsTemplate(undefined, text, { enExpress }).length === 0) {
        expect(sent.length).toBeLessThanOrEqual(918)
        expect(text.includes('[enslink]')).toBe(enExpress)
      }
    }),
  )
})

describe('rules', () => {
  const plain = (label: string | undefined, text: string) =>
    checkSmsTemplate(label, text, { enExpress: false })
  const express = (text: string) => checkSmsTemplate(undefined, text, { enExpress: true })

  test.each(['[code]', '[longcode]'])('%s alone is enough', (text) =>
    expect(plain('Spanish', text)).toEqual([]),
  )

  test.each([
    [undefined, 'no code at all'],
    [undefined, '[code] [longcode]'],
    [undefined, '[code] [enslink]'],
    [undefined, `[code]${'x'.repeat(795)}`],
    [undefined, ''],
    ['', '[code]'],
    ['Default SMS template', '[code]'],
    ['User Report', '[code] [longexpires]'],
  ])('%j: %j is refused', (label, text) => expect(plain(label, text)).not.toEqual([]))

  test('the longest that passes', () => {
    expect(plain(undefined, `[code]${'x'.repeat(794)}`)).toEqual([])
    expect(express(`[enslink]${'[expires]'.repeat(3)}`)).toEqual([])
  })

  test('short when written, too long when sent', () => {
    expect(express('[enslink]'.repeat(20))).toHaveLength(1)
  })

  test.each(['[code]', '[enslink] [region]', '[enslink] [longcode]'])(
    'EN Express refuses %s',
    (text) => expect(express(text)).not.toEqual([]),
  )
})

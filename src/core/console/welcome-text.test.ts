import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readWelcome } from './welcome-text.ts'

test('paragraphs are parted by empty lines', () => {
  expect(readWelcome('One\nline\r\n\r\n\n Two ')).toEqual([
    [{ kind: 'text', text: 'One\nline' }],
    [{ kind: 'text', text: 'Two' }],
  ])
})

test('bold words and links of https are marked', () => {
  expect(readWelcome('Ask **twice**, see [the guide](https://help.example/a?b=1).')).toEqual([
    [
      { kind: 'text', text: 'Ask ' },
      { kind: 'bold', text: 'twice' },
      { kind: 'text', text: ', see ' },
      { kind: 'link', text: 'the guide', href: 'https://help.example/a?b=1' },
      { kind: 'text', text: '.' },
    ],
  ])
})

test.each([
  '[x](http://help.example)',
  '[x](javascript:alert(1))',
  '[x](//help.example)',
  '[x](https://)',
  '<script>alert(1)</script>',
  '**',
  '[x]()',
])('%s is text', (text) => {
  expect(readWelcome(text)).toEqual([[{ kind: 'text', text }]])
})

test('blanks are nothing', () => {
  expect(readWelcome(' \n\n\t\n')).toEqual([])
})

test('no link leads anywhere but to https, whatever is written', () => {
  const piece = fc.constantFrom(
    '[',
    ']',
    '(',
    ')',
    '**',
    'https://',
    'http://',
    'a.b',
    '\n\n',
    ' ',
    '"',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      for (const span of readWelcome(pieces.join('')).flat()) {
        if (span.kind === 'link') expect(new URL(span.href).protocol).toBe('https:')
      }
    }),
  )
})

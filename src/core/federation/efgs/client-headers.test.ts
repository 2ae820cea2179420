import { describe, expect, test } from 'vitest'
import published from '../../../../test/vectors/efgs/published.json'
import { readDistinguishedName, readThumbprint } from './client-headers.ts'

describe('a thumbprint', () => {
  const { thumbprint, thumbprintBase64 } = published.ec

  test('is read in each form that a proxy sends', () => {
    for (const form of [
      thumbprint,
      thumbprint.toUpperCase(),
      thumbprintBase64,
      thumbprintBase64.replace('=', ''),
      encodeURIComponent(thumbprintBase64),
      thumbprintBase64.replaceAll('+', '%2B'),
    ]) {
      expect(readThumbprint(form), form).toBe(thumbprint)
    }
  })

  test('gets back the zeros that were lost in front', () => {
    const { thumbprint: withZero } = published.rsa
    expect(withZero.startsWith('0')).toBe(true)
    expect(readThumbprint(withZero.slice(1))).toBe(withZero)
    expect(readThumbprint('a'.repeat(62))).toBe(`00${'a'.repeat(62)}`)
  })

  test.each([
    '',
    'a'.repeat(59),
    'a'.repeat(65),
    `${'a'.repeat(63)}g`,
    'AAAA',
    '%',
    `${'%41'.repeat(43)}%zz`,
    'A'.repeat(5000),
    // Percent-encoded, with a plus that was not: it is another hash then, or none.
    `${published.ec.thumbprintBase64.slice(0, 20)}%`,
  ])('is not %j', (header) => {
    expect(readThumbprint(header)).toBeUndefined()
  })
})

describe('a distinguished name', () => {
  const country = (header: string) => readDistinguishedName(header)?.get('C')

  test('has its attributes in any order, in either case, encoded or not', () => {
    expect(country('C=DE,O=Test,CN=x')).toBe('DE')
    expect(country('CN=x, c=DE')).toBe('DE')
    expect(country('CN%3Dx%2CC%3DDE')).toBe('DE')
    expect(readDistinguishedName('CN=a+b')?.get('CN')).toBe('a b')
  })

  test('has the first of two values, and no parts that are no pair', () => {
    expect(country('C=DE,C=FR')).toBe('DE')
    expect(country('C,C=,C=a=b,=,C=DE')).toBe('DE')
    expect(country('CN=x')).toBeUndefined()
    expect(country('')).toBeUndefined()
  })

  test('with a broken encoding is none', () => {
    expect(readDistinguishedName('C=DE%')).toBeUndefined()
    expect(readDistinguishedName('C=%ff')).toBeUndefined()
  })
})

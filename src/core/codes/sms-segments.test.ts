import { describe, expect, test } from 'vitest'
import { sizeOfSms } from './sms-segments.ts'

describe('how long a text is on its way', () => {
  // console.md 3.3: 160/153 and 70/67.
  test.each([
    ['a'.repeat(160), 'GSM-7', 160, 1],
    ['a'.repeat(161), 'GSM-7', 161, 2],
    ['a'.repeat(306), 'GSM-7', 306, 2],
    ['a'.repeat(307), 'GSM-7', 307, 3],
    ['a'.repeat(918), 'GSM-7', 918, 6],
    ['ж'.repeat(70), 'UCS-2', 70, 1],
    ['ж'.repeat(71), 'UCS-2', 71, 2],
    ['ж'.repeat(134), 'UCS-2', 134, 2],
    ['ж'.repeat(135), 'UCS-2', 135, 3],
    ['', 'GSM-7', 0, 1],
  ])('%#: %s', (text, alphabet, units, segments) => {
    expect(sizeOfSms(text)).toMatchObject({ alphabet, units, segments })
  })

  test('what the extension holds is two septets, and not torn apart between parts', () => {
    expect(sizeOfSms('[€]')).toMatchObject({ alphabet: 'GSM-7', units: 6 })
    expect(sizeOfSms(`${'a'.repeat(152)}€${'a'.repeat(151)}`)).toMatchObject({
      units: 305,
      segments: 2,
    })
    expect(sizeOfSms(`${'a'.repeat(152)}€${'a'.repeat(152)}`)).toMatchObject({
      units: 306,
      segments: 3,
    })
  })

  test('one character that the alphabet lacks makes every one dearer, and is named once', () => {
    expect(sizeOfSms('l’été, l’hiver – ê')).toEqual({
      alphabet: 'UCS-2',
      units: 18,
      segments: 1,
      foreign: ['’', '–', 'ê'],
    })
  })

  test('an emoji is two code units and stays whole', () => {
    expect(sizeOfSms('🦠')).toMatchObject({ alphabet: 'UCS-2', units: 2, foreign: ['🦠'] })
    expect(sizeOfSms('🦠'.repeat(67))).toMatchObject({ units: 134, segments: 3 })
  })

  test('letters that look Latin and are in the alphabet stay in it', () => {
    expect(sizeOfSms('Größe: àéèìòù ñ Å Ø ß ¿').alphabet).toBe('GSM-7')
    expect(sizeOfSms('ç').foreign).toEqual(['ç'])
  })
})

import { describe, expect, test } from 'vitest'
import { asUnixSeconds } from '../time.ts'
import { csvLines } from './csv.ts'
import { externalIssuersDocument, smsErrorsDocument, usersDocument } from './issuer-documents.ts'
import { compositeDocument, keyServerDocument, realmDocument } from './realm-documents.ts'
import { emptyKeyServerDay, emptyRealmDay } from './rows.ts'
import { statisticsDays } from './window.ts'

const DAY = 86_400
/** 2026-11-19T00:00:00Z */
const MIDNIGHT = 1_795_046_400
const DAYS = statisticsDays(asUnixSeconds(MIDNIGHT))
const lines = (csv: Iterable<string>) => [...csv].map((line) => line.trimEnd())
const datesOf = (csv: Iterable<string>) =>
  lines(csv)
    .slice(1)
    .map((line) => line.slice(0, 10))

describe('the window', () => {
  test.each([0, 1, DAY - 1])('today and ninety days before, %d seconds into the day', (seconds) => {
    const days = statisticsDays(asUnixSeconds(MIDNIGHT + seconds))
    expect(days).toHaveLength(91)
    expect([days[0], days[90]]).toEqual([MIDNIGHT, MIDNIGHT - 90 * DAY])
  })
})

describe('every day full', () => {
  const realmRows = DAYS.map((day, age) => ({ ...emptyRealmDay(day), codesIssued: 100 + age }))
  const uploads = DAYS.map((day, age) => ({ ...emptyKeyServerDay(day), teksPublished: 200 + age }))

  test('the realm: newest first, and rows of other days are nobody’s', () => {
    const outside = [DAYS[0] ?? 0, DAYS[90] ?? 0].map((day, index) => ({
      ...emptyRealmDay(day + (index === 0 ? DAY : -DAY)),
      codesIssued: 999_999,
    }))
    const table = lines(realmDocument(1, DAYS, [...realmRows.toReversed(), ...outside]).csv)
    expect(table).toHaveLength(92)
    expect(table.slice(1).map((line) => Number(line.split(',')[1]))).toEqual(
      DAYS.map((_day, age) => 100 + age),
    )
  })

  test('the key server', () => {
    expect(lines(keyServerDocument(DAYS, uploads).csv)).toHaveLength(92)
  })

  test('the composite joins each day with its own', () => {
    const { csv, json } = compositeDocument(1, DAYS, realmRows, uploads.toReversed())
    const joined = lines(csv)
      .slice(1)
      .map((line) => [Number(line.split(',')[1]), Number(line.split(',')[11])])
    expect(joined).toEqual(DAYS.map((_day, age) => [100 + age, 200 + age]).toReversed())
    expect([...(json?.items ?? [])]).toHaveLength(91)
  })
})

describe('the composite', () => {
  const busy = (age: number) => ({ ...emptyRealmDay(MIDNIGHT - age * DAY), codesIssued: 1 })

  test('nothing but rows of zeros is nothing', () => {
    const { csv, json } = compositeDocument(
      1,
      DAYS,
      DAYS.map(emptyRealmDay),
      DAYS.map(emptyKeyServerDay),
    )
    expect([lines(csv), json]).toEqual([[], undefined])
  })

  test('with a key server idle days before the first busy one are cut, idle days after it stay', () => {
    const { csv } = compositeDocument(1, DAYS, [busy(2)], [])
    expect(datesOf(csv)).toEqual(['2026-11-17', '2026-11-18', '2026-11-19'])
  })

  test('a day on which only keys were uploaded is busy', () => {
    const upload = { ...emptyKeyServerDay(MIDNIGHT - DAY), onsetAges: [0, 1] }
    expect(datesOf(compositeDocument(1, DAYS, [], [upload]).csv)).toHaveLength(2)
  })

  test('without a key server all days stay, newest first', () => {
    const dates = datesOf(compositeDocument(1, DAYS, [busy(40)], undefined).csv)
    expect(dates).toHaveLength(91)
    expect(dates[0]).toBe('2026-11-19')
  })
})

describe('counts of somebody', () => {
  const countsOf = (...counts: number[]) => DAYS.map((_day, age) => counts[age] ?? 0)

  test('nobody is nothing; one is there on every day, with zeros where there are none', () => {
    for (const document of [externalIssuersDocument, smsErrorsDocument, usersDocument]) {
      expect(document(1, DAYS, []).json).toBeUndefined()
      expect(lines(document(1, DAYS, []).csv)).toEqual([])
      const table = lines(document(1, DAYS, [{ who: { who: 'x' }, counts: countsOf(7) }]).csv)
      expect(table.slice(1, 3)).toEqual(['2026-11-19,1,x,7', '2026-11-18,1,x,0'])
      expect(table).toHaveLength(92)
    }
  })

  test('a day tells of everybody', () => {
    const users = [
      { who: { user_id: 1, name: 'A', email: 'a@example.org' }, counts: countsOf(1, 2) },
      { who: { user_id: 2, name: 'B', email: 'b@example.org' }, counts: countsOf(0, 3) },
    ]
    const { csv, json } = usersDocument(9, DAYS.slice(0, 2), users)
    expect(lines(csv)).toEqual([
      'date,realm_id,user_id,name,email,codes_issued',
      '2026-11-19,9,1,A,a@example.org,1',
      '2026-11-19,9,2,B,b@example.org,0',
      '2026-11-18,9,1,A,a@example.org,2',
      '2026-11-18,9,2,B,b@example.org,3',
    ])
    expect([...(json?.items ?? [])][1]).toEqual({
      date: '2026-11-18T00:00:00Z',
      issuer_data: [
        { user_id: 1, name: 'A', email: 'a@example.org', codes_issued: 2 },
        { user_id: 2, name: 'B', email: 'b@example.org', codes_issued: 3 },
      ],
    })
  })
})

describe('cells', () => {
  test.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['a\nb', '"a\nb"'],
    [' a', '" a"'],
    ['=1', "'=1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@a', "'@a"],
    ['=1,"', '"\'=1,"""'],
    ['a=1', 'a=1'],
  ])('%j is written as %j', (name, text) => {
    expect([...csvLines(['h'], [[name]])]).toEqual(['h\n', `${text}\n`])
  })

  test('a number below zero is none of them', () => {
    expect([...csvLines(['h'], [[-1]])]).toEqual(['h\n', '-1\n'])
  })
})

import { expect, test } from 'vitest'
import { isFromSources } from '../sources.ts'
import {
  isAllowedSource,
  isDisablingPrefix,
  isPartnerPrefix,
  ownSource,
  partnerSource,
  type SourceRules,
  sourcesOf,
} from './prefixes.ts'

const RULES = {
  allowedPrefixes: ['nearform/JE', 'nearform/GI', 'hub'],
  disabledPrefixes: ['hub/IE', 'mobile/RAPID_SELF_REPORTED'],
}

test.each([
  ['a partner\u2019s origin', partnerSource('nearform', 'GI'), true],
  ['an object of it', 'nearform/GI/20200915/tag.json', true],
  ['an origin whose name goes on', 'nearform/GIB/20200915/tag.json', false],
  ['another origin of that partner', partnerSource('nearform', 'GB-SCT'), false],
  ['a whole partner', partnerSource('hub', 'GB-NIR'), true],
  ['an origin that is disabled, of a partner that is allowed', partnerSource('hub', 'IE'), false],
  ['one beside it', partnerSource('hub', 'IEX'), true],
  ['another partner', partnerSource('efgs', 'DE'), false],
  ['a phone\u2019s', ownSource('LAB_RESULT'), true],
  ['an object of a phone', 'mobile/RAPID_RESULT/1600000000000_x.json', true],
  ['a kit that is disabled', ownSource('RAPID_SELF_REPORTED'), false],
  ['a kit that is not known', 'mobile/OTHER/x.json', false],
  ['an object of the first apps', 'x.json', true],
])('%s: %s is published: %s', (_what, source, expected) => {
  expect(isAllowedSource(source, RULES)).toBe(expected)
})

test('without rules phones\u2019 own keys are published, and nobody else\u2019s', () => {
  const none = { allowedPrefixes: [], disabledPrefixes: [] }
  expect(isAllowedSource(ownSource('RAPID_SELF_REPORTED'), none)).toBe(true)
  expect(isAllowedSource(partnerSource('nearform', 'GI'), none)).toBe(false)
})

const PARTNERS = [
  { id: 1, prefix: 'nearform' },
  { id: 2, prefix: 'hub' },
  { id: 3, prefix: 'near' },
]
const ORIGINS = ['GI', 'GIB', 'JE', 'GB-SCT', 'IE', 'DE']

test.each<SourceRules>([
  RULES,
  { allowedPrefixes: [], disabledPrefixes: [] },
  { allowedPrefixes: ['nearform', 'hub/DE'], disabledPrefixes: ['nearform/GI'] },
  { allowedPrefixes: ['nearform', 'hub'], disabledPrefixes: ['hub', 'near'] },
  { allowedPrefixes: ['nobody', 'near/DE'], disabledPrefixes: ['nobody/DE'] },
])('rows are chosen as their names would be: %j', (rules) => {
  const sources = sourcesOf(rules, PARTNERS)
  for (const { id, prefix } of PARTNERS) {
    for (const origin of ORIGINS) {
      const row = { from: 'partner', sourceId: id, origin, reportType: 1 } as const
      const name = partnerSource(prefix, origin)
      expect(isFromSources(row, sources), name).toBe(isAllowedSource(name, rules))
    }
  }
})

test.each<[string, readonly string[], boolean, boolean]>([
  ['nothing', [], true, true],
  ['self-reports', ['mobile/RAPID_SELF_REPORTED'], true, false],
  ['phones', ['mobile'], false, false],
  ['a partner', ['nearform'], true, true],
])(
  'of phones\u2019 own keys, where what is disabled is %s',
  (_what, disabledPrefixes, tests, reports) => {
    const sources = sourcesOf({ allowedPrefixes: [], disabledPrefixes }, PARTNERS)
    const own = { from: 'here', sourceId: undefined, origin: undefined } as const
    expect(isFromSources({ ...own, reportType: 1 }, sources)).toBe(tests)
    expect(isFromSources({ ...own, reportType: 3 }, sources)).toBe(reports)
  },
)

test('keys of a foreign file are published wherever their import says that they are for', () => {
  const sources = sourcesOf({ allowedPrefixes: [], disabledPrefixes: ['mobile'] }, PARTNERS)
  const row = { from: 'import', sourceId: 1, origin: undefined, reportType: 3 } as const
  expect(isFromSources(row, sources)).toBe(true)
})

test('rules are of partners, of their origins, and of kits that a row can be told by', () => {
  for (const text of ['nearform', 'nearform/GB-SCT', 'efgs-2/DE']) {
    expect([isPartnerPrefix(text), isDisablingPrefix(text)], text).toEqual([true, true])
  }
  for (const text of ['mobile', 'mobile/RAPID_SELF_REPORTED']) {
    expect([isPartnerPrefix(text), isDisablingPrefix(text)], text).toEqual([false, true])
  }
  for (const text of [
    'mobile/LAB_RESULT',
    'mobile/JE',
    'Nearform',
    'nearform/je',
    'a/JE/x',
    'a/',
    '',
  ]) {
    expect([isPartnerPrefix(text), isDisablingPrefix(text)], text).toEqual([false, false])
  }
})

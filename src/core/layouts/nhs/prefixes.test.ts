import { expect, test } from 'vitest'
import { isAllowedSource, ownSource, partnerSource } from './prefixes.ts'

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

import { describe, expect, test } from 'vitest'
import { aDiagnosisKey, keyData } from '../../../test/support/diagnosis-keys.ts'
import { REPORT_TYPES, type ReportType } from '../report-type.ts'
import { asIntervalNumber, asUnixSeconds } from '../time.ts'
import { judgeRevisions, type PresentedToken, type StoredKey } from './revision.ts'

const STRICT = { bypassesToken: false, allowsPartialRevisions: false }
const PARTIAL = { ...STRICT, allowsPartialRevisions: true }
const BYPASS = { ...STRICT, bypassesToken: true }

const span = { rollingStartIntervalNumber: asIntervalNumber(2_973_888), rollingPeriod: 144 }
const named = (...seeds: number[]): PresentedToken => ({
  kind: 'valid',
  keys: seeds.map((seed) => ({ ...span, keyData: keyData(seed) })),
})
const incoming = (seed: number, reportType: ReportType | undefined = 'confirmed-test') =>
  aDiagnosisKey({ keyData: keyData(seed), reportType })
const stored = (seed: number, overrides: Partial<StoredKey> = {}): StoredKey => ({
  ...span,
  keyData: keyData(seed),
  reportType: 'clinical-diagnosis',
  isRevised: false,
  revisedReportType: undefined,
  isLocal: true,
  createdAt: asUnixSeconds(1_784_419_200),
  ...overrides,
})
const reason = (result: ReturnType<typeof judgeRevisions>) =>
  result.ok ? result.value.length : result.failure.reason

describe('transitions', () => {
  const ALLOWED = [
    ['clinical-diagnosis', 'confirmed-test'],
    ['clinical-diagnosis', 'revoked'],
    [undefined, 'confirmed-test'],
    [undefined, 'revoked'],
    ['self-report', 'confirmed-test'],
    ['self-report', 'clinical-diagnosis'],
    ['self-report', 'revoked'],
  ] as const
  const types = [undefined, ...REPORT_TYPES]
  const cases = types.flatMap((from) => types.map((to) => [from, to] as const))

  test.each(cases)('%s to %s', (from, to) => {
    const isAllowed = ALLOWED.some(([a, b]) => a === from && b === to)
    const expected = from === to ? 0 : isAllowed ? 1 : 'invalid_report_type_transition'
    const key = { ...incoming(1), reportType: to }
    expect(reason(judgeRevisions([key], [stored(1, { reportType: from })], named(1), STRICT))).toBe(
      expected,
    )
  })
})

describe('token', () => {
  test('no token is needed, and none is looked at, where no key is stored', () => {
    for (const kind of ['absent', 'undecryptable'] as const) {
      expect(judgeRevisions([incoming(1)], [], { kind }, STRICT)).toEqual({ ok: true, value: [] })
    }
  })

  test('a missing token is refused even where nothing would change', () => {
    const same = incoming(1, 'clinical-diagnosis')
    expect(reason(judgeRevisions([same], [stored(1)], { kind: 'absent' }, STRICT))).toBe(
      'missing_revision_token',
    )
  })

  test.each([STRICT, PARTIAL])(
    'an undecryptable token is refused before anything else',
    (rules) => {
      const differing = { ...incoming(1), rollingPeriod: 5 }
      const result = judgeRevisions([differing], [stored(1)], { kind: 'undecryptable' }, rules)
      expect(result).toEqual({
        ok: false,
        failure: { reason: 'invalid_revision_token', because: 'undecryptable' },
      })
    },
  )

  test('a stored key that the token does not name refuses all', () => {
    const result = judgeRevisions(
      [incoming(1), incoming(2)],
      [stored(1), stored(2)],
      named(1),
      STRICT,
    )
    expect(result).toMatchObject({ failure: { because: 'not_in_token' } })
  })

  test('partial revisions pass over it', () => {
    const result = judgeRevisions(
      [incoming(1), incoming(2)],
      [stored(1), stored(2)],
      named(1),
      PARTIAL,
    )
    expect(result).toEqual({ ok: true, value: [incoming(1)] })
  })

  test('a span that differs from the stored one is told before what the token says', () => {
    const differing = { ...incoming(1), rollingPeriod: 143 }
    for (const token of [named(1), named(), named(2)]) {
      expect(judgeRevisions([differing], [stored(1)], token, STRICT)).toMatchObject({
        failure: { reason: 'not_revisable', because: 'span_differs_from_stored' },
      })
    }
  })

  test.each([{ rollingPeriod: 143 }, { rollingStartIntervalNumber: asIntervalNumber(2_973_889) }])(
    'a token whose span differs from the stored one is refused: %j',
    (differing) => {
      const token: PresentedToken = {
        kind: 'valid',
        keys: [{ ...span, ...differing, keyData: keyData(1) }],
      }
      expect(judgeRevisions([incoming(1)], [stored(1)], token, STRICT)).toMatchObject({
        failure: { reason: 'invalid_revision_token', because: 'span_differs' },
      })
    },
  )

  test('every key is proved by the token before any transition is judged', () => {
    const keys = [incoming(1), incoming(2)]
    const known = [stored(1, { isRevised: true, revisedReportType: 'revoked' }), stored(2)]
    expect(reason(judgeRevisions(keys, known, named(1), STRICT))).toBe('invalid_revision_token')
    expect(reason(judgeRevisions(keys, known, named(1, 2), STRICT))).toBe('key_already_revised')
  })

  test('a bypass asks for no token and compares no span', () => {
    const differing = { ...incoming(1), rollingPeriod: 5 }
    for (const token of [{ kind: 'absent' }, { kind: 'undecryptable' }, named(2)] as const) {
      expect(reason(judgeRevisions([differing], [stored(1)], token, BYPASS))).toBe(1)
    }
  })
})

describe('order of the rules on one key', () => {
  test('the original type again is no change, even of a foreign or revised key', () => {
    const same = incoming(1, 'clinical-diagnosis')
    for (const overrides of [
      { isLocal: false },
      { isRevised: true, revisedReportType: 'confirmed-test' as const },
    ]) {
      expect(reason(judgeRevisions([same], [stored(1, overrides)], named(1), STRICT))).toBe(0)
    }
  })

  test('the revised type again is no change', () => {
    const known = stored(1, { isRevised: true, revisedReportType: 'confirmed-test' })
    expect(reason(judgeRevisions([incoming(1)], [known], named(1), STRICT))).toBe(0)
  })

  test('a foreign key is refused before a revised one', () => {
    const known = stored(1, { isLocal: false, isRevised: true, revisedReportType: 'revoked' })
    expect(judgeRevisions([incoming(1)], [known], named(1), STRICT)).toMatchObject({
      failure: { reason: 'not_revisable', because: 'not_local' },
    })
  })

  test('a revised key is refused before the transition is looked at', () => {
    const known = stored(1, {
      reportType: 'confirmed-test',
      isRevised: true,
      revisedReportType: 'revoked',
    })
    const result = judgeRevisions([incoming(1, 'self-report')], [known], named(1), STRICT)
    expect(reason(result)).toBe('key_already_revised')
  })

  test('one bad key refuses all', () => {
    const known = [stored(1), stored(2, { reportType: 'confirmed-test' })]
    const keys = [incoming(1, 'revoked'), incoming(2, 'revoked')]
    expect(reason(judgeRevisions(keys, known, named(1, 2), STRICT))).toBe(
      'invalid_report_type_transition',
    )
  })
})

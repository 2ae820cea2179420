import { describe, expect, test } from 'vitest'
import { parseApiKeys } from '../../core/layouts/nhs/api-keys.ts'
import { asUnixSeconds } from '../../core/time.ts'
import type { Events } from '../../flows/events.ts'
import type { SubmitDeps } from '../../flows/submit-keys.ts'
import type { SubmissionSurfaceDeps } from './signed-answer.ts'
import { isSubmissionPath, submissionSurface } from './surface.ts'

/** SHA-256 of "value". */
const DIGEST = 'cd42404d52ad55ccfa9aca4adc828aa5800ad9d385a0671fbcbf724118320619'
const keys = parseApiKeys(`name:${DIGEST}`) ?? []
const AUTHORIZATION = { authorization: `Bearer ${btoa('name:value')}` }

const unused = (): never => {
  throw new Error('nothing is stored here')
}

function surface(overrides: Partial<SubmissionSurfaceDeps> = {}) {
  const told: string[] = []
  const tell =
    (what: string) =>
    (...args: readonly unknown[]): void => {
      told.push(
        `${what} ${args.map((arg) => (typeof arg === 'string' ? arg : '')).join(' ')}`.trim(),
      )
    }
  const events = new Proxy({} as Events, { get: (_target, name) => tell(String(name)) })
  const deps: SubmissionSurfaceDeps = {
    submit: { tenants: unused } as unknown as SubmitDeps,
    apiKeys: { mobile: keys, health: [] },
    signer: async () => undefined,
    events,
    clock: {
      now: () => 0,
      holdReal: async (_startedAt, isTaken) => tell(isTaken ? 'held as stored' : 'held')(),
      holdChaff: async () => tell('held like one that is stored')(),
    },
    isInMaintenance: false,
    ...overrides,
  }
  const app = submissionSurface(() => ({ deps, now: asUnixSeconds(0) }))
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const init = { method: 'POST', body, headers: { ...AUTHORIZATION, ...headers } }
    return (await app.request('/submission/diagnosis-keys', init)).status
  }
  return { post, told }
}

describe('when an answer leaves', () => {
  test('what is not stored is held like what is', async () => {
    const { post, told } = surface()
    expect(await post('{')).toBe(200)
    expect(told).toEqual(['published', 'held like one that is stored'])
  })

  test('chaff too', async () => {
    const { post, told } = surface()
    expect(await post('{', { 'x-chaff': '1' })).toBe(200)
    expect(told).toEqual(['chaffAnswered submission', 'held like one that is stored'])
  })

  test('a failure of ours is held as any answer, and its cause is told to the log only', async () => {
    const { post, told } = surface()
    const body = JSON.stringify({ temporaryExposureKeys: [] })
    expect(await post(body)).toBe(503)
    expect(told).toEqual(['requestFailed submission', 'held'])
  })

  test('in maintenance it is held as any answer', async () => {
    const { post, told } = surface({ isInMaintenance: true })
    expect(await post('{')).toBe(429)
    expect(told).toEqual(['held'])
  })
})

test.each([
  ['/submission', true],
  ['/submission/diagnosis-keys', true],
  ['/submissions', false],
  ['/v1/submission/diagnosis-keys', false],
])('%s is of this surface: %s', (path, expected) => {
  expect(isSubmissionPath(path)).toBe(expected)
})

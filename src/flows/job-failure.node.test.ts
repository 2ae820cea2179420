import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { JOB_NAMES } from '../core/jobs.ts'
import { JOB_FAILURE_REASONS, JobFailure, reasonOf } from './job-failure.ts'

const guide = readFileSync(join(import.meta.dirname, '../../docs/guides/operators.md'), 'utf8')

test.each(JOB_FAILURE_REASONS)('the operators\' guide has a section on "%s"', (reason) => {
  expect(guide).toContain(`\n### \`${reason}\`\n`)
})

test("the operators' guide names every job", () => {
  for (const job of JOB_NAMES) expect(guide).toContain(`\n| \`${job}\` `)
})

test('a failure without a reason of ours is unexpected, and takes nothing of its cause along', () => {
  expect(reasonOf(new JobFailure('no_usable_signer', 'for us'))).toBe('no_usable_signer')
  for (const cause of [new Error('params: secret'), 'secret', undefined, { reason: 'secret' }]) {
    expect(reasonOf(cause)).toBe('unexpected')
  }
})

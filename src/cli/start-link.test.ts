import { beforeEach, expect, test } from 'vitest'
import { tocsin } from '../../test/support/command-line.ts'
import { fakeOperator } from '../../test/support/fake-operator.ts'

const operator = fakeOperator()
const startLink = (...args: string[]) => tocsin(['start-link', ...args, '--url', operator.url])
const PATH = '/console/start/token-of-this-test'

beforeEach(() => {
  operator.status = 200
  operator.answer = { path: PATH, endsAt: 1_795_603_600 }
})

test('the link is printed whole, with its end', async () => {
  const { exitCode, out } = await startLink('--console', 'https://console.example.org')
  expect(exitCode).toBe(0)
  expect(out).toBe(`https://console.example.org${PATH}\nopens once, until 2026-11-25T10:46:40Z\n`)
  expect(JSON.parse((await startLink('--json')).out)).toEqual(operator.answer)
})

test('once there is an administrator the exit code says so', async () => {
  operator.status = 409
  operator.answer = { error: 'system_administrator_exists' }
  const { exitCode, out } = await startLink()
  expect([exitCode, out]).toEqual([1, 'there is a system administrator, who invites all others\n'])
})

test('an answer that is no link is a failure', async () => {
  operator.answer = { path: 7 }
  expect((await startLink()).exitCode).toBe(2)
})

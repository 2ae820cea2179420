import { expect, test } from 'vitest'
import { readExchangeSettings } from './exchange-settings.ts'

test('what a partner leaves out stands for the limits of the protocols', () => {
  expect(readExchangeSettings('efgs', {})).toEqual({
    acceptedOrigins: undefined,
    acceptedReportTypes: [1],
    requiresInterest: false,
    minRollingStart: 2_629_584,
    maxBatchKeys: 5000,
    initialHistoryDays: 14,
    pollSeconds: 300,
  })
  expect(readExchangeSettings('google', {}).acceptedReportTypes).toBeUndefined()
})

test('what a partner says is taken', () => {
  const settings = {
    acceptedOrigins: ['JE', 'GB-SCT'],
    acceptedReportTypes: [1, 2],
    requireCoi: true,
    maxBatchKeys: 20_000,
    initialHistoryDays: 0,
    pollMinutes: 30,
    minRollingStart: 1,
  }
  expect(readExchangeSettings('uk', settings)).toEqual({
    acceptedOrigins: ['JE', 'GB-SCT'],
    acceptedReportTypes: [1, 2],
    requiresInterest: true,
    minRollingStart: 1,
    maxBatchKeys: 20_000,
    initialHistoryDays: 0,
    pollSeconds: 1800,
  })
})

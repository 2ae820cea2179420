/** The only place that emits. */

import type { Events } from '../flows/events.ts'
import { describeError, log } from './logger.ts'

export const events: Events = {
  published: ({ outcome, because, insertedKeys, blame }) =>
    log(blame === 'server' ? 'error' : 'info', 'published', {
      outcome,
      because,
      insertedKeys,
      blame,
    }),
  statisticsRead: ({ outcome, because, blame }) =>
    log(blame === 'server' ? 'error' : 'info', 'statistics_read', { outcome, because, blame }),
  chaffAnswered: (surface) => log('info', 'chaff_answered', { surface }),
  bypassUsed: (bypasses) => log('warn', 'bypass_used', { bypasses }),
  keysMultiplied: (times) => log('warn', 'keys_multiplied', { times }),
  jobDone: (job, report) => log('info', 'job_done', { job, ...report }),
  jobFailed: (job, cause) => log('error', 'job_failed', { job, error: describeError(cause) }),
  codeVerified: (outcome) => log('info', 'code_verified', { outcome }),
  tokenCertified: (outcome) => log('info', 'token_certified', { outcome }),
  quotaExceeded: (realmId, codes) => log('warn', 'quota_exceeded', { realmId, count: codes }),
  codeIssued: (outcome) => log('info', 'code_issued', { outcome }),
  smsDelivered: (outcome) =>
    log(outcome === 'sent' ? 'info' : 'warn', 'sms_delivered', { outcome }),
  userReported: (outcome) => log('info', 'user_reported', { outcome }),
  smsErrorRefused: (reason) => log('warn', 'sms_error_refused', { reason }),
  walked: ({ name, isGood, steps }) =>
    log(isGood ? 'info' : 'error', 'walked', {
      walk: name,
      outcome: isGood ? 'ok' : 'failed',
      step: steps.find(({ problem }) => problem !== undefined)?.name,
      because: steps.find(({ problem }) => problem !== undefined)?.problem,
      milliseconds: steps.reduce((sum, step) => sum + step.milliseconds, 0),
    }),
  workflowCalled: (call, outcome) => log('info', 'workflow_called', { call, outcome }),
  federationFetched: ({ outcome, because, keys }) =>
    log('info', 'federation_fetched', { outcome, because, count: keys }),
  hubCalled: (hub, call, outcome, keys) => log('info', 'hub_called', { hub, call, outcome, keys }),
  requestFailed: (surface, cause) =>
    log('error', 'request_failed', { surface, error: describeError(cause) }),
}

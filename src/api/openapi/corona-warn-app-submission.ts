/** The submission of Corona-Warn-App phones. Its bodies are protobuf messages, so they are told in words. */

import * as z from 'zod'
import type { Answer, Endpoint, Parameter } from './document.ts'

const CHECK_INS = {
  'cwa-filtered-checkins': 'how many check-ins were sent',
  'cwa-saved-checkins': 'always 0: none is kept',
}

const empty = (status: number, description: string, headers: Answer['headers'] = {}): Answer => ({
  status,
  description,
  headers: { ...CHECK_INS, ...headers },
  isEmpty: true,
})

const FAKE: Parameter = {
  name: 'cwa-fake',
  in: 'header',
  description:
    '`0` for a real submission; anything else for a fake, which is answered alike and does nothing.',
  schema: z.string(),
  isRequired: true,
  example: '0',
}
const TAN: Parameter = {
  name: 'cwa-authorization',
  in: 'header',
  description: 'TAN, a UUID. Exactly one of this and `cwa-otp`.',
  schema: z.string(),
  example: '6b162698-adc5-47af-8790-71acf770ffaf',
}
const OTP: Parameter = { ...TAN, name: 'cwa-otp', description: 'OTP of a self report, a UUID.' }

const MESSAGE =
  'Served only where CWA_SUBMISSION_APP is set; otherwise 404. The body is a `SubmissionPayload` (proto/submission.proto) of at most CWA_MAX_REQUEST_BYTES.'
const REFUSED = empty(
  403,
  'The token is no UUID, is not known, was used, or is good for something else.',
)
const NOT_POST = empty(405, 'Another method than POST.')
const MAINTENANCE = 'Maintenance'
const AWAY = empty(
  500,
  'The server that knows the token, or the database, is away. Where it was the former, or the database all along, the token is still good.',
)

const submit: Endpoint = {
  method: 'post',
  path: '/version/v1/diagnosis-keys',
  id: 'submitPayload',
  summary: 'Takes keys from Corona-Warn-App phones',
  description: `${MESSAGE} Keys of the future or too old are dropped without a word; keys that are stored already stay as they are.`,
  parameters: [FAKE, TAN, OTP],
  answers: [
    empty(200, 'Taken; or a fake, whatever it holds.', {
      'cwa-keys-truncated': 'days; where a self report had older keys, which were dropped',
    }),
    empty(400, 'The headers are not as above, or the message breaks a rule: nothing was stored.', {
      'cwa-error-code': '`KEYS_ALREADY_EXIST` where a self report has a key that is stored',
    }),
    REFUSED,
    NOT_POST,
    empty(429, `${MAINTENANCE}; or as many self-reported keys came today as are taken.`),
    AWAY,
  ],
}

const forOthers: Endpoint = {
  method: 'post',
  path: '/version/v1/submission-on-behalf',
  id: 'submitPayloadForOthers',
  summary: 'Takes warnings of health authorities on behalf of hosts',
  description: `${MESSAGE} Warnings are made of check-ins, which are not kept: the TAN is used up and nothing is stored.`,
  parameters: [FAKE, TAN],
  answers: [
    empty(200, 'The TAN was good; or a fake.'),
    empty(400, 'The headers or the type of the submission are wrong, or it can not be read.'),
    REFUSED,
    NOT_POST,
    empty(429, `${MAINTENANCE}.`),
    AWAY,
  ],
}

export const payloadEndpoints: readonly Endpoint[] = [submit, forOthers]

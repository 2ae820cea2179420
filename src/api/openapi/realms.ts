/** Realms, as the operator sees them and acts on them at once. */

import * as z from 'zod'
import { API_KEY_TYPES } from '../../core/realms/api-key.ts'
import { API_KEY_ACTIONS, BurstRequest, QuotaAnswer, RealmAnswer, RealmsAnswer } from '../realms.ts'
import type { Endpoint } from './document.ts'
import { FAILURE, malformed, operators } from './shared.ts'

const REALM = {
  name: 'realm',
  in: 'path',
  description: 'Its name, in any case, or its region code.',
  schema: z.string(),
  example: 'Main',
} as const

const noSuch = (description: string, reasons: readonly string[]) => ({
  status: 404,
  description,
  body: FAILURE,
  examples: Object.fromEntries(reasons.map((error) => [error, { error }])),
})

const SwitchedKey = z.strictObject({
  name: z.string(),
  type: z.enum(API_KEY_TYPES),
  disabled: z.boolean(),
})

export const realmEndpoints: readonly Endpoint[] = [
  operators({
    method: 'get',
    path: '/operator/realms',
    id: 'realms',
    summary: 'The realms',
    answers: [
      {
        status: 200,
        description: 'All, by id.',
        body: { name: 'Realms', schema: RealmsAnswer },
        examples: {
          one: {
            realms: [
              { id: 1, name: 'Main', regionCode: 'US-WA', isE2e: false, maintenanceMode: false },
            ],
          },
        },
      },
    ],
  }),
  operators({
    method: 'get',
    path: '/operator/realms/{realm}',
    id: 'realm',
    summary: 'A realm: its keys and what is left of its quota',
    parameters: [REALM],
    answers: [
      {
        status: 200,
        description: 'As it is.',
        body: { name: 'Realm', schema: RealmAnswer },
        examples: {
          one: {
            id: 1,
            name: 'Main',
            regionCode: 'US-WA',
            isE2e: false,
            maintenanceMode: false,
            enExpressEnabled: false,
            quota: { limit: 100, remaining: 80 },
            apiKeys: [{ name: 'phones', type: 'device', disabled: false }],
            memberCount: 3,
            certificateKeys: [],
          },
        },
      },
      noSuch('No such realm.', ['no_such_realm']),
    ],
  }),
  operators({
    method: 'post',
    path: '/operator/realms/{realm}/api-keys/{name}/{action}',
    id: 'switchApiKey',
    summary: 'Disables or enables an API key',
    description:
      'In force from the next request on, and recorded in the audit log. To ask for what is so already changes nothing.',
    parameters: [
      REALM,
      {
        name: 'name',
        in: 'path',
        description: 'Of the key.',
        schema: z.string(),
        example: 'phones',
      },
      {
        name: 'action',
        in: 'path',
        description: 'What is to be done.',
        schema: z.enum(API_KEY_ACTIONS),
        example: 'disable',
      },
    ],
    answers: [
      {
        status: 200,
        description: 'As it is now.',
        body: { name: 'SwitchedApiKey', schema: SwitchedKey },
        examples: { disabled: { name: 'phones', type: 'device', disabled: true } },
      },
      noSuch('No such realm, key or action.', ['no_such_realm', 'no_such_key', 'no_such_action']),
    ],
  }),
  operators({
    method: 'post',
    path: '/operator/realms/{realm}/quota/burst',
    id: 'burstQuota',
    summary: 'Adds codes to what is left of the quota',
    description: 'For this interval only. Recorded in the audit log.',
    parameters: [REALM],
    request: {
      body: { name: 'Burst', schema: BurstRequest },
      examples: { hundred: { codes: 100 } },
    },
    answers: [
      {
        status: 200,
        description: 'What is left now.',
        body: { name: 'Quota', schema: QuotaAnswer },
        examples: { left: { limit: 100, remaining: 180 } },
      },
      malformed('codes is missing or of the wrong type'),
      noSuch('No such realm.', ['no_such_realm']),
      {
        status: 409,
        description: 'The realm has no quota yet.',
        body: FAILURE,
        examples: { none: { error: 'no_quota' } },
      },
    ],
  }),
]

/** Those who call our hubs, as the operator sees them. */

import {
  EfgsMembersAnswer,
  NationsAnswer,
  NationTokenAnswer,
  NationTokenRequest,
} from '../members.ts'
import type { Endpoint } from './document.ts'
import { FAILURE, malformed, operators } from './shared.ts'

const UUID = '01234567-89ab-4cde-8f01-23456789abcd'

export const memberEndpoints: readonly Endpoint[] = [
  operators({
    method: 'get',
    path: '/operator/nations',
    id: 'nations',
    summary: 'The nations that may call our server of the UK protocol, and how it stands with each',
    answers: [
      {
        status: 200,
        description: 'All, also those that were revoked, in the order in which they came.',
        body: { name: 'Nations', schema: NationsAnswer },
        examples: {
          one: {
            nations: [
              {
                uuid: UUID,
                region: 'GB-SCT',
                gatewayOrigins: [],
                isRevoked: false,
                withholdsKeys: false,
                keys: 1,
                token: { what: 'token', endsAt: 1_827_200_000, daysLeft: 365, state: 'fine' },
                uploads: 40,
                sentKeys: 1200,
                lastUploadAt: 1_795_600_000,
              },
            ],
          },
        },
      },
    ],
  }),
  operators({
    method: 'post',
    path: '/operator/nations/{nation}/token',
    id: 'issueNationToken',
    summary: 'Gives out a token to a nation',
    description:
      'Valid for a year. Those given out before go on to be, unless they are called back. Recorded in the audit log, without the token.',
    parameters: [
      {
        name: 'nation',
        in: 'path',
        description: 'Its UUID, as the configuration has it.',
        schema: NationTokenAnswer.shape.uuid,
        example: UUID,
      },
    ],
    request: {
      body: { name: 'NationTokenRequest', schema: NationTokenRequest },
      examples: { renewed: {}, stolen: { callsBack: true } },
    },
    answers: [
      {
        status: 200,
        description: 'The token, this once.',
        body: { name: 'NationToken', schema: NationTokenAnswer },
        examples: {
          given: { uuid: UUID, token: 'header.claims.signature', endsAt: 1_827_200_000 },
        },
      },
      malformed('callsBack is missing or of the wrong type'),
      {
        status: 404,
        description: 'No such nation.',
        body: FAILURE,
        examples: { unknown: { error: 'unknown_nation' } },
      },
      {
        status: 409,
        description: 'It was revoked: a token would be worth nothing.',
        body: FAILURE,
        examples: { revoked: { error: 'revoked_nation' } },
      },
    ],
  }),
  operators({
    method: 'get',
    path: '/operator/efgs-members',
    id: 'efgsMembers',
    summary: 'The countries that may call our gateway, and how it stands with each',
    description:
      'Their certificates and when each was used last, so that an old one is revoked when nothing needs it; and their callbacks.',
    answers: [
      {
        status: 200,
        description: 'All that have a certificate, by country.',
        body: { name: 'EfgsMembers', schema: EfgsMembersAnswer },
        examples: {
          one: {
            members: [
              {
                country: 'DE',
                certificates: [
                  {
                    thumbprint: '4d0e'.repeat(16),
                    type: 'SIGNING',
                    host: '',
                    gatewayOrigins: [],
                    isRevoked: false,
                    expiry: {
                      what: 'certificate',
                      endsAt: 1_798_761_599,
                      daysLeft: 36,
                      state: 'fine',
                    },
                    lastUsedAt: 1_795_600_000,
                  },
                ],
                lastUploadAt: 1_795_600_000,
                lastDownloadAt: 1_795_603_600,
                callbacks: [
                  {
                    callbackId: 'nb',
                    url: 'https://callback.example/efgs',
                    failedTries: 0,
                    lastTriedAt: null,
                    waiting: 0,
                  },
                ],
              },
            ],
          },
        },
      },
    ],
  }),
]

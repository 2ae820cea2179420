/** Where other key servers fetch keys. */

import * as z from 'zod'
import { FETCH_PATH } from '../../core/federation/google/messages.ts'
import {
  FederationFetchFailure,
  FederationFetchRequest,
  FederationFetchResponse,
} from '../federation-fetch.ts'
import type { Answer, Endpoint, NamedSchema, SurfaceContract } from './document.ts'
import { documentEndpoint } from './shared.ts'

const FAILURE: NamedSchema = { name: 'FederationFetchFailure', schema: FederationFetchFailure }

const refusal = (
  status: number,
  description: string,
  codes: readonly z.infer<typeof FederationFetchFailure>['code'][],
  headers?: Readonly<Record<string, string>>,
): Answer => ({
  status,
  description,
  ...(headers !== undefined && { headers }),
  body: FAILURE,
  examples: Object.fromEntries(codes.map((code) => [code, { error: 'in words', code }])),
})

const CURSORS = {
  keyCursor: { timestamp: '1795089600', nextToken: 'kY3o1x0' },
  revisedKeyCursor: { timestamp: '1795089600', nextToken: 'Vb8w0aQ' },
}

export const federationFetchEndpoint: Endpoint = {
  method: 'post',
  path: FETCH_PATH,
  id: 'fetchKeys',
  summary: 'Gives a page of keys to a key server that is authorized',
  description:
    'Either form of both messages: JSON, or `application/x-protobuf` (`FederationFetchRequest` of proto/federation.proto); the answer has the form of the request. At most 16 KiB. Go on with `nextFetchState` while `partialResponse` is true, and ask with it again later: each key comes once, each revision once and after its key.',
  parameters: [
    {
      name: 'Authorization',
      in: 'header',
      description:
        '`Bearer` and one OpenID Connect ID token, RS256 or ES256, whose issuer and subject are authorized here; it ends within a day.',
      schema: z.string(),
      isRequired: true,
      example: 'Bearer eyJhbGciOiJFUzI1NiJ9.e30.c2ln',
    },
  ],
  request: {
    body: { name: 'FederationFetchRequest', schema: FederationFetchRequest },
    examples: {
      first: { includeRegions: ['US'], onlyLocalProvenance: true },
      next: { includeRegions: ['US'], onlyLocalProvenance: true, state: CURSORS },
    },
  },
  answers: [
    {
      status: 200,
      description: 'A page.',
      body: { name: 'FederationFetchResponse', schema: FederationFetchResponse },
      examples: {
        page: {
          keys: [
            {
              exposureKey: 'AAECAwQFBgcICQoLDA0ODw==',
              transmissionRisk: 2,
              intervalNumber: 2_991_456,
              intervalCount: 144,
              reportType: 'CONFIRMED_TEST',
              daysSinceOnsetOfSymptoms: -1,
              hasSymptomOnset: true,
              traveler: false,
              regions: ['US'],
            },
          ],
          revisedKeys: [],
          partialResponse: false,
          nextFetchState: CURSORS,
        },
      },
    },
    refusal(400, 'The request is malformed, contradicts itself, or its state is another’s.', [
      'bad_request',
      'malformed_region',
      'regions_overlap',
      'cursor_refused',
    ]),
    refusal(401, 'No good token; why not is not told.', ['unauthorized'], {
      'WWW-Authenticate': 'Bearer',
    }),
    refusal(403, 'None of these regions is authorized for this caller.', [
      'regions_not_authorized',
    ]),
    refusal(405, 'Another method than POST.', ['method_not_allowed'], { Allow: 'POST' }),
    refusal(413, 'The body is too large.', ['body_too_large']),
    refusal(415, 'Neither JSON nor protobuf.', ['unsupported_media_type']),
    refusal(500, 'A fault of ours: it may be asked again.', ['internal_error']),
  ],
}

export const GOOGLE_FEDERATION_DOCUMENT_PATH = '/v1/federation/openapi.json'

export const googleFederationContract: SurfaceContract = {
  title: 'Federation of key servers',
  description:
    'What a key server gives to others. Keys leave only where the people whose they are agreed to it.',
  endpoints: [federationFetchEndpoint, documentEndpoint(GOOGLE_FEDERATION_DOCUMENT_PATH)],
}

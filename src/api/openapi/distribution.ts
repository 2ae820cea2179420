/** The distribution surface: indexes, archives and public keys. */

import * as z from 'zod'
import { coronaMelderEndpoints } from './coronamelder-content.ts'
import type { Answer, Endpoint, Parameter, SurfaceContract } from './document.ts'
import { documentEndpoint } from './shared.ts'

const ROOT: Parameter = {
  name: 'root',
  in: 'path',
  description: 'Filename root of an export; may hold slashes.',
  schema: z.string(),
  example: 'us',
}
const CONDITIONS: readonly Parameter[] = [
  {
    name: 'If-None-Match',
    in: 'header',
    description: 'ETags of what the client has.',
    schema: z.string(),
    example: '"5f2a"',
  },
  {
    name: 'Range',
    in: 'header',
    description: 'One range of bytes.',
    schema: z.string(),
    example: 'bytes=0-99',
  },
]
const HEADERS = {
  ETag: 'strong',
  'Cache-Control': 'immutable for archives, no-cache for what changes',
  'Last-Modified': 'date',
  'Accept-Ranges': 'bytes',
}

const others = (contentType: string): readonly Answer[] => [
  { status: 206, description: 'The range that was asked for.', contentType, headers: HEADERS },
  { status: 304, description: 'Nothing newer.', isEmpty: true },
  { status: 404, description: 'No such object.', contentType: 'text/plain' },
  { status: 405, description: 'Only GET and HEAD are taken.', contentType: 'text/plain' },
  { status: 416, description: 'The range lies outside of the object.', isEmpty: true },
  {
    status: 503,
    description: 'The bucket is away.',
    contentType: 'text/plain',
    headers: { 'Retry-After': 'seconds' },
  },
]

const object = (
  path: string,
  id: string,
  summary: string,
  contentType: string,
  example: unknown,
  parameters: readonly Parameter[] = [],
): Endpoint => ({
  method: 'get',
  path,
  id,
  summary,
  description: 'HEAD is answered too.',
  parameters: [ROOT, ...parameters, ...CONDITIONS],
  answers: [
    {
      status: 200,
      description: 'The whole object.',
      contentType,
      headers: HEADERS,
      ...(example !== undefined && { examples: { object: example } }),
    },
    ...others(contentType),
  ],
})

export const distributionContract: SurfaceContract = {
  title: 'Tocsin: distribution',
  description:
    'What phones download. Published archives never change; the index moves last. An operator may serve the bucket itself instead, which answers the same.',
  endpoints: [
    object(
      '/{root}/index.txt',
      'index',
      'Names of the archives, one a line',
      'text/plain',
      'us/1784419200-1784433600-00001.zip',
    ),
    object(
      '/{root}/{archive}',
      'archive',
      'An archive: export.bin and export.sig',
      'application/zip',
      undefined,
      [
        {
          name: 'archive',
          in: 'path',
          description: 'Start and end of the window in Unix seconds, and the number of the file.',
          schema: z.string().regex(/^\d+-\d+-\d{5}\.zip$/),
          example: '1784419200-1784433600-00001.zip',
        },
      ],
    ),
    object(
      '/{root}/public-keys.pem',
      'publicKeysPem',
      'Public keys of the signers, as PEM',
      'application/x-pem-file',
      undefined,
    ),
    object(
      '/{root}/jwks.json',
      'publicKeysJwks',
      'Public keys of the signers, as a JWK set',
      'application/jwk-set+json',
      { keys: [] },
    ),
    ...coronaMelderEndpoints,
    documentEndpoint(),
  ],
}

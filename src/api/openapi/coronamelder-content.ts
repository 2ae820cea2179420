/** CoronaMelder's content on the distribution surface. */

import * as z from 'zod'
import type { Answer, Endpoint, Parameter } from './document.ts'

const PREFIX: Parameter = {
  name: 'prefix',
  in: 'path',
  description: 'As CORONAMELDER_PREFIX says; may hold slashes.',
  schema: z.string(),
  example: 'v6',
}
const COUNTRY: Parameter = {
  name: 'country',
  in: 'path',
  description: 'ISO 3166-1 alpha-2, upper case.',
  schema: z.string().regex(/^[A-Z]{2}$/),
  example: 'NL',
}
const ID: Parameter = {
  name: 'id',
  in: 'path',
  description: 'Content id: a GUID with or without dashes, or a SHA-256.',
  schema: z.string(),
  example: '0f6b1f0f9f3b4f7e8d1c2b3a4f5e6d7c',
}
const IF_NONE_MATCH: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  description: 'Id of what the app has, bare or as an ETag.',
  schema: z.string(),
  example: '"0f6b1f0f9f3b4f7e8d1c2b3a4f5e6d7c"',
}

const HEADERS = {
  ETag: 'the content id',
  'Cache-Control': 'for as long as the content is there; five minutes for a manifest',
  'Last-Modified': 'when it was released',
  'x-vws-signed': 'True where it is an archive with content.sig',
}

const answers = (description: string, contentType: string): readonly Answer[] => [
  { status: 200, description, contentType, headers: HEADERS },
  { status: 304, description: 'The app has it.', isEmpty: true },
  { status: 400, description: 'The id or the country is none.', contentType: 'text/plain' },
  { status: 404, description: 'No such content, or not yet.', contentType: 'text/plain' },
  {
    status: 503,
    description: 'The bucket is away.',
    contentType: 'text/plain',
    headers: { 'Retry-After': 'seconds' },
  },
]

const ARCHIVE = 'A zip of content.bin and its CMS signature content.sig.'

const content = (
  path: string,
  id: string,
  summary: string,
  parameters: readonly Parameter[],
  description = ARCHIVE,
): Endpoint => ({
  method: 'get',
  path: `/{prefix}/${path}`,
  id,
  summary,
  description: 'HEAD is answered too.',
  parameters: [PREFIX, ...parameters, IF_NONE_MATCH],
  answers: answers(description, 'application/zip'),
})

const SET = 'A zip of export.bin, export.sig and content.sig.'

export const coronaMelderEndpoints: readonly Endpoint[] = [
  content('manifest', 'manifest', 'What is in force', []),
  content('manifest/{country}', 'countryManifest', 'The same with the sets of a country', [
    COUNTRY,
  ]),
  content(
    'exposurekeyset/{id}',
    'exposureKeySet',
    'A set of keys; or, asked for by a country, the list of its sets as JSON',
    [{ ...ID, description: `${ID.description} Or a country.` }],
    SET,
  ),
  content(
    'exposurekeyset/{country}/{id}',
    'countryExposureKeySet',
    'A set of keys of a country that has a manifest',
    [COUNTRY, ID],
    SET,
  ),
  content('appconfig/{id}', 'appConfig', 'Configuration of the app', [ID]),
  content(
    'riskcalculationparameters/{id}',
    'riskCalculationParameters',
    'How the app computes risk',
    [ID],
  ),
  content('resourcebundle/{id}', 'resourceBundle', 'Texts and their translations', [ID]),
]

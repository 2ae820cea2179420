/** Variables of the Corona-Warn-App submission. Defaults are the original's where it has them. */

import { count, text } from './config-fields.ts'

const URL_OR_NONE = /^(https?:\/\/[!-~]{1,500}[^/])?$/

export const CWA_SUBMISSION_VARIABLES = {
  CWA_SUBMISSION_APP: text(
    '',
    /^[!-~]{0,200}$/,
    'App that submissions at `/version/v1/diagnosis-keys` are of, by its package name; empty: the path is not served.',
  ),
  CWA_VERIFICATION_URL: text(
    '',
    URL_OR_NONE,
    'Server that knows TANs, asked at `/version/v1/tan/verify`; without a slash at the end.',
  ),
  CWA_SRS_URL: text(
    '',
    URL_OR_NONE,
    'Server that knows the OTPs of self reports, asked at `/version/v1/srs`; empty: self reports are refused.',
  ),
  CWA_ORIGIN_COUNTRY: text('DE', /^[A-Z]{2}$/, 'Country of the app.'),
  CWA_SUPPORTED_COUNTRIES: text(
    '',
    /^([A-Z]{2}(,[A-Z]{2}){0,99})?$/,
    'Countries that a submission may name as visited beside that one, with commas between.',
  ),
  CWA_MAX_REQUEST_BYTES: count(102_400, 1024, 1_048_576, 'Bytes of a submission.'),
  CWA_MAX_KEYS: count(14, 1, 100, 'Keys of a submission.'),
  CWA_MIN_ROLLING_PERIOD: count(1, 1, 144, 'Intervals that a key is used at least.'),
  CWA_MAX_ROLLING_PERIOD: count(144, 1, 144, 'Intervals that it is used at most.'),
  CWA_RETENTION_DAYS: count(14, 1, 14, 'Age of keys beyond which they are dropped.'),
  CWA_SRS_DAYS: count(14, 1, 14, 'The same for self reports.'),
  CWA_MAX_SELF_REPORTED_KEYS_PER_DAY: count(
    1_000_000,
    1,
    100_000_000,
    'Keys of self reports in a UTC day; further ones are answered 429.',
  ),
  CWA_KEY_MULTIPLIER: count(
    1,
    1,
    10,
    "Rows that a key becomes: the original's own padding, which is easily seen through. Leave it at 1 and use `padding` of the document; with more, a warning is logged.",
  ),
}

/** Uploads made beforehand, so that making them costs nothing while the system is measured. */

import { phoneKeys, uploadBody } from '../test/support/phone.ts'
import type { TestAuthority } from '../test/support/test-authority.ts'
import type { Sent } from './load.ts'

export const KEYS_AN_UPLOAD = 14

export const uploads = (
  authority: TestAuthority,
  count: number,
  now: number,
  headers: Record<string, string> = {},
): readonly Sent[] =>
  Array.from({ length: count }, () => ({
    path: '/v1/publish',
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(uploadBody(authority, phoneKeys(now, KEYS_AN_UPLOAD), { now })),
  }))

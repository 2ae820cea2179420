/** Codes as rows, where a test is about what becomes of them and not about how they are issued. */

import { env } from 'cloudflare:workers'
import { hashText } from '../../src/core/codes/code-hash.ts'
import { readSecretKeyring } from '../../src/flows/verification/secret-keyring.ts'
import { openSecretBox, randomBytes } from '../../src/platform/secrets.ts'
import type { TestVerification } from './verification.ts'

export interface CodeOptions {
  readonly code?: string
  readonly longCode?: string
  readonly realmId?: number
  readonly testType?: string
  readonly symptomDate?: string
  readonly testDate?: string
  readonly countriesOfInterest?: string
  /** Seconds from now; default: a quarter of an hour, and a day. */
  readonly expiresIn?: number
  readonly longExpiresIn?: number
  /** Seconds before now. */
  readonly age?: number
  /** Base64 of the report's nonce; null: an administrator issued it. Absent: no user report. */
  readonly nonce?: string | null
}

let next = 10_000_000

/** @returns the code */
export async function putCode(
  server: TestVerification,
  options: CodeOptions = {},
): Promise<string> {
  const { db, now } = server
  const secretBox = await openSecretBox(env.MASTER_KEY)
  const keyring = await readSecretKeyring({ db, secretBox, randomBytes }, now)
  const secret = keyring.newest('verification_code_database_hmac')
  const code = options.code ?? String(next++)
  let reportId: number | null = null
  if (options.nonce !== undefined) {
    const row = await db.d1
      .prepare(
        'INSERT INTO user_reports (phone_hash, nonce, created_at) VALUES (?, ?, ?) RETURNING id',
      )
      .bind(crypto.randomUUID(), options.nonce, now)
      .first<{ id: number }>()
    reportId = row?.id ?? null
  }
  await db.d1
    .prepare(
      `INSERT INTO verification_codes (realm_id, uuid, code_hash, long_code_hash, test_type, symptom_date, test_date,
        countries_of_interest, expires_at, long_expires_at, created_at, user_report_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .bind(
      options.realmId ?? server.realms[0]?.id ?? 0,
      crypto.randomUUID(),
      await hashText(code, secret),
      options.longCode === undefined ? null : await hashText(options.longCode, secret),
      options.testType ?? 'confirmed',
      options.symptomDate ?? null,
      options.testDate ?? null,
      options.countriesOfInterest ?? null,
      now + (options.expiresIn ?? 900),
      now + (options.longExpiresIn ?? options.expiresIn ?? 86_400),
      now - (options.age ?? 30),
      reportId,
    )
    .run()
  return code
}

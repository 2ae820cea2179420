/**
 * Follows the keys that health authorities publish. What can't be fetched or read changes nothing; an authority that fails
 * keeps no other from being followed.
 */

import type { AuditEntry } from '../core/audit/chain.ts'
import { fail, type Result } from '../core/result.ts'
import type { UnixSeconds } from '../core/time.ts'
import { type JwksProblem, type PublishedKey, readJwks } from '../core/verification/jwks.ts'
import { type JwksChanges, jwksChanges } from '../core/verification/jwks-changes.ts'
import { endOf } from '../core/verification/key-validity.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import {
  type KeyChange,
  readAuthorityKeys,
  readPolledAuthorities,
  writeKeyChanges,
} from '../db/keyserver/queries/health-authority-keys.ts'
import { keyTimesOf, readAgainUntilWritten, storedKeyOf } from './health-authority-keys.ts'
import { JobFailure } from './job-failure.ts'
import type { OutboundFailure, OutboundReader } from './outbound.ts'

const ACTOR = 'poll-jwks'
const LIMITS = { timeoutMs: 30_000, maxBytes: 128 * 1024 }
/** Fetched at once; the platform allows six connections. */
const FETCHES_AT_ONCE = 5
/** Authorities that a failure names. */
const MAX_NAMED = 10

export interface PollJwksDeps {
  readonly db: KeyserverDatabase
  readonly outbound: OutboundReader
}

interface Authority {
  readonly id: number
  readonly issuer: string
  readonly jwksUri: string
}

type Fetched = Result<readonly PublishedKey[], OutboundFailure['reason'] | JwksProblem>

/** @throws JobFailure `jwks_failed` once all were tried, where some failed */
export async function pollJwks(
  deps: PollJwksDeps,
  now: UnixSeconds,
): Promise<{ added: number; revoked: number; forgotten: number }> {
  const authorities = await readPolledAuthorities(deps.db)
  const report = { added: 0, revoked: 0, forgotten: 0 }
  const failures: { id: number; problem: string; cause: unknown }[] = []
  for (let i = 0; i < authorities.length; i += FETCHES_AT_ONCE) {
    const some = authorities.slice(i, i + FETCHES_AT_ONCE)
    const fetched = await Promise.allSettled(some.map((one) => fetchJwks(deps, one)))
    for (const [at, authority] of some.entries()) {
      try {
        const changes = await followKeys(deps, authority, keysOf(fetched[at]), now)
        report.added += changes.added.length
        report.revoked += changes.revoked.length
        report.forgotten += changes.forgotten.length
        if (changes.takenVersions.length > 0) throw new AuthorityFailure('kid_taken')
      } catch (cause) {
        const problem = cause instanceof AuthorityFailure ? cause.problem : 'storage'
        failures.push({ id: authority.id, problem, cause })
      }
    }
  }
  if (failures.length > 0) throw failureOf(failures, authorities.length)
  return report
}

class AuthorityFailure extends Error {
  override readonly name = 'AuthorityFailure'
  readonly problem: string

  constructor(problem: string) {
    super(problem)
    this.problem = problem
  }
}

/** By number: an issuer may be an address, and addresses stay out of logs. */
function failureOf(
  failures: readonly { id: number; problem: string; cause: unknown }[],
  count: number,
): JobFailure {
  const named = failures.slice(0, MAX_NAMED).map(({ id, problem }) => `${id} ${problem}`)
  return new JobFailure(
    'jwks_failed',
    `${failures.length} of ${count} authorities: ${named.join(', ')}`,
    { cause: new AggregateError(failures.map(({ cause }) => cause)) },
  )
}

async function fetchJwks({ outbound }: PollJwksDeps, { jwksUri }: Authority): Promise<Fetched> {
  const got = await outbound.get(jwksUri, LIMITS)
  return got.ok ? readJwks(got.value) : fail(got.failure.reason)
}

function keysOf(fetched: PromiseSettledResult<Fetched> | undefined): readonly PublishedKey[] {
  if (fetched === undefined) throw new AuthorityFailure('unreachable')
  if (fetched.status === 'rejected') throw fetched.reason
  if (!fetched.value.ok) throw new AuthorityFailure(fetched.value.failure)
  return fetched.value.value
}

/** Compares with what is stored and writes the difference, in one batch with its record. */
const followKeys = (
  { db }: PollJwksDeps,
  authority: Authority,
  published: readonly PublishedKey[],
  now: UnixSeconds,
): Promise<JwksChanges> =>
  readAgainUntilWritten(async () => {
    const rows = await readAuthorityKeys(db, authority.id)
    const changes = jwksChanges(rows.map(storedKeyOf), published, now)
    const writes = writesOf(changes, now)
    const entries = entriesOf(authority, changes)
    return {
      value: changes,
      write:
        writes.length === 0
          ? undefined
          : () => writeKeyChanges(db, now, authority.id, writes, entries),
    }
  })

const writesOf = (changes: JwksChanges, now: UnixSeconds): readonly KeyChange[] => [
  ...changes.added.map(({ version, publicKeyPem }) => ({
    kind: 'add' as const,
    version,
    publicKeyPem,
    validFrom: now,
  })),
  ...changes.revoked.map((key) => {
    const was = keyTimesOf(key)
    const becomes = { ...was, validThru: endOf(key, now) }
    return { kind: 'set' as const, version: key.version, was, becomes }
  }),
  ...changes.forgotten.map((key) => ({
    kind: 'forget' as const,
    version: key.version,
    was: keyTimesOf(key),
  })),
]

const entriesOf = (authority: Authority, changes: JwksChanges): readonly AuditEntry[] => {
  const entry = (verb: string) => (key: { version: string }) => ({
    actor: ACTOR,
    action: `health_authority_key.${verb}`,
    subject: authority.issuer,
    detail: { version: key.version },
  })
  return [
    ...changes.added.map(entry('create')),
    ...changes.revoked.map(entry('revoke')),
    ...changes.forgotten.map(entry('delete')),
  ]
}

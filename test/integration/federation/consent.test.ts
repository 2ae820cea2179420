import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { mayLeave } from '../../../src/core/federation/consent.ts'
import { FEDERATION_CONSENTS } from '../../../src/core/verification/health-authority.ts'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import { mayLeaveSql } from '../../../src/db/keyserver/queries/consent.ts'

test('the database lets the same keys leave as the rule does', async () => {
  const cases = FEDERATION_CONSENTS.flatMap((federationConsent) =>
    [true, false].flatMap((traveler) =>
      [undefined, [], ['FR']].map((visitedCountries) => ({
        federationConsent,
        traveler,
        visitedCountries,
      })),
    ),
  )
  const rows = cases.map((key, id) => [
    id,
    FEDERATION_CONSENTS.indexOf(key.federationConsent),
    key.traveler ? 1 : 0,
    key.visitedCountries?.join(',') ?? null,
  ])
  const { results } = await openKeyserver(env.KEYSERVER_DB)
    .d1.prepare(
      `WITH keys AS (SELECT value->>0 AS id, value->>1 AS federation_consent, value->>2 AS traveler,
        value->>3 AS visited_countries FROM json_each(?1)) SELECT id FROM keys WHERE ${mayLeaveSql('keys')}`,
    )
    .bind(JSON.stringify(rows))
    .all<{ id: number }>()
  const allowed = cases.flatMap((key, id) => (mayLeave(key) ? [id] : []))
  expect(results.map(({ id }) => id)).toEqual(allowed)
  expect(allowed).toHaveLength(13)
})

import { applyD1Migrations } from 'cloudflare:test'
import { env } from 'cloudflare:workers'

await applyD1Migrations(env.KEYSERVER_DB, env.TEST_MIGRATIONS)
await applyD1Migrations(env.VERIFICATION_DB, env.TEST_VERIFICATION_MIGRATIONS)

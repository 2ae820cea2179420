import { defineConfig } from 'drizzle-kit'

/** One database at a time: `npm run db:generate` calls this for each. */
const database = process.env['DATABASE'] ?? 'keyserver'

export default defineConfig({
  dialect: 'sqlite',
  schema: [`./src/db/${database}/schema/*.ts`, './src/db/audit/schema.ts'],
  // A check writes elsewhere.
  out: process.env['MIGRATIONS'] ?? `./drizzle/${database}`,
})

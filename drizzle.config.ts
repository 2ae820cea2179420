import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'sqlite',
  schema: './src/db/keyserver/schema/*.ts',
  out: './drizzle/keyserver',
})

import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

// Secrets of the tests; the names are those of wrangler.toml.
process.env['MASTER_KEY'] ??= Buffer.alloc(32, 7).toString('base64')
process.env['OPERATOR_TOKEN'] ??= 'operator-token-of-the-tests'

const workerd = (vars: Record<string, string> = {}) =>
  cloudflareTest(async () => ({
    wrangler: { configPath: './wrangler.toml' },
    miniflare: {
      cf: false,
      bindings: {
        MASTER_KEY: process.env['MASTER_KEY'] ?? '',
        OPERATOR_TOKEN: process.env['OPERATOR_TOKEN'] ?? '',
        // Answers need not wait for one another in tests.
        RESPONSE_STEP: '0',
        ...vars,
        TEST_MIGRATIONS: await readD1Migrations('./drizzle/keyserver'),
        TEST_VERIFICATION_MIGRATIONS: await readD1Migrations('./drizzle/verification'),
      },
      outboundService: (request: Request) =>
        new Response(`no test may call ${new URL(request.url).host}`, { status: 599 }),
    },
  }))

/**
 * Pure units run in both runtimes; what needs storage in workerd; the command line and property tests in Node. What people do in a
 * browser needs one, so it is not part of `npm test`.
 */
export default defineConfig({
  test: {
    // What passing tests log is not worth reading.
    silent: 'passed-only',
    // All cores: by itself the runner leaves one idle, which of two is half.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['src/**/*.test.{ts,tsx}', 'test/node/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        plugins: [workerd()],
        test: {
          name: 'workerd-unit',
          include: ['src/{core,api,http}/**/*.test.ts'],
          exclude: ['**/*.property.test.ts', '**/*.node.test.ts'],
          isolate: false,
        },
      },
      {
        plugins: [workerd()],
        test: {
          name: 'workerd',
          include: ['test/integration/**/*.test.ts'],
          setupFiles: ['./test/integration/setup.ts'],
          testTimeout: 60_000,
        },
      },
      {
        // Whoever publishes must not notice how uploads are written: the same tests, once more.
        plugins: [workerd({ INGEST: 'group' })],
        test: {
          name: 'workerd-group',
          include: ['test/integration/publish/**/*.test.ts'],
          setupFiles: ['./test/integration/setup.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          environment: 'node',
          include: ['test/browser/**/*.test.{ts,tsx}'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})

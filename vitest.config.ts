import { defineConfig } from 'vitest/config';

/** `unit` needs nothing but Node and a `python3`; the others need the testbed, which `npm test` sets up first. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], environment: 'node' } },
      {
        test: {
          name: 'real',
          include: ['test/{contract,integration,e2e}/**/*.test.ts'],
          environment: 'node',
          // An emulated machine boots in a minute where nothing else runs, and in several where much does.
          testTimeout: 600_000,
          hookTimeout: 1_200_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});

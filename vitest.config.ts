import { defineConfig } from 'vitest/config';
import { MACHINE_TESTS, SHARED_TEST } from './test/machine-tests.ts';

const everywhere = { environment: 'node' as const, setupFiles: ['test/support/own-temporary-folder.ts'] };

/** Beside an emulated machine, which takes a core for itself, everything takes longer than on a calm one. */
const patient = { testTimeout: 600_000, hookTimeout: 1_200_000 };

/** `unit` needs nothing but Node and a few programs; the others need the testbed, which `npm test` sets up first. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], ...everywhere } },
      {
        test: {
          name: 'real',
          include: ['test/{contract,integration,e2e}/**/*.test.ts'],
          exclude: MACHINE_TESTS.filter((file) => file !== SHARED_TEST),
          provide: { bootsMachines: false },
          ...everywhere,
          ...patient,
        },
      },
      {
        test: {
          name: 'machines',
          include: [...MACHINE_TESTS],
          provide: { bootsMachines: true },
          ...everywhere,
          ...patient,
        },
      },
    ],
  },
});

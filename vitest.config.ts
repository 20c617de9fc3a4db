import { defineConfig } from 'vitest/config';
import { MACHINE_TESTS, SHARED_TEST } from './test/machine-tests.ts';
import { MachineOrder } from './test/support/machine-order.ts';

const everywhere = {
  environment: 'node' as const,
  setupFiles: ['test/support/own-temporary-folder.ts'],
  expect: { poll: { timeout: 30_000 } },
};

/** So that a machine on which others work is told from a test that hangs. */
const unhurried = { testTimeout: 60_000, hookTimeout: 60_000 };
/** Beside an emulated machine, which takes a core for itself, everything takes longer than on a calm one. */
const patient = {
  testTimeout: 600_000,
  hookTimeout: 1_200_000,
  // Of real engines, once: what passes only then is named at the end, so that it is looked into.
  retry: 1,
};

/**
 * One worker more than the two cores that we have in mind, for many tests wait now and then. `unit` needs nothing but
 * Node and a few programs; the others need the testbed, which `npm test` sets up first.
 */
export default defineConfig({
  test: {
    maxWorkers: 3,
    globalSetup: ['test/support/built-setup.ts'],
    sequence: { sequencer: MachineOrder },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          // Hundreds of files of milliseconds: a process and all modules anew for each took longer than the tests.
          isolate: false,
          ...everywhere,
          ...unhurried,
        },
      },
      {
        test: {
          name: 'attacks',
          include: ['test/attacks/**/*.test.ts'],
          ...everywhere,
          ...unhurried,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'real',
          include: ['test/{contract,integration,e2e}/**/*.test.ts'],
          exclude: MACHINE_TESTS.filter((file) => file !== SHARED_TEST),
          provide: { bootsMachines: false, pulp: undefined },
          ...everywhere,
          ...patient,
        },
      },
      {
        test: {
          name: 'pulp',
          include: ['test/pulp/**/*.test.ts', 'test/contract/{source,target}.test.ts'],
          globalSetup: ['test/support/pulp-setup.ts'],
          ...everywhere,
          ...patient,
        },
      },
      {
        test: {
          name: 'machines',
          include: [...MACHINE_TESTS],
          provide: { bootsMachines: true },
          maxWorkers: 2,
          ...everywhere,
          ...patient,
        },
      },
    ],
  },
});

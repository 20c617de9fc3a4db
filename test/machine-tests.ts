/**
 * What boots emulated machines, sets up one from nothing, or kills a promotion at each system call: minutes where everything else takes seconds, so
 * `npm run test:machines` runs it and `npm test` does not. The contract suite of drivers is in both, with other drivers.
 * In the order in which they begin, two at a time: the longest first, the first of them beside what builds the VM image.
 */
export const MACHINE_TESTS: readonly string[] = [
  'test/e2e/nightly-fleet.test.ts',
  'test/contract/driver.test.ts',
  'test/integration/fresh-machine.test.ts',
  'test/e2e/machines.test.ts',
  'test/e2e/week.test.ts',
  'test/integration/qemu-machines.test.ts',
  'test/e2e/image-canary.test.ts',
  'test/e2e/workers-fleet.test.ts',
  'test/integration/promote-crashes.test.ts',
  'test/integration/promote-crashes-remote.test.ts',
  'test/integration/testbed-vm.test.ts',
  'test/integration/qemu-boot-sector.test.ts',
];

/** The file of `MACHINE_TESTS` that `npm test` runs as well. */
export const SHARED_TEST = 'test/contract/driver.test.ts';

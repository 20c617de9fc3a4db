import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DRIVERS } from '../../../drivers/index.ts';
import { loadProject } from '../../../src/config/load-project.ts';
import { findVerifier, VERIFIERS } from '../../../src/verify/index.ts';

const SUITES = join(import.meta.dirname, '../../../suites');

test('the fleet that ships names the true images', async () => {
  const project = await loadProject({
    cwd: SUITES,
    environment: {},
    // Its snapshots are on the mirror's machine.
    flags: { snapshot: 'none' },
    drivers: {
      names: Object.keys(DRIVERS),
      schema: (name) => DRIVERS[name]?.schema() ?? Promise.resolve(undefined),
    },
    verifiers: {
      names: Object.keys(VERIFIERS),
      schema: (name) => findVerifier(name).schema(),
      load: (name) => findVerifier(name).load(),
    },
  });

  const images = project.instances.map(({ driver }) => driver.config['image']);
  expect(project.platforms).toHaveLength(4);
  expect(images.length).toBeGreaterThan(0);
  expect(images.every((image) => String(image).startsWith('quay.io/centos/centos:'))).toBe(true);
});

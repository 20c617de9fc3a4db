import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programsFor } from '../../src/contract/programs.ts';
import { ROOT } from '../root.ts';
import { type BareMachine, openBareMachine } from '../testbed/bare/bare-machine.ts';
import { ensureBareRoot } from '../testbed/bare/bare-root.ts';
import { findCacheDirectory } from '../testbed/host/cache.ts';
import { createSteps } from '../testbed/host/steps.ts';

/** Everything that `npm test` looks for, but for the running engine. */
const NEEDS = ['set-up', 'engine', 'unit', 'tests'] as const;
const INSTALL = ['node', 'test/testbed/bootstrap.mjs', 'test/testbed/install-programs.ts', ...NEEDS];

/** One story, in this order: what is promised to somebody with nothing but Node 20, npm and Debian's minimal variant. */
describe('a machine on which nothing was installed by hand', () => {
  let machine: BareMachine;

  beforeAll(async () => {
    const environment = process.env;
    const cacheDirectory = findCacheDirectory(environment);
    const archive = await ensureBareRoot(cacheDirectory, { steps: createSteps(), environment });
    const downloads = join(cacheDirectory, 'bare-downloads');
    machine = await openBareMachine({ archive, checkout: ROOT, downloads, environment });
  });
  afterAll(async () => {
    await machine?.[Symbol.asyncDispose]();
  });

  async function listMissing(): Promise<readonly string[]> {
    // Debian keeps the programs of PostgreSQL below folders of their versions.
    const look =
      'PATH="$PATH:$(echo /usr/lib/postgresql/*/bin)"; for name; do command -v "$name" >/dev/null || echo "$name"; done';
    const names = programsFor(NEEDS).map(({ name }) => name);
    return (await machine.run(['sh', '-c', look, 'sh', ...names])).all.split('\n').filter((name) => name !== '');
  }

  it('gets a newer Node and the dependencies', async () => {
    const { exitCode, all } = await machine.run(['node', 'test/testbed/bootstrap.mjs', 'test/check-imports.ts']);

    expect(all).toMatch(/set-up: Node 24\.\S+, because this one is v20[\s\S]*set-up: dependencies/);
    expect(exitCode, all).toBe(0);
  });

  it('says what is missing, for whom, before the first test, to somebody who cannot install it', async () => {
    const check = await machine.run(['npm', 'run', 'check'], { user: 'nobody' });
    const install = await machine.run(INSTALL, { user: 'nobody' });

    expect(check.all).toContain('missing: git (Debian: git), needed by unit\n');
    expect(check.all).not.toMatch(/RUN|passed/);
    expect(check.exitCode).not.toBe(0);
    expect(install.all).toContain('missing: sshd (Debian: openssh-server), needed by tests\n');
    expect(install.exitCode).toBe(3);
    expect(await listMissing()).toEqual(expect.arrayContaining(['git', 'sshd', 'xz', 'dockerd', 'rpmbuild']));
  });

  it('gets every program that set-up and tests need', async () => {
    const { exitCode, all } = await machine.run(INSTALL);

    expect(exitCode, all).toBe(0);
    expect(await listMissing()).toEqual([]);
  });

  it('has no service that would begin with it, but for the engine', async () => {
    const { all } = await machine.run(['sh', '-c', 'cd /etc/systemd/system && ls -d *.wants/*.service']);

    const services = all.split('\n').map((link) => link.replace(/^.*\//, ''));
    expect(services).toContain('docker.service');
    expect(services).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/ssh|registry|postgres|prometheus|victoria/)]),
    );
  });

  it('passes the unit tests', async () => {
    // One at a time: other tests run beside this one, and some of these are about time.
    const check = ['env', 'VITEST_MAX_WORKERS=1', 'npm', 'run', 'check', '--', 'test/unit'];
    const { exitCode, all } = await machine.run(check);

    // The lines at its end, and what failed among them.
    const told = all.split('\n').filter((line) => /^(failed: | {2}\| |\d+ passed, )/.test(line));
    expect(told).toEqual([expect.stringMatching(/^\d{3,} passed, 0 failed, 0 skipped$/)]);
    expect(exitCode, all).toBe(0);
  });
});

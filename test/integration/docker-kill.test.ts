import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { once } from 'node:events';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { dockerDriver } from '../../drivers/docker/docker-driver.ts';
import { driverContext } from '../support/driver-context.ts';
import { examplePlan } from '../support/example-plan.ts';
import { setupTestbed } from '../testbed/setup.ts';

let image = '';
beforeAll(async () => {
  image = (await setupTestbed({ quiet: true })).images.el9;
});

async function left(project: string): Promise<string> {
  const filter = ['--filter', `label=saltern.project=${project}`];
  const [containers, networks] = await Promise.all([
    execa('docker', ['ps', '-aq', ...filter]),
    execa('docker', ['network', 'ls', '-q', ...filter]),
  ]);
  return `${containers.stdout}${networks.stdout}`;
}

describe('a create that is killed', () => {
  it.each([0, 20, 50, 100, 200, 400, 800])(
    'leaves nothing that a sweep does not find, killed after %i ms',
    async (afterMs) => {
      const context = driverContext();
      const script = join(import.meta.dirname, 'docker-driver-process.ts');
      const argv = [script, 'create', image, 'none', context.cacheDirectory, context.project.id];
      const other = execa(process.execPath, argv, { reject: false, buffer: false });

      await once(other.stdout, 'data');
      await delay(afterMs);
      other.kill('SIGKILL');
      await other;
      // The engine goes on with what it was asked before the end of the one who asked.
      await delay(700);
      const sweep = async (): Promise<string> => {
        await dockerDriver().sweep({ keep: [] }, context);
        return await left(context.project.id);
      };

      await expect.poll(sweep).toBe('');
    },
  );
});

describe('a create that is aborted', () => {
  it.each([0, 10, 30, 60, 120])(
    'leaves no network that a sweep does not find, aborted after %i ms',
    async (afterMs) => {
      const abort = new AbortController();
      const context = driverContext();
      const driver = dockerDriver();
      const config = driver.configSchema.parse({ image });
      const plan = examplePlan({ name: 'aborted' });
      const prepared = await driver.prepare(plan, config, [], context);

      const creating = driver.create(plan, config, prepared, { ...context, signal: abort.signal });
      creating.catch(() => undefined);
      await delay(afterMs);
      abort.abort(new Error('Ctrl-C'));
      await expect(creating).rejects.toThrow('Ctrl-C');
      await driver.sweep({ keep: [] }, context);

      expect(await left(context.project.id)).toBe('');
    },
  );
});

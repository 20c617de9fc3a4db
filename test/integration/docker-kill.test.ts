import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { once } from 'node:events';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { dockerDriver } from '../../drivers/docker/docker-driver.ts';
import { driverContext } from '../support/driver-context.ts';
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
      await dockerDriver().sweep({ keep: [] }, context);

      expect(await left(context.project.id)).toBe('');
    },
  );
});

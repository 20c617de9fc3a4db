import { expect, it } from 'vitest';
import { fakeDriver } from '../../../../drivers/fake/fake-driver.ts';
import { readBuilds } from '../../../../src/run/phases/read-builds.ts';
import { driverContext } from '../../../support/driver-context.ts';
import { examplePlan } from '../../../support/example-plan.ts';

/** What is read where rpm says this. */
async function read(code: number, stdout: string): Promise<readonly string[] | undefined> {
  const driver = fakeDriver();
  const context = driverContext();
  const config = driver.configSchema.parse({ answers: [{ match: 'rpm -qa', code, stdout }] });
  const prepared = await driver.prepare(examplePlan(), config, [], context);
  const handle = await driver.create(examplePlan(), config, prepared, context);
  return await readBuilds(await driver.connect(handle, context), context.signal);
}

it('gives packages sorted, with when each was built, the epoch left out where it is none or 0', async () => {
  const stdout = 'vim-2:9.0-1.el9.x86_64|30\nbash-0:5.1-2.el9.x86_64|20\nacl-2.3-1.el9.x86_64|10\n';

  expect(await read(0, stdout)).toEqual([
    'acl-2.3-1.el9.x86_64 10',
    'bash-5.1-2.el9.x86_64 20',
    'vim-2:9.0-1.el9.x86_64 30',
  ]);
});

it('leaves alone what only looks like an epoch', async () => {
  expect(await read(0, 'a-0:b-0:1-2.noarch|1\n')).toEqual(['a-0:b-1-2.noarch 1']);
});

it('gives nothing where there is no rpm', async () => {
  expect(await read(0, '')).toEqual([]);
});

it('does not know where rpm does not work', async () => {
  expect(await read(1, 'a-1-1.noarch|1\n')).toBeUndefined();
});

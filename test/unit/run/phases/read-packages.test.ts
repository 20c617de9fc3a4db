import { expect, it } from 'vitest';
import { fakeDriver } from '../../../../drivers/fake/fake-driver.ts';
import { readPackages } from '../../../../src/run/phases/read-packages.ts';
import { driverContext } from '../../../support/driver-context.ts';
import { examplePlan } from '../../../support/example-plan.ts';

/** What is read where rpm says this. */
async function read(code: number, stdout: string): Promise<readonly string[]> {
  const driver = fakeDriver();
  const context = driverContext();
  const config = driver.configSchema.parse({ answers: [{ match: 'rpm -qa', code, stdout }] });
  const prepared = await driver.prepare(examplePlan(), config, [], context);
  const handle = await driver.create(examplePlan(), config, prepared, context);
  return await readPackages(await driver.connect(handle, context), context.signal);
}

it('gives packages sorted, the epoch left out where it is none or 0', async () => {
  const stdout = 'vim-2:9.0-1.el9.x86_64\nbash-0:5.1-2.el9.x86_64\nacl-2.3-1.el9.x86_64\n';

  expect(await read(0, stdout)).toEqual(['acl-2.3-1.el9.x86_64', 'bash-5.1-2.el9.x86_64', 'vim-2:9.0-1.el9.x86_64']);
});

it('leaves alone what only looks like an epoch', async () => {
  expect(await read(0, 'a-0:b-0:1-2.noarch\n')).toEqual(['a-0:b-1-2.noarch']);
});

it.each([
  ['there is no rpm', 0, ''],
  ['rpm does not work', 1, 'a-1-1.noarch\n'],
])('gives nothing where %s', async (_, code, stdout) => {
  expect(await read(code, stdout)).toEqual([]);
});

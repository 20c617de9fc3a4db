import { mkdtempSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeDriver } from '../../../../drivers/fake/fake-driver.ts';
import { driverContext } from '../../../support/driver-context.ts';
import { examplePlan } from '../../../support/example-plan.ts';

const plan = examplePlan({ name: 'pretend' });

async function start(settings: Record<string, unknown>) {
  const driver = fakeDriver();
  const context = driverContext();
  const config = driver.configSchema.parse(settings);
  const prepared = await driver.prepare(plan, config, [], context);
  const create = () => driver.create(plan, config, prepared, context);
  return { driver, context, create };
}

describe('the fake driver', () => {
  it('answers commands from its table', async () => {
    const { driver, context, create } = await start({
      answers: [
        { match: '^salt-call .*--version', stdout: 'salt-call 3007.15\n' },
        { match: 'slow', 'delay-ms': 500, code: 3 },
      ],
    });
    const connection = await driver.connect(await create(), context);

    expect(await connection.exec(['salt-call', '--local', '--version'])).toMatchObject({
      code: 0,
      stdout: 'salt-call 3007.15\n',
    });
    expect(await connection.exec(['slow'], { timeoutMs: 10 })).toMatchObject({ code: 124, timedOut: true });
    expect(await connection.exec(['anything'])).toMatchObject({ code: 0, stdout: '' });
  });

  it('fails for a while, and then works, when told so', async () => {
    const { create } = await start({ fail: { create: { transient: 2 } } });

    await expect(create()).rejects.toMatchObject({ isTransient: true });
    await expect(create()).rejects.toMatchObject({ isTransient: true });
    await expect(create()).resolves.toMatchObject({ instance: 'pretend' });
  });

  it('fails for good when told so', async () => {
    const { create } = await start({ fail: { create: 'error' } });

    await expect(create()).rejects.toMatchObject({ code: 'ENGINE_FAILED', isTransient: false });
  });

  it('hangs until it is aborted when told so, and leaves nothing', async () => {
    const { driver, context } = await start({});
    const abort = new AbortController();
    const config = driver.configSchema.parse({ fail: { create: 'hang' } });
    const prepared = await driver.prepare(plan, config, [], context);

    const creating = driver.create(plan, config, prepared, { ...context, signal: abort.signal });
    setTimeout(() => abort.abort(new Error('enough')), 20);

    await expect(creating).rejects.toThrow('enough');
    expect(await driver.sweep({ keep: [] }, context)).toEqual([]);
  });

  it('finds instances in a folder of their own without their configuration', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'saltern-fake-'));
    const { driver, context, create } = await start({ directory });
    await create();

    const during = await readdir(directory);
    const removed = await driver.sweep({ keep: [] }, context);

    expect(during).toEqual(['pretend']);
    expect(removed).toEqual(['pretend']);
    expect(await readdir(directory)).toEqual([]);
  });

  it('reboots as often as it is told to fail, and counts', async () => {
    const { driver, context, create } = await start({ fail: { reboot: { transient: 1 } } });
    const handle = await create();

    await expect(driver.reboot(handle, context)).rejects.toMatchObject({ isTransient: true });
    await expect(driver.reboot(handle, context)).resolves.toEqual({ ...handle, boots: 2 });
  });

  it('keeps images until they are forgotten, and those in use longer', async () => {
    const driver = fakeDriver();
    const context = driverContext();
    const config = driver.configSchema.parse({ image: 'pretended/el9' });
    const prepare = (key: string) => driver.prepare(plan, config, [{ name: 'salt', key, steps: [] }], context);
    const used = await driver.create(plan, config, await prepare('one'), context);
    await prepare('two');

    const before = await driver.cache.list(context);
    const ids = before.map(({ id }) => id);
    const removed = await driver.cache.forget([...ids, 'unknown'], context);
    await driver.destroy(used, context);

    expect(before.map(({ title, isInUse }) => `${title} ${isInUse}`).toSorted()).toEqual([
      'centos-stream-9 · pretended/el9 false',
      'centos-stream-9 · pretended/el9 true',
    ]);
    expect(removed).toEqual(before.filter(({ isInUse }) => !isInUse).map(({ id }) => id));
    expect((await driver.cache.list(context)).map(({ isInUse }) => isInUse)).toEqual([false]);
  });
});

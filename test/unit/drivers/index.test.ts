import { join } from 'node:path';
import { execaNode } from 'execa';
import { describe, expect, it } from 'vitest';
import { DRIVERS, findDriver, loadDriver } from '../../../drivers/index.ts';

describe('the registry of drivers', () => {
  it.each(Object.keys(DRIVERS))('gives the schema of %s that its driver uses', async (name) => {
    const [schema, driver] = [await findDriver(name).schema(), await loadDriver(name)];

    expect(driver.name).toBe(name);
    expect(driver.configSchema).toBe(schema);
  });

  it('says what was meant when a name is not known', () => {
    expect(() => findDriver('dokcer')).toThrow(
      expect.objectContaining({
        code: 'DRIVER_UNKNOWN',
        message: "There is no driver 'dokcer'; did you mean 'docker'?",
      }),
    );
  });

  it.each(['constructor', '__proto__', ''])('does not know %j', (name) => {
    expect(() => findDriver(name)).toThrow(expect.objectContaining({ code: 'DRIVER_UNKNOWN' }));
  });

  it('keeps the real cause when a driver cannot be loaded', async () => {
    const cause = new Error("Cannot find package 'dockerode' imported from engine.ts\nRequire stack: …");
    const broken = { broken: { ...findDriver('fake'), load: () => Promise.reject(cause) } };

    const loading = loadDriver('broken', broken);

    await expect(loading).rejects.toMatchObject({
      code: 'DRIVER_UNKNOWN',
      message: "The driver 'broken' could not be loaded: Cannot find package 'dockerode' imported from engine.ts",
      cause,
    });
  });

  it('does not load dockerode for a schema or a driver', async () => {
    // Starts node: what was loaded before must not count.
    const { stdout } = await execaNode(join(import.meta.dirname, 'load-in-new-process.ts'), ['docker']);

    expect(JSON.parse(stdout)).toEqual([]);
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { qemuDriver } from '../../../../drivers/qemu/qemu-driver.ts';
import { fakeProgram, scene } from './scene.ts';

it('starts QEMU once for each PATH to hear its version, however often it is needed', async () => {
  using context = scene();
  const driver = qemuDriver();
  const config = driver.configSchema.parse({ image: '/x.qcow2', acceleration: 'emulation' });
  const paces = async (folder: string): Promise<void> => {
    const own = { ...context, environment: { PATH: `${folder}:/usr/bin:/bin` } };
    await Promise.all([1, 2, 3].map(async () => await driver.pace?.(config, own)));
    await driver.pace?.(config, own);
  };
  const folders = ['one', 'two'].map((name) => join(context.directory, name));
  for (const folder of folders) {
    await fakeProgram(
      folder,
      'qemu-system-x86_64',
      `echo start >>${folder}/starts; echo 'QEMU emulator version 9.1.2'`,
    );
    await fakeProgram(folder, 'qemu-img', 'exit 0');
  }

  await Promise.all(folders.map(paces));

  const starts = await Promise.all(folders.map((folder) => readFile(join(folder, 'starts'), 'utf8')));
  expect(starts).toEqual(['start\n', 'start\n']);
});

it('looks again for a QEMU that was not there', async () => {
  using context = scene();
  const driver = qemuDriver();
  const config = driver.configSchema.parse({ image: '/x.qcow2', acceleration: 'emulation' });
  const own = { ...context, environment: { PATH: context.directory } };
  await expect(driver.pace?.(config, own)).rejects.toMatchObject({ code: 'ENGINE_MISSING' });
  await fakeProgram(context.directory, 'qemu-system-x86_64', "echo 'QEMU emulator version 9.1.2'");
  await fakeProgram(context.directory, 'qemu-img', 'exit 0');

  const pace = await driver.pace?.(config, own);

  expect(pace?.factor).toBeGreaterThan(1);
});

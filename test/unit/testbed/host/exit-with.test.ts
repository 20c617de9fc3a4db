import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';

it('tells what the set-up lacks without a trace of calls, and ends with 3', async () => {
  const host = join(import.meta.dirname, '../../../testbed/host');
  const script = `
    const { orExit } = await import(${JSON.stringify(join(host, 'exit-with.ts'))});
    const { TestbedError } = await import(${JSON.stringify(join(host, 'testbed-error.ts'))});
    await orExit(Promise.reject(new TestbedError('missing: virtualenv', 'Install it.')));
    console.log('went on');`;

  // Starts node: as this one.
  const { exitCode, all } = await execa(process.execPath, ['--input-type=module', '--eval', script], {
    all: true,
    reject: false,
  });

  expect({ exitCode, all }).toEqual({ exitCode: 3, all: 'missing: virtualenv\n  hint: Install it.' });
});

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { ROOT } from '../root.ts';

it('the units on the page of the nightly are what systemd takes', async () => {
  const page = readFileSync(join(ROOT, 'src/app/nightly/README.md'), 'utf8');
  const folder = mkdtempSync(join(tmpdir(), 'saltern-units-'));
  const files = [...page.matchAll(/```ini\n# \/etc\/systemd\/system\/(\S+)\n([\s\S]*?)```/g)].map(
    ([, name = '', text = '']) => {
      // What they start need not be on this machine.
      writeFileSync(join(folder, name), text.replaceAll(/(?<=^Exec\w+=)\S+/gm, '/bin/true'));
      return join(folder, name);
    },
  );

  const { exitCode, stderr } = await execa(
    'systemd-analyze',
    ['verify', '--man=no', '--recursive-errors=no', ...files],
    {
      reject: false,
    },
  );

  expect(files).toHaveLength(2);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

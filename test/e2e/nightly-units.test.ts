import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { ROOT } from '../root.ts';

type Unit = readonly [name: string, text: string];

function readPage(): readonly Unit[] {
  const page = readFileSync(join(ROOT, 'src/app/nightly/README.md'), 'utf8');
  const units = page.matchAll(/```ini\n# \/etc\/systemd\/system\/(\S+)\n([\s\S]*?)```/g);
  return [...units].map(([, name = '', text = '']) => [name, text]);
}

function readPackaged(): readonly Unit[] {
  const names = ['saltern-nightly.service', 'saltern-nightly.timer'];
  return names.map((name) => [name, readFileSync(join(ROOT, 'examples/rpm', name), 'utf8')]);
}

it.each([
  ['on the page of the nightly', readPage()],
  ['of the RPM', readPackaged()],
])('the units %s are what systemd takes', async (_where, units) => {
  const folder = mkdtempSync(join(tmpdir(), 'saltern-units-'));
  const files = units.map(([name, text]) => {
    // What they start need not be on this machine.
    writeFileSync(join(folder, name), text.replaceAll(/(?<=^Exec\w+=)\S+/gm, '/bin/true'));
    return join(folder, name);
  });

  const argv = ['verify', '--man=no', '--recursive-errors=no', ...files];
  const { exitCode, stderr } = await execa('systemd-analyze', argv, { reject: false });

  expect(files).toHaveLength(2);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

import { chmod, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { ROOT } from '../../root.ts';

it.each([
  ['v24.15.0', 'true'],
  ['v25.0.0', 'true'],
  ['v24.9.9', 'false'],
  ['v20.20.2', 'false'],
  ['something else', 'false'],
])('Node %s fits: %s', async (version, fits) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'saltern-node-'));
  const [node, output] = [join(folder.path, 'node'), join(folder.path, 'output')];
  await writeFile(node, `#!/bin/sh\necho '${version}'\n`);
  await chmod(node, 0o755);

  const env = { PATH: [folder.path, process.env['PATH']].join(delimiter), GITHUB_OUTPUT: output };
  // Starts bash: by the script's first line.
  await execa(join(ROOT, 'action/find-node.sh'), { env });

  expect(await readFile(output, 'utf8')).toBe(`fits=${fits}\n`);
});

it('needs what the package needs', async () => {
  const { engines } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { engines: { node: string } };

  expect(await readFile(join(ROOT, 'action/find-node.sh'), 'utf8')).toContain(`least=${engines.node.slice(2)}\n`);
});

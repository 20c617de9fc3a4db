import { globSync } from 'node:fs';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { ROOT } from '../root.ts';
import { ensureActionlint } from '../testbed/act/ensure-act.ts';
import { findCacheDirectory } from '../testbed/host/cache.ts';
import { createSteps } from '../testbed/host/steps.ts';

it('finds no mistake in a workflow, nor in what calls the action', async () => {
  const actionlint = await ensureActionlint({
    steps: createSteps((text) => process.stderr.write(text)),
    cacheDirectory: findCacheDirectory(process.env),
    environment: process.env,
  });
  const files = globSync(['.github/workflows/*.yml', 'examples/ci/github.yml'], { cwd: ROOT });

  // Other linters that this machine may have, or not, would make a difference.
  const argv = ['-no-color', '-oneline', '-shellcheck=', '-pyflakes=', ...files];
  // Starts any program: actionlint, from the cache of the testbed.
  const { exitCode, stdout } = await execa(actionlint, argv, { cwd: ROOT, reject: false });

  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  expect(files).toHaveLength(3);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitWith } from '../testbed/host/exit-with.ts';
import { createSteps } from '../testbed/host/steps.ts';
import { buildSalternContainer } from './build-container.ts';
import { gatherParts } from './gather-parts.ts';
import { readPackageFacts } from './package-facts.ts';

/** `npm run container -- [BASE]`: the image `saltern:VERSION`, and `saltern:latest`. */
await exitWith(async () => {
  const steps = createSteps((text) => process.stderr.write(text));
  const folder = await mkdtemp(join(tmpdir(), 'saltern-container-'));
  try {
    const base = process.argv[2];
    const parts = await steps.step('parts', () => gatherParts(folder));
    for (const tag of [`saltern:${readPackageFacts().version}`, 'saltern:latest']) {
      const build = { parts, folder: join(folder, 'context'), tag, ...(base === undefined ? {} : { base }) };
      await steps.step(tag, () => buildSalternContainer(build));
      console.log(tag);
    }
    return 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { ROOT } from '../root.ts';
import { ensurePrograms } from '../testbed/host/ensure-programs.ts';
import { exitWith } from '../testbed/host/exit-with.ts';
import { createSteps } from '../testbed/host/steps.ts';
import { buildSalternRpm } from './build-rpm.ts';
import { gatherParts } from './gather-parts.ts';

/** `npm run rpm -- [RELEASE]`: the package and its source package, in `examples/rpm/out/`. */
await exitWith(async () => {
  const steps = createSteps((text) => process.stderr.write(text));
  await ensurePrograms(['package'], { steps, environment: process.env });
  const folder = await mkdtemp(join(tmpdir(), 'saltern-rpm-'));
  try {
    const release = process.argv[2] ?? '1';
    const parts = await steps.step('parts', () => gatherParts(folder));
    const build = { parts, folder: join(folder, 'build'), release, today: new Date() };
    const { rpm, source } = await steps.step('rpmbuild', () => buildSalternRpm(build));
    const out = join(ROOT, 'examples/rpm/out');
    await mkdir(out, { recursive: true });
    for (const file of [rpm, source]) {
      await copyFile(file, join(out, basename(file)));
      console.log(relative(process.cwd(), join(out, basename(file))));
    }
    return 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

import { expect, it } from 'vitest';
import { findTouched } from '../../../../src/app/nightly/find-touched.ts';
import { loadProjectFor } from '../../../../src/app/load-project-for.ts';
import type { Evidence } from '../../../../src/contract/evidence.ts';
import { projectFolders } from '../../../../src/contract/project-folders.ts';
import { openStore } from '../../../../src/store/index.ts';
import { fakeApp } from '../../../support/fake-app.ts';
import { nightScene } from '../../../support/night-scene.ts';
import { declare, result } from '../../gate/fixtures.ts';

const [a, b, c] = ['a', 'b', 'c'].map((suite) => declare('demo', suite, 'here'));

it('names the packages that an instance had, and that are others now', async () => {
  await using scene = await nightScene({ packages: [{ name: 'alpha' }, { name: 'lib-beta' }, { name: 'gamma' }] });
  const before = await takeSnapshot(scene);
  await scene.moveMirror([{ name: 'alpha', version: '2' }, { name: 'lib-beta', release: '2' }, { name: 'delta' }]);
  const after = await takeSnapshot(scene);
  const app = fakeApp({}, { cwd: scene.directory });
  const project = await loadProjectFor(app, {});
  const folders = projectFolders(project.reportsDirectory);
  await using store = await openStore('files', { folders });
  const keep = (instance: typeof a, change: Partial<Evidence>) =>
    instance && store.evidence().add(result(instance, { snapshot: before, ...change }));
  await keep(a, { packages: ['alpha-1.0-1.noarch', 'lib-beta-1:1.0-1.x86_64', 'bash-5.2-1.x86_64'] });
  await keep(b, { packages: ['bash-5.2-1.x86_64', 'alpha-tools-1.0-1.noarch'] });
  await keep(c, { packages: ['alpha-1.0-1.noarch'], snapshot: after });

  const touched = await findTouched(app, { project, store, snapshot: after.id });

  expect([...touched]).toEqual([['demo-a-here', ['alpha', 'lib-beta']]]);
});

async function takeSnapshot(scene: Awaited<ReturnType<typeof nightScene>>) {
  const { stdout } = await scene.saltern(['snapshot', 'create', '--json']);
  const { id, digest } = JSON.parse(stdout) as { readonly id: string; readonly digest: string };
  return { id, digest };
}

import type { Project } from '../../config/project.ts';
import type { InstanceSummary } from '../../contract/events.ts';
import type { NightRecord } from '../../contract/night.ts';
import { projectFolders } from '../../contract/project-folders.ts';
import type { Services } from '../services.ts';
import { gatherNight } from './gather-night.ts';

/**
 * Writes JUnit of the whole night, each instance with the result that counts, where a CI server looks for it: what its last
 * run wrote there has only what was tried again. Returns the file; undefined where the project wants none, or the night
 * is of one run, which wrote the same. Throws `INTERNAL`, `NO_SPACE`.
 */
export async function publishJunit(
  services: Services,
  { project, night }: { readonly project: Project; readonly night: NightRecord },
): Promise<string | undefined> {
  const section = project.reports['junit'];
  if (section === false || night.runs.length < 2) return undefined;
  const [{ junitSchema }, { writeJunit }] = await Promise.all([
    import('../../report/junit/junit-schema.ts'),
    import('../../report/junit/write-junit.ts'),
  ]);
  const settings = junitSchema.parse(section ?? true);
  const { file, ...more } = typeof settings === 'object' ? settings : {};
  const folders = projectFolders(project.reportsDirectory);
  const attempts = new Map(night.instances.map(({ name, attempts: tries }) => [name, tries]));
  const { result } = await gatherNight(night, folders);
  const target = file ?? folders.junit;
  await writeJunit([target], result, { ...more, planned: listPlanned(project, night), cwd: services.cwd, attempts });
  return target;
}

function listPlanned(project: Project, night: NightRecord): readonly InstanceSummary[] {
  const wanted = new Set(night.instances.map(({ name }) => name));
  return project.instances
    .filter(({ name }) => wanted.has(name))
    .map(({ name, formula, suite, platform }) => ({ name, formula, suite, platform }));
}

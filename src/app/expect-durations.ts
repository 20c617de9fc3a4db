import type { Project } from '../config/project.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { openStore } from '../store/index.ts';
import { hasHistory, openHistory } from './open-history.ts';
import type { Services } from './services.ts';
import { readUsualTimes } from './usual-times.ts';

/** Results of an instance that are looked at: the newest verdict is among them but for what was broken for a week. */
const RESULTS_EACH = 8;

/**
 * What each instance took when `test` last came to a verdict on it, milliseconds by name: from the history, which may be
 * that of a whole team, and from the runs here. What nobody ever tested is not there.
 */
export async function expectDurations(services: Services, project: Project): Promise<Readonly<Record<string, number>>> {
  await using store = await openStore('files', { folders: projectFolders(project.reportsDirectory) });
  return { ...(await readRemembered(services, project)), ...(await readUsualTimes(store, 'test')) };
}

async function readRemembered(services: Services, project: Project): Promise<Readonly<Record<string, number>>> {
  if (!(await hasHistory(project))) return {};
  await using history = await openHistory(services, project);
  const limit = RESULTS_EACH * project.instances.length;
  const rows = (await history?.results({ verbs: ['test'], outcomes: ['pass', 'fail'], limit })) ?? [];
  return Object.fromEntries(rows.toReversed().map(({ name, durationMs }) => [name, durationMs]));
}

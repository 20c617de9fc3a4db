import { stat } from 'node:fs/promises';
import { pathExists } from '../base/files/path-exists.ts';
import type { Project } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import type { History, HistoryPlace } from '../contract/history.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { toTrouble } from '../contract/to-trouble.ts';
import { openHistoryAt } from '../store/history/index.ts';
import type { Services } from './services.ts';
import { setHistoryAside } from './set-history-aside.ts';

/** What of a project says where its history is. */
export type HistoryProject = Pick<Project, 'history' | 'reportsDirectory'> & {
  readonly identity: { readonly name: string };
};

export type HistoryServices = Pick<Services, 'environment' | 'tell' | 'now'>;

/**
 * The project's history, or undefined with a line that says why not: nothing that was found out depends on it. A damaged
 * file is put aside, and a new one begun. The caller disposes it.
 */
export async function openHistory(services: HistoryServices, project: HistoryProject): Promise<History | undefined> {
  try {
    return await useHistory(services, project, (history) => Promise.resolve(history));
  } catch (error) {
    services.tell(`the history cannot be used: ${toTrouble(error).message}`);
    return undefined;
  }
}

/**
 * Does `work` with the history and closes it; where that finds damage, the file is put aside, and `work` done once more
 * with a new one. Throws `HISTORY_UNREACHABLE`, `USAGE` for a variable that is not set, and what `work` throws.
 */
export async function withHistory<T>(
  services: HistoryServices,
  project: HistoryProject,
  work: (history: History) => Promise<T>,
): Promise<T> {
  return await useHistory(services, project, async (opened) => {
    await using history = opened;
    return await work(history);
  });
}

async function useHistory<T>(
  services: HistoryServices,
  project: HistoryProject,
  work: (history: History) => Promise<T>,
): Promise<T> {
  const place = placeOf(services, project);
  const attempt = async () => await work(await openHistoryAt({ place, project: project.identity.name }));
  if (place.kind !== 'sqlite') return await attempt();
  const { file } = place;
  const identity = await identityOf(file);
  try {
    return await attempt();
  } catch (error) {
    if (!isDamaged(error)) throw error;
    const { locks } = projectFolders(project.reportsDirectory);
    // Another process may have put the same file aside meanwhile: the one that is there now is whole.
    await setHistoryAside(services, { file, locks, isSame: async () => (await identityOf(file)) === identity });
    return await attempt();
  }
}

async function identityOf(file: string): Promise<number | undefined> {
  return await stat(file).then(
    ({ ino }) => ino,
    () => undefined,
  );
}

function isDamaged(error: unknown): boolean {
  return error instanceof SalternError && error.code === 'HISTORY_DAMAGED';
}

/** Whether there may be a history: that a file is not there yet is known without making it. */
export async function hasHistory({
  history,
  reportsDirectory,
}: Pick<Project, 'history' | 'reportsDirectory'>): Promise<boolean> {
  if (history.url !== undefined || history.urlEnv !== undefined) return true;
  return await pathExists(history.file ?? projectFolders(reportsDirectory).history);
}

/** Where the history is. Throws `USAGE`. */
function placeOf(
  { environment }: Pick<Services, 'environment'>,
  { history: { file, url, urlEnv }, reportsDirectory }: Pick<Project, 'history' | 'reportsDirectory'>,
): HistoryPlace {
  if (urlEnv !== undefined) return { kind: 'postgres', url: readUrl(environment[urlEnv], urlEnv) };
  if (url !== undefined) return { kind: 'postgres', url };
  return { kind: 'sqlite', file: file ?? projectFolders(reportsDirectory).history };
}

/** What the variable holds is not shown: a password may be anywhere in it. */
function readUrl(url: string | undefined, name: string): string {
  if (url !== undefined && /^postgres(ql)?:\/\//.test(url)) return url;
  const why = url === undefined || url === '' ? 'is not set' : 'holds no URL that begins with postgres://';
  throw new SalternError('USAGE', `The history is at the URL in '${name}', which ${why}`, {
    hint: `Set it, such as ${name}=postgres://saltern:secret@db.example/saltern.`,
  });
}

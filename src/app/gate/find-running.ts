import type { ProjectFolders } from '../../contract/project-folders.ts';
import type { RunRecords } from '../../contract/store.ts';
import type { GateInput } from '../../gate/gate-input.ts';
import { readNewest } from '../read-newest.ts';

/** The newest runs among which those under way are looked for: they are the newest. */
const MOST_RUNS = 50;

/**
 * Attempts on this content that are under way: begun by a saltern of this machine that still runs, wherever its workers are.
 * `snapshots`: ids that this content has. Of another machine's runs nothing is known here.
 */
export async function findRunning(
  folders: ProjectFolders,
  runs: RunRecords,
  snapshots: readonly string[],
): Promise<NonNullable<GateInput['running']>> {
  const newest = [...(await readNewest(folders)).values()];
  const attempts = newest.flatMap(({ attempt }) => (attempt?.end === 'running' ? [attempt] : []));
  if (attempts.length === 0) return [];
  const known = await runs.list({ limit: MOST_RUNS });
  const own = new Set(
    known
      .filter(({ verb, snapshot }) => verb === 'test' && snapshot !== undefined && snapshots.includes(snapshot))
      .map(({ runId }) => runId),
  );
  return attempts
    .filter(({ runId }) => own.has(runId))
    .map(({ instance, runId, at }) => ({ instance, runId, since: at }));
}

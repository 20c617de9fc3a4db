import { readdir, readlink, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readFolder } from '../base/files/read-folder.ts';
import { projectFolders, type ProjectFolders } from '../contract/project-folders.ts';
import type { RunKeep } from '../contract/run-keep.ts';
import { openInstanceStates } from '../run/instance/instance-state.ts';
import { openStore } from '../store/index.ts';
import { chooseOldRuns } from './choose-old-runs.ts';
import { isRunning } from './run-lock.ts';

/** Whose runs, and which of them stay. */
export interface RunPruning {
  /** `.saltern`. */
  readonly reportsDirectory: string;
  readonly keep: RunKeep;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A run, and how much is in its folder. */
export interface KeptRun {
  readonly id: string;
  readonly bytes: number;
}

/** Removes the folders of runs that need not stay, also beside other salterns. Gives the ids of what went. */
export async function pruneRuns(pruning: RunPruning): Promise<readonly string[]> {
  const folders = projectFolders(pruning.reportsDirectory);
  const old = await findOldRuns(pruning);
  for (const id of old) await rm(folders.run(id).directory, { recursive: true, force: true });
  return old;
}

/**
 * Runs that need not stay, the oldest first. Those do that are under way, that `latest` points to, that gave the newest
 * verdict on an instance or the newest attempt at one, and that made an instance that is still there. Evidence is
 * elsewhere.
 */
export async function findOldRuns({ reportsDirectory, keep, now }: RunPruning): Promise<readonly string[]> {
  const folders = projectFolders(reportsDirectory);
  const names = await readFolder(folders.runs);
  const candidates = chooseOldRuns(names, { keep, now, needed: new Set() });
  if (candidates.length === 0) return [];
  const old = chooseOldRuns(names, { keep, now, needed: await findNeeded(folders) });
  const running = await Promise.all(old.map((id) => isRunning(folders.run(id))));
  return old.filter((_, at) => running[at] === false);
}

/** Every run of a project with its size, the oldest first. */
export async function listRuns(reportsDirectory: string): Promise<readonly KeptRun[]> {
  const folders = projectFolders(reportsDirectory);
  const ids = await readFolder(folders.runs);
  return await Promise.all(ids.map(async (id) => ({ id, bytes: await sizeOf(folders.run(id).directory) })));
}

async function findNeeded(folders: ProjectFolders): Promise<ReadonlySet<string>> {
  await using store = await openStore('files', { folders });
  const { verdicts, attempts } = await store.verdicts().read();
  const states = openInstanceStates(folders.instances);
  const kept = (await states.names()).map((name) => states.read(name).catch(() => undefined));
  const latest = await readlink(folders.latest).catch(() => '');
  return new Set([
    basename(latest),
    ...verdicts.flatMap(({ runId, since }) => (since === undefined ? [runId] : [runId, since.runId])),
    ...attempts.map(({ runId }) => runId),
    ...(await Promise.all(kept)).flatMap((state) => state?.runId ?? []),
  ]);
}

/** What another saltern removes meanwhile has no size. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

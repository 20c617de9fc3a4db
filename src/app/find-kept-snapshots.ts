import { open } from 'node:fs/promises';
import { z } from 'zod';
import { parseJson } from '../base/json/parse-json.ts';
import { readFolder } from '../base/files/read-folder.ts';
import type { Project } from '../config/project.ts';
import { projectFolders, type ProjectFolders } from '../contract/project-folders.ts';
import type { SnapshotReference, SnapshotRoot, SnapshotSummary } from '../contract/snapshot.ts';
import { listDecided } from '../snapshot/list-decided.ts';
import { nightFiles } from '../store/files/night-files.ts';
import { findReferences } from './find-references.ts';
import { findRecords } from './gate/find-holds.ts';
import { isRunning } from './run-lock.ts';

/** Nights whose snapshots stay: a night is compared with the one before, and that may have been given up. */
const NIGHTS = 3;

/**
 * Everything that a snapshot must stay for, as far as this project knows: what `findReferences` gives, and waivers,
 * approvals, decisions that matter, the last nights, and runs under way.
 */
export async function findKept(
  project: Project,
  root: SnapshotRoot,
  cwd: string,
): Promise<readonly SnapshotReference[]> {
  const folders = projectFolders(project.reportsDirectory);
  const [usual, snapshots, good, { entries }, records, nights, running] = await Promise.all([
    findReferences(project, root),
    root.list(),
    root.lastGood(),
    root.readAudit(),
    findRecords(project.gateFile, cwd),
    findNights(folders),
    findRunning(folders),
  ]);
  const waived = records.waivers.flatMap(({ name, scope }) =>
    scope.kind === 'snapshot' ? [{ name, digest: scope.digest }] : [],
  );
  const named = [...waived, ...records.approvals.map(({ name, snapshot }) => ({ name, digest: snapshot }))];
  return [
    ...usual,
    ...named.flatMap(({ name, digest }) =>
      idsOf(snapshots, digest).map((snapshot) => ({ snapshot, kind: 'waiver' as const, by: name })),
    ),
    ...(good === undefined ? [] : [{ snapshot: good.id, kind: 'decision' as const, by: 'last-good' }]),
    ...listDecided(entries, snapshots),
    ...nights,
    ...running.flatMap(({ id, snapshot }) =>
      // Nobody knows what it uses: nothing goes.
      (snapshot === undefined ? snapshots.map((one) => one.id) : [snapshot]).map((one) => ({
        snapshot: one,
        kind: 'run' as const,
        by: id,
      })),
    ),
  ];
}

function idsOf(snapshots: readonly SnapshotSummary[], digest: string): readonly string[] {
  return snapshots.filter((one) => one.digest === digest).map(({ id }) => id);
}

async function findNights(folders: ProjectFolders): Promise<readonly SnapshotReference[]> {
  const files = nightFiles(folders);
  const ids = (await files.ids()).slice(0, NIGHTS);
  const nights = await Promise.all(ids.map((id) => files.read(id)));
  return nights.flatMap((night) =>
    night?.snapshot === undefined ? [] : [{ snapshot: night.snapshot.id, kind: 'night' as const, by: night.night }],
  );
}

const startSchema = z.object({ type: z.literal('run-started'), snapshot: z.string().optional() });

interface RunningRun {
  readonly id: string;
  /** Undefined: it does not say. */
  readonly snapshot: string | undefined;
}

async function findRunning(folders: ProjectFolders): Promise<readonly RunningRun[]> {
  const ids = await readFolder(folders.runs);
  const running = await Promise.all(ids.map((id) => isRunning(folders.run(id))));
  return await Promise.all(
    ids
      .filter((_, at) => running[at])
      .map(async (id) => {
        const line = await readFirstLine(folders.run(id).events).catch(() => '');
        return { id, snapshot: startSchema.safeParse(parseJson(line)).data?.snapshot };
      }),
  );
}

async function readFirstLine(file: string): Promise<string> {
  await using handle = await open(file);
  for await (const line of handle.readLines()) return line;
  return '';
}

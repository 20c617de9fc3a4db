import { open } from 'node:fs/promises';
import { z } from 'zod';
import { parseJson } from '../base/json/parse-json.ts';
import { readFolder } from '../base/files/read-folder.ts';
import type { Project } from '../config/project.ts';
import { projectFolders, type ProjectFolders } from '../contract/project-folders.ts';
import type { ProjectReferences, SnapshotReference, SnapshotRoot, SnapshotSummary } from '../contract/snapshot.ts';
import { listDecided } from '../snapshot/prune/list-decided.ts';
import { nightFiles } from '../store/files/night-files.ts';
import { findReferences } from './find-references.ts';
import { findRecords } from './gate/find-holds.ts';
import { isRunning } from './run-lock.ts';

/** Nights whose snapshots stay: a night is compared with the one before, and that may have been given up. */
const NIGHTS = 3;

/** A run of the caller's own. */
export interface OwnRun {
  readonly id: string;
  /** Ids of what it uses. Empty: it has ended. */
  readonly snapshots: readonly string[];
}

/**
 * Everything that a snapshot must stay for: what this project refers to, what others on the root have left, and what the root
 * itself knows of channels, derived snapshots and decisions that matter. `project`: its name among those on the root.
 */
export async function findKept(
  project: Project,
  root: SnapshotRoot,
  { cwd, referrer }: { readonly cwd: string; readonly referrer: string },
): Promise<KeptSnapshots> {
  const [own, usual, snapshots, good, { entries }, others] = await Promise.all([
    findOwnKept(project, root, { cwd }),
    findReferences(project, root),
    root.list(),
    root.lastGood(),
    root.readAudit(),
    root.readReferences(referrer),
  ]);
  return {
    references: [
      ...usual.filter(({ kind }) => !isOwn(kind)),
      ...(good === undefined ? [] : [{ snapshot: good.id, kind: 'decision' as const, by: 'last-good' }]),
      ...listDecided(entries, snapshots),
      ...own,
      ...others.flatMap(({ references }) => references),
    ],
    others,
  };
}

export interface KeptSnapshots {
  /** Everything. */
  readonly references: readonly SnapshotReference[];
  /** What other projects have left; it is among `references` too. */
  readonly others: readonly ProjectReferences[];
}

/**
 * What only this project knows: its newest results, instances and runs under way, waivers and approvals beside its policy,
 * its last nights.
 */
export async function findOwnKept(
  project: Project,
  root: SnapshotRoot,
  { cwd, run }: { readonly cwd: string; readonly run?: OwnRun | undefined },
): Promise<readonly SnapshotReference[]> {
  const folders = projectFolders(project.reportsDirectory);
  const [usual, snapshots, records, nights, running] = await Promise.all([
    findReferences(project, root),
    root.list(),
    findRecords(project.gateFile, cwd),
    findNights(folders),
    findRunning(folders, run?.id),
  ]);
  const waived = records.waivers.flatMap(({ name, scope }) =>
    scope.kind === 'snapshot' ? [{ name, digest: scope.digest }] : [],
  );
  const named = [...waived, ...records.approvals.map(({ name, snapshot }) => ({ name, digest: snapshot }))];
  const under = running.flatMap(({ id, snapshot }) =>
    // Nobody knows what it uses: nothing goes.
    (snapshot === undefined ? snapshots.map((one) => one.id) : [snapshot]).map((one) => ({ id, snapshot: one })),
  );
  const own = (run?.snapshots ?? []).map((snapshot) => ({ id: run?.id ?? '', snapshot }));
  return [
    ...usual.filter(({ kind }) => isOwn(kind)),
    ...named.flatMap(({ name, digest }) =>
      idsOf(snapshots, digest).map((snapshot) => ({ snapshot, kind: 'waiver' as const, by: name })),
    ),
    ...nights,
    ...[...under, ...own].map(({ id, snapshot }) => ({ snapshot, kind: 'run' as const, by: id })),
  ];
}

/** Whether a root cannot know of it by itself. */
function isOwn(kind: SnapshotReference['kind']): boolean {
  switch (kind) {
    case 'waiver':
    case 'run':
    case 'evidence':
    case 'night':
      return true;
    case 'channel':
    case 'derived':
    case 'decision':
      return false;
    default:
      return kind satisfies never;
  }
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

async function findRunning(folders: ProjectFolders, own: string | undefined): Promise<readonly RunningRun[]> {
  const ids = (await readFolder(folders.runs)).filter((id) => id !== own);
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

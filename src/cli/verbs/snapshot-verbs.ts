import type { VerbGroup } from './declare-verb.ts';
import { addSnapshotChangeVerbs } from './snapshot-change-verbs.ts';

/** Verbs on snapshots of package repositories. */
export const addSnapshotVerbs: VerbGroup = (tools) => {
  const { verb, act, look, group } = tools;
  const snapshot = group('snapshot', 'Immutable sets of package repositories.');
  verb(
    'create [members...]',
    'Take the mirrors as they stand into a new snapshot.',
    'saltern snapshot create',
    snapshot,
  ).action(act(async () => (await import('../commands/snapshot.ts')).create));
  verb('list', 'List snapshots and the channels that point to them.', 'saltern snapshot list', snapshot).action(
    look(async () => (await import('../commands/snapshot.ts')).list),
  );
  verb(
    'show [snapshot]',
    'Show what a snapshot holds and what changed since stable.',
    'saltern snapshot show latest',
    snapshot,
  ).action(look(async () => (await import('../commands/snapshot.ts')).show));
  verb(
    'diff <from> [to]',
    'Show what changes from one snapshot to another (default: latest).',
    'saltern snapshot diff stable latest --by-source',
    snapshot,
  )
    .option('--by-source', 'one row for each source package')
    .option('--changelog', 'also what changelogs say of what was upgraded')
    .option('--markdown', 'as Markdown, for a pull request or a wiki')
    .action(look(async () => (await import('../commands/snapshot.ts')).diff));
  addSnapshotChangeVerbs(tools, snapshot);
};

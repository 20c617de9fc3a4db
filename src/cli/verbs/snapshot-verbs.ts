import type { VerbGroup } from './declare-verb.ts';

/** Verbs on snapshots of package repositories. */
export const addSnapshotVerbs: VerbGroup = ({ verb, act, look, group }) => {
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
};

import { isSnapshotId } from './snapshot-id.ts';

/** Words that mean something else wherever a channel may be named. */
const TAKEN: ReadonlyMap<string, string> = new Map([
  ['latest', "'latest' cannot be a channel's name: it always is the newest snapshot"],
  ['last-good', "'last-good' cannot be a channel's name: it always is the newest snapshot that is known to be good"],
  ['none', "'none' cannot be a channel's name: it means no snapshot at all"],
]);

/** Why a text cannot be the name of a channel, a sentence; undefined when it can. */
export function findChannelNameTrouble(name: string): string | undefined {
  const taken = findTakenName(name);
  if (taken !== undefined || /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return taken;
  return `'${name}' cannot be a channel's name: use letters, digits, '.', '_' and '-'`;
}

/**
 * What else a name means that no channel may have, a sentence; undefined when it means nothing else. An id would be taken
 * for the snapshot, and what is about the channel for what is about the snapshot.
 */
export function findTakenName(name: string): string | undefined {
  return isSnapshotId(name)
    ? `'${name}' cannot be a channel's name: it has the form of a snapshot's id`
    : TAKEN.get(name);
}

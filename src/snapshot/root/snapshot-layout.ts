import { join } from 'node:path';

/** Where things are below a snapshot root. */
export const LAYOUT = {
  snapshots: (root: string): string => join(root, 'snapshots'),
  snapshot: (root: string, id: string): string => join(root, 'snapshots', id),
  /** The repository of one member, as a guest mounts it. */
  member: (root: string, id: string, member: string): string => join(root, 'snapshots', id, member),
  manifest: (directory: string): string => join(directory, 'manifest.json'),
  summary: (directory: string): string => join(directory, 'summary.json'),
  channels: (root: string): string => join(root, 'channels'),
  channel: (root: string, name: string): string => join(root, 'channels', name),
  moves: (root: string): string => join(root, 'moves'),
  /** What is on record of a channel's last move. */
  move: (root: string, channel: string): string => join(root, 'moves', channel, 'move.json'),
  /** What targets of a channel remember. */
  targetNotes: (root: string, channel: string): string => join(root, 'moves', channel),
  pool: (root: string): string => join(root, 'pool', 'sha256'),
  poolTemporary: (root: string): string => join(root, 'pool', 'tmp'),
  // Written out: of all paths, this one is asked for a hundred thousand times.
  pooled: (root: string, sha256: string): string => `${root}/pool/sha256/${sha256.slice(0, 2)}/${sha256}`,
  /** Notes that sources keep to save time. */
  notes: (root: string): string => join(root, 'pool', 'index'),
  /** What is known of the pool's files without reading them. */
  hashed: (root: string): string => join(root, 'pool', 'hashed.index'),
  freezes: (root: string): string => join(root, 'freezes'),
  taints: (root: string): string => join(root, 'taints'),
  audit: (root: string): string => join(root, 'audit.ndjson'),
  /** Where the log ended when it was written last. */
  auditHead: (root: string): string => join(root, 'audit.head'),
  decisions: (root: string): string => join(root, 'decisions'),
  /** All that one decision rests on, by its digest in hex. */
  decision: (root: string, sha256: string): string => join(root, 'decisions', `${sha256}.json.gz`),
  projects: (root: string): string => join(root, 'references'),
  /** What one project refers to, for others who prune the root. */
  references: (root: string, project: string): string => join(root, 'references', `${project}.json`),
  lock: (root: string): string => join(root, '.lock'),
} as const;

/** A half-made snapshot starts with this; only the holder of the root's lock ever has one. */
export const PARTIAL_PREFIX = '.partial-';

/** Whether the text can be a member's or channel's name: one plain path segment. */
export function isPlainName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text);
}

import { createHash } from 'node:crypto';
import type { Hold } from '../../contract/gate-records.ts';
import type { SnapshotManifest } from '../../contract/snapshot.ts';
import { weighHold } from './find-held.ts';
import type { HoldRule } from './hold-limit.ts';

/** Holds by what they do to a snapshot. */
export interface SortedHolds {
  /** They keep something of it back. */
  readonly holding: readonly Hold[];
  /** It has what they are about, and nothing that is too new. */
  readonly resting: readonly Hold[];
  /** It has nothing that is called so: misspelt, or a package that is no more. */
  readonly empty: readonly Hold[];
}

/** Whether they have ended is not asked. Pure. Throws `DERIVE_REFUSED` where one names no version. */
export function sortHolds(snapshot: Pick<SnapshotManifest, 'members'>, holds: readonly Hold[]): SortedHolds {
  const kinds = holds.map((hold) => {
    const { held, isEmpty } = weighHold(snapshot, hold);
    return { hold, kind: held.length > 0 ? 'holding' : isEmpty ? 'empty' : 'resting' };
  });
  const ofKind = (wanted: keyof SortedHolds) => kinds.filter(({ kind }) => kind === wanted).map(({ hold }) => hold);
  return { holding: ofKind('holding'), resting: ofKind('resting'), empty: ofKind('empty') };
}

/** The same for the same rules, whoever wrote them and why: `held-1f2e3d4c`. Pure. */
export function heldLabel(rules: readonly HoldRule[]): string {
  const words = rules.map(({ package: name, most = null, members }) =>
    JSON.stringify([name, most, members?.toSorted() ?? null]),
  );
  return `held-${createHash('sha256')
    .update([...new Set(words)].toSorted().join('\n'))
    .digest('hex')
    .slice(0, 8)}`;
}

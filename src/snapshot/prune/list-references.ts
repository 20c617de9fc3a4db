import type { Evidence } from '../../contract/evidence.ts';
import type { SnapshotSummary } from '../../contract/snapshot.ts';
import type { SnapshotReference } from '../../contract/snapshot-references.ts';

export interface ReferenceInput {
  readonly snapshots: readonly Pick<SnapshotSummary, 'id' | 'derivedFrom'>[];
  /** Channel → id of the snapshot it points to. */
  readonly channels: Readonly<Record<string, string>>;
  /** The newest result of each instance. */
  readonly evidence: readonly Pick<Evidence, 'instance' | 'snapshot'>[];
  /** Default none. */
  readonly waivers?: readonly { readonly name: string; readonly snapshot: string }[];
  /** Runs that are under way, or whose instances are still there. */
  readonly runs: readonly { readonly runId: string; readonly snapshot?: string | undefined }[];
}

/** Everything that refers to a snapshot, each reference once; also those to snapshots that are gone. Pure. */
export function listReferences(input: ReferenceInput): readonly SnapshotReference[] {
  const { snapshots, channels, evidence, waivers = [], runs } = input;
  const references: readonly SnapshotReference[] = [
    ...Object.entries(channels).map(([by, snapshot]) => ({ snapshot, kind: 'channel' as const, by })),
    ...waivers.map(({ name, snapshot }) => ({ snapshot, kind: 'waiver' as const, by: name })),
    ...snapshots.flatMap(({ id, derivedFrom }) =>
      derivedFrom === undefined ? [] : [{ snapshot: derivedFrom.id, kind: 'derived' as const, by: id }],
    ),
    ...runs.flatMap(({ runId, snapshot }) =>
      snapshot === undefined ? [] : [{ snapshot, kind: 'run' as const, by: runId }],
    ),
    ...evidence.flatMap(({ instance, snapshot }) =>
      snapshot === undefined ? [] : [{ snapshot: snapshot.id, kind: 'evidence' as const, by: instance }],
    ),
  ];
  const unique = new Map(references.map((one) => [JSON.stringify([one.kind, one.by, one.snapshot]), one]));
  return [...unique.values()];
}

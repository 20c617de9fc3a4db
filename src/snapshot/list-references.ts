import type { Evidence } from '../contract/evidence.ts';
import type { SnapshotSummary } from '../contract/snapshot.ts';

/** Kinds of those who refer to a snapshot, in the order they are told. */
export const REFERENCE_KINDS = ['channel', 'waiver', 'derived', 'run', 'evidence'] as const;

/** Who refers to a snapshot, and as what. */
export interface SnapshotReference {
  /** Id of the snapshot. */
  readonly snapshot: string;
  /**
   * `channel`: it points to it. `waiver`: it is about it. `derived`: another snapshot was made from it. `run`: it uses it
   * now. `evidence`: the newest result of an instance is of it.
   */
  readonly kind: (typeof REFERENCE_KINDS)[number];
  /** Name of the channel, waiver or instance, id of the derived snapshot or run. */
  readonly by: string;
}

export interface ReferenceInput {
  readonly snapshots: readonly Pick<SnapshotSummary, 'id' | 'derivedFrom'>[];
  /** Channel → id of the snapshot it points to. */
  readonly channels: Readonly<Record<string, string>>;
  /** Of each instance the newest result. */
  readonly evidence: readonly Pick<Evidence, 'instance' | 'snapshot'>[];
  /** Default none. */
  readonly waivers?: readonly { readonly name: string; readonly snapshot: string }[];
  /** Runs that are under way, or whose instances are still there. */
  readonly runs: readonly { readonly runId: string; readonly snapshot?: string | undefined }[];
}

/** Everything that refers to a snapshot, each once; also to snapshots that are gone. Pure. */
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

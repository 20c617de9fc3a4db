import { describe, expect, it } from 'vitest';
import { chooseRetired } from '../../../../src/snapshot/prune/choose-retired.ts';
import { listReferences, type ReferenceInput } from '../../../../src/snapshot/prune/list-references.ts';
import type { SnapshotReference } from '../../../../src/contract/snapshot-references.ts';

const [FIRST, SECOND, THIRD] = ['20261120T013000', '20261121T013000', '20261122T013000'];
const DERIVED = `${SECOND}.hold-chrony`;

function snapshot(id: string, derivedFrom?: string) {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)/.exec(id) ?? [];
  return {
    id,
    createdAt: `${year}-${month}-${day}T01:30:00.000Z`,
    ...(derivedFrom === undefined ? {} : { derivedFrom: { id: derivedFrom, digest: 'sha256:d' } }),
  };
}

const all = [snapshot(THIRD), snapshot(DERIVED, SECOND), snapshot(SECOND), snapshot(FIRST)];
const nothing: ReferenceInput = { snapshots: [], channels: {}, evidence: [], runs: [] };
const on = (id: string) => ({ id, digest: 'sha256:d' });

describe('who refers to a snapshot', () => {
  it('is nobody where there is nothing', () => {
    expect(listReferences(nothing)).toEqual([]);
  });

  it('are channels, waivers, derived snapshots, runs that use it and newest results', () => {
    const references = listReferences({
      snapshots: all,
      channels: { stable: FIRST, candidate: DERIVED },
      waivers: [{ name: 'chrony-is-known', snapshot: THIRD }],
      runs: [{ runId: 'run-1', snapshot: THIRD }, { runId: 'run-2' }],
      evidence: [
        { instance: 'ops-ssh-default-centos-7', snapshot: on(SECOND) },
        { instance: 'ops-time-default-centos-7', snapshot: undefined },
      ],
    });

    expect(references).toEqual([
      { snapshot: FIRST, kind: 'channel', by: 'stable' },
      { snapshot: DERIVED, kind: 'channel', by: 'candidate' },
      { snapshot: THIRD, kind: 'waiver', by: 'chrony-is-known' },
      { snapshot: SECOND, kind: 'derived', by: DERIVED },
      { snapshot: THIRD, kind: 'run', by: 'run-1' },
      { snapshot: SECOND, kind: 'evidence', by: 'ops-ssh-default-centos-7' },
    ]);
  });

  it('comes once for a run that has several instances', () => {
    const run = { runId: 'run-1', snapshot: FIRST };

    expect(listReferences({ ...nothing, runs: [run, run] })).toHaveLength(1);
  });
});

describe('the snapshots that may go', () => {
  const now = new Date('2026-11-23T01:30:00.000Z');
  const day = 24 * 3_600_000;
  const retire = (
    policy: { readonly keep: number; readonly minAgeMs?: number },
    references: readonly SnapshotReference[] = [],
  ) => chooseRetired(all, references, { ...policy, now }).map(({ id }) => id);

  it('are those beyond the newest, oldest first', () => {
    expect(retire({ keep: 1 })).toEqual([FIRST, SECOND, DERIVED]);
    expect(retire({ keep: 2 })).toEqual([FIRST]);
  });

  it('are none that were derived since the oldest of those was taken', () => {
    const fix = { ...snapshot(`${FIRST}.cve`, FIRST), createdAt: '2026-11-22T02:00:00.000Z' };

    const retired = chooseRetired([...all, fix], [], { keep: 1, now });

    expect(retired.map(({ id }) => id)).toEqual([FIRST, SECOND, DERIVED]);
  });

  it('are never the newest that was taken', () => {
    expect(retire({ keep: 0 })).not.toContain(THIRD);
    expect(chooseRetired([snapshot(FIRST)], [], { keep: 0, now })).toEqual([]);
  });

  it('are none that somebody refers to', () => {
    const references = listReferences({ ...nothing, channels: { stable: FIRST }, snapshots: all });

    expect(retire({ keep: 1 }, references)).toEqual([DERIVED]);
  });

  it('are none that are too young', () => {
    expect(retire({ keep: 1, minAgeMs: 3 * day })).toEqual([FIRST]);
    expect(retire({ keep: 1, minAgeMs: 10 * day })).toEqual([]);
  });
});

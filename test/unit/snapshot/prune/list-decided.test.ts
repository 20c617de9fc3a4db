import { expect, it } from 'vitest';
import type { AuditEntry } from '../../../../src/contract/decision.ts';
import { listDecided } from '../../../../src/snapshot/prune/list-decided.ts';

type Said = Pick<AuditEntry, 'decision' | 'result'>;

const WAIT: Said = { decision: 'wait', result: 'decided' };
const REJECT: Said = { decision: 'reject', result: 'decided' };
const MOVED: Said = { decision: 'promote', result: 'promoted' };

function idOf(day: number): string {
  return `202611${String(day).padStart(2, '0')}T013000`;
}

function kept(...said: readonly (readonly [day: number, Said])[]): readonly string[] {
  const entries = said.map(([day, { decision, result }]): AuditEntry => ({
    version: 1,
    at: '2026-11-27T01:30:00.000Z',
    by: 'nightly@here',
    action: result === 'promoted' ? 'promote' : 'check',
    result,
    note: '',
    channel: 'stable',
    from: undefined,
    to: { id: idOf(day), digest: `sha256:${day}` },
    decision,
    decidedAt: '2026-11-27T01:30:00.000Z',
    policy: { file: 'gate.yml', digest: 'sha256:p' },
    project: { digest: 'sha256:q', overlays: [], leftOut: [] },
    required: [],
    reasons: [],
    evidence: [],
  }));
  const snapshots = [...new Set(entries.map(({ to }) => to.id))].map((id) => ({ id }));
  return listDecided(entries, snapshots)
    .map(({ snapshot }) => snapshot)
    .sort();
}

it('keeps the last places of a channel and what was decided last, and nothing that was refused before', () => {
  const moves = [1, 2, 3, 4].map((day) => [day, MOVED] as const);

  expect(kept(...moves, [5, REJECT], [6, REJECT])).toEqual([2, 3, 4, 6].map(idOf));
});

it('keeps what waits above the channel: it soaks, however many were taken since', () => {
  expect(kept([1, MOVED], [2, WAIT], [3, WAIT], [4, REJECT], [5, WAIT])).toEqual([1, 2, 3, 5].map(idOf));
});

it.each<[string, readonly (readonly [day: number, Said])[]]>([
  [
    'was refused after it had waited',
    [
      [2, WAIT],
      [2, REJECT],
    ],
  ],
  [
    'lies below what the channel moved to',
    [
      [2, WAIT],
      [3, MOVED],
    ],
  ],
])('does not keep what %s', (_what, said) => {
  expect(kept([1, MOVED], ...said, [5, REJECT])).not.toContain(idOf(2));
});

import { expect, it } from 'vitest';
import type { AuditEntry } from '../../../../src/contract/decision.ts';
import { chooseRecords } from '../../../../src/snapshot/prune/choose-records.ts';

const BEFORE = '2026-06-01T00:00:00.000Z';

type Written = Pick<AuditEntry, 'channel' | 'result' | 'decision'> & { readonly day: string; readonly to: string };

/** A line whose record is named after it, if nothing else. */
function line({ day, to, ...more }: Written, inputs = `sha256:${day}`): AuditEntry {
  return {
    version: 1,
    at: `${day}T01:30:00.000Z`,
    by: 'jane@ops',
    action: more.result === 'decided' ? 'check' : 'promote',
    note: '',
    from: undefined,
    to: { id: to, digest: `sha256:${to}` },
    inputs,
    decidedAt: `${day}T01:30:00.000Z`,
    policy: { file: 'gate.yml', digest: '' },
    project: { digest: '', overlays: [], leftOut: [] },
    required: [],
    reasons: [],
    evidence: [],
    ...more,
  };
}

const check = (day: string, to: string, decision: AuditEntry['decision'] = 'reject', channel = 'stable') =>
  line({ day, to, decision, channel, result: 'decided' });
const move = (day: string, to: string) => line({ day, to, decision: 'promote', channel: 'stable', result: 'promoted' });

it('removes old records, and keeps what is young', () => {
  const entries = [check('2026-01-01', 'a'), check('2026-01-02', 'b'), check('2026-07-01', 'c')];

  expect(chooseRecords(entries, BEFORE)).toEqual(['sha256:2026-01-01', 'sha256:2026-01-02']);
});

it('keeps the newest decision of each channel, however old', () => {
  const entries = [check('2026-01-01', 'a'), check('2026-01-02', 'b'), check('2026-01-03', 'a', 'wait', 'quarterly')];

  expect(chooseRecords(entries, BEFORE)).toEqual(['sha256:2026-01-01']);
});

it('keeps what the last three places of a channel rest on, and not the fourth', () => {
  const entries = [
    move('2026-01-01', 'a'),
    move('2026-01-02', 'b'),
    move('2026-01-03', 'c'),
    move('2026-01-04', 'd'),
    check('2026-01-05', 'e'),
    check('2026-01-06', 'f'),
  ];

  expect(chooseRecords(entries, BEFORE)).toEqual(['sha256:2026-01-01', 'sha256:2026-01-05']);
});

it('keeps a record that an old line shares with a young one', () => {
  const old = line(
    { day: '2026-01-01', to: 'a', decision: 'reject', channel: 'stable', result: 'decided' },
    'sha256:x',
  );
  const young = line(
    { day: '2026-07-01', to: 'a', decision: 'reject', channel: 'stable', result: 'decided' },
    'sha256:x',
  );

  expect(chooseRecords([old, young], BEFORE)).toEqual([]);
});

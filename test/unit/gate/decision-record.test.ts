import { describe, expect, it } from 'vitest';
import type { GateDecision } from '../../../src/contract/decision.ts';
import { decideGate } from '../../../src/gate/decide-gate.ts';
import { replayDecision } from '../../../src/gate/decision-record.ts';
import { toAuditEntry } from '../../../src/gate/to-audit-entry.ts';
import { input, now, result, ssh7, ssh9 } from './fixtures.ts';

const passed = input({ declared: [ssh7, ssh9], evidence: [result(ssh7), result(ssh9)] });
const event = { by: 'ci', now, action: 'check', result: 'decided', note: '', from: undefined } as const;

/** What is read of a record that was kept as JSON. */
function kept(changes: Readonly<Record<string, unknown>> = {}, decision: GateDecision = decideGate(passed)): unknown {
  return JSON.parse(JSON.stringify({ version: 1, input: { ...passed, ...changes }, decision }));
}

const line = toAuditEntry(decideGate(passed), event);

describe('a decision that is made again from its record', () => {
  it('is the same, to the last word', () => {
    const { again, differences } = replayDecision(kept(), line);

    expect(differences).toEqual([]);
    expect(again).toEqual(decideGate(passed));
  });

  it.each([
    ['promote', passed],
    ['reject', input({ declared: [ssh7, ssh9], evidence: [result(ssh9, { outcome: 'fail', reasons: ['x'] })] })],
    ['reject', input({ snapshot: { id: '20990101T000000', digest: 'sha256:d' } })],
  ])('is the same when it was %s', (answer, about) => {
    const decision = decideGate(about);
    const record: unknown = JSON.parse(JSON.stringify({ version: 1, input: about, decision }));

    const { again, differences } = replayDecision(record, toAuditEntry(decision, event));

    expect([again.decision, differences]).toEqual([answer, []]);
  });

  it('is different, with what differs, where another rule decides now', () => {
    const failing = [result(ssh7), result(ssh9, { outcome: 'fail', reasons: ['check service sshd'] })];

    const { differences } = replayDecision(kept({ evidence: failing }), line);

    expect(differences).toEqual([
      'it is reject now, and was promote then',
      'ops-ssh-default-centos-stream-9 is fail now (check service sshd), and was pass',
      "the log says otherwise in 'decision'",
      "the log says otherwise in 'reasons'",
      "the log says otherwise in 'evidence'",
    ]);
  });

  it('is different where something is asked for that was not', () => {
    const { differences } = replayDecision(kept({ declared: [ssh9] }), line);

    expect(differences).toContain('ops-ssh-default-centos-7 is not asked for now, and was then');
  });

  it.each([
    ['another channel', { channel: 'quarterly' }, "the log says otherwise in 'channel'"],
    ['another snapshot', { to: { id: '20261124T013000', digest: 'sha256:x' } }, "the log says otherwise in 'to'"],
    [
      'other content under the same id',
      { to: { ...decideGate(passed).snapshot, digest: 'sha256:x' } },
      "the log says otherwise in 'to'",
    ],
  ])('is different where the line is about %s', (_, forged, difference) => {
    expect(replayDecision(kept(), { ...line, ...forged }).differences).toEqual([difference]);
  });

  it('is different where the line has the channel move though the decision does not let it', () => {
    const about = { ...passed, evidence: [] };
    const decision = decideGate(about);
    const forged = { ...toAuditEntry(decision, event), action: 'promote', result: 'promoted' } as const;

    const { differences } = replayDecision(kept(about, decision), forged);

    expect(differences).toEqual(['the log has it moved, and the decision is reject']);
  });

  it('is different where the line of the log says what the record does not', () => {
    const { differences } = replayDecision(kept(), { ...line, decision: 'reject' });

    expect(differences).toEqual(["the log says otherwise in 'decision'"]);
  });
});

it.each([[null], [{}], [{ version: 2 }], [{ version: 1, input: {}, decision: {} }], ['text'], [[]]])(
  'what is no record, %j, is trouble, never an answer',
  (value) => {
    expect(() => replayDecision(value, line)).toThrow(expect.objectContaining({ code: 'SNAPSHOT_DAMAGED' }));
  },
);

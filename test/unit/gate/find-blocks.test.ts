import { describe, expect, it } from 'vitest';
import { chooseRules } from '../../../src/gate/choose-rules.ts';
import { findUnfit, type UnfitInput } from '../../../src/gate/find-blocks.ts';
import { input, policyWith } from './fixtures.ts';

function unfit(changes: Partial<UnfitInput>): readonly string[] {
  const policy = policyWith({ lanes: { quick: { approvals: 1 } } });
  return findUnfit(input({ ...changes, lane: 'quick' }), chooseRules(policy, 'stable', 'quick')).map(
    ({ reason }) => reason,
  );
}

describe('findUnfit', () => {
  it('finds what failed after its promotion, and what is of the future, in whatever lane', () => {
    const { snapshot } = input();
    const taint = { digest: snapshot.digest, snapshot: snapshot.id, channel: 'stable', instances: [], runs: [] };
    const made = { by: 'jane', at: '2026-11-23T06:00:00.000Z', reason: 'it failed' };

    expect(unfit({ taints: [{ ...taint, ...made }] })).toEqual([expect.stringContaining('its content failed after')]);
    expect(unfit({ snapshot: { ...snapshot, id: '20990101T000000' } })).toEqual([
      expect.stringContaining('is of the future'),
    ]);
  });

  it('finds what the channel was taken back from', () => {
    const rolledBack = { by: 'joe@ops', at: '2026-11-23T06:00:00.000Z', note: 'the partner is down' };

    expect(unfit({ rolledBack })).toEqual([
      expect.stringMatching(/^joe@ops took stable back from it on .*: the partner is down$/),
    ]);
  });

  it('finds nothing in what only waits, for approvals or anything else', () => {
    expect(unfit({})).toEqual([]);
  });
});

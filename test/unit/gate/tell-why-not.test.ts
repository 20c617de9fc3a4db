import { describe, expect, it } from 'vitest';
import type { GateBlock, RequirementVerdict } from '../../../src/contract/decision.ts';
import { tellWhyNot } from '../../../src/gate/tell-why-not.ts';

const SOAK: GateBlock = { kind: 'soak', reason: 'it soaks', isPassing: true };
const TAINTED: GateBlock = { kind: 'tainted', reason: 'it failed in stable', isPassing: false };

function verdict(instance: string, kind: RequirementVerdict['kind']): RequirementVerdict {
  const of = { formula: 'demo', suite: 'default', platform: 'here' };
  const result = { runId: undefined, evidence: undefined, finishedAt: undefined };
  return { instance, ...of, kind, reason: `${kind} it is`, notes: [], ...result };
}

describe('why a channel does not move', () => {
  it.each<[string, readonly RequirementVerdict[], readonly GateBlock[], string]>([
    ['is nothing where all is met', [verdict('a', 'pass')], [], ''],
    ['is that it soaks where that is all', [verdict('a', 'pass')], [SOAK], 'it soaks'],
    ['is what failed, though it soaks as well', [verdict('a', 'fail')], [SOAK], 'a: fail it is'],
    [
      'is what failed before what is missing',
      [verdict('a', 'missing'), verdict('b', 'fail')],
      [],
      'b: fail it is (and 1 more instance)',
    ],
    ['is what no time mends before all else', [verdict('a', 'fail')], [SOAK, TAINTED], 'it failed in stable'],
  ])('%s', (_what, requirements, blocks, expected) => {
    expect(tellWhyNot({ requirements, blocks })).toBe(expected);
  });
});

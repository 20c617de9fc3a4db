import { describe, expect, it } from 'vitest';
import type { InstanceResult } from '../../../../src/contract/result.ts';
import { describeResult } from '../../../../src/report/explain/describe-result.ts';
import { makeCheck, makePass, makeResult, makeState, makeSteps, makeSummary, type Done } from '../make-result.ts';

const summary = makeSummary('ops-ssh', 'centos-7');

function failing(done: Done, over: Partial<InstanceResult> = {}): InstanceResult {
  return makeResult(summary, { outcome: 'fail', steps: makeSteps(done), ...over });
}

const failed = makeState({ id: 'a', verdict: 'failed' });
const blocked = makeState({ id: 'b', verdict: 'blocked', blockedBy: ['a'] });
const changed = makeState({ id: 'c', verdict: 'changed-again' });
const idle = makeCheck({ outcome: 'skip', message: 'running: skip: true', idle: 'skip: true' });
const bad = makeCheck({ outcome: 'fail' });

describe('a result in few words', () => {
  it.each([
    ['nothing where all went well', makeResult(summary), ''],
    [
      'states that failed, and that waited for them',
      failing({ converge: makePass([failed, blocked]), checks: [] }),
      'converge  1 of 2 states failed, 1 did not run',
    ],
    ['what changed again', failing({ again: makePass([changed]) }), 'again  changed again: c'],
    ['checks', failing({ checks: [bad, makeCheck()] }), 'verify  1 of 2 checks failed'],
    [
      'checks that failed, and those of which nothing is known',
      failing({ checks: [bad, makeCheck(), makeCheck({ outcome: 'error' })] }),
      'verify  1 of 3 checks failed, 1 could not be found out',
    ],
    [
      'checks of which nothing is known',
      failing({ checks: [makeCheck(), makeCheck({ outcome: 'error' })] }, { outcome: 'error' }),
      'verify  1 of 2 checks could not be found out',
    ],
    [
      'that there are no checks, where all passed',
      makeResult(summary, { steps: makeSteps({ checks: [] }) }),
      'no checks',
    ],
    [
      'how many checks are skipped',
      makeResult(summary, { steps: makeSteps({ checks: [idle] }) }),
      'no checks (1 skipped)',
    ],
    [
      'how many prove nothing',
      makeResult(summary, { steps: makeSteps({ checks: [makeCheck(), idle, idle] }) }),
      '2 of 3 checks prove nothing',
    ],
    [
      'that nothing was proved',
      makeResult(summary, { outcome: 'skip', steps: makeSteps({ converge: undefined, again: undefined, checks: [] }) }),
      'nothing was proved: it has neither states nor checks',
    ],
    [
      'that nothing was proved by what is there',
      makeResult(summary, {
        outcome: 'skip',
        steps: makeSteps({ converge: undefined, again: undefined, checks: [idle] }),
      }),
      'nothing was proved: of 1 check none passed, all were skipped',
    ],
    [
      'each step that went wrong',
      failing({ converge: makePass([failed]), again: undefined, checks: [bad] }),
      'converge  1 of 1 state failed  verify  1 of 1 check failed',
    ],
  ])('is %s', (_, result, expected) => {
    expect(describeResult(result)).toBe(expected);
  });

  it('is the first problem of a pass that has no states', () => {
    const problems = [{ kind: 'render', message: "'x' is\nundefined", place: undefined } as const];

    expect(describeResult(failing({ converge: makePass([], { outcome: 'fail', problems }), again: undefined }))).toBe(
      "converge  'x' is (+ 1 line)",
    );
  });

  it('says when a check failed after a reboot', () => {
    const [converge, again, verify] = makeSteps({ checks: [bad] });
    if (converge === undefined || again === undefined || verify === undefined) throw new Error('three steps');
    const steps = [converge, { ...verify, after: ['converge', 'reboot'] as const }];

    expect(describeResult(makeResult(summary, { outcome: 'fail', steps }))).toBe(
      'verify after the reboot  1 of 1 check failed',
    );
  });

  it('is the trouble with its phase', () => {
    const trouble = { code: 'BOOT_FAILED', message: 'it did not boot', hint: undefined, details: [] };
    const phases = [{ phase: 'create', outcome: 'error', durationMs: 1, retries: 0 } as const];

    expect(describeResult(makeResult(summary, { outcome: 'error', steps: [], trouble, phases }))).toBe(
      'create  it did not boot',
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { StepResult } from '../../../../src/contract/result.ts';
import { listFailures } from '../../../../src/report/explain/list-failures.ts';
import { makeCheck, makePass, makeState, makeSteps } from '../make-result.ts';

const bad = makeCheck({ outcome: 'fail' });

describe('what went wrong, step by step', () => {
  it('leaves out steps in which nothing did', () => {
    const failed = makeState({ verdict: 'failed' });

    const found = listFailures(makeSteps({ again: makePass([failed]) }));

    expect(found.map(({ step, states }) => [step.step.do, states.map(({ state }) => state.id)])).toEqual([
      ['again', ['sshd-config']],
    ]);
  });

  it('tells each thing once, as what it was first', () => {
    const [verify] = makeSteps({ converge: undefined, again: undefined, checks: [bad] });
    if (verify === undefined) throw new Error('one step');
    const other = makeCheck({ outcome: 'fail', property: 'enabled' });
    const later: StepResult = { ...verify, after: ['verify', 'reboot'], checks: [bad, other] };

    const found = listFailures([verify, later]);

    expect(found.map(({ checks }) => checks.map((check) => check.property))).toEqual([['running'], ['enabled']]);
  });

  it('tells a state again that failed first and changed again later', () => {
    const found = listFailures(
      makeSteps({
        converge: makePass([makeState({ verdict: 'failed' })]),
        again: makePass([makeState({ verdict: 'changed-again' })]),
      }),
    );

    expect(found.map(({ step }) => step.step.do)).toEqual(['converge', 'again']);
  });
});

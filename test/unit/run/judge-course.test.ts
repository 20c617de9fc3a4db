import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/contract/outcome.ts';
import type { Goal } from '../../../src/contract/phases.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import { FailFast } from '../../../src/run/fail-fast.ts';
import { judgeCourse, type Course } from '../../../src/run/judge-course.ts';
import { brokenCheck, exampleCheck, examplePass, exampleState, exampleStep } from '../../support/example-plan.ts';

const trouble = { code: 'GUEST_GONE', message: 'it is gone', hint: undefined, details: [] };
const made = { phase: 'create', outcome: 'pass', durationMs: 1, retries: 0 } as const;
const failed = exampleStep({ step: { do: 'verify' }, outcome: 'fail', checks: [brokenCheck()] });
const lost = exampleStep({ step: { do: 'verify' }, outcome: 'error' });

function judge(course: Partial<Course>, goal: Goal = 'test', reason?: SalternError): Outcome {
  const signal = reason === undefined ? new AbortController().signal : AbortSignal.abort(reason);
  return judgeCourse({ phases: [made], steps: [], trouble: undefined, ...course }, { goal, signal });
}

describe('a course', () => {
  it.each<[string, Outcome, Partial<Course>]>([
    ['in which a state passed', 'pass', { steps: [exampleStep({ pass: examplePass() })] }],
    ['in which a check passed', 'pass', { steps: [exampleStep({ step: { do: 'verify' }, checks: [exampleCheck()] })] }],
    ['in which only making passed', 'skip', {}],
    ['in which a restart passed', 'skip', { steps: [exampleStep({ step: { do: 'reboot' } })] }],
    ['of excused states alone', 'skip', { steps: [exampleStep({ pass: examplePass({ states: [excused()] }) })] }],
    ['that broke off', 'error', { steps: [lost], trouble }],
    ['that broke off after a failure', 'fail', { steps: [failed, lost], trouble }],
  ])('%s is a %s', (_, outcome, course) => {
    expect(judge(course)).toBe(outcome);
  });

  it('that only was to make or to converge proves nothing and need not', () => {
    expect([judge({}, 'create'), judge({}, 'converge')]).toEqual(['pass', 'pass']);
  });

  it('keeps its failure when another instance stopped it, and loses it when a person did', () => {
    const stopped = { steps: [failed], trouble };

    expect(judge(stopped, 'test', new FailFast('other'))).toBe('fail');
    expect(judge({ trouble }, 'test', new FailFast('other'))).toBe('skip');
    expect(judge(stopped, 'test', new SalternError('INTERRUPTED', 'Interrupted'))).toBe('error');
  });
});

function excused() {
  return exampleState({ verdict: 'excused', excuse: 'holds the date' });
}

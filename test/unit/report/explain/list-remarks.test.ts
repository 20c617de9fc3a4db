import { describe, expect, it } from 'vitest';
import { hasNoChecks, listIdle, listRemarks } from '../../../../src/report/explain/list-remarks.ts';
import { makeCheck, makePass, makeResult, makeState, makeSteps, makeSummary } from '../make-result.ts';

const summary = makeSummary('ops-ssh', 'centos-7');
const idle = makeCheck({ id: 'idle', outcome: 'skip', idle: 'skip: true' });
const guarded = makeCheck({ id: 'guarded', outcome: 'skip' });

describe('a verdict that rests on no checks', () => {
  it('says so, failed or not', () => {
    const failed = makePass([makeState({ verdict: 'failed' })]);
    const fail = makeResult(summary, { outcome: 'fail', steps: makeSteps({ converge: failed, checks: [] }) });

    expect(listRemarks(makeResult(summary, { steps: makeSteps({ checks: [] }) }))).toEqual(['no checks']);
    expect(listRemarks(fail)).toEqual(['no checks']);
  });

  it('is seen where the suite leaves verify out', () => {
    const { evidence, ...rest } = makeResult(summary, { steps: makeSteps({ checks: undefined }) });
    if (evidence === undefined) throw new Error('a test has evidence');

    expect(hasNoChecks({ ...rest, evidence: { ...evidence, proved: { states: 2, checks: 0 } } })).toBe(true);
  });

  it('is none where nobody asked for a verdict, nor where it did not come to the checks', () => {
    const steps = makeSteps({ again: undefined, checks: undefined });

    expect(hasNoChecks(makeResult(summary, { steps, evidence: undefined }))).toBe(false);
    expect(hasNoChecks(makeResult(summary, { steps, outcome: 'error' }))).toBe(false);
  });
});

it('what is skipped because of another check is not idle', () => {
  const result = makeResult(summary, { steps: makeSteps({ checks: [makeCheck(), idle, guarded] }) });

  expect(listIdle(result)).toEqual([idle]);
  expect(listRemarks(result)).toEqual(['1 of 3 checks proves nothing']);
});

import { describe, expect, it } from 'vitest';
import { examplePass, examplePlan, exampleState } from '../../../support/example-plan.ts';
import { fakeRun } from '../../../support/fake-run.ts';

const failed = (comment: string) => exampleState({ verdict: 'failed', outcome: 'fail', result: false, comment });
const GONE = { why: 'the machine has no inotify instances left', hint: 'Raise it.' };
const plan = examplePlan();

describe('a pass that failed', () => {
  it("for want of something of this machine's is an error, and no verdict on the formula", async () => {
    const said: (readonly string[])[] = [];
    const run = fakeRun({
      passes: () => [examplePass({ outcome: 'fail', states: [failed('inotify_init failed: EMFILE')] })],
      machineTrouble: (texts) => {
        said.push(texts);
        return Promise.resolve(GONE);
      },
    });

    const result = await run.runOne(plan);

    expect(said).toEqual([['inotify_init failed: EMFILE']]);
    expect(result.outcome).toBe('error');
    expect(result.trouble).toMatchObject({ code: 'MACHINE_FULL', message: expect.stringContaining(GONE.why) });
  });

  it('for any other reason fails', async () => {
    const run = fakeRun({
      passes: () => [examplePass({ outcome: 'fail', states: [failed('no such user')] })],
      machineTrouble: () => Promise.resolve(undefined),
    });

    expect((await run.runOne(plan)).outcome).toBe('fail');
  });

  it('with a problem beside its states is not asked about', async () => {
    const problem = { kind: 'render', message: 'x', place: undefined } as const;
    const run = fakeRun({
      passes: () => [examplePass({ outcome: 'fail', states: [failed('EMFILE')], problems: [problem] })],
      machineTrouble: () => Promise.resolve(GONE),
    });

    expect((await run.runOne(plan)).outcome).toBe('fail');
  });
});

import { describe, expect, it } from 'vitest';
import type { StateResult } from '../../../../src/contract/result.ts';
import { judgePass, type SeenPass } from '../../../../src/provision/answer/judge-pass.ts';
import { exampleState } from '../../../support/example-plan.ts';

const NOTHING_SEEN: SeenPass = { planned: 0, isDryRun: false, started: new Map(), ended: new Map(), retcode: 0 };
const kept = exampleState();
const failed = exampleState({ verdict: 'failed', result: false, comment: 'no such source' });
const planned = exampleState({ verdict: 'planned', result: null });

function judge(states: readonly StateResult[], seen: Partial<SeenPass> = {}) {
  const tags = states.map((_, at) => `tag ${at}`);
  return judgePass({ states, tags, problems: [] }, { ...NOTHING_SEEN, ...seen });
}

describe('an answer that is whole', () => {
  it('is a pass', () => {
    const ended = new Map([['tag 0', kept]]);

    expect(judge([kept], { planned: 1, started: new Map([['tag 0', kept]]), ended })).toEqual({
      outcome: 'pass',
      states: [kept],
      problems: [],
    });
  });

  it('is one with more than was planned, as when states listen', () => {
    expect(judge([kept, kept], { planned: 1 }).outcome).toBe('pass');
  });

  it('need not hold what did not run after a failure', () => {
    expect(judge([failed], { planned: 50, retcode: 2 })).toEqual({ outcome: 'fail', states: [failed], problems: [] });
  });
});

describe('what failed when it ended', () => {
  it.each<[string, readonly StateResult[]]>([
    ['calls true', [kept]],
    ['does not hold', []],
  ])('has failed, though the answer %s', (_, answer) => {
    const { outcome, states } = judge(answer, { ended: new Map([['tag 0', failed]]) });

    expect(outcome).toBe('fail');
    expect(states).toEqual([failed]);
  });

  it('has failed when only the answer knows it', () => {
    expect(judge([failed], { ended: new Map([['tag 0', kept]]) })).toMatchObject({ outcome: 'fail', states: [failed] });
  });
});

describe('no pass, as it could not be found out', () => {
  it.each<[string, Partial<SeenPass>, string]>([
    ['fewer states than planned', { planned: 50 }, 'Salt planned 50 states, and its answer has 1'],
    [
      'a state that ended and is not answered',
      { ended: new Map([['tag 9', exampleState({ id: 'gone' })]]) },
      "Salt's answer lacks the state 'gone' (file.managed), which had ended",
    ],
    [
      'a state that began and never ended',
      { started: new Map([['tag 9', { id: 'lost', function: 'cmd.run' }]]) },
      "The state 'lost' (cmd.run) was begun, and nothing says how it ended",
    ],
    ['a status that no state explains', { retcode: 2 }, 'Salt ended with 2, and its answer does not say why'],
  ])('is an answer with %s', (_, seen, message) => {
    expect(judge([kept], seen)).toMatchObject({ outcome: 'error', problems: [{ kind: 'unclear', message }] });
  });

  it('is a state whose result is no result', () => {
    expect(judge([kept, exampleState({ verdict: 'unclear' })]).outcome).toBe('error');
  });
});

describe('a dry run', () => {
  it('fails each state that was only planned, at its place', () => {
    const place = { file: 'f/init.sls', line: 3 };

    const { outcome, problems } = judge([kept, { ...planned, place }]);

    expect(outcome).toBe('fail');
    expect(problems).toEqual([
      {
        kind: 'dry-run',
        message: expect.stringContaining("The state 'time-config' (file.managed) was not applied"),
        place,
      },
    ]);
  });

  it('fails as a whole in one sentence, also when all states would be kept', () => {
    for (const states of [[planned, planned], [kept]]) {
      const { outcome, problems } = judge(states, { isDryRun: true });

      expect(outcome).toBe('fail');
      expect(problems).toEqual([
        { kind: 'dry-run', message: expect.stringMatching(/^Nothing was applied.*'test: true'/), place: undefined },
      ]);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { nameWord } from '../../../../src/report/explain/name-word.ts';
import { renderFailedState, renderProblem } from '../../../../src/report/explain/render-failures.ts';
import { plainLine } from '../../../../src/report/text/line.ts';
import type { StateResult } from '../../../../src/contract/result.ts';
import { makeState } from '../make-result.ts';

function render(change: Partial<StateResult>): string {
  const state = makeState({ verdict: 'failed', outcome: 'fail', result: false, diff: undefined, ...change });
  return renderFailedState({ state, waiting: [] }, [], '/srv/fleet').map(plainLine).join('\n');
}

describe('a state that failed', () => {
  it('whose command failed tells its exit status and its last lines', () => {
    const stdout = Array.from({ length: 100 }, (_, at) => `line ${at}`).join('\n');

    const text = render({ comment: 'Command "x" run', changes: { pid: 7, retcode: 3, stdout, stderr: 'FATAL\n' } });

    expect(text).toContain('Command "x" run\n    exit status 3\n    stdout: line 80\n');
    expect(text).toMatch(/stdout: line 99\n {4}stderr: FATAL$/);
    expect(text).not.toContain('line 79');
    expect(text).not.toContain('pid');
  });

  it('shows what it changed where it is no command', () => {
    expect(render({ changes: { mode: '0644' } })).toContain('"mode": "0644"');
  });

  it('tells what Salt said of it, and nothing where Salt said nothing', () => {
    expect(render({ comment: 'no', changes: {}, said: ['stderr: no group', 'journal'] })).toMatch(
      /\n {4}no\n {4}stderr: no group\n {4}journal$/,
    );
    expect(render({ comment: 'no', changes: {} })).toMatch(/\n {4}no$/);
  });

  it('is cut where one line of it goes on for ever, with a note', () => {
    const text = render({ comment: `begin ${'ä'.repeat(100_000)} end`, changes: {} });

    expect(text.length).toBeLessThan(5000);
    expect(text).toMatch(/begin ä+ … \d+ bytes cut … ä+ end$/);
  });

  it('shows nothing of its terminal codes', () => {
    expect(render({ changes: { retcode: 1, stdout: '\u001b[31mred\u001b[0m\u202e', stderr: '' } })).toContain(
      'stdout: red\ufffd',
    );
  });
});

it.each([
  ['a', 'a', ''],
  ['a', '', ''],
  ['several', '/etc/one', ' (/etc/one)'],
  ['several', 'two\nlines', ' (two lines)'],
])('a state %j with the name %j is followed by %j', (id, name, word) => {
  expect(nameWord({ id, name })).toBe(word);
});

it('a name that is a script is shortened', () => {
  expect(nameWord({ id: 'a', name: 'x'.repeat(1000) })).toHaveLength(203);
});

it('a problem of which only the file is known has no line', () => {
  const [first] = renderProblem(
    { kind: 'render', message: 'x', place: { file: '/srv/fleet/a.sls' } },
    [],
    '/srv/fleet',
  );

  expect(plainLine(first ?? [])).toBe('  salt   render   a.sls');
});

import { describe, expect, it } from 'vitest';
import { nameWord } from '../../../../src/report/explain/name-word.ts';
import { renderFailedState, renderProblem } from '../../../../src/report/explain/render-failures.ts';
import { shortenBlock } from '../../../../src/report/explain/shorten-block.ts';
import { plainLine, type Line } from '../../../../src/report/text/line.ts';
import type { StateResult } from '../../../../src/contract/result.ts';
import { makeState } from '../make-result.ts';

function render(change: Partial<StateResult>): string {
  return whole(change).map(plainLine).join('\n');
}

function onScreen(change: Partial<StateResult>): string {
  return shortenBlock(whole(change)).map(plainLine).join('\n');
}

function whole(change: Partial<StateResult>): readonly Line[] {
  const state = makeState({ verdict: 'failed', outcome: 'fail', result: false, diff: undefined, ...change });
  return renderFailedState({ state, waiting: [] }, [], '/srv/fleet');
}

describe('a state that failed', () => {
  it('whose command failed tells its exit status and its last lines', () => {
    const stdout = Array.from({ length: 100 }, (_, at) => `line ${at}`).join('\n');

    const text = render({ comment: 'Command "x" run', changes: { pid: 7, retcode: 3, stdout, stderr: 'FATAL\n' } });

    expect(text).toContain('Command "x" run\n    exit status 3\n    stdout: … 80 lines before\n    stdout: line 80\n');
    expect(text).toMatch(/stdout: line 99\n {4}stderr: FATAL$/);
    expect(text).not.toContain('line 79');
    expect(text).not.toContain('pid');
  });

  it('does not repeat its command, which is its name, to say that it was run', () => {
    const text = render({ name: 'false', comment: 'Command "false" run', changes: { pid: 7, retcode: 1 } });

    expect(text).toMatch(/\(false\) .*\n {4}exit status 1$/);
  });

  it.each([
    [{ mode: '0644' }, 'mode: 0644'],
    [{ chrony: { old: '', new: '4.5-2' } }, 'chrony: nothing → 4.5-2'],
    [{ chrony: { old: '4.5-1', new: '4.5-2' }, pid: 7 }, 'chrony: 4.5-1 → 4.5-2'],
    [{ groups: ['a', 'b'], enabled: true }, 'groups: ["a","b"]\n    enabled: true'],
    [{ out: 'one\ntwo' }, 'out:\n      one\n      two'],
    [{ old: { old: 1, other: 2 } }, 'old: {"old":1,"other":2}'],
  ])('tells the changes %j a line each', (changes, lines) => {
    expect(render({ changes, comment: 'no' })).toContain(`\n    no\n    ${lines}`);
  });

  it.each([undefined, '@@ -1 +1 @@\n-a\n+b'])(
    'that changed again tells what its command said, with the diff %j',
    (diff) => {
      const changes = { pid: 132, retcode: 0, stdout: 'made it', stderr: '' };

      const text = render({ verdict: 'changed-again', comment: 'ran', changes, diff });

      expect(text).toMatch(/changed again\n {4}ran\n {4}exit status 0\n {4}stdout: made it$/);
    },
  );

  it('tells what Salt said of it, and nothing where Salt said nothing', () => {
    expect(render({ comment: 'no', changes: {}, said: ['stderr: no group', 'journal'] })).toMatch(
      /\n {4}no\n {4}stderr: no group\n {4}journal$/,
    );
    expect(render({ comment: 'no', changes: {} })).toMatch(/\n {4}no$/);
  });

  it('is cut on a screen where one line of it goes on for ever, with a note', () => {
    const text = onScreen({ comment: `begin ${'ä'.repeat(100_000)} end`, changes: {} });

    expect(text.length).toBeLessThan(5000);
    expect(text).toMatch(/begin ä+ … \d+ bytes cut … ä+ end$/);
  });

  it('is cut on a screen where it has lines without end, with a count, and whole in the log', () => {
    const comment = Array.from({ length: 1000 }, (_, at) => `line ${at}`).join('\n');

    const [screen, log] = [onScreen({ comment, changes: {} }), render({ comment, changes: {} })];

    expect(screen).toMatch(/\n {4}line 199\n {4}… 800 more lines in the log$/);
    expect(log).toMatch(/\n {4}line 999$/);
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

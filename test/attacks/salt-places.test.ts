import { describe, expect, it } from 'vitest';
import { splitLines } from '../../src/base/text/split-lines.ts';
import { KnownStates } from '../../src/provision/answer/known-states.ts';
import { findLine } from '../../src/provision/answer/find-line.ts';
import { parseBlockers } from '../../src/provision/answer/parse-blockers.ts';
import { parseReturn } from '../../src/provision/answer/parse-return.ts';
import { parseStumble } from '../../src/provision/answer/parse-problem.ts';
import type { SourceFinder } from '../../src/provision/answer/find-source.ts';
import { findIdLine } from '../../src/provision/answer/find-id-line.ts';
import { parseWorkerEvent } from '../../src/provision/worker/worker-protocol.ts';

const FILES: Readonly<Record<string, string>> = {
  'web.sls': '# first\n8080:\n  test.nop: []\nyes:\n  test.nop: []\n~:\n  test.nop: []\ninclude: nothing\n',
  'web/my file.sls': 'a: 1\n',
  'grown.sls': '{% for n in [1, 2, 3] %}\nnumber-{{ n }}:\n  test.nop: []\n{% endfor %}\nlast: [\n',
  'twice.sls':
    '{% if true %}\n{% endif %}\nfirst:\n  file.managed:\n    - name: /a\n    mode: 1\nsecond:\n  file.managed:\n    - name: /b\n    mode: 1\n',
  'same.sls': '{% if true %}\n{% endif %}\n- a\n  b: 1\n- a\n  b: 1\n',
  'run.sls': '#!py\ndef run():\n    return 1 / 0\n',
};

/** The user's files, each where its name says. */
const sources: SourceFinder = {
  stateFile: (sls) => [`${sls.replaceAll('.', '/')}.sls`].find((file) => file in FILES),
  pillarFile: () => undefined,
  servedFile: (path) => (path in FILES ? path : undefined),
  pillarPath: () => undefined,
  lines: async (file) => (FILES[file] ?? '').split('\n'),
  state: async () => undefined,
  declaration: async (file, id) => {
    const line = findIdLine(FILES[file] ?? '', id);
    return line === undefined ? { file } : { file, line };
  },
};

describe('a place that an answer lies about', () => {
  it.each([
    ['a line past the end of the file', "Rendering SLS 'base:web' failed: bad; line 900", { file: 'web.sls' }],
    ['no line at all', 'SLS web does not render to a dictionary', { file: 'web.sls' }],
    [
      'a traceback that names a line which its file does not have',
      'Rendering SLS \'base:web\' failed: x\n  File "/cache/files/base/run.sls", line 77, in run\n',
      { file: 'web.sls' },
    ],
    [
      'a traceback through a file that is not the user’s',
      'Rendering SLS \'base:run\' failed: x\n  File "/var/lib/saltern/cache/files/base/run.sls", line 3, in run\n  File "/usr/lib/python3/os.py", line 8, in nothing\n',
      { file: 'run.sls', line: 3 },
    ],
    [
      'a traceback that climbs out of the served folder',
      'Rendering SLS \'base:web\' failed: x\n  File "/cache/files/base/../../etc/passwd", line 1, in x\n',
      { file: 'web.sls' },
    ],
    [
      'a line of YAML that Jinja has moved, unquoted',
      'Rendering SLS \'base:grown\' failed: while parsing\n  in "<unicode string>", line 5, column 1',
      { file: 'grown.sls' },
    ],
    [
      'a line that is there twice, of which the excerpt shows the second',
      "Rendering SLS 'base:twice' failed: bad: line 11, column 5\n\n---\n[...]\nsecond:\n  file.managed:\n    - name: /b\n    mode: 1    <======================\n    ^\n---",
      { file: 'twice.sls', line: 10, column: 5 },
    ],
    [
      'a line that is there twice, and nothing says which',
      "Rendering SLS 'base:same' failed: bad: line 5, column 3\n\n---\n- a\n  b: 1    <======================\n  ^\n---",
      { file: 'same.sls' },
    ],
    [
      'an excerpt whose line is empty: the end of the file',
      "Rendering SLS 'base:web' failed: bad: line 9, column 1\n\n---\ninclude: nothing\n    <======================\n^\n---",
      { file: 'web.sls', line: 9, column: 1 },
    ],
    [
      'YAML that a template imports and that is broken further down',
      "Rendering SLS 'base:grown' failed: Jinja syntax error: Encountered error loading yaml: x\n  in \"<unicode string>\", line 7, column 4; line 1\n\n---\n{% import_yaml 'web.sls' as d %}    <======================\n---",
      { file: 'web.sls', line: 7, column: 4 },
    ],
    [
      'a line of YAML that Jinja has moved, quoted',
      "Rendering SLS 'base:grown' failed: bad; line 11\n\n---\nlast: [    <======================\n---",
      { file: 'grown.sls', line: 5 },
    ],
    [
      'a quoted line that exists only after Jinja',
      "Rendering SLS 'base:grown' failed: bad; line 6\n\n---\nnumber-2:    <======================\n---",
      { file: 'grown.sls', line: 2 },
    ],
    ['an id that is a number', "ID '8080' in SLS 'web' is not formed as a string", { file: 'web.sls', line: 2 }],
    ['an id that is true', "ID 'True' in SLS 'web' is not formed as a string", { file: 'web.sls', line: 4 }],
    ['an id that is nothing', "ID 'None' in SLS 'web' is not formed as a string", { file: 'web.sls', line: 6 }],
    ['an sls without quotes', 'ID yes in SLS web is not a dictionary', { file: 'web.sls', line: 4 }],
    ['an sls without quotes at the end', 'Illegal requisite "x", is SLS web\n', { file: 'web.sls' }],
    [
      'an sls in other quotes',
      'A recursive requisite was found, SLS "web" ID "yes" ID "no"',
      { file: 'web.sls', line: 4 },
    ],
    [
      'an sls with a space and without quotes',
      'SLS web.my file does not render to a dictionary',
      { file: 'web/my file.sls' },
    ],
    [
      'a declaration by its kind',
      'Include Declaration in SLS web is not formed as a list',
      { file: 'web.sls', line: 8 },
    ],
    ['an sls that there is not', 'SLS nowhere does not render to a dictionary', undefined],
  ])('%s', async (_what, message, place) => {
    const { problems } = await parseReturn([message], sources);

    expect(problems[0]?.place).toEqual(place);
    // What Jinja has moved is told of below it.
    expect(problems[0]?.message.replace(/\nLine \d+ is of what Jinja made .*$/, '')).toBe(message.trim());
  });

  it('an endless sentence takes no time', () => {
    const began = performance.now();

    findLine(`line 1, column ${'1'.repeat(200_000)}${' x'.repeat(200_000)} <==========`, ['a']);
    findLine(`${' '.repeat(200_000)}x`, [`{{${'a'.repeat(100_000)}`]);

    expect(performance.now() - began).toBeLessThan(30_000);
  });

  it('a crash that names an sls which there is not is still the formula’s, without a place', async () => {
    const stumble = { reason: 'ValueError: x', part: 'state', sls: '../../etc/passwd', id: 'a' } as const;

    expect(await parseStumble(stumble, sources)).toEqual({
      kind: 'render',
      message: "Salt stumbled over ID 'a' in SLS '../../etc/passwd': ValueError: x",
      place: undefined,
    });
  });
});

describe('ids that hold what Salt puts between them', () => {
  it.each<
    [what: string, states: readonly (readonly [sls: string, id: string])[], list: string, ids: readonly string[]]
  >([
    ['a comma', [['s', 'install a, b and c.d']], 's.install a, b and c.d', ['install a, b and c.d']],
    [
      'two of them',
      [
        ['s', 'a, b'],
        ['s', 'c, d'],
      ],
      's.a, b, s.c, d',
      ['a, b', 'c, d'],
    ],
    [
      'one that looks like two that there are',
      [
        ['s', 'a, s.b'],
        ['s', 'a'],
        ['s', 'b'],
      ],
      's.a, s.b',
      ['a, s.b'],
    ],
    [
      'one that begins like another',
      [
        ['s', 'a'],
        ['s', 'a, b'],
        ['s', 'c'],
      ],
      's.a, b, s.c',
      ['a, b', 'c'],
    ],
    [
      'dots in sls and id',
      [
        ['a.b', 'c.d'],
        ['a', 'x'],
      ],
      'a.b.c.d, a.x',
      ['c.d', 'x'],
    ],
    ['newlines', [['s', 'a\nb, c']], 's.a\nb, c', ['a\nb, c']],
    ['nothing that is known', [['s', 'a']], 's.b, other.c', ['b', 'other.c']],
  ])('%s', (_what, states, list, ids) => {
    const known = new KnownStates();
    for (const [sls, id] of states) known.start(`test_|-${id}_|-${id}_|-nop`, sls, id);

    expect(parseBlockers(`One or more requisite failed: ${list}`, known)).toEqual(ids);
  });
});

describe('frames of the worker that are not the worker’s', () => {
  it.each([
    ['no JSON', 'Salt says hello'],
    ['JSON without an event', '{"returned": {}}'],
    ['a list', '[{"event": "done"}]'],
    ['half a frame', '{"event": "returned", "value": {}'],
    ['a number', '7'],
  ])('are nothing: %s', (_what, line) => {
    expect(parseWorkerEvent(line)).toBeUndefined();
  });

  it('a state’s text that holds a frame stays text, wherever the stream is cut', () => {
    const forged = '\n{"event":"returned","value":{}}\n{"event":"done"}\n';
    const stream = `${JSON.stringify({ event: 'ended', tag: 't', result: { comment: forged } })}\n{"event":"done"}\n`;

    for (const size of [1, 7, 64, stream.length]) {
      const events: string[] = [];
      const lines = splitLines((line) => void events.push(parseWorkerEvent(line)?.event ?? 'nothing'));
      for (let at = 0; at < stream.length; at += size) lines.push(stream.slice(at, at + size));
      expect(events).toEqual(['ended', 'done']);
    }
  });

  it('a line that comes in a hundred thousand pieces is put together once', () => {
    const lines: string[] = [];
    const splitter = splitLines((line) => void lines.push(line));
    const began = performance.now();

    for (let at = 0; at < 100_000; at += 1) splitter.push('0123456789'.repeat(40));
    splitter.push('\n');

    expect(lines.map((line) => line.length)).toEqual([40_000_000]);
    expect(performance.now() - began).toBeLessThan(30_000);
  });
});

it.each([
  [
    'bad: line 11, column 1\n\n---\nlast: [    <======================\n---',
    'Line 11 is of what Jinja made of the file; written it is line 5.',
  ],
  ['bad: line 30, column 1', 'Line 30 is of what Jinja made of the file.'],
])('of a line that Jinja has moved it is said which is meant: %j', async (said, sentence) => {
  const { problems } = await parseReturn([`Rendering SLS 'base:grown' failed: ${said}`], sources);

  expect(problems[0]?.message.split('\n').at(-1)).toBe(sentence);
});

it('of a line that is where Salt says nothing more is said', async () => {
  const { problems } = await parseReturn(["Rendering SLS 'base:web' failed: bad: line 2, column 1; line 2"], sources);

  expect(problems[0]).toEqual({
    kind: 'render',
    message: "Rendering SLS 'base:web' failed: bad: line 2, column 1",
    place: { file: 'web.sls', line: 2, column: 1 },
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BundleEntry } from '../../../../src/provision/bundle/bundle-entry.ts';
import { findIdLine } from '../../../../src/provision/answer/find-id-line.ts';
import { findSources, type SourceFinder } from '../../../../src/provision/answer/find-source.ts';
import { parseReturn } from '../../../../src/provision/answer/parse-return.ts';
import { KnownStates } from '../../../../src/provision/answer/known-states.ts';
import { findDiff, parseState } from '../../../../src/provision/answer/parse-state.ts';

let root: string;
let sources: SourceFinder;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'saltern-return-'));
  const files = {
    'srv/salt/ops/init.sls': '{% set a = 1 %}\nfirst:\n  test.nop: []\nbad: [\n',
    'srv/salt/ops/map.jinja': '{{ no }}\n',
    'srv/pillar/ssh.sls': 'a: 1\nb: {{ no }}\n',
  };
  const entries = new Map<string, BundleEntry>();
  for (const [path, text] of Object.entries(files)) {
    await writeFile(host(path), text);
    entries.set(path, { kind: 'file', path, from: { host: host(path) }, mode: 0o644, sha256: '' });
  }
  sources = findSources(entries);
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

function host(path: string): string {
  return join(root, path.replaceAll('/', '-'));
}

describe('parseReturn', () => {
  it('orders states as they ran and finds their place', async () => {
    const value = {
      'test_|-second_|-second_|-nop': {
        __run_num__: 1,
        __sls__: 'ops',
        __id__: 'second',
        result: true,
        changes: {},
        comment: '',
        duration: '3.5 ms',
      },
      'test_|-first_|-first_|-nop': {
        __run_num__: 0,
        __sls__: 'ops',
        __id__: 'first',
        result: null,
        changes: {},
        comment: ['a', 'b'],
        duration: 2,
      },
    };

    const { states, problems } = await parseReturn(value, sources);

    expect(problems).toEqual([]);
    expect(states).toMatchObject([
      {
        id: 'first',
        outcome: 'skip',
        comment: 'a\nb',
        durationMs: 2,
        place: { file: host('srv/salt/ops/init.sls'), line: 2 },
      },
      { id: 'second', outcome: 'pass', durationMs: 3.5, place: undefined },
    ]);
  });

  it('tells which requisites failed, dots in sls and id notwithstanding', async () => {
    const value = {
      'test_|-a.b_|-a.b_|-nop': { __run_num__: 0, __sls__: 'ops.config', __id__: 'a.b', result: false, comment: 'no' },
      'test_|-c_|-c_|-nop': {
        __run_num__: 1,
        __sls__: 'ops',
        __id__: 'c',
        result: false,
        comment: 'One or more requisite failed: ops.config.a.b, ops.first',
      },
    };

    const { states } = await parseReturn(value, sources);

    expect(states.map((state) => state.blockedBy)).toEqual([[], ['a.b', 'first']]);
  });

  it('gives a state function that does not exist the sls its comment names', async () => {
    const comment = "State 'no.thing' was not found in SLS 'ops'\nReason: 'no.thing' is not available.\n";

    const { states } = await parseReturn(
      { 'no_|-first_|-first_|-thing': { result: false, name: 'first', changes: {}, comment, __run_num__: 0 } },
      sources,
    );

    expect(states[0]).toMatchObject({ sls: 'ops', id: 'first', function: 'no.thing', place: { line: 2 } });
  });

  it('says what a function that Salt does not know was most likely meant to be', async () => {
    const comment = "State 'file.mangaed' was not found in SLS 'ops'\nReason: 'file.mangaed' is not available.";
    const tag = 'file_|-first_|-first_|-mangaed';
    const raw = { tag, result: { result: false, comment, changes: {} }, errors: [comment], near: 'file.managed' };

    const state = await parseState(raw, sources, new KnownStates());

    expect(state.comment).toBe(comment.replace("SLS 'ops'", "SLS 'ops'; did you mean 'file.managed'?"));
    expect(state.said).toBeUndefined();
  });

  it.each([
    [{}],
    [
      {
        'no_|-states_|-states_|-None': {
          result: false,
          comment: 'No Top file or master_tops data matches found. Please see master log for details.',
          name: 'No States',
          changes: {},
          __run_num__: 0,
        },
      },
    ],
  ])('takes a return without a state for an empty top, never for a pass', async (value) => {
    const { states, problems } = await parseReturn(value, sources);

    expect(states).toEqual([]);
    expect(problems).toMatchObject([{ kind: 'empty-top' }]);
    expect(problems[0]?.message).not.toContain('master log');
  });

  it.each([
    [
      "Rendering SLS 'base:ops' failed: Jinja syntax error: unexpected '}'; line 3\n\n---\n[...]\n---",
      'render',
      'srv/salt/ops/init.sls',
      3,
    ],
    [
      'Rendering SLS \'base:ops\' failed: while parsing\n  in "<unicode string>", line 2, column 1\nexpected\n  in "<unicode string>", line 4, column 6',
      'render',
      'srv/salt/ops/init.sls',
      4,
    ],
    [
      "Rendering SLS 'base:ops' failed: bad; line 9\n\n---\nfirst:    <======================\n---",
      'render',
      'srv/salt/ops/init.sls',
      2,
    ],
    [
      "Rendering SLS 'base:ops' failed: Jinja variable x\n/cache/files/base/ops/map.jinja(1):\n---",
      'render',
      'srv/salt/ops/map.jinja',
      1,
    ],
  ])('finds the place of %s', async (message, kind, file, line) => {
    const { problems } = await parseReturn([message], sources);

    expect(problems).toMatchObject([{ kind, place: { file: host(file), line } }]);
  });

  it('tells a missing sls from one that does not render', async () => {
    const one = await parseReturn(["No matching sls found for 'x' in env 'base'"], sources);
    const included = await parseReturn(
      ['Specified SLS nothere in saltenv base is not available on the salt master or through a configured fileserver'],
      sources,
    );

    expect([one, included].flatMap(({ problems }) => problems)).toMatchObject([
      { kind: 'missing-sls' },
      { kind: 'missing-sls' },
    ]);
  });

  it('leaves out the announcement of a pillar that failed, and finds the pillar file', async () => {
    const { problems } = await parseReturn(
      [
        'Pillar failed to render with the following messages:',
        "Rendering SLS 'ssh' failed, render error:\nJinja variable 'no' is undefined; line 2\n\n---",
      ],
      sources,
    );

    expect(problems).toMatchObject([{ kind: 'pillar', place: { file: host('srv/pillar/ssh.sls'), line: 2 } }]);
  });
});

describe('findIdLine', () => {
  it.each([
    ['plain:\n  x: y\n', 'plain', 1],
    ['# plain:\n"quoted id":\n', 'quoted id', 2],
    ["'it/s':\n", 'it/s', 1],
    ['/etc/x.conf:\n  file.managed\n', '/etc/x.conf', 1],
    ['a:\n  b:\n    - x\nb:\n  test.nop\n', 'b', 4],
    ['{{ name }}-conf:\n{{ other }}-unit:\n', 'ssh-unit', 2],
    ['{{ one }}:\n', 'anything', 1],
    ['{{ one }}:\n{{ two }}:\n', 'anything', undefined],
    ['a: 1\n', 'b', undefined],
  ])('%j has %s', (text, id, line) => {
    expect(findIdLine(text, id)).toBe(line);
  });
});

describe('findDiff', () => {
  it('takes unified diffs of the state and of files below a path, and nothing else', () => {
    const diff = '--- \n+++ \n@@ -1 +1 @@\n-a\n+b\n';

    expect(findDiff({ diff })).toBe(diff);
    expect(findDiff({ '/a': { diff }, '/b': { diff: 'New file' } })).toBe(diff);
    expect(findDiff({ diff: 'New file', mode: '0644' })).toBeUndefined();
    expect(findDiff({})).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { findWanted } from '../../../../src/cli/complete/find-wanted.ts';
import { buildProgram } from '../../../../src/cli/program.ts';
import { fakeApp } from '../../../support/fake-app.ts';

const program = buildProgram(fakeApp(), () => undefined);
const values = (of: string) => ({ kind: 'values', of });

describe('what is wanted where the cursor is', () => {
  it.each([
    [['']],
    [['te']],
    [['--project', 'p.yml', '']],
    [['--json', 'co']],
    [['snapshot', '']],
    [['config', 'sch']],
  ])('a verb: %j', (words) => {
    expect(findWanted(program, words).wanted).toMatchObject({ kind: 'words' });
    expect(JSON.stringify(findWanted(program, words).wanted)).toMatch(/"(test|create|schema)"/);
  });

  it.each([
    [['test', ''], 'instances'],
    [['test', 'one', ''], 'instances'],
    [['test', '--fail-fast', ''], 'instances'],
    [['test', '-c', '2', ''], 'instances'],
    [['--json', 'verify', '-p', 'p.yml', 'x'], 'instances'],
    [['login', ''], 'running'],
    [['exec', 'ops'], 'running'],
    [['destroy', 'ops', ''], 'running'],
    [['test', '--tag', ''], 'tags'],
    [['test', '--tag=sm'], 'tags'],
    [['test', '--tag', '=', 'sm'], 'tags'],
    [['test', '--tag', '='], 'tags'],
    [['test', '--snapshot', ''], 'snapshots'],
    [['snapshot', 'show', ''], 'snapshots'],
    [['gate', 'check', '--channel', ''], 'channels'],
    [['snapshot', 'create', 'base9', ''], 'members'],
    [['converge', '--driver', ''], 'drivers'],
    [['logs', '--run', ''], 'runs'],
  ])('of the project: %j', (words, of) => {
    expect(findWanted(program, words).wanted).toEqual(values(of));
  });

  it.each([
    [
      ['test', '--destroy', ''],
      ['passing', 'always', 'never'],
    ],
    [
      ['config', 'schema', ''],
      ['project', 'suite', 'overlay', 'gate', 'checks', 'waiver', 'hold', 'approval'],
    ],
    [['exec', 'name', ''], ['--']],
    [
      ['completion', ''],
      ['bash', 'fish', 'zsh'],
    ],
  ])('one of few words: %j', (words, expected) => {
    expect(findWanted(program, words).wanted).toEqual({ kind: 'words', words: expected });
  });

  it.each([[['--project', '']], [['test', '--overlay', '']], [['init', '']], [['test', '--project=']]])(
    'a file: %j',
    (words) => {
      expect(findWanted(program, words).wanted).toEqual({ kind: 'files' });
    },
  );

  it.each([
    [['exec', 'name', '--', '']],
    [['exec', 'name', '--', 'ls', '--']],
    [['doctor', '']],
    [['login', 'name', '']],
    [['test', '--salt', '']],
  ])('nothing that we know: %j', (words) => {
    expect(findWanted(program, words).wanted).toEqual({ kind: 'nothing' });
  });

  it('an option, those of all verbs too, and --version of none', () => {
    const { wanted } = findWanted(program, ['test', '-']);

    expect(wanted).toMatchObject({
      words: expect.arrayContaining(['--help', '--tag', '--salt-log', '--project', '--json']),
    });
    expect(JSON.stringify(wanted)).not.toContain('--version');
  });
});

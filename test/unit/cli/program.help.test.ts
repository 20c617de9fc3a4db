import { describe, expect, it } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { fakeApp } from '../../support/fake-app.ts';

async function helpOf(...words: readonly string[]): Promise<string> {
  const app = fakeApp();
  await runProgram([...words, '--help'], app);
  return app.said.stdout;
}

describe('the help of a verb', () => {
  it.each([['test'], ['list'], ['config show'], ['promote']])('has what can be said to all verbs: %s', async (verb) => {
    const [, shared = ''] = (await helpOf(...verb.split(' '))).split('\nOptions of all verbs:\n');

    const flags = [...shared.matchAll(/^ {2}(?:-\w, )?(--\S+)/gm)].map(([, flag]) => flag);
    expect(flags).toEqual(['--project', '--overlay', '--json', '--debug']);
  });

  it('tells defaults, choices, and what two of one option mean', async () => {
    const text = (await helpOf('test')).replaceAll(/\s+/g, ' ');

    expect(text).toContain(`(default: the project's, which is passing) (choices: "passing", "always", "never")`);
    expect(text).toContain('--tag <name> only suites with this tag; given several times, with any of them');
    expect(text).toContain('--salt-log <level>');
    expect(await helpOf('list')).toContain('$ saltern list --tag quick --tag nightly\n');
  });

  it('says how instances are named, and that destroy takes no part of a name', async () => {
    expect(await helpOf('converge')).toContain('names, parts of one name, globs');
    expect(await helpOf('login')).toContain('name, part of one name, glob');
    expect(await helpOf('destroy')).toContain('whole names, globs');
  });
});

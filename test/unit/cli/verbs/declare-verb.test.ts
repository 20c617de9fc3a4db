import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../../src/cli/answer.ts';
import { collect, makeVerbTools } from '../../../../src/cli/verbs/declare-verb.ts';
import { fakeApp } from '../../../support/fake-app.ts';

/** A program with one verb, `greet <who> [others...]`; its command notes what it is given. */
function program() {
  const given: unknown[] = [];
  const finished: unknown[] = [];
  const loaded: string[] = [];
  const app = fakeApp();
  const root = new Command('saltern')
    .option('--json', 'data')
    .option('--overlay <file>', 'about it', collect)
    .exitOverride();
  root.configureOutput({ writeOut: app.write, writeErr: app.talk });
  const { verb, act, group } = makeVerbTools(root, app, (answer, isJson) => finished.push([answer, isJson]));
  const answer: Answer = { exitCode: 7, lines: ['hello'] };
  verb('greet <who> [others...]', 'Say hello.', 'saltern greet world', group('say', 'Say things.'))
    .option('--loud', 'about it')
    .action(
      act(async () => {
        loaded.push('greet');
        return async (...all: readonly unknown[]) => {
          given.push(...all);
          return answer;
        };
      }),
    );
  const run = (...argv: readonly string[]) => root.parseAsync(argv, { from: 'user' });
  return { run, app, given, finished, loaded, answer };
}

describe('a verb', () => {
  it('gets the app, its options with those of the whole program, and its arguments', async () => {
    const { run, app, given } = program();

    await run('--overlay', 'one.yml', 'say', 'greet', 'a', 'b', 'c', '--loud');

    expect(given).toEqual([app, { overlay: ['one.yml'], loud: true }, 'a', ['b', 'c']]);
  });

  it('gives its answer to who prints it, with the word whether JSON was asked for', async () => {
    const { run, finished, answer } = program();

    await run('say', 'greet', 'a');
    await run('say', 'greet', 'a', '--json');

    expect(finished).toEqual([
      [answer, false],
      [answer, true],
    ]);
  });

  it('is loaded when it is called and not before, so that help stays quick', async () => {
    const { run, app, loaded } = program();

    await expect(run('say', 'greet', '--help')).rejects.toMatchObject({ exitCode: 0 });
    const before = [...loaded];
    await run('say', 'greet', 'a');

    expect([before, loaded]).toEqual([[], ['greet']]);
    expect(app.said.stdout).toContain('\nExample:\n  $ saltern greet world\n');
  });
});

it('an option that may be given several times keeps all of its values, and changes no earlier list', () => {
  const one = collect('a');

  expect([one, collect('b', one)]).toEqual([['a'], ['a', 'b']]);
});

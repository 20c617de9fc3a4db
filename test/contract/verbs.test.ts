import { describe, expect, it } from 'vitest';
import { buildProgram, runProgram } from '../../src/cli/program.ts';
import { fakeApp } from '../support/fake-app.ts';
import { listVerbs } from '../support/list-verbs.ts';

const VERBS = listVerbs(buildProgram(fakeApp(), () => undefined)).map(({ name, command }) => ({
  name,
  about: command.description(),
  /** Arguments by name, without a word on what may be written there. */
  unexplained: command.registeredArguments.filter(({ description }) => description === '').map((one) => one.name()),
  /** Something for each argument that it cannot do without. */
  args: command.registeredArguments.filter(({ required }) => required).map(() => 'no-such-thing'),
}));

/** What every verb owes, whatever it does; a new one is held to it by being declared. */
describe.each(VERBS)('the verb $name', ({ name, about, unexplained, args }) => {
  const words = name.split(' ');

  it('says in one sentence what it is for', () => {
    expect(about).toMatch(/^[A-Z].*\.$/);
  });

  it('has an example in its help that begins with its own name', async () => {
    const app = fakeApp();

    const code = await runProgram([...words, '--help'], app);

    expect(code).toBe(0);
    const examples = [...app.said.stdout.matchAll(/^ {2}\$ (.+)$/gm)].map(([, example = '']) => example);
    expect(examples).toHaveLength(1);
    expect(`${examples[0]} `).toContain(`saltern ${name} `);
    expect(examples[0]).toMatch(/^saltern /);
  });

  it('takes --json, and says so', async () => {
    const app = fakeApp();

    await runProgram([...words, '--help'], app);

    expect(app.said.stdout).toMatch(/^ {2}--json {2,}\S/m);
  });

  it('explains every flag', async () => {
    const app = fakeApp();

    await runProgram([...words, '--help'], app);

    const flags = app.said.stdout.split('\n').filter((line) => /^ {2}-/.test(line));
    expect(flags.filter((line) => !/^ {2}-\S+(,? \S+)*? {2,}\S/.test(line))).toEqual([]);
  });

  it('explains every argument', () => {
    expect(unexplained).toEqual([]);
  });

  it('refuses a flag that it does not know with exit code 2 and a hint, and does nothing', async () => {
    const app = fakeApp();

    const code = await runProgram([...words, ...args, '--bogus'], app);

    expect(code).toBe(2);
    expect(app.said.stderr).toContain("unknown option '--bogus'");
    expect(app.said.stderr).toMatch(/\(saltern --help shows|hint: /);
    expect(app.said.stdout).toBe('');
  });

  it('has a command behind it that loads, and answers outside of any project in words', async () => {
    const app = fakeApp();

    const code = await runProgram([...words, ...args], app);

    expect(app.said.stderr).not.toContain('it is a defect of saltern');
    expect([0, 2, 3], app.said.stderr).toContain(code);
    expect(app.said.stdout + app.said.stderr).not.toBe('');
  });

  it('answers in JSON where JSON was asked for, errors too, and says nothing else', async () => {
    const app = fakeApp();

    await runProgram([...words, ...args, '--json'], app);

    expect(() => JSON.parse(app.said.stdout)).not.toThrow();
    expect(app.said.stderr).toBe('');
  });
});

import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quoteWord } from '../../src/base/text/quote-word.ts';
import { ROOT, type E2eProject } from '../support/e2e-project.ts';
import { passes, pretendedProject } from '../support/pretended-project.ts';

const TAGGED = { ...passes, tags: ['smoke'] };

describe('the completion of a real bash', () => {
  let project: E2eProject;

  beforeAll(async () => {
    project = await pretendedProject({
      suites: { default: TAGGED, other: TAGGED },
      platforms: { here: {}, there: {} },
    });
    await project.saltern(['create', 'demo-other-there']);
    // Asked by the script it is saltern; anything else it only repeats.
    const main = [process.execPath, join(ROOT, 'src/cli/main.ts')].map(quoteWord).join(' ');
    const shim = `#!/bin/sh\ncase "$1" in\n  completion | __complete) exec ${main} "$@" ;;\n  *) echo "<$*>" ;;\nesac\n`;
    await project.write('bin/saltern', shim);
    await chmod(join(project.directory, 'bin/saltern'), 0o755);
    const script = await project.saltern(['completion', 'bash']);
    await writeFile(join(project.directory, 'script'), script.stdout);
  });

  afterAll(async () => {
    await project?.[Symbol.asyncDispose]();
  });

  /** What bash runs when this is typed on a terminal, tabs included. */
  async function type(line: string): Promise<string | undefined> {
    const { stdout } = await execa('script', ['-qec', 'bash --norc --noprofile -i', '/dev/null'], {
      cwd: project.directory,
      env: { PATH: `${join(project.directory, 'bin')}${delimiter}${process.env['PATH']}`, TERM: 'dumb' },
      input: `. ./script\n${line}\nexit\n`,
      timeout: 60_000,
    });
    return /^<(.*)>\r?$/m.exec(stdout)?.[1];
  }

  it.each([
    ['a verb', 'saltern conv\t', 'converge'],
    ['an option', 'saltern test --fail-\t', 'test --fail-fast'],
    ['the value of an option', 'saltern test --destroy al\t', 'test --destroy always'],
    ['an instance', 'saltern verify demo-other-h\t', 'verify demo-other-here'],
    ['an instance by a part of its name', 'saltern verify other-h\t', 'verify demo-other-here'],
    ['an instance that was created, where only these are of use', 'saltern login \t', 'login demo-other-there'],
    ['a tag', 'saltern list --tag \t', 'list --tag smoke'],
    ['a tag behind a sign', 'saltern list --tag=sm\t', 'list --tag=smoke'],
    ['a file', 'saltern --project saltern.y\tlist', '--project saltern.yml list'],
  ])('finds %s', async (_, line, expected) => {
    expect((await type(line))?.trim()).toBe(expected);
  });
});

it('says nothing, and nothing goes wrong, where the project has problems or is not there', async () => {
  await using project = await pretendedProject({ more: { nonsense: true } });

  const answer = await project.saltern(['__complete', '--', 'test', '']);

  expect(answer).toEqual({ code: 0, stdout: '', stderr: '' });
});

it('has scripts for zsh and fish too, and names the shells it knows', async () => {
  await using project = await pretendedProject();

  const [zsh, fish, csh] = await Promise.all(
    ['zsh', 'fish', 'csh'].map((shell) => project.saltern(['completion', shell])),
  );

  expect(zsh?.stdout).toContain('#compdef saltern');
  expect(fish?.stdout).toContain('complete -c saltern');
  expect(csh).toMatchObject({ code: 2, stderr: expect.stringContaining('There is one for bash, zsh, fish.') });
});

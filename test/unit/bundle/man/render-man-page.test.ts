import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../../src/cli/program.ts';
import { renderManPage } from '../../../bundle/man/render-man-page.ts';
import { ROOT } from '../../../root.ts';
import { fakeApp } from '../../../support/fake-app.ts';
import { listVerbs } from '../../../support/list-verbs.ts';

const program = buildProgram(fakeApp(), () => undefined);
const page = renderManPage(program);
/** What one would read, in one line. */
const read = page
  .replaceAll(/\\\(aq/g, "'")
  .replaceAll(/\\\(dq/g, '"')
  .replaceAll(/\\\[u([0-9A-F]+)\]/g, (_all, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
  .replaceAll(/\\(.)/g, '$1')
  .replaceAll(/\s+/g, ' ');

describe('the man page', () => {
  it.each(listVerbs(program).map(({ name, command }) => [name, command] as const))(
    'has the usage, the meaning, the options and the example of %s',
    (name, command) => {
      const [own = ''] = new RegExp(`\\.SS "saltern ${name}[ "].*?(?=\\.S[SH] |$)`).exec(read) ?? [];

      expect(own).toContain(command.description().replaceAll(/\s+/g, ' '));
      for (const { flags, description } of command.options) {
        expect(own).toContain(`.B "${flags}"`);
        expect(own).toContain(description);
      }
      expect(own).toMatch(/Example: \.RS 4 \.nf \$ saltern /);
    },
  );

  it('has what can be said to all verbs once', () => {
    for (const { flags } of program.options) expect(read.split(`.B "${flags}"`)).toHaveLength(2);
  });

  it('has every exit code of the README, and no other', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const [, table = ''] = /\| exit code \| \|\n((?:\|.*\n)+)/.exec(readme) ?? [];
    const [, told = ''] = /\.SH "EXIT STATUS" (.*?) \.SH/.exec(read) ?? [];

    expect([...told.matchAll(/\.B "(\d+)"/g)].map(([, code]) => code)).toEqual(
      [...table.matchAll(/^\| (\d+) /gm)].map(([, code]) => code),
    );
  });

  it('has every variable of the environment that the sources look at', () => {
    const sources = globSync('{src,drivers}/**/*.ts', { cwd: ROOT }).map((file) =>
      readFileSync(join(ROOT, file), 'utf8'),
    );
    const names = sources.flatMap((text) => [...text.matchAll(/\benv(?:ironment)?\['([A-Z_]+)'\]/g)].map(([, n]) => n));
    const [, told = ''] = /\.SH "ENVIRONMENT" (.*?) \.SH/.exec(read) ?? [];

    expect(new Set(names).size).toBeGreaterThan(10);
    expect([...new Set(names)].filter((name) => !new RegExp(`\\b${name}\\b`).test(told))).toEqual([]);
  });
});

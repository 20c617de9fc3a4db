import { execa } from 'execa';
import { expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { renderManPage } from '../bundle/man/render-man-page.ts';
import { fakeApp } from '../support/fake-app.ts';

it('the man page is shown without a complaint, as the help reads', async () => {
  const page = renderManPage(buildProgram(fakeApp(), () => undefined));

  // -cbou: without letters that a terminal would draw twice.
  const shown = await execa('groff', ['-man', '-Tutf8', '-ww', '-P-cbou', '-rLL=120n'], { input: page, reject: false });

  expect({ exitCode: shown.exitCode, complaints: shown.stderr }).toEqual({ exitCode: 0, complaints: '' });
  expect(shown.stdout).toContain('saltern - test Salt formulas on package snapshots, and decide what may be promoted');
  expect(shown.stdout).toMatch(/^ {3}saltern nightly \[options\]\n {7}One night: snapshot, test, gate, /m);
  expect(shown.stdout).toMatch(/^ {7}--tag <name>\n {14}only suites with this tag; /m);
  expect(shown.stdout).toMatch(/^ {11}\$ saltern list --tag quick --tag nightly$/m);
  expect(shown.stdout).toContain("globs ('ops-ssh-*') or /expressions/");
});

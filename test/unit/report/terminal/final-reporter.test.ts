import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { finalReporter } from '../../../../src/report/terminal/final-reporter.ts';
import { plainLine } from '../../../../src/report/text/line.ts';
import { makeDemoRun } from '../demo-run.ts';
import { makePass, makeResult, makeRun, makeState, makeSteps, makeSummary } from '../make-result.ts';

it('the line of the reports names what is in the folder of the run, and nothing that was switched off', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'junit.xml'), '');
  await mkdir(join(folder.path, 'log'));
  const printed: string[] = [];
  const reporter = finalReporter({
    cwd: folder.path,
    files: ['junit.xml', 'badges/', 'log/'],
    print: (lines) => void printed.push(...lines.map((line) => plainLine(line))),
  });

  const [started, ...events] = makeDemoRun();
  for (const event of [{ ...started, directory: folder.path }, ...events]) reporter.on(event);
  await reporter.close();

  expect(printed).toContain(`reports  ${folder.path}/junit.xml, log/`);
  expect(
    printed.join(
      '\
',
    ),
  ).toContain("retry  create, try 1 of 3 failed  Docker did not answer on '/var/run/docker.sock'");
});

it.each([
  [undefined, 'as long as they are read in a pipe, with a count', / {4}x{156}… \(\+ 344 characters\)\n/],
  [60, 'wrapped on a terminal', / {4}x{56}\n {6}x{54}\n/],
] as const)('lines in %s columns are %s', async (columns, _, pattern) => {
  const printed: string[] = [];
  const reporter = finalReporter({
    cwd: '/nowhere',
    print: (lines) => void printed.push(...lines.map((line) => plainLine(line))),
    ...(columns !== undefined && { columns: () => columns }),
  });
  const state = makeState({ verdict: 'failed', outcome: 'fail', result: false, comment: 'x'.repeat(500) });
  const result = makeResult(makeSummary('ops-ssh', 'centos-7'), {
    outcome: 'fail',
    steps: makeSteps({ converge: makePass([state]), again: undefined, checks: undefined }),
  });
  const [started] = makeDemoRun();

  reporter.on(started);
  reporter.on({ at: 0, type: 'run-finished', result: makeRun([result]) });
  await reporter.close();

  expect(printed.join('\n')).toMatch(pattern);
  expect(Math.max(...printed.map((line) => line.length))).toBeLessThanOrEqual(columns ?? 200);
});

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'saltern-final-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

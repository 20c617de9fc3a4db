import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { finalReporter } from '../../../../src/report/terminal/final-reporter.ts';
import { plainLine } from '../../../../src/report/text/line.ts';
import { makeDemoRun } from '../demo-run.ts';

it('the last line names what is in the folder of the run, and nothing that was switched off', async () => {
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

  expect(printed.at(-1)).toBe(`reports  ${folder.path} : junit.xml, log/`);
  expect(printed.join('\n')).toContain(
    "retry  create, try 1 of 3 failed  Docker did not answer on '/var/run/docker.sock'",
  );
});

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'saltern-final-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

import { stringify } from 'yaml';
import { expect, it } from 'vitest';
import type { App } from '../../../../src/cli/app.ts';
import { runProgram } from '../../../../src/cli/program.ts';
import { fakeApp, type FakeApp } from '../../../support/fake-app.ts';
import { fails, passes } from '../../../support/pretended-project.ts';

const MINUTE_MS = 60_000;

/** Two suites of a long name on two platforms; one of them fails. */
function project(): FakeApp {
  const platforms = { 'centos-7': {}, 'centos-stream-9': {} };
  const on = Object.keys(platforms).map((name) => [name, { fake: { exec: 'host' } }]);
  const suites = { default: { ...passes, tags: ['quick', 'nightly'] }, 'without-root-login': fails };
  return fakeApp({
    'saltern.yml': stringify({
      formula: 'none',
      'formula-name': 'ops-ssh',
      driver: 'fake',
      salt: { from: 'image' },
      platforms: Object.fromEntries(on),
      suites,
    }),
  });
}

async function say(from: FakeApp, argv: readonly string[], change: Partial<App> = {}): Promise<string> {
  const app = fakeApp({}, { cwd: from.cwd, cacheDirectory: from.cacheDirectory, ...change });
  await runProgram(argv, app);
  return app.said.stdout;
}

/** Lines as they stand on a terminal so wide. */
async function look(from: FakeApp, columns: number, later = 0): Promise<readonly string[]> {
  const terminal = () => ({ isTty: true, columns, rows: 24, colourLevel: 0 as const });
  const text = await say(from, ['list'], { terminal, now: () => Date.now() + later });
  return text.trimEnd().split('\n');
}

it('list tells the last verdict and how old it is, when the instances are long gone', async () => {
  const app = project();
  await say(app, ['test', '--destroy', 'always']);

  const lines = await look(app, 200, 7 * MINUTE_MS);

  expect(lines[0]).toMatch(/^INSTANCE +DRIVER +STATE +LAST VERDICT +TAGS$/);
  expect(lines[1]).toMatch(/^ops-ssh-default-centos-7 +fake +not created +pass 7 min +quick, nightly$/);
  expect(lines[4]).toMatch(/^ops-ssh-without-root-login-centos-stream-9 +fake +not created +fail 7 min$/);
});

it('list fits 80 columns, and the names stay', async () => {
  const app = project();
  await say(app, ['test', '--destroy', 'never']);

  const lines = await look(app, 80);

  expect(lines[0]).toMatch(/^INSTANCE +STATE +LAST VERDICT$/);
  expect(lines[4]).toMatch(/^ops-ssh-without-root-login-centos-stream-9 +verified: fail +fail \d+ s$/);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

it('list shortens names in their middle where even that is too wide', async () => {
  const app = project();
  await say(app, ['test', '--destroy', 'never']);

  const lines = await look(app, 60);

  expect(lines[4]).toMatch(/^ops-ssh-w.*….*stream-9 +verified: fail +fail \d+ s$/);
  expect(lines.filter((line) => line.length > 60)).toEqual([]);
});

it('list in a pipe leaves nothing out, and --bare gives names alone', async () => {
  const app = project();
  await say(app, ['test', '--destroy', 'never']);

  const piped = await say(app, ['list']);
  const bare = await say(app, ['list', '--bare', '--failed']);
  const json = JSON.parse(await say(app, ['list', '--bare', '--failed', '--json'])) as unknown;

  const names = ['ops-ssh-without-root-login-centos-7', 'ops-ssh-without-root-login-centos-stream-9'];
  expect(piped).toMatch(/^INSTANCE +DRIVER +STATE +SINCE \(UTC\) +LAST VERDICT +TAGS\n/);
  expect(bare).toBe(`${names.join('\n')}\n`);
  expect(json).toEqual(names);
});

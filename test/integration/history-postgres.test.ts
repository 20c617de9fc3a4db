import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attackScene, type AttackScene, type Heard } from '../support/attack-scene.ts';
import { fails, passes } from '../support/pretended-project.ts';
import { startPostgres, type PostgresServer } from '../support/start-postgres.ts';

const MORE = { name: 'fleet', history: { 'url-env': 'SALTERN_HISTORY' } };

let server: PostgresServer;
let number = 0;
let url: string;
beforeAll(async () => void (server = await startPostgres()));
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => void (url = await server.url(`fleet_${++number}`)));

function scene(suites = { one: passes, two: fails }): Promise<AttackScene> {
  return attackScene({ suites, more: MORE });
}

function saltern(at: AttackScene, argv: readonly string[], where = url): Promise<Heard> {
  return at.saltern(argv, { environment: { SALTERN_HISTORY: where } });
}

async function attempts(at: AttackScene): Promise<number> {
  const { stdout } = await saltern(at, ['history', 'demo-*', '--json']);
  const { results }: { readonly results: readonly unknown[] } = JSON.parse(stdout);
  return results.length;
}

describe('a project whose history is in PostgreSQL', () => {
  it('has its runs there, and no file', async () => {
    await using here = await scene();

    const tested = await saltern(here, ['test']);
    const { stdout } = await saltern(here, ['history']);

    expect(tested).toMatchObject({ code: 1, stderr: '' });
    expect(stdout).toMatch(/demo-one-here +✓ /);
    expect(stdout).toMatch(/✗ demo-two-here {2}red since .*\n {2}check command false exit-status: expected 0, got 1/);
    expect(() => here.read('.saltern/history.db')).toThrow('ENOENT');
  });

  it('shares it with the same project on another machine', async () => {
    await using here = await scene();
    await using there = await scene();

    await Promise.all([saltern(here, ['test']), saltern(there, ['test'])]);

    expect(await attempts(here)).toBe(4);
    expect(await attempts(there)).toBe(4);
  });

  it('fills it in again after it was lost', async () => {
    await using here = await scene();
    await saltern(here, ['test']);
    url = await server.url(`fleet_${++number}`);

    const imported = await saltern(here, ['history', 'import']);

    expect(imported).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^1 run, 0 nights and 0 decisions are in 'postgres:/),
    });
    expect(await attempts(here)).toBe(2);
  });

  it('changes no verdict where the server ends, and says so without the password', async () => {
    await using own = await startPostgres();
    await using here = await scene();
    const secret = (await own.url()).replace('saltern@', 'saltern:geheim@');
    await saltern(here, ['test'], secret);
    await own.stop();

    const tested = await saltern(here, ['test'], secret);
    const shown = await saltern(here, ['history', '--debug'], secret);

    expect(tested.code).toBe(1);
    expect(tested.stdout).toContain('1 passed, 1 failed');
    expect(tested.stderr).toMatch(
      /^history could not be written: The history 'postgres:\/\/saltern:…@.*' cannot be used: /m,
    );
    expect(shown.code).toBe(3);
    expect(tested.stderr + shown.stderr + here.read('.saltern/latest/events.ndjson')).not.toContain('geheim');
  });

  it.each([
    ['without a scheme', 'saltern:geheim@db/x'],
    ['with a space', 'postgres://saltern:ge heim@db:port/x'],
    ['with a port that is none', 'postgres://saltern:geheim@db:70000/x'],
    ['with its password as a parameter', 'postgres://saltern@127.0.0.1:1/x?password=geheim'],
    ['with a password that has an at sign', 'postgres://saltern:geheim@geheim@127.0.0.1:1/x'],
  ])('shows nothing of the password of a URL %s', async (_what, wrong) => {
    await using here = await scene();

    const shown = await saltern(here, ['history', '--debug'], wrong);

    expect([2, 3]).toContain(shown.code);
    expect(shown.stderr).not.toMatch(/geheim|ge heim/);
    expect(shown.stderr).toContain('hint: ');
  });
});

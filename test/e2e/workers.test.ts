import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from 'pg';
import { z } from 'zod';
import { e2eProject, type E2eProject } from '../support/e2e-project.ts';
import { openFarm, type FarmScene } from '../support/farm-scene.ts';
import { passes, pretendedProject, fails } from '../support/pretended-project.ts';
import { startPostgres, type PostgresServer } from '../support/start-postgres.ts';
import { writeTinyRepository } from '../support/tiny-repository.ts';

const instanceSchema = z.object({
  name: z.string(),
  outcome: z.string(),
  phases: z.array(z.object({ phase: z.string(), retries: z.number() })),
});
const resultSchema = z.object({ runId: z.string(), outcome: z.string(), instances: z.array(instanceSchema) });
const eventSchema = z.object({ type: z.string(), instance: z.string().optional(), reason: z.string().optional() });

const SOME = Array.from({ length: 12 }, (_, index) => `s${index + 10}`);
/** Four at once on a worker with two cores, and each long enough to be killed in. */
const SLOW = { cores: 0.5, delays: { create: 1000 } };

let server: PostgresServer;
beforeAll(async () => void (server = await startPostgres()));
afterAll(() => server[Symbol.asyncDispose]());

/** Pretended instances that lie on the disk of a worker. */
function leftOn(cache: string): readonly string[] {
  const fake = join(cache, 'fake');
  const projects = existsSync(fake) ? readdirSync(fake).filter((name) => name !== 'images') : [];
  return projects.flatMap((name) => readdirSync(join(fake, name)));
}

async function readEvents(project: E2eProject) {
  const lines = (await project.read('.saltern/latest/events.ndjson')).trimEnd().split('\n');
  return lines.map((line) => eventSchema.parse(JSON.parse(line)));
}

describe('a fleet on workers', () => {
  it('loses no instance and counts none twice when one of four workers is killed in the middle', async () => {
    await using project = await pretendedProject({
      suites: Object.fromEntries(SOME.map((name) => [name, name === 's15' ? fails : passes])),
      platforms: { here: SLOW, there: SLOW },
      more: { farm: { 'lost-after': '2s' } },
    });
    await using farm = await openFarm(server, project);
    const [victim] = await Promise.all(['w1', 'w2', 'w3', 'w4'].map((name) => farm.worker(name)));
    const running = project.start(['--json', 'test', '--workers'], farm.environment);
    await victim?.said(/demo-s\d+-\S+ {2}taken/u);

    victim?.kill('SIGKILL');
    const { code, stdout } = await running.ended;

    const { instances } = resultSchema.parse(JSON.parse(stdout));
    const names = SOME.flatMap((suite) => [`demo-${suite}-here`, `demo-${suite}-there`]);
    const events = await readEvents(project);
    const finished = events.filter(({ type }) => type === 'instance-finished').map(({ instance }) => instance);
    const retried = events.filter(({ type }) => type === 'retry');
    expect(code).toBe(1);
    expect(instances.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    expect(finished.toSorted()).toEqual(names.toSorted());
    expect(instances.filter(({ outcome }) => outcome !== 'pass').map(({ name }) => name)).toEqual(
      names.filter((name) => name.includes('s15')),
    );
    expect(retried.length).toBeGreaterThan(0);
    expect(retried.every(({ reason }) => reason?.startsWith("lost on worker 'w1': ") ?? false)).toBe(true);
    expect(
      instances
        .filter(({ phases }) => phases.some(({ retries }) => retries > 0))
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(retried.map(({ instance }) => instance).toSorted());
    const junit = await project.read('.saltern/junit.xml');
    for (const name of names) expect(junit.split(`name="${name}`).length).toBe(2);
    expect(junit).toMatch(/<testsuites [^>]*failures="2"/u);
    expect(await project.read(`.saltern/latest/log/${retried[0]?.instance}.log`)).toContain("lost on worker 'w1'");
  });

  it('leaves nothing of a killed worker once another begins on its machine', async () => {
    await using project = await pretendedProject({ platforms: { here: { fail: { create: 'hang' } } } });
    await using farm = await openFarm(server, project);
    const victim = await farm.worker('first');
    const running = project.start(['test', '--workers'], farm.environment);
    await expect.poll(() => leftOn(farm.cacheOf('first'))).toEqual(['demo-default-here']);
    victim.kill('SIGKILL');
    await victim.ended;
    running.kill('SIGINT');
    const interrupted = await running.ended;

    const next = await farm.worker('second', [], { cache: farm.cacheOf('first') });
    next.kill('SIGTERM');
    const { code, stdout } = await next.ended;

    expect(interrupted.code).toBe(130);
    expect(code).toBe(130);
    expect(stdout).toContain("worker 'second' ended: 0 jobs finished");
    expect(leftOn(farm.cacheOf('first'))).toEqual([]);
  });

  it('goes on elsewhere when a worker is interrupted, which removes what it made and gives its jobs back', async () => {
    await using project = await pretendedProject({ platforms: { here: SLOW } });
    await using farm = await openFarm(server, project);
    const first = await farm.worker('first');
    const running = project.start(['test', '--workers'], farm.environment);
    await first.said(/demo-default-here {2}taken/u);

    first.kill('SIGTERM');
    const stopped = await first.ended;
    const second = await farm.worker('second', ['--once']);
    const [{ code, stdout }, once] = await Promise.all([running.ended, second.ended]);

    expect(stopped.code).toBe(130);
    expect(stopped.stdout).toMatch(/demo-default-here {2}given back: the worker was stopped/u);
    expect(leftOn(farm.cacheOf('first'))).toEqual([]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/retry .*lost on worker 'first': the worker was stopped/u);
    expect(once.code).toBe(0);
    expect(once.stdout).toContain("worker 'second' ended: 1 job finished");
  });

  it('is stopped by Ctrl-C on all machines, and leaves nothing there', async () => {
    await using project = await pretendedProject({ platforms: { here: { fail: { create: 'hang' } } } });
    await using farm = await openFarm(server, project);
    const worker = await farm.worker('first');
    const running = project.start(['test', '--workers'], farm.environment);
    await expect.poll(() => leftOn(farm.cacheOf('first'))).toEqual(['demo-default-here']);

    running.kill('SIGINT');
    const { code, stdout } = await running.ended;

    expect(code).toBe(130);
    expect(stdout).toContain('stopping, and removing what this run made');
    await expect.poll(() => leftOn(farm.cacheOf('first'))).toEqual([]);
    expect(worker.kill('SIGTERM')).toBe(true);
  });

  it('does not wait for a worker that was killed when it is stopped by Ctrl-C', async () => {
    await using project = await pretendedProject({ platforms: { here: { fail: { create: 'hang' } } } });
    await using farm = await openFarm(server, project);
    const victim = await farm.worker('first');
    const running = project.start(['test', '--workers'], farm.environment);
    await expect.poll(() => leftOn(farm.cacheOf('first'))).toEqual(['demo-default-here']);
    victim.kill('SIGKILL');
    await victim.ended;

    running.kill('SIGINT');
    const { code, stdout } = await running.ended;

    expect(code).toBe(130);
    expect(stdout).toContain('interrupted · 1 not started');
  });

  it('has workers that began before there were any tables: they wait, and say so', async () => {
    await using project = await pretendedProject({});
    const url = await server.url('workers_early');
    await using farm = await openFarm(server, project);
    const early = project.start(['worker', '--name', 'early', '--driver', 'fake', '--once'], {
      ...farm.environment,
      SALTERN_FARM_URL: url,
    });
    await early.said(/waits for the first run: .* has no tables for jobs yet, and whoever starts one makes them/u);

    const { code, stdout } = await project.saltern(['test', '--workers'], { SALTERN_FARM_URL: url });
    const { stdout: said } = await early.ended;

    expect(code).toBe(0);
    expect(stdout).toContain('no worker is there yet');
    expect(said).toContain("worker 'early' ended: 1 job finished");
  });

  it('finds its workers by the variable that the project names, on their side too', async () => {
    await using project = await pretendedProject({ more: { farm: { 'url-env': 'TEAM_FARM' } } });
    await using farm = await openFarm(server, project);
    const environment = { TEAM_FARM: farm.environment['SALTERN_FARM_URL'] };
    const worker = project.start(['worker', '--name', 'w1', '--driver', 'fake', '--once'], environment);
    await worker.said(/takes jobs for/u);

    const { code } = await project.saltern(['test', '--workers'], environment);

    expect(code).toBe(0);
    expect((await worker.ended).code).toBe(0);
  });

  it('says within seconds why nobody takes an instance, and waits for one who can', async () => {
    await using project = await pretendedProject({ more: { farm: { labels: { 'demo-*': ['kvm-for-sure'] } } } });
    await using farm = await openFarm(server, project);
    await farm.worker('without');
    const running = project.start(['test', '--workers'], farm.environment);

    await running.said(/demo-default-here {2}no worker takes it: no one has the label 'kvm-for-sure'/u);
    await farm.worker('with', ['--label', 'kvm-for-sure']);

    expect((await running.ended).code).toBe(0);
  });

  it('is left to others by a worker whose disk is full, until there is space again', async () => {
    await using project = await pretendedProject({});
    await using farm = await openFarm(server, project);
    using disk = makeDisk(farm.cacheOf('full'));
    const full = await farm.worker('full');
    await full.said(/takes no job: only 0\.0 GiB are free on its disk/u);
    await farm.worker('empty', ['--once']);

    const { code, stdout } = await project.saltern(['test', '--workers'], farm.environment);
    disk.grow('640m');
    await full.said(/takes jobs again/u);
    const again = await project.saltern(['test', '--workers'], farm.environment);

    expect([code, again.code]).toEqual([0, 0]);
    expect(stdout).toContain('PASS');
  });

  it('is a night like any other: what workers proved opens the gate', async () => {
    await using project = await pretendedProject({
      more: { snapshots: { root: 'mirror', repositories: { '*': ['base'] } }, gate: 'gate.yml' },
      files: { 'gate.yml': "channels: { stable: { require: [{ suites: '*', platforms: '*' }] } }\n" },
    });
    await writeTinyRepository(join(project.directory, 'mirror'), 'base', [{ name: 'tree' }]);
    await using farm = await openFarm(server, project);
    await farm.worker('first');

    const { code, stdout } = await project.saltern(['nightly', '--workers'], farm.environment);

    expect(stdout).toContain('PROMOTED');
    expect(code).toBe(0);
  });

  it('shows no secret to the database, to the screens and to the files of both sides', async () => {
    const secret = 'correct-horse-battery-staple';
    await using project = await pretendedProject({
      suites: {
        default: {
          pillar: { db: { password: secret } },
          hooks: [{ after: 'create', run: `echo the password is ${secret}` }],
          ...passes,
        },
      },
      more: { secrets: { pillar: ['db:password'] } },
    });
    await using open = await openFarm(server, project);
    const refused = await project.saltern(['test', '--workers'], open.environment);
    await using farm = await openFarm(server, project, { SALTERN_FARM_KEY: Buffer.alloc(32, 9).toString('base64') });
    const worker = await farm.worker('first', ['--once']);

    const { code, stdout } = await project.saltern(['test', '--workers'], farm.environment);
    const { stdout: said } = await worker.ended;

    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/has secrets.*SALTERN_FARM_KEY/u) });
    expect(code).toBe(0);
    const log = await project.read('.saltern/latest/log/demo-default-here.log');
    expect(log).toContain('the password is ••••');
    expect(await dumpOf(farm)).toContain('the password is ••••');
    for (const text of [stdout, said, log, await dumpOf(farm)]) expect(text).not.toContain(secret);
  });

  it('needs the database that it is told of, and says so', async () => {
    await using project = await pretendedProject({});

    const unset = await project.saltern(['test', '--workers']);
    const gone = await project.saltern(['test', '--workers'], {
      SALTERN_FARM_URL: 'postgres://me:hunter2@127.0.0.1:1/x',
    });
    const worker = await project.saltern(['worker']);
    const flag = await project.saltern(['test', '--workers', '--concurrency', '2']);

    expect(unset).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("The variable 'SALTERN_FARM_URL' is not set"),
    });
    expect(gone.code).toBe(3);
    expect(gone.stderr).not.toContain('hunter2');
    expect(worker.code).toBe(2);
    expect(flag).toMatchObject({ code: 2, stderr: expect.stringContaining('--workers') });
  });
});

describe('a formula on a worker', () => {
  it('has the same verdict, evidence and places as on this machine, with a real container', async () => {
    await using project = await e2eProject({ night: 1 });
    await using farm = await openFarm(server, project);
    await project.saltern(['snapshot', 'create']);
    // Where Salt and the images are at hand.
    await farm.worker('first', ['--once'], { driver: 'docker', cache: undefined });
    const name = 'ops-time-default-centos-stream-9';

    const there = await project.saltern(['test', name, '--workers'], farm.environment);
    const here = await project.saltern(['test', name]);

    expect(there).toMatchObject({ code: 0, stderr: '' });
    expect(here.code).toBe(0);
    const [far, near] = await readEvidence(project, name);
    expect(far).toEqual(near);
    expect(await project.leftovers()).toEqual([]);
  });
});

/** What binds each result of an instance, the oldest first. */
async function readEvidence(project: E2eProject, name: string) {
  const folder = join(project.directory, '.saltern/evidence');
  const [snapshot = ''] = readdirSync(folder).filter((one) => !one.startsWith('.'));
  const files = readdirSync(join(folder, snapshot, name)).toSorted();
  const bound = z.object({
    formulaDigest: z.string(),
    suiteDigest: z.string(),
    recipe: z.string(),
    snapshot: z.object({ id: z.string(), digest: z.string() }),
    packages: z.array(z.string()),
    saltVersion: z.string(),
  });
  return await Promise.all(
    files.map(async (file) =>
      bound.parse(JSON.parse(await project.read(`.saltern/evidence/${snapshot}/${name}/${file}`))),
    ),
  );
}

/** A disk of its own, 64 KiB small at first; needs root. */
function makeDisk(folder: string) {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder]);
  return {
    grow: (size: string) => void execFileSync('mount', ['-o', `remount,size=${size}`, folder]),
    [Symbol.dispose]: () => void execFileSync('umount', ['--lazy', folder]),
  };
}

/** All that the farm's database holds, as text. */
async function dumpOf({ environment }: Pick<FarmScene, 'environment'>): Promise<string> {
  const client = new Client({ connectionString: environment['SALTERN_FARM_URL'] });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      "SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables WHERE table_schema LIKE 'saltern%'",
    );
    const rows: string[] = [];
    for (const { name } of tables.rows) {
      const { rows: some } = await client.query<Record<string, unknown>>(`SELECT * FROM ${name}`);
      rows.push(
        JSON.stringify(some, (_key, value: unknown) => (Buffer.isBuffer(value) ? value.toString('latin1') : value)),
      );
      rows.push(
        ...some.flatMap((row) =>
          Object.values(row)
            .filter(Buffer.isBuffer)
            .map((bytes) => bytes.toString('latin1')),
        ),
      );
    }
    return rows.join('\n');
  } finally {
    await client.end();
  }
}

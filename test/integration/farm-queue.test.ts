import { hash } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FarmDesk, FarmNews } from '../../src/contract/farm.ts';
import { openBench, openDesk } from '../../src/farm/queue/index.ts';
import { measureFarm } from '../bench/farm.ts';
import { farmJob, farmResult } from '../support/farm-job.ts';
import { startFarmWorker } from '../support/farm-workers.ts';
import { startPostgres, type PostgresServer } from '../support/start-postgres.ts';

const ROOM = { memoryBytes: 4000, cores: 4 };
const WORKER = { saltern: '1.0.0', labels: ['docker'], limits: ROOM };
const patience = AbortSignal.timeout(600_000);

let server: PostgresServer;
let number = 0;
let url: string;
beforeAll(async () => void (server = await startPostgres()));
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => void (url = await server.url(`queue_${++number}`)));

async function follow(desk: FarmDesk, runId = 'run'): Promise<readonly FarmNews[]> {
  const news: FarmNews[] = [];
  for await (const one of desk.follow(runId, { signal: patience })) news.push(one);
  return news;
}

function jobs(count: number) {
  return Array.from({ length: count }, (_, index) => farmJob({ name: `i${index}` }));
}

/** Jobs by what was told of them, sorted. */
function idsOf(news: readonly FarmNews[], type: FarmNews['type']): readonly string[] {
  return news
    .filter((one) => one.type === type)
    .map(({ job }) => job)
    .toSorted();
}

describe('jobs of a run over worker processes', () => {
  it('come to one result each where a worker is killed in the middle of its own', async () => {
    await using desk = await openDesk({ url, silentMs: 2000 });
    await using one = await startFarmWorker({ url, name: 'one', ms: 50 });
    await using two = await startFarmWorker({ url, name: 'two', ms: 50 });
    await using doomed = await startFarmWorker({ url, name: 'doomed', ms: 'held' });
    await desk.submit(jobs(12));
    const line = await doomed.says('took ');

    doomed.signal('SIGKILL');
    const news = await follow(desk);

    const lost = line.replace('took ', '');
    expect(idsOf(news, 'result')).toEqual(
      jobs(12)
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(news.filter(({ type }) => type === 'lost')).toMatchObject([
      { job: lost, attempt: 1, worker: 'doomed', reason: 'its worker was not heard of for 2 s', isLast: false },
    ]);
    expect(news.find((each) => each.type === 'result' && each.job === lost)).toMatchObject({ attempt: 2 });
    expect([...one.said, ...two.said].filter((said) => said.startsWith('did '))).toHaveLength(12);
  });

  it('are told once each, event by event, though the database is stopped for a while under all of them', async () => {
    await using own = await startPostgres();
    url = await own.url('farm');
    await using desk = await openDesk({ url, silentMs: 2000 });
    await using one = await startFarmWorker({ url, name: 'one', slots: 2, ms: 200 });
    await using two = await startFarmWorker({ url, name: 'two', slots: 2, ms: 200 });
    await desk.submit(jobs(60));
    const following = follow(desk);
    await one.says('did ');

    await own.stop();
    const taken = [one, two].flatMap(({ said }) => said.filter((line) => line.startsWith('took '))).length;
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    await own.start();
    const news = await following;

    expect(taken).toBeLessThan(60);
    expect(idsOf(news, 'result')).toHaveLength(60);
    expect(new Set(idsOf(news, 'result')).size).toBe(60);
    expect(idsOf(news, 'lost')).toEqual([]);
    const events = news.flatMap((each) => (each.type === 'events' ? each.events.map(({ type }) => type) : []));
    expect(events.filter((type) => type === 'instance-started')).toHaveLength(60);
    expect(events.filter((type) => type === 'output')).toHaveLength(60);
  });

  it('do not count the result of a worker that was cut off meanwhile, and keep it', async () => {
    await using desk = await openDesk({ url, silentMs: 2000 });
    await using stuck = await startFarmWorker({ url, name: 'stuck', ms: 'held' });
    await desk.submit([farmJob()]);
    await stuck.says('took ');
    stuck.signal('SIGSTOP');
    await using bench = await openBench({ url, worker: { ...WORKER, name: 'other' } });

    const taken = await bench.take(ROOM, { signal: patience });
    stuck.signal('SIGCONT');
    stuck.go();
    const late = await stuck.says('did ');
    const counts = await taken?.finish(farmResult());

    expect(late).toBe('did run/demo-one-here false');
    expect(counts).toBe(true);
    expect((await follow(desk)).map(({ type, worker }) => `${type} ${worker}`)).toEqual(
      expect.arrayContaining(['late stuck', 'result other', 'lost stuck']),
    );
  });

  it('tell a worker that its job was given to another', async () => {
    await using desk = await openDesk({ url, silentMs: 2000 });
    await desk.submit([farmJob({ limitMs: 100 })]);
    await using bench = await openBench({ url, worker: { ...WORKER, name: 'slow' } });
    const taken = await bench.take(ROOM, { signal: patience });

    const following = follow(desk);
    await new Promise((resolve) => taken?.signal.addEventListener('abort', resolve, { once: true }));
    const again = await bench.take(ROOM, { signal: patience });
    await again?.finish(farmResult());

    expect(taken?.signal.reason).toMatchObject({ code: 'INTERRUPTED' });
    expect(await following).toMatchObject([
      { type: 'taken', attempt: 1 },
      { type: 'lost', attempt: 1, reason: 'it took longer than 0 s' },
      { type: 'taken', attempt: 2 },
      { type: 'result', attempt: 2 },
    ]);
  });

  it('come through whole where there are a thousand, over four workers with four at once', async () => {
    const measured = await measureFarm({ jobs: 1000, processes: 4 });

    expect(measured.results).toBe(1000);
  });

  it('wait for a worker with the right label, while those with a wrong one do the others', async () => {
    await using desk = await openDesk({ url, silentMs: 2000 });
    await using plain = await startFarmWorker({ url, name: 'plain' });
    await desk.submit([farmJob({ name: 'special', labels: ['kvm'] }), ...jobs(5)]);
    await plain.says('did run/i4');
    await using bench = await openBench({ url, worker: { ...WORKER, name: 'kvm', labels: ['docker', 'kvm'] } });

    const taken = await bench.take(ROOM, { signal: patience });
    await taken?.finish(farmResult());

    expect(plain.said).not.toContain('took run/special');
    expect((await follow(desk)).find((one) => one.type === 'result' && one.job === 'run/special')).toMatchObject({
      worker: 'kvm',
    });
  });
});

describe('what is kept in the database', () => {
  const DAY = 24 * 3_600_000;
  const bytes = Buffer.from('a tree');
  const digest = `sha256:${hash('sha256', bytes)}`;

  /** As if all that is there had happened a day earlier. */
  async function age(): Promise<void> {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query("UPDATE saltern_farm.runs SET created_at = created_at - INTERVAL '1 day'");
    await client.query("UPDATE saltern_farm.jobs SET ended_at = ended_at - INTERVAL '1 day'");
    await client.query("UPDATE saltern_farm.contents SET used_at = used_at - INTERVAL '1 day'");
    await client.end();
  }

  async function runOne(desk: FarmDesk, runId: string): Promise<void> {
    await desk.submit([farmJob({ runId, contents: { tree: { digest, bytes: bytes.length } } })]);
    await using bench = await openBench({ url, worker: { ...WORKER, name: 'one' } });
    const taken = await bench.take(ROOM, { signal: patience });
    await taken?.putFile('log', Buffer.from(runId));
    await taken?.finish(farmResult());
  }

  it('goes with its age: runs that are over with their files, and contents that no run needs', async () => {
    await using desk = await openDesk({ url });
    await desk.putContent(digest, bytes);
    await runOne(desk, 'old');
    await age();
    await runOne(desk, 'new');

    expect(await desk.forget(DAY * 2)).toEqual({ runs: 0, contents: 0 });
    expect(await desk.forget(DAY / 2)).toEqual({ runs: 1, contents: 1 });

    expect(await follow(desk, 'old')).toEqual([]);
    expect(await follow(desk, 'new')).toHaveLength(3);
    expect(await desk.lacks([digest])).toEqual([]);
  });

  it('stays while its run is under way, however old that is', async () => {
    await using desk = await openDesk({ url });
    await desk.putContent(digest, bytes);
    await desk.submit([farmJob({ runId: 'long', contents: { tree: { digest, bytes: bytes.length } } })]);
    await age();

    expect(await desk.forget(0)).toEqual({ runs: 0, contents: 0 });
    await desk.cancel('long');
    expect(await desk.forget(0)).toEqual({ runs: 1, contents: 1 });
  });

  it.each([
    ['older', 1, 'its tables have form 1, and this saltern needs'],
    ['newer', 99, 'its tables have form 99, which this saltern does not know'],
  ])('is not touched by a worker of another saltern, which is %s', async (_what, form, why) => {
    await (await openDesk({ url }))[Symbol.asyncDispose]();
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('UPDATE saltern_farm.form SET form = $1', [form]);
    await client.end();

    await expect(openBench({ url, worker: { ...WORKER, name: 'one' } })).rejects.toMatchObject({
      code: 'FARM_UNREACHABLE',
      message: expect.stringContaining(why),
    });
  });

  it('is made once by desks that are opened at the same time', async () => {
    const desks = await Promise.all([openDesk({ url }), openDesk({ url }), openDesk({ url })]);

    for (const desk of desks) expect(await desk.workers()).toEqual([]);
    await Promise.all(desks.map((desk) => desk[Symbol.asyncDispose]()));
  });
});

describe('a database that is not there', () => {
  it.each([
    ['nothing listens', 'postgres://saltern:geheim@127.0.0.1:1/x', 'ECONNREFUSED'],
    ['its URL is none', 'saltern:geheim@@', 'its URL is none that begins with postgres://'],
    ['its URL has no scheme', 'geheim@db/x', 'its URL is none'],
    ['its port is none', 'postgres://saltern:geheim@db:70000/x', 'its URL is none'],
    ['its URL has the password as a parameter', 'postgres://saltern@127.0.0.1:1/x?password=geheim', 'ECONNREFUSED'],
  ])('is said at once, without the password, where %s', async (_what, wrong, why) => {
    const opening = [openDesk({ url: wrong }), openBench({ url: wrong, worker: { ...WORKER, name: 'one' } })];

    for (const settled of await Promise.allSettled(opening)) {
      const error: unknown = settled.status === 'rejected' ? settled.reason : undefined;
      expect(error).toMatchObject({ code: 'FARM_UNREACHABLE', message: expect.stringContaining(why) });
      expect(String(error)).not.toContain('geheim');
    }
  });

  it('ends what is asked of it after the time that it may stay away', async () => {
    await using own = await startPostgres();
    url = await own.url('farm');
    await using desk = await openDesk({ url, patienceMs: 500 });
    await own.stop();

    await expect(desk.workers()).rejects.toMatchObject({ code: 'FARM_UNREACHABLE' });
    await expect(follow(desk)).rejects.toMatchObject({ code: 'FARM_UNREACHABLE' });
  });

  it('has no tables for a worker that comes before the first run', async () => {
    await expect(openBench({ url, worker: { ...WORKER, name: 'one' } })).rejects.toMatchObject({
      code: 'FARM_UNREACHABLE',
      message: expect.stringMatching(/cannot be reached: it has no tables for them yet$/),
    });
  });
});

import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelAndFindLiving } from '../../src/app/farm/find-living.ts';
import type { FarmBench, FarmDesk, FarmJob, FarmNews, TakenJob } from '../../src/contract/farm.ts';
import { farmJob, farmResult } from '../support/farm-job.ts';
import { FARM_CASES, WORKER, type BenchWorker, type FarmGround } from './farm-cases.ts';

const ROOM = WORKER.limits;
const patience = AbortSignal.timeout(600_000);

describe.each(FARM_CASES)('a queue in $name', ({ prepare }) => {
  let made: Awaited<ReturnType<typeof prepare>>;
  let ground: FarmGround;
  let desk: FarmDesk;
  let open: FarmBench[];

  beforeAll(async () => void (made = await prepare()));
  afterAll(() => made[Symbol.asyncDispose]());
  beforeEach(async () => {
    ground = await made.ground();
    desk = await ground.desk();
    open = [];
  });
  afterEach(async () => {
    await Promise.all(open.map((bench) => bench[Symbol.asyncDispose]()));
    await desk[Symbol.asyncDispose]();
  });

  async function openBench(worker?: Partial<BenchWorker>): Promise<FarmBench> {
    const bench = await ground.bench(worker);
    open.push(bench);
    return bench;
  }

  async function take(bench: FarmBench, room = ROOM): Promise<TakenJob> {
    const taken = await bench.take(room, { signal: patience });
    if (taken === undefined) throw new Error('nothing was taken');
    return taken;
  }

  /** Nothing, as far as can be told: what would be taken is, within a moment. */
  function takeNothing(bench: FarmBench, room = ROOM): Promise<TakenJob | undefined> {
    return bench.take(room, { signal: AbortSignal.timeout(500) });
  }

  async function follow(runId = 'run'): Promise<readonly FarmNews[]> {
    const news: FarmNews[] = [];
    for await (const one of desk.follow(runId, { signal: patience })) news.push(one);
    return news;
  }

  const submit = (...jobs: readonly FarmJob[]) => desk.submit(jobs);

  it('tells a run from its beginning to the result that counts', async () => {
    await submit(farmJob());
    const bench = await openBench();
    const taken = await take(bench);
    taken.tell({ type: 'instance-started', instance: 'demo-one-here', at: 1 });
    taken.tell({ type: 'phase-started', instance: 'demo-one-here', phase: 'create', at: 2 });
    await taken.putFile('logs/demo-one-here.log', Buffer.from('hello\n'));

    const counts = await taken.finish(farmResult(), 'signed');
    const news = await follow();

    expect(counts).toBe(true);
    expect(taken).toMatchObject({ job: JSON.parse(JSON.stringify(farmJob())), attempt: 1 });
    const who = { job: 'run/demo-one-here', attempt: 1, worker: 'host-1' };
    const [first, ...more] = news;
    expect(first).toEqual({ ...who, type: 'taken' });
    expect(more.at(-1)).toEqual({
      ...who,
      type: 'result',
      result: JSON.parse(JSON.stringify(farmResult())),
      signature: 'signed',
    });
    expect(more.flatMap((one) => (one.type === 'events' ? one.events : [])).map(({ at }) => at)).toEqual([1, 2]);
    const file = more.find((one) => one.type === 'file');
    expect(file).toMatchObject({ name: 'logs/demo-one-here.log', content: { bytes: 6 } });
    expect(Buffer.from((await desk.getContent(file?.content.digest ?? '')) ?? []).toString()).toBe('hello\n');
  });

  it('tells the same to whoever follows later, and at the same time', async () => {
    await submit(farmJob());
    const live = follow();
    const taken = await take(await openBench());
    await taken.finish(farmResult());

    const [first, second] = [await live, await follow()];

    expect(first.map(({ type }) => type)).toEqual(['taken', 'result']);
    expect(second).toEqual(first);
  });

  it('has nothing to tell of a run that has no jobs', async () => {
    expect(await follow('nothing')).toEqual([]);
  });

  it('keeps contents by their digest, and says which are missing', async () => {
    const bytes = Buffer.from([0, 1, 2, 255]);
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    const other = `sha256:${'0'.repeat(64)}`;
    expect(await desk.lacks([digest, other, digest])).toEqual([digest, other]);

    await desk.putContent(digest, bytes);
    await desk.putContent(digest, bytes);

    expect(await desk.lacks([digest, other])).toEqual([other]);
    expect(Buffer.from((await (await openBench()).getContent(digest)) ?? [])).toEqual(bytes);
    expect(await desk.getContent(other)).toBeUndefined();
    await expect(desk.putContent(other, bytes)).rejects.toThrow(`what is called '${other}'`);
  });

  it('gives the longest first, and before them what nobody knows of', async () => {
    const usual = { a: 100, b: 5000, c: undefined, d: 700 };
    const jobs = Object.entries(usual).map(([name, usualMs]) =>
      farmJob({ name, ...(usualMs === undefined ? {} : { usualMs }) }),
    );
    await submit(...jobs);
    const bench = await openBench();

    const order: string[] = [];
    for (const _ of jobs) order.push((await take(bench)).job.plan.name);

    expect(order).toEqual(['c', 'b', 'd', 'a']);
  });

  it('queues a job once, however often it is sent', async () => {
    await submit(farmJob());
    await submit(farmJob());
    const bench = await openBench();

    await (await take(bench)).finish(farmResult());

    expect(await takeNothing(bench)).toBeUndefined();
    expect((await follow()).map(({ type }) => type)).toEqual(['taken', 'result']);
  });

  it.each<[string, Partial<FarmJob>, Partial<BenchWorker>, typeof ROOM?]>([
    ['a label that it does not have', { labels: ['docker', 'kvm'] }, {}],
    ['another saltern', { saltern: '2.0.0' }, {}],
    ['more memory than it has', { needs: { memoryBytes: 4001, cores: 1 } }, {}],
    ['more cores than it has', { needs: { memoryBytes: 1, cores: 5 } }, {}],
    ['more memory than it has room for now', {}, {}, { memoryBytes: 999, cores: 4 }],
  ])('gives no worker a job that needs %s', async (_what, job, worker, room) => {
    await submit(farmJob(job));

    expect(await takeNothing(await openBench(worker), room)).toBeUndefined();
  });

  it('gives it to the one that has what it needs, who waits for it', async () => {
    const [wrong, right] = [await openBench(), await openBench({ name: 'host-2', labels: ['docker', 'kvm'] })];
    const stop = new AbortController();
    const none = wrong.take(ROOM, { signal: stop.signal });
    const taking = take(right);

    await submit(farmJob({ labels: ['kvm'] }));
    const taken = await taking;
    stop.abort();

    expect(taken.job.labels).toEqual(['kvm']);
    expect(await none).toBeUndefined();
    await taken.finish(farmResult());
  });

  it('keeps room for a job that small ones are given before for too long', async () => {
    const needs = { memoryBytes: 4000, cores: 1 };
    await submit(farmJob({ name: 'large', needs, usualMs: 9000 }));
    await submit(...['a', 'b', 'c'].map((name) => farmJob({ name, usualMs: 10 })));
    const bench = await openBench();
    const little = { memoryBytes: 2000, cores: 4 };

    const small = await take(bench, little);
    await expect
      .poll(async () => {
        const taken = await bench.take(little, { signal: AbortSignal.timeout(200) });
        await taken?.finish(farmResult());
        return taken === undefined;
      })
      .toBe(true);
    const large = await take(bench);

    expect(small.job.plan.name).toBe('a');
    expect(large.job.plan.name).toBe('large');
  });

  it('gives the job of a worker that ends to another, and says so', async () => {
    await submit(farmJob());
    const first = await openBench();
    await take(first);
    await first[Symbol.asyncDispose]();

    const second = await take(await openBench({ name: 'host-2' }));
    await second.finish(farmResult());

    expect(second.attempt).toBe(2);
    expect(await follow()).toMatchObject([
      { type: 'taken', attempt: 1, worker: 'host-1' },
      { type: 'lost', attempt: 1, worker: 'host-1', reason: 'its worker ended', isLast: false },
      { type: 'taken', attempt: 2, worker: 'host-2' },
      { type: 'result', attempt: 2, worker: 'host-2' },
    ]);
  });

  it('gives a job that was given up to another worker, and not to the same one again at once', async () => {
    await submit(farmJob());
    const [first, second] = [await openBench(), await openBench({ name: 'host-2' })];

    await (await take(first)).giveUp('no space is left');
    expect(await takeNothing(first)).toBeUndefined();
    const again = await take(second);
    await again.finish(farmResult());

    expect((await follow())[1]).toMatchObject({ type: 'lost', reason: 'no space is left', isLast: false });
  });

  it('hears of the workers of a run at once when that is cancelled, and not of those that are gone', async () => {
    await submit(farmJob());
    const bench = await openBench();
    const taken = await take(bench);

    const living = await cancelAndFindLiving(desk, 'run', { signal: patience });

    expect(taken.signal.aborted).toBe(true);
    expect(living).toEqual([WORKER.name]);
    expect(await cancelAndFindLiving(desk, 'another', { signal: patience, awakeMs: 1 })).toEqual([]);
  });

  it('loses a job for good after its last attempt', async () => {
    await submit(farmJob({ attempts: 1 }));
    const bench = await openBench();

    await (await take(bench)).giveUp('no space is left');

    expect((await follow()).at(-1)).toMatchObject({ type: 'lost', isLast: true });
    expect(await takeNothing(bench)).toBeUndefined();
  });

  it('keeps a result that comes twice, and one that comes late, and counts neither', async () => {
    await submit(farmJob());
    const [first, second] = [await openBench(), await openBench({ name: 'host-2' })];
    const early = await take(first);
    await early.giveUp('it hangs');
    const taken = await take(second);

    const counted = [
      await early.finish(farmResult({ outcome: 'fail' })),
      await taken.finish(farmResult()),
      await taken.finish(farmResult({ outcome: 'error' })),
    ];

    expect(counted).toEqual([false, true, false]);
    const told = (await follow()).flatMap((one) =>
      one.type === 'result' || one.type === 'late' ? [`${one.type} ${one.worker} ${one.result.outcome}`] : [],
    );
    expect(told).toEqual(['late host-1 fail', 'result host-2 pass', 'late host-2 error']);
  });

  it('counts one result of a job, however many are sent at once', async () => {
    await submit(farmJob());
    const taken = await take(await openBench());

    const counted = await Promise.all(Array.from({ length: 8 }, () => taken.finish(farmResult())));

    expect(counted.filter(Boolean)).toHaveLength(1);
    expect((await follow()).filter(({ type }) => type === 'result')).toHaveLength(1);
  });

  it('gives each job to one of many workers who ask at once', async () => {
    const jobs = Array.from({ length: 30 }, (_, index) => farmJob({ name: `i${index}` }));
    const benches = await Promise.all(['1', '2', '3'].map((n) => openBench({ name: `host-${n}` })));
    await submit(...jobs);

    const taken = await Promise.all(jobs.map((_, index) => take(benches[index % 3] ?? (benches[0] as FarmBench))));

    expect(new Set(taken.map(({ job }) => job.id)).size).toBe(30);
    await Promise.all(taken.map((one) => one.finish(farmResult())));
    expect((await follow()).filter(({ type }) => type === 'result')).toHaveLength(30);
  });

  it('begins no job of a run that was cancelled, and tells workers that are at one', async () => {
    await submit(farmJob({ name: 'a', usualMs: 2 }), farmJob({ name: 'b', usualMs: 1 }));
    const bench = await openBench();
    const taken = await take(bench);
    const told = new Promise((resolve) => taken.signal.addEventListener('abort', resolve, { once: true }));

    await desk.cancel('run');
    await told;
    await taken.giveUp('the run was cancelled');

    expect(await takeNothing(bench)).toBeUndefined();
    expect(await follow()).toMatchObject([
      { type: 'taken', job: 'run/a' },
      { type: 'lost', job: 'run/b', isLast: true, reason: 'the run was cancelled' },
      { type: 'lost', job: 'run/a', isLast: true },
    ]);
  });

  it('lists workers with what they are at', async () => {
    await submit(farmJob());
    const bench = await openBench();
    await openBench({ name: 'host-2', saltern: '2.0.0', labels: ['kvm', 'qemu'] });
    await take(bench);

    const workers = await desk.workers();

    expect(workers).toMatchObject([
      { ...WORKER, jobs: ['run/demo-one-here'] },
      { name: 'host-2', saltern: '2.0.0', labels: ['kvm', 'qemu'], limits: ROOM, jobs: [] },
    ]);
    expect(workers[0]?.startedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('forgets a worker that says good-bye', async () => {
    await (await openBench())[Symbol.asyncDispose]();

    expect(await desk.workers()).toEqual([]);
  });

  it('takes nothing that was aborted, before and while it waits', async () => {
    const bench = await openBench();

    expect(await bench.take(ROOM, { signal: AbortSignal.abort() })).toBeUndefined();
    expect(await bench.take(ROOM, { signal: AbortSignal.timeout(50) })).toBeUndefined();
  });

  it('keeps texts that no column of JSON would hold', async () => {
    const text = 'null \0, half \uD83D, and \u2028\n';
    await submit(farmJob());
    const taken = await take(await openBench());
    taken.tell({ type: 'output', instance: 'demo', phase: 'converge', stream: 'stdout', text, at: 1 });
    await taken.finish(farmResult({ log: text }));

    const [, events, result] = await follow();

    expect(events).toMatchObject({ events: [{ text }] });
    expect(result).toMatchObject({ result: { log: text } });
  });
});

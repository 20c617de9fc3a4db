import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FarmBench, FarmNews, TakenJob } from '../../src/contract/farm.ts';
import { openBench } from '../../src/farm/queue/open-bench.ts';
import { openDesk, type QueueDesk } from '../../src/farm/queue/open-desk.ts';
import { openHistoryAt } from '../../src/store/history/index.ts';
import { farmJob, farmResult } from '../support/farm-job.ts';
import { auditEntry, runStory } from '../support/history-data.ts';
import { startPostgres, type PostgresServer } from '../support/start-postgres.ts';

const ROOM = { memoryBytes: 4000, cores: 4 };
const WORKER = { name: 'host-1', saltern: '1.0.0', labels: ['docker'], limits: ROOM };
const patience = AbortSignal.timeout(600_000);

let server: PostgresServer;
let owner: string;
let own: Client;
let desk: QueueDesk;
/** As the role of a worker, and nobody else. */
let worker: Client;
let workerUrl: string;

beforeAll(async () => {
  server = await startPostgres();
  owner = await server.url('trust');
  desk = await openDesk({ url: owner });
  await using history = await openHistoryAt({ place: { kind: 'postgres', url: owner }, project: 'fleet' });
  await history.putRun(runStory());
  await history.putDecision(auditEntry());
  own = await connect(owner);
  await own.query('CREATE ROLE host1 LOGIN');
  await own.query('GRANT saltern_worker TO host1');
  workerUrl = owner.replace('saltern@', 'host1@');
  worker = await connect(workerUrl);
});
afterAll(async () => {
  await worker.end();
  await own.end();
  await desk[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

let number = 0;
/** Of the test that runs, which leaves no job to the next one. */
let runId: string;
beforeEach(() => {
  runId = `run-${++number}`;
  return () => desk.cancel(runId);
});

const submit = (attempts = 2) => desk.submit([farmJob({ runId, attempts })]);

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

async function take(bench: FarmBench): Promise<TakenJob> {
  const taken = await bench.take(ROOM, { signal: patience });
  if (taken === undefined) throw new Error('nothing was taken');
  return taken;
}

async function follow(): Promise<readonly FarmNews[]> {
  const news: FarmNews[] = [];
  for await (const one of desk.follow(runId, { signal: patience })) news.push(one);
  return news;
}

describe('the role of workers', () => {
  it('is enough to take a job, tell of it, send files and end it', async () => {
    await submit();
    await using bench = await openBench({ url: workerUrl, worker: WORKER });

    const taken = await take(bench);
    taken.tell({ type: 'instance-started', instance: 'demo-one-here', at: 1 });
    await taken.putFile('log/console.txt', Buffer.from('hello'));
    const counts = await taken.finish(farmResult());

    expect(counts).toBe(true);
    expect((await follow()).map(({ type }) => type).toSorted()).toEqual(['events', 'file', 'result', 'taken']);
  });

  it.each([
    ['read the jobs of others', 'SELECT spec FROM saltern_farm.jobs'],
    ['read who does what', 'SELECT key FROM saltern_farm.attempts'],
    ['read all contents', 'SELECT bytes FROM saltern_farm.contents'],
    ['read results', 'SELECT result FROM saltern_farm.results'],
    ['read news', 'SELECT body FROM saltern_farm.news'],
    ['change a job', "UPDATE saltern_farm.jobs SET spec = '{}'"],
    ['add a job', "INSERT INTO saltern_farm.jobs (id) VALUES ('x')"],
    ['remove jobs', 'DELETE FROM saltern_farm.jobs'],
    ['change a result', "UPDATE saltern_farm.results SET result = '{}', counts = true"],
    ['remove results', 'DELETE FROM saltern_farm.results'],
    ['add a result past the function', "INSERT INTO saltern_farm.results (result) VALUES ('{}')"],
    ['change what was told', "UPDATE saltern_farm.news SET body = '[]'"],
    ['change contents', "UPDATE saltern_farm.contents SET bytes = ''"],
    ['empty a table', 'TRUNCATE saltern_farm.runs CASCADE'],
    ['change the form', 'UPDATE saltern_farm.form SET form = 99'],
    ['add a function beside ours', 'CREATE FUNCTION saltern_farm.x() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$'],
    ['put another function in the place of ours', 'DROP FUNCTION saltern_farm.reap()'],
    ['end attempts of others', 'SELECT saltern_farm.reap()'],
    ['lose a job of others', "SELECT saltern_farm.lose('run/x', 1, 'x', false)"],
    ['cancel a run', "SELECT saltern_farm.cancel('run')"],
    ['forget runs', 'SELECT saltern_farm.forget(0)'],
    ['say anything of a run', "SELECT saltern_farm.say('run', 'j', 1, 'w', 'result', NULL, NULL)"],
    ['fetch from the queue past the labels', "SELECT saltern_farm.boss_fetch('{}', 'jobs/x')"],
    ['complete a job of others', "SELECT saltern_farm.boss_complete('jobs/x', '{}', NULL, '{}')"],
    ['read the queue', 'SELECT * FROM saltern_farm_boss.job'],
    ['change the queue', "UPDATE saltern_farm_boss.job SET state = 'completed'"],
    ['read the history', 'SELECT * FROM saltern_results'],
    ['change a run of the history', "UPDATE saltern_runs SET row = '{}'"],
    ['change evidence', "UPDATE saltern_results SET outcome = 'pass', evidence = 'x'"],
    ['change a decision', "UPDATE saltern_decisions SET row = '{}'"],
    ['add a decision', "INSERT INTO saltern_decisions VALUES ('fleet', 'x', 'now', '{}')"],
    ['remove decisions', 'DELETE FROM saltern_decisions'],
    ['become the owner', 'SET ROLE saltern'],
    ['take part in the role of others', 'GRANT saltern_worker TO CURRENT_USER WITH ADMIN OPTION'],
    ['read a file of the server', "SELECT pg_read_file('/etc/passwd')"],
    ['run a program on the server', "COPY (SELECT 1) TO PROGRAM 'true'"],
  ])('cannot %s', async (_what, sql) => {
    await expect(worker.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('cannot put a table or function of its own in the way of one that runs with other rights', async () => {
    await submit();
    const crafty = await connect(workerUrl);
    await crafty.query('CREATE TEMP TABLE jobs (id text)');
    await crafty.query("CREATE FUNCTION pg_temp.encode(bytea, text) RETURNS text LANGUAGE sql AS $$ SELECT 'evil' $$");
    await crafty.query('SET search_path = pg_temp, pg_catalog');
    const [session, key] = [randomUUID(), randomUUID()];

    await crafty.query("SELECT saltern_farm.hello($1, 'w', '1.0.0', '{}', 4000, 4)", [session]);
    await crafty.query('SELECT * FROM saltern_farm.take($1, $2, 4000, 4, 0)', [session, key]);
    await crafty.query("SELECT saltern_farm.put_file($1, $2, 'a', 'x')", [key, randomUUID()]);
    await crafty.query('SELECT saltern_farm.bye($1)', [session]);
    await crafty.end();

    const { rows } = await own.query('SELECT digest FROM saltern_farm.uses WHERE run_id = $1', [runId]);
    expect(rows).toEqual([{ digest: 'sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881' }]);
  });
});

describe('a worker that means harm', () => {
  const nobody = randomUUID();

  it.each([
    ['end a job that it has not taken', "SELECT saltern_farm.finish($1, $1, '{}', NULL) AS is", false],
    ['give one back', "SELECT saltern_farm.give_up($1, 'x') AS is", ''],
    ['tell of one', "SELECT saltern_farm.tell($1, 1, '{}') AS is", ''],
    ['send a file of one', "SELECT saltern_farm.put_file($1, $1, 'x', 'x') AS is", ''],
  ])('cannot %s', async (_what, sql, is) => {
    await submit();
    await using bench = await openBench({ url: owner, worker: WORKER });
    const taken = await take(bench);

    const { rows } = await worker.query(sql, [nobody]);

    expect(rows).toEqual([{ is }]);
    expect(await taken.finish(farmResult())).toBe(true);
    expect((await follow()).map(({ type }) => type)).toEqual(['taken', 'result']);
  });

  it('cannot give bytes a digest that is not theirs', async () => {
    await submit();
    await using bench = await openBench({ url: workerUrl, worker: WORKER });
    await (await take(bench)).putFile('x', Buffer.from('evil'));

    const { rows } = await own.query<{ digest: string }>(
      `SELECT digest FROM saltern_farm.contents WHERE digest <> 'sha256:' || encode(sha256(bytes), 'hex')`,
    );

    expect(rows).toEqual([]);
  });

  it.each(['../outside', '/etc/passwd', 'a/../../b', 'a/./b', '..', '', 'a//b', String.raw`a\..\..\b`])(
    'cannot name a file %j, which would not lie in the folder of the run',
    async (name) => {
      await submit();
      await using bench = await openBench({ url: workerUrl, worker: WORKER });
      const taken = await take(bench);

      await taken.putFile(name, Buffer.from('x'));
      await taken.finish(farmResult());

      expect((await follow()).map(({ type }) => type)).toEqual(['taken', 'result']);
    },
  );

  it.each([
    ['a result that is no JSON', "SELECT saltern_farm.finish($1, $2, '{', NULL)"],
    ['a result that is empty', "SELECT saltern_farm.finish($1, $2, '', NULL)"],
    ['events that are no JSON', "SELECT saltern_farm.tell($1, 1, '{x}'), saltern_farm.give_up($1, $2)"],
    ['a file with a name that breaks out of JSON', `SELECT saltern_farm.put_file($1, $2, '","x":"', 'x')`],
  ])('does not keep who follows from the end with %s', async (_what, sql) => {
    await submit(1);
    const [session, key] = [randomUUID(), randomUUID()];
    await worker.query("SELECT saltern_farm.hello($1, 'w', '1.0.0', '{}', 4000, 4)", [session]);
    await worker.query('SELECT * FROM saltern_farm.take($1, $2, 4000, 4, 0)', [session, key]);

    await worker.query(sql, [key, randomUUID()]);
    await worker.query('SELECT saltern_farm.bye($1)', [session]);
    const news = await follow();

    expect(news[0]).toMatchObject({ type: 'taken' });
    expect(news.at(-1)).toMatchObject({ type: 'lost', isLast: true });
  });
});

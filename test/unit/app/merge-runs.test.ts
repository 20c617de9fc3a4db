import { globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attackScene } from '../../support/attack-scene.ts';
import { fails, passes } from '../../support/pretended-project.ts';
import { forge, inShard, shardedScene, type ShardedScene } from '../../support/sharded-scene.ts';

const BAD = 'demo-bad-here';
const NAMES = [BAD, 'demo-c-here', 'demo-d-here', 'demo-e-here', 'demo-f-here'];

let scene: ShardedScene;
beforeAll(async () => {
  scene = await shardedScene();
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});
beforeEach(() => rmSync(join(scene.directory, '.saltern'), { recursive: true, force: true }));

const MERGE = ['merge', 's1', 's2', 's3'];
const there = (pattern: string) => globSync(pattern, { cwd: scene.directory }).toSorted();
const readJson = (pattern: string) => JSON.parse(scene.read(there(pattern)[0] ?? pattern));

describe('merged shards', () => {
  it('are one run: its end on the screen, its exit code, its record', async () => {
    const { code, stdout, stderr } = await scene.saltern(MERGE);

    expect(code).toBe(1);
    expect(stderr).toBe('');
    expect(stdout).toContain(`FAIL  ${BAD}\n  check  command false   exit-status: expected 0, got 1`);
    expect(stdout).toMatch(/log +\.saltern\/runs\/\S+\/log\/demo-bad-here\.log/);
    expect(stdout).toContain('4 passed, 1 failed · ');
    expect(readJson('.saltern/runs/*/run.json')).toMatchObject({
      verb: 'test',
      instances: NAMES.map((name) => ({ name, outcome: name === BAD ? 'fail' : 'pass' })),
      end: { outcome: 'fail', interrupted: false },
    });
    expect(readJson('.saltern/runs/*/run.json')).not.toHaveProperty('shard');
  });

  it('leave the reports, logs, badges and pages of one run', async () => {
    await scene.saltern(MERGE);

    const [run = ''] = there('.saltern/runs/*');
    const junit = scene.read('.saltern/junit.xml');
    expect(junit).toBe(scene.read(`${run}/junit.xml`));
    expect(junit).toContain('tests="5" failures="1"');
    expect(scene.read(`${run}/index.html`)).toContain(BAD);
    expect(there(`${run}/log/*.log`)).toHaveLength(5);
    expect(there(`${run}/log/*.ndjson`)).toHaveLength(5);
    expect(scene.read(`${run}/log/${BAD}.log`)).toBe(
      readFileSync(inShard(join(scene.directory, 's1'), `runs/*/log/${BAD}.log`), 'utf8'),
    );
    expect(scene.read('.saltern/badges/demo.json')).toContain('4/5 passing');
  });

  it('carry the evidence over byte for byte', async () => {
    await scene.saltern(MERGE);

    const merged = there('.saltern/evidence/none/*/*.json');
    const own = there('s?/evidence/none/*/*.json');
    expect(merged.map((file) => scene.read(file)).toSorted()).toEqual(own.map((file) => scene.read(file)).toSorted());
    expect(merged).toHaveLength(5);
  });

  it('are in the history once, however often they are merged, and shards are not', async () => {
    const first = await scene.saltern(MERGE);
    const again = await scene.saltern(MERGE);
    const history = await scene.saltern(['history', '--json']);
    const imported = await scene.saltern(['history', 'import']);

    expect(again).toEqual(first);
    expect(there('.saltern/runs/*')).toHaveLength(1);
    expect(there('.saltern/evidence/none/*/*.json')).toHaveLength(5);
    const ids = new Set(history.stdout.match(/(?<="runId": ")[^"]+/g));
    expect([...ids]).toEqual(there('.saltern/runs/*').map((run) => basename(run)));
    expect(imported.stdout).toContain('1 run');
  });

  it('are merged anew where a merge was killed half-way', async () => {
    const whole = await scene.saltern(MERGE);
    const [run = ''] = there('.saltern/runs/*');
    rmSync(join(scene.directory, run, 'story.json'));
    rmSync(join(scene.directory, run, 'log'), { recursive: true });

    const again = await scene.saltern(MERGE);

    expect(again).toEqual(whole);
    expect(there(`${run}/log/*.log`)).toHaveLength(5);
    expect(there('.saltern/evidence/none/*/*.json')).toHaveLength(5);
    expect(scene.read(`${run}/events.ndjson`).match(/"run-started"/g)).toHaveLength(1);
  });

  it('are found in the folder of artefacts that holds them, and as folders of runs', async () => {
    const copy = scene.copy();
    for (const shard of ['s1', 's2', 's3']) {
      mkdirSync(join(scene.directory, copy, `job-${shard}`));
      renameSync(join(scene.directory, copy, shard), join(scene.directory, copy, `job-${shard}/.saltern`));
    }

    const artefacts = await scene.saltern(['merge', copy, '--output', `${copy}/out`]);
    const runs = await scene.saltern(['merge', ...there('s?/runs/*'), '--output', `${copy}/runs`]);

    expect(artefacts.stdout).toContain('4 passed, 1 failed');
    expect(runs.stdout).toContain('4 passed, 1 failed');
    expect(there('.saltern')).toEqual([]);
  });

  it('name places and files as they are in the checkout here', async () => {
    const copy = scene.copy();
    const folder = join(scene.directory, copy);
    for (const shard of ['s1', 's2', 's3']) {
      for (const file of ['run.json', 'story.json', 'events.ndjson']) {
        const path = inShard(join(folder, shard), `runs/*/${file}`);
        const text = readFileSync(path, 'utf8').replaceAll(
          '"file":"saltern.yml"',
          `"file":"${scene.directory}/saltern.yml"`,
        );
        writeFileSync(path, text.replaceAll(scene.directory, '/builds/fleet'));
      }
    }

    const { stdout } = await scene.saltern(['merge', copy, '--output', `${copy}/out`]);

    expect(stdout).toContain('exit-status: expected 0, got 1   saltern.yml:');
    expect(stdout).toMatch(new RegExp(`log +${copy}/out/runs/\\S+/log/${BAD}\\.log`));
    expect(stdout).not.toContain('/builds');
  });

  it('answer in JSON as `test` does', async () => {
    const { code, stdout } = await scene.saltern([...MERGE, '--json']);

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      outcome: 'fail',
      counts: { pass: 4, fail: 1, error: 0, skip: 0 },
      instances: NAMES.map((name) => ({ name, kept: false })),
    });
  });

  it('are refused with every reason', async () => {
    const { code, stdout, stderr } = await scene.saltern(['merge', 's1', 'nothing']);
    const missing = await scene.saltern(['merge', 's2']);

    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      [
        'These runs are not merged, for they do not make one whole',
        "  'nothing' cannot be looked into: it is not there (ENOENT)",
        '  hint: Bring the whole `.saltern` of each shard, and run again what is missing or damaged.',
        '',
      ].join('\n'),
    );
    expect(missing.stderr).toMatch(/shards 1, 3 of 3 are missing: there is 's2\/runs\/\S+'/);
  });
});

describe('shards of the project that they are merged in', () => {
  it('give each result once', async () => {
    await using own = await attackScene({ suites: { a: passes, b: fails }, more: { name: 'own' } });
    const file = (pattern: string) => globSync(pattern, { cwd: own.directory }).toSorted();
    await own.saltern(['test', '--shard', '1/2']);
    await own.saltern(['test', '--shard', '2/2']);

    const merged = await own.saltern(['merge', ...file('.saltern/runs/*')]);

    expect(merged.code, merged.stderr).toBe(1);
    expect(file('.saltern/evidence/none/*/*.json')).toHaveLength(2);
    expect(file('.saltern/runs/*')).toHaveLength(3);
  });
});

describe('a shard', () => {
  it('that somebody interrupted leaves the whole unknown, though nothing failed', async () => {
    await using own = await attackScene({ more: { name: 'own' } });
    const saltern = join(own.directory, '.saltern');
    await own.saltern(['test', '--shard', '1/1']);
    forge(
      saltern,
      ['runs/*/run.json', 'runs/*/events.ndjson', 'runs/*/story.json'],
      [[/"interrupted":( ?)false/g, '"interrupted":$1true']],
    );

    const { code, stdout } = await own.saltern(['merge', '.saltern', '--output', 'out', '--json']);

    expect(JSON.parse(stdout)).toMatchObject({ interrupted: true, outcome: 'pass' });
    expect(code).toBe(3);
  });

  it('leaves no run that `history import` could read in', async () => {
    await using own = await attackScene({ more: { name: 'own' } });
    await own.saltern(['test', '--shard', '1/1']);

    const { stdout } = await own.saltern(['history']);

    expect(stdout).toBe('nothing is in the history yet\n');
  });
});

describe('shards with nothing to do', () => {
  it('say so, exit 0, and are merged with the others', async () => {
    await using small = await attackScene({ more: { name: 'small' } });
    const one = await small.saltern(['test', '--shard', '1/3']);
    const two = await small.saltern(['test', '--shard', '2/3']);
    const three = await small.saltern(['test', '--shard', '3/3', '--json']);

    const merged = await small.saltern(['merge', ...globSync('.saltern/runs/*', { cwd: small.directory })]);

    expect([one.code, two.code, three.code]).toEqual([0, 0, 0]);
    expect(two.stdout).toMatch(/^shard 2\/3 · 0 instances · /);
    expect(two.stderr).toBe('nothing falls to shard 2/3 of 1 instance\n');
    expect(JSON.parse(three.stdout)).toMatchObject({ outcome: 'skip', instances: [] });
    expect(merged.stdout, merged.stderr).toContain('1 passed');
    expect(merged.code).toBe(0);
  });
});

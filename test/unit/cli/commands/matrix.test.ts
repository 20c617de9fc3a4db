import { describe, expect, it } from 'vitest';
import { attackScene } from '../../../support/attack-scene.ts';
import { passes } from '../../../support/pretended-project.ts';

const FLEET = { suites: { a: passes, b: passes, c: passes, d: passes, e: passes, f: passes } };

describe('saltern matrix', () => {
  it('says what falls to each shard, and that is what `list --shard` takes', async () => {
    await using scene = await attackScene(FLEET);

    const { code, stdout } = await scene.saltern(['matrix', '--target', '120']);
    const listed = await scene.saltern(['list', '--bare', '--shard', '2/3']);
    const { shards } = JSON.parse((await scene.saltern(['matrix', '--target', '120', '--json'])).stdout);

    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        'SHARD  INSTANCES  ABOUT       FORMULAS',
        '1/3    2          2 min 00 s  demo',
        '2/3    2          2 min 00 s  demo',
        '3/3    2          2 min 00 s  demo',
        '6 instances never timed, and taken to last as long as the others, or a minute',
        '',
      ].join('\n'),
    );
    expect(shards[1].instances.map((name: string) => `${name}\n`).join('')).toBe(listed.stdout);
  });

  it('gives GitHub one line that fromJSON takes', async () => {
    await using scene = await attackScene(FLEET);

    const { stdout } = await scene.saltern(['matrix', '--github', '--max', '2', '--target', '60']);

    expect(stdout.trimEnd()).not.toContain('\n');
    expect(JSON.parse(stdout)).toEqual({
      include: [
        { shard: '1/2', name: 'demo', instances: 3, minutes: 3 },
        { shard: '2/2', name: 'demo', instances: 3, minutes: 3 },
      ],
    });
  });

  it('keeps a small fleet on one machine', async () => {
    await using scene = await attackScene({ suites: { a: passes, b: passes } });

    const { stdout } = await scene.saltern(['matrix', '--github']);

    expect(JSON.parse(stdout).include).toHaveLength(1);
  });

  it('has no shard where nothing is to be tested, and says so', async () => {
    await using scene = await attackScene(FLEET);
    await scene.saltern(['test']);

    const github = await scene.saltern(['matrix', '--failed', '--github']);
    const people = await scene.saltern(['matrix', '--failed']);

    expect(github).toMatchObject({ code: 0, stdout: '{"include":[]}\n' });
    expect(people.stdout).toBe('there is nothing to test, and so no shard\n');
  });

  it('writes the durations that it cuts by, for `test` to cut alike, and keeps those that it does not know', async () => {
    await using scene = await attackScene(FLEET);
    const slow = { 'demo-f-here': 900_000, 'demo-gone-here': 5 };
    scene.write('times.json', JSON.stringify({ version: 1, ms: slow }));
    const cut = ['--durations', 'times.json'];

    const { stdout } = await scene.saltern(['matrix', '--json', '--target', '900', ...cut]);
    const alone = await scene.saltern(['list', '--bare', '--shard', '1/6', ...cut]);
    await scene.saltern(['test', 'demo-a-here']);
    await scene.saltern(['matrix', ...cut]);

    const { shards, untimed } = JSON.parse(stdout);
    expect(untimed).toBe(5);
    expect(shards).toHaveLength(6);
    expect(alone.stdout).toBe(`${shards[0].instances.join('\n')}\n`);
    const { ms } = JSON.parse(scene.read('times.json'));
    expect(ms).toMatchObject(slow);
    expect(ms['demo-a-here']).toBeGreaterThanOrEqual(0);
  });

  it.each([
    [['--max', '0'], "'0' is no number for `--max`"],
    [['--target', '5m'], "'5m' is no number for `--target`"],
    [['--target', '-1'], "'-1' is no number for `--target`"],
  ])('refuses %j, and says what is wanted', async (flags, why) => {
    await using scene = await attackScene(FLEET);

    const { code, stderr } = await scene.saltern(['matrix', ...flags]);

    expect(code).toBe(2);
    expect(stderr).toContain(`${why}\n  hint: Give a whole number from 1 on.`);
  });
});

describe('a shard', () => {
  it('that cannot be is refused before anything is started', async () => {
    await using scene = await attackScene(FLEET);

    const test = await scene.saltern(['test', '--shard', '9/8']);
    const list = await scene.saltern(['list', '--shard', '1/0']);
    const nothing = await scene.saltern(['list', '--durations', 'times.json']);
    const missing = await scene.saltern(['list', '--shard', '1/2', '--durations', 'times.json']);

    expect([test.code, list.code, nothing.code, missing.code]).toEqual([2, 2, 2, 2]);
    expect(test.stderr).toContain("'9/8' is no shard: there are only 8");
    expect(nothing.stderr).toContain('`--durations` says how shards are cut, and there is nothing to cut');
    expect(missing.stderr).toMatch(/The durations in '\S+times\.json' cannot be read: it is not there/);
  });

  it('to which nothing falls is listed as that', async () => {
    await using scene = await attackScene();

    const listed = await scene.saltern(['list', '--shard', '2/2']);
    const bare = await scene.saltern(['list', '--bare', '--shard', '2/2']);

    expect(listed).toMatchObject({ code: 0, stdout: 'nothing falls to shard 2/2\n' });
    expect(bare).toMatchObject({ code: 0, stdout: '' });
  });

  it('is cut from what names and tags select', async () => {
    await using scene = await attackScene(FLEET);

    const shards = await Promise.all(
      ['1/2', '2/2'].map((shard) => scene.saltern(['list', '--bare', '/-[abc]-/', '--shard', shard])),
    );

    expect(shards.map(({ stdout }) => stdout)).toEqual(['demo-a-here\ndemo-c-here\n', 'demo-b-here\n']);
  });
});

import { describe, expect, it } from 'vitest';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';
import { switchedScene } from '../support/switched-scene.ts';

const NOON = Date.parse('2026-11-26T12:00:00Z');

/** Two snapshots, the older one tested; gives their ids. */
async function twoNights(): Promise<{ readonly scene: AttackScene; readonly old: string; readonly latest: string }> {
  const scene = await switchedScene();
  const old = await scene.create({ at: NOON });
  await scene.test('pass');
  await scene.moveMirror([{ name: 'beta' }]);
  const latest = await scene.create({ at: NOON + 3_600_000 });
  return { scene, old, latest };
}

describe('SALTERN_SNAPSHOT means the same to every verb', () => {
  it('promote moves to the snapshot that was asked for, not to the latest', async () => {
    const { scene, old } = await twoNights();
    await using _ = scene;
    const environment = { SALTERN_SNAPSHOT: old };

    const check = await scene.saltern(['gate', 'check'], { environment });
    const promoted = await scene.saltern(['promote'], { environment });

    expect(check).toMatchObject({ code: 0, stdout: expect.stringContaining(`PROMOTE  ${old}`) });
    expect(promoted.code).toBe(0);
    expect(await scene.stable()).toBe(old);
  });

  it('a flag counts more', async () => {
    const { scene, old, latest } = await twoNights();
    await using _ = scene;

    const check = await scene.saltern(['gate', 'check', '--snapshot', latest], {
      environment: { SALTERN_SNAPSHOT: old },
    });

    expect(check).toMatchObject({ code: 1, stdout: expect.stringContaining(`REJECT  ${latest}`) });
  });

  it('snapshot show shows it', async () => {
    const { scene, old, latest } = await twoNights();
    await using _ = scene;
    const environment = { SALTERN_SNAPSHOT: old };

    const asked = await scene.saltern(['snapshot', 'show'], { environment });
    const named = await scene.saltern(['snapshot', 'show', latest], { environment });

    expect(asked.stdout).toMatch(new RegExp(`^${old} `));
    expect(named.stdout).toMatch(new RegExp(`^${latest} `));
  });

  it.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
    [
      'one that is not there',
      [],
      { SALTERN_SNAPSHOT: '20200101T000000' },
      "There is no snapshot or channel '20200101T000000'",
    ],
    ['none', [], { SALTERN_SNAPSHOT: 'none' }, 'The gate needs a snapshot to judge'],
    ['none by a flag', ['--snapshot', 'none'], {}, 'The gate needs a snapshot to judge'],
    ['an empty flag, as of a variable that is not set', ['--snapshot', ''], {}, 'flag --snapshot'],
  ])('%s moves nothing', async (_, flags, environment, message) => {
    await using scene = await attackScene({ packages: [{ name: 'alpha' }] });
    await scene.saltern(['snapshot', 'create']);
    await scene.saltern(['test']);

    const promoted = await scene.saltern(['promote', ...flags], { environment });

    expect(promoted).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
    expect(await scene.stable()).toBeUndefined();
  });
});

it('a promotion that is refused does not begin with PROMOTE', async () => {
  const { scene, old, latest } = await twoNights();
  await using _ = scene;
  await scene.saltern(['test', '--snapshot', latest]);
  await scene.saltern(['promote', '--snapshot', latest]);

  const back = await scene.saltern(['promote', '--snapshot', old]);

  expect(back).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(new RegExp(`^REFUSED  ${old} for stable +stable stays at ${latest}`)),
  });
  expect(back.stdout).not.toContain('PROMOTE');
  expect(await scene.stable()).toBe(latest);
});

describe('a result that was got with other settings is none', () => {
  it.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    ['--salt on test alone', ['--salt', '3006.28'], {}],
    ['SALTERN_SALT on test alone', [], { SALTERN_SALT: '3006.28' }],
  ])('%s', async (_, flags, environment) => {
    await using scene = await attackScene({ packages: [{ name: 'alpha' }] });
    await scene.saltern(['snapshot', 'create']);
    await scene.saltern(['test', ...flags], { environment });

    const alone = await scene.saltern(['gate', 'check']);
    const both = await scene.saltern(['gate', 'check'], { environment: { SALTERN_SALT: '3006.28' } });

    expect(alone).toMatchObject({ code: 1, stdout: expect.stringMatching(/STALE .*its preparation or its hooks/) });
    expect(both.code).toBe(0);
  });
});

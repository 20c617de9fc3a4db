import { globSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, describe, it } from 'vitest';
import { attackScene, type AttackOptions, type AttackScene } from '../support/attack-scene.ts';
import { fails, passes } from '../support/pretended-project.ts';

const two = { one: passes, two: passes };

/** What each result of the project's evidence says, by instance. */
function outcomes({ directory }: AttackScene): readonly string[] {
  const files = globSync('.saltern/evidence/*/*/*.json', { cwd: directory });
  return files.map((file) => {
    const { instance, outcome } = JSON.parse(readFileSync(join(directory, file), 'utf8'));
    return `${instance} ${outcome}`;
  });
}

async function left(scene: AttackScene): Promise<readonly string[]> {
  const { stdout } = await scene.saltern(['list', '--json']);
  const rows: readonly { readonly name: string; readonly state: string }[] = JSON.parse(stdout);
  return rows.filter(({ state }) => state !== 'not created').map(({ name }) => name);
}

describe('a result that cannot be kept', () => {
  const spoil: readonly (readonly [string, (scene: AttackScene) => void])[] = [
    ['the folder is a file', (scene) => scene.write('.saltern/evidence', 'no folder')],
    ['the folder is a link to nowhere', ({ directory }) => link('/nowhere/at/all', directory, 'evidence')],
    ['the folder is a link to itself', ({ directory }) => link('evidence', directory, 'evidence')],
    ["one instance's folder is a file", (scene) => scene.write('.saltern/evidence/none/demo-one-here', 'no folder')],
  ];

  it.each(spoil)('is told with exit 3, the others finish, and reports are there: %s', async (_, prepare) => {
    await using scene = await attackScene({ suites: two });
    prepare(scene);

    const tested = await scene.saltern(['test']);

    expect(tested.code).toBe(3);
    expect(tested.stderr).toMatch(/^The results? of .* could not be kept: .*(ENOTDIR|EEXIST|ENOENT|ELOOP)/m);
    expect(tested.stderr).not.toMatch(/^ +at /m);
    expect(tested.stdout).toContain('2 passed');
    expect(scene.read('.saltern/junit.xml').match(/<testsuite /g)).toHaveLength(2);
    expect(await left(scene)).toEqual([]);
  });

  it('is told with exit 3 also where the verdict is a failure, as an older pass may stand', async () => {
    await using scene = await attackScene({ suites: { one: fails, two: passes } });
    scene.write('.saltern/evidence', 'no folder');

    const tested = await scene.saltern(['test', '--destroy', 'always']);

    expect(tested.code).toBe(3);
    expect(tested.stderr).toContain('demo-one-here: fail');
    expect(tested.stdout).toContain('1 passed, 1 failed');
  });

  it('does not keep that of another instance from being kept', async () => {
    await using scene = await attackScene({ suites: two });
    scene.write('.saltern/evidence/none/demo-one-here', 'no folder');

    await scene.saltern(['test']);

    expect(outcomes(scene)).toEqual(['demo-two-here pass']);
  });
});

describe('an attempt that went wrong', () => {
  const fake = (more: object): AttackOptions => ({
    more: { platforms: { here: { fake: { exec: 'host', ...more } } } },
  });

  it.each(['prepare', 'create', 'connect', 'destroy'])('in %s leaves a result', async (step) => {
    await using scene = await attackScene(fake({ fail: { [step]: 'error' } }));

    const tested = await scene.saltern(['test']);

    expect(tested.code).toBe(3);
    expect(outcomes(scene)).toEqual(['demo-default-here error']);
  });

  it('in a hook leaves a result', async () => {
    await using scene = await attackScene({ more: { hooks: [{ before: 'verify', on: 'host', run: 'exit 4' }] } });

    const tested = await scene.saltern(['test']);

    expect(tested.code).toBe(3);
    expect(outcomes(scene)).toEqual(['demo-default-here error']);
  });

  it('in a hook after the checks leaves what these found', async () => {
    const hooks = [{ after: 'verify', on: 'host', run: 'exit 4' }];
    await using scene = await attackScene({ suites: { default: fails }, more: { hooks } });

    const tested = await scene.saltern(['test']);

    expect(tested.code).toBe(1);
    expect(outcomes(scene)).toEqual(['demo-default-here fail']);
  });

  it('before it began, with what is known of the instance damaged, leaves a result', async () => {
    await using scene = await attackScene();
    scene.write('.saltern/instances/demo-default-here.json', '{ half');

    const tested = await scene.saltern(['test']);

    expect(tested.code).toBe(3);
    expect(outcomes(scene)).toEqual(['demo-default-here error']);
  });
});

describe('a name that no file can have', () => {
  it.each([
    ['the formula’s', { more: { 'formula-name': 'f'.repeat(200) } }],
    ['the suite’s', { suites: { ['s'.repeat(200)]: passes } }],
    ['the platform’s', { more: { platforms: { ['p'.repeat(200)]: {} } } }],
  ])('is refused before anything is started: %s', async (_, options) => {
    await using scene = await attackScene(options);

    const tested = await scene.saltern(['test']);

    expect(tested.code).toBe(2);
    expect(tested.stderr).toMatch(/^saltern\.yml:\d+:\d+ {2}the instance '.{60}…' has a name of \d+ bytes/m);
  });
});

function link(target: string, directory: string, name: string): void {
  mkdirSync(join(directory, '.saltern'), { recursive: true });
  symlinkSync(target, join(directory, '.saltern', name));
}

import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { waitUntil } from '../../src/base/wait/wait-until.ts';
import type { App } from '../../src/cli/app.ts';
import { runProgram } from '../../src/cli/program.ts';
import { attackScene, type AttackOptions, type AttackScene, type Heard } from '../support/attack-scene.ts';
import { fakeApp } from '../support/fake-app.ts';
import { fails, passes } from '../support/pretended-project.ts';

const NAME = 'demo-default-here';
const VERBS = ['create', 'converge', 'verify'];

/** What the fake driver's section and the rest of the project file say. */
interface Written {
  readonly fake?: object;
  readonly more?: object;
}

interface VisitedScene extends AttackScene {
  /** Whether what a person left in the instance is still in it. */
  isUntouched(): Promise<boolean>;
}

/** A project whose instance is there, with a file of a person's in it. */
async function visitedScene(options: AttackOptions = {}): Promise<VisitedScene> {
  const scene = await attackScene(options);
  if (options.packages !== undefined) await scene.saltern(['snapshot', 'create']);
  await scene.saltern(['create']);
  await scene.saltern(['exec', NAME, '--', 'touch', 'mine']);
  const isUntouched = async () => (await scene.saltern(['exec', NAME, '--', 'cat', 'mine'])).code === 0;
  return { ...scene, isUntouched };
}

/** The same on a snapshot, after which another one was taken. */
async function nightLater(): Promise<VisitedScene & Record<'first' | 'later', string>> {
  const scene = await visitedScene({ packages: [{ name: 'alpha' }] });
  const first = newest(scene);
  await scene.moveMirror([{ name: 'alpha', version: '2.0' }]);
  await scene.saltern(['snapshot', 'create'], { at: Date.now() + 86_400_000 });
  return { ...scene, first, later: newest(scene) };
}

function newest({ directory }: AttackScene): string {
  return readdirSync(join(directory, 'mirror/snapshots')).toSorted().at(-1) ?? '';
}

/** Changes the project file. */
function write(scene: AttackScene, { fake = {}, more = {} }: Written): void {
  const project: object = parse(scene.read('saltern.yml'));
  scene.write(
    'saltern.yml',
    stringify({ ...project, platforms: { here: { fake: { exec: 'host', ...fake } } }, ...more }),
  );
}

/** Does something while somebody is in an instance. */
async function whileIn<T>(scene: AttackScene, name: string, work: () => Promise<T>): Promise<T> {
  const [here = '', leave = ''] = ['here', 'leave'].map((file) => join(scene.directory, file));
  const script = `touch ${here}; until [ -e ${leave} ]; do sleep 0.02; done`;
  const visit = scene.saltern(['exec', name, '--', 'sh', '-c', script]);
  await untilThere(here);
  try {
    return await work();
  } finally {
    scene.write('leave', '');
    await visit;
  }
}

async function untilThere(file: string): Promise<void> {
  await waitUntil(async () => existsSync(file) || undefined, { signal: AbortSignal.timeout(30_000), intervalMs: 10 });
}

describe('an instance that is there', () => {
  it.each(VERBS)('stays on its snapshot when the newest moves, with what is in it: %s', async (verb) => {
    await using scene = await nightLater();

    const { code, stdout, stderr } = await scene.saltern([verb]);

    expect(code).toBe(0);
    expect(stdout).toContain(`1 instance · snapshot ${scene.first} · fake`);
    expect(stdout).not.toContain('remade');
    expect(stderr).toBe(`${NAME}: still on snapshot ${scene.first}; \`--snapshot ${scene.later}\` makes it anew\n`);
    expect(await scene.isUntouched()).toBe(true);
  });

  it('stays there too where the environment names another: that is for new ones', async () => {
    await using scene = await nightLater();

    const { stdout } = await scene.saltern(['verify'], { environment: { SALTERN_SNAPSHOT: scene.later } });

    expect(stdout).toContain(scene.first);
    expect(await scene.isUntouched()).toBe(true);
  });

  it('goes on when its snapshot was removed, and says so', async () => {
    await using scene = await nightLater();
    rmSync(join(scene.directory, 'mirror/snapshots', scene.first), { recursive: true, force: true });

    const { code, stderr } = await scene.saltern(['verify']);

    expect(code).toBe(0);
    expect(stderr).toContain(`still on snapshot ${scene.first}, which is gone`);
    expect(stderr).toContain(`\`--snapshot ${scene.later}\` makes it anew`);
    expect(await scene.isUntouched()).toBe(true);
  });

  it('is not given up for another snapshot when its own was removed and it does not fit any more', async () => {
    await using scene = await nightLater();
    rmSync(join(scene.directory, 'mirror/snapshots', scene.first), { recursive: true, force: true });
    write(scene, { fake: { image: 'other' } });

    const { code, stdout } = await scene.saltern(['verify']);

    expect(code).toBe(3);
    expect(stdout).toContain(`must be made anew (image default → other), but its snapshot '${scene.first}' is gone`);
    expect(await scene.isUntouched()).toBe(true);
  });

  it.each([
    ['another snapshot is asked for', ['--snapshot', 'latest'], {}, 'snapshot FIRST → LATER'],
    ['none is asked for', ['--snapshot', 'none'], {}, 'snapshot FIRST → none'],
    [
      'several things are others',
      ['--snapshot', 'latest'],
      { image: 'el9', memory: 1 },
      'snapshot FIRST → LATER, image default → el9, memory default → 1',
    ],
  ])('is made anew because %s, and says so first', async (_, flags, fake, reason) => {
    await using scene = await nightLater();
    write(scene, { fake });

    const { code, stdout } = await scene.saltern(['create', ...flags]);

    expect(code).toBe(0);
    expect(stdout.split('\n')[1]).toMatch(/^ +\d+\.\d {2}demo-default-here {2}remade: /);
    expect(stdout).toContain(`remade: ${reason.replace('FIRST', scene.first).replace('LATER', scene.later)}\n`);
    expect(await scene.isUntouched()).toBe(false);
  });

  it.each<[string, Written, string]>([
    ['its image is another', { fake: { image: 'el9' } }, 'image default → el9'],
    ['its memory is another', { fake: { memory: 4096 } }, 'memory default → 4096'],
    ['its answers are others', { fake: { answers: [{ match: 'never said' }] } }, 'answers changed'],
    ['its prepare commands are others', { more: { prepare: { commands: ['true'] } } }, 'prepare commands changed'],
    [
      'its Salt is another',
      { more: { salt: { from: 'pip', version: '3007.1' } } },
      'salt from image → 3007.1 from pip',
    ],
    [
      'the environment of its prepare is another, which is not told',
      { more: { prepare: { environment: { TOKEN: 'secret' } } } },
      'prepare environment changed',
    ],
    [
      'its image is behind a password, which is not told',
      { fake: { image: 'https://me:secret@host/x' } },
      'image changed',
    ],
  ])('is made anew because %s, and says so everywhere', async (_, written, reason) => {
    await using scene = await visitedScene();
    write(scene, written);

    const { code, stdout } = await scene.saltern(['create']);
    const log = scene.read(`.saltern/latest/log/${NAME}.log`);

    expect(code).toBe(0);
    expect(stdout).toContain(`remade: ${reason}\n`);
    expect(log).toContain(`> remade: ${reason}\n`);
    expect(scene.read('.saltern/latest/events.ndjson')).toContain('"type":"instance-remade"');
    expect(`${stdout}${log}`).not.toContain('secret');
    expect(await scene.isUntouched()).toBe(false);
  });

  it('is told in the result as JSON why it was made anew', async () => {
    await using scene = await visitedScene();

    const { stdout } = await scene.saltern(['create', '--recreate', '--json']);

    expect(JSON.parse(stdout)).toMatchObject({ instances: [{ name: NAME, remade: ['asked for'] }] });
  });

  it('is made anew when it is gone, and says so', async () => {
    await using scene = await visitedScene();
    rmSync(join(scene.directory, 'cache/fake'), { recursive: true, force: true });

    const asked = await scene.saltern(['exec', NAME, '--', 'true']);
    const { code, stdout } = await scene.saltern(['create']);

    expect(asked).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(`Make it anew with \`saltern create ${NAME}\``),
    });
    expect(code).toBe(0);
    expect(stdout).toContain('remade: it was gone');
  });

  it('is still there when its successor cannot be prepared', async () => {
    await using scene = await visitedScene();
    write(scene, { fake: { image: 'el9', fail: { prepare: 'error' } } });

    const { code } = await scene.saltern(['create']);

    expect(code).toBe(3);
    expect(await scene.isUntouched()).toBe(true);
  });

  it('is told to be gone when its successor cannot be made', async () => {
    await using scene = await visitedScene();
    write(scene, { fake: { image: 'el9', fail: { create: 'error' } } });

    const { code, stdout } = await scene.saltern(['create']);

    expect(code).toBe(3);
    expect(stdout).toMatch(
      /\nGONE {2}demo-default-here {2}it was to be made anew \(image default → el9, fail changed\)/,
    );
  });
});

describe('an instance that somebody is in', () => {
  it.each(VERBS)('is not made anew, and nothing is started: %s', async (verb) => {
    await using scene = await visitedScene();
    write(scene, { fake: { image: 'el9' }, more: { suites: { default: passes, other: passes } } });

    const { code, stdout, stderr } = await whileIn(scene, NAME, () => scene.saltern([verb]));

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      `Somebody is in '${NAME}', and it would be made anew: image default → el9`,
      expect.stringMatching(new RegExp(`^ {2}tester@here since .* UTC, process ${process.pid}$`)),
      expect.stringMatching(/^ {2}hint: .*`--recreate`/),
      '',
    ]);
    expect(await scene.isUntouched()).toBe(true);
  });

  it('is so too by a shell: login', async () => {
    await using scene = await visitedScene();
    write(scene, { fake: { image: 'el9' } });
    const heard: Heard[] = [];
    const atShell: Partial<App> = {
      cwd: scene.directory,
      cacheDirectory: join(scene.directory, 'cache'),
      isInteractive: () => true,
      interact: async () => {
        heard.push(await scene.saltern(['create']), await scene.saltern(['destroy']), await scene.saltern(['test']));
        return 0;
      },
    };

    await runProgram(['login', NAME], fakeApp({}, atShell));

    expect(heard.map(({ code }) => code)).toEqual([2, 2, 3]);
    expect(await scene.isUntouched()).toBe(true);
  });

  it('is not moved to another snapshot', async () => {
    await using scene = await nightLater();

    const moved = await whileIn(scene, NAME, () => scene.saltern(['converge', '--snapshot', 'latest']));

    expect(moved).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`snapshot ${scene.first} → ${scene.later}`),
    });
    expect(await scene.isUntouched()).toBe(true);
  });

  it.each(VERBS)('can be worked on as long as it fits: %s', async (verb) => {
    await using scene = await visitedScene();

    const { code } = await whileIn(scene, NAME, () => scene.saltern([verb]));

    expect(code).toBe(0);
  });

  it('is not tested anew, while the others are', async () => {
    await using scene = await visitedScene();
    write(scene, { more: { suites: { default: passes, other: passes } } });

    const { code, stdout } = await whileIn(scene, NAME, () => scene.saltern(['test']));

    expect(code).toBe(3);
    expect(stdout).toMatch(/ERROR {2}demo-default-here\n {2}error {2}IN_USE\n/);
    expect(stdout).toMatch(/demo-other-here +PASS/);
    expect(await scene.isUntouched()).toBe(true);
  });

  it('loses no verdict by a test that could not begin', async () => {
    await using scene = await visitedScene({ packages: [{ name: 'alpha' }] });
    await scene.saltern(['test', '--destroy', 'never']);

    await whileIn(scene, NAME, () => scene.saltern(['test']));
    const { stdout } = await scene.saltern(['gate', 'check']);

    expect(stdout).toMatch(/^PROMOTE/);
  });

  it.each([[[]], [[NAME]]])('is not removed by destroy %j', async (names) => {
    await using scene = await visitedScene();

    const { code, stdout, stderr } = await whileIn(scene, NAME, () => scene.saltern(['destroy', ...names]));

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`Somebody is in '${NAME}', and it would be removed`);
    expect(await scene.isUntouched()).toBe(true);
  });

  it.each([
    ['destroy', '--force'],
    ['create', '--recreate'],
    ['test', '--recreate'],
  ])('is given up where that is asked for: %s %s', async (...argv) => {
    await using scene = await visitedScene();

    const { code } = await whileIn(scene, NAME, () => scene.saltern(argv));

    expect(code).toBe(0);
    expect(await scene.isUntouched()).toBe(false);
  });

  it('stays at the end of a test during which somebody came, and is told to be there', async () => {
    await using scene = await attackScene();
    const [checking = '', goOn = ''] = ['checking', 'go-on'].map((file) => join(scene.directory, file));
    const exec = `touch ${checking}; until [ -e ${goOn} ]; do sleep 0.02; done`;
    write(scene, { more: { suites: { default: { checks: { command: { wait: { exec, 'exit-status': 0 } } } } } } });
    const testing = scene.saltern(['test']);
    await untilThere(checking);

    const { stdout } = await whileIn(scene, NAME, async () => {
      scene.write('go-on', '');
      return await testing;
    });
    const there = await scene.saltern(['exec', NAME, '--', 'true']);

    expect(stdout).toMatch(/\nKEPT {2}demo-default-here {2}somebody is in it: it was not removed\n/);
    expect(there.code).toBe(0);
  });
});

describe('an instance that nobody is in any more', () => {
  it('is removed by destroy after who was in it has left', async () => {
    await using scene = await visitedScene();
    await whileIn(scene, NAME, async () => undefined);

    const { code, stdout } = await scene.saltern(['destroy']);

    expect({ code, stdout }).toEqual({ code: 0, stdout: `removed ${NAME}\n` });
    expect(readdirSync(join(scene.directory, '.saltern/sessions'))).toEqual([]);
  });

  it('failed and was kept: the next test makes it anew, and says so', async () => {
    await using scene = await attackScene({ suites: { default: fails } });
    await scene.saltern(['test']);

    const { stdout } = await scene.saltern(['test']);

    expect(stdout).toContain('remade: a test begins with nothing');
  });
});

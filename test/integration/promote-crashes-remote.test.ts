import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listMoves } from '../../src/contract/list-moves.ts';
import { ROOT } from '../root.ts';
import { openScene, promoteIn, type PromoteScene, writeSnapshots } from '../support/promote-scene.ts';
import { openRegistryScene, type RegistryScene } from '../support/registry-scene.ts';

const [A, B] = ['20261122T013000', '20261123T013000'] as const;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saltern-remote-'));
});
afterEach(async () => {
  await endHook();
  await rm(folder, { recursive: true });
});

/** One that outlived saltern shall not outlive its test. */
async function endHook(): Promise<void> {
  try {
    process.kill(Number(await readFile(join(folder, 'pid'), 'utf8')), 'SIGKILL');
  } catch {
    // There was none, or it has ended.
  }
}

/** A root of its own for each try, whose channel is at A. */
async function openAt(name: string, targets: PromoteScene['targets'], environment: PromoteScene['environment']) {
  const root = join(folder, name);
  const scene = { root, targets, environment };
  await writeSnapshots(root, [A, B]);
  await promoteIn(scene, A);
  return scene;
}

/** A promotion of B in a process of its own, which somebody kills. */
async function promoteApart(scene: PromoteScene, more: Readonly<Record<string, string>> = {}, kill?: { now(): void }) {
  const file = join(scene.root, 'scene.json');
  await writeFile(file, JSON.stringify(scene));
  const program = join(ROOT, 'test/support/promote-process.ts');
  const child = spawn(process.execPath, [program, file, B], { stdio: 'ignore', env: { ...process.env, ...more } });
  if (kill !== undefined) kill.now = () => void child.kill('SIGKILL');
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

async function expectOldThenNew(
  scene: PromoteScene,
  what: string,
  read: () => Promise<readonly string[]>,
): Promise<void> {
  const { root } = await openScene(scene);
  expect([what, [A, B]]).toEqual([what, expect.arrayContaining([await root.readChannel('stable')])]);

  await promoteIn(scene, B);

  expect([what, await root.readChannel('stable'), [...new Set(await read())]]).toEqual([what, B, [B]]);
  const moves = listMoves((await root.readAudit()).entries, 'stable');
  expect([what, moves.map(({ to }) => to.id)]).toEqual([what, [A, B]]);
  expect(await root.unfinishedMoves()).toEqual([]);
}

it('pins in git are old or new when saltern is killed at any call of git, and the next promotion finishes', async () => {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const count = join(folder, 'count');
  // Kills who calls it, the nth time.
  const script = `#!/bin/sh
n=$(($(cat '${count}') + 1)); echo $n > '${count}'
if [ "$n" = "$(cat '${count}.kill')" ]; then kill -9 $PPID; fi
PATH=\${PATH#*:} exec git "$@"
`;
  await writeFile(join(bin, 'git'), script);
  await chmod(join(bin, 'git'), 0o755);
  const environment = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: folder };
  const kill = async (at: number): Promise<void> => {
    await writeFile(count, '0');
    await writeFile(`${count}.kill`, String(at));
  };
  const open = async (name: string) => {
    const repository = join(folder, `${name}.git`);
    await execa('git', ['init', '--quiet', '--bare', '--initial-branch=main', repository]);
    const who = ['-c', 'user.name=someone', '-c', 'user.email=someone@localhost'];
    const git = ['--git-dir', repository];
    const tree = (await execa('git', [...git, 'mktree'], { input: '' })).stdout;
    const commit = (await execa('git', [...git, ...who, 'commit-tree', tree, '-m', 'first'])).stdout;
    await execa('git', [...git, 'update-ref', 'refs/heads/main', commit]);
    const scene = await openAt(name, [{ name: 'git', config: { repository, file: 'pins.yml' } }], environment);
    const read = async () => {
      const { stdout } = await execa('git', [...git, 'show', 'saltern/stable:pins.yml']);
      return [...stdout.matchAll(/^\w+: (.*)$/gm)].map(([, id = '']) => id);
    };
    return { scene, read };
  };
  await kill(0);
  const { scene: whole } = await open('whole');
  await kill(0);
  expect(await promoteApart(whole)).toBe(0);
  const calls = Number(await readFile(count, 'utf8'));
  expect(calls).toBeGreaterThan(5);

  for (let at = 1; at <= calls; at += 1) {
    await kill(0);
    const { scene, read } = await open(`at-${at}`);
    await kill(at);
    await promoteApart(scene);
    await kill(0);
    await expectOldThenNew(scene, `killed at call ${at} of git`, read);
  }
  console.log(`killed at ${calls} calls of git`);
});

const images = ({ reference }: RegistryScene, name: string) => [
  { from: reference(`${name}/app:candidate`), to: reference(`${name}/app:stable`) },
  { from: reference(`${name}/build/db:candidate`), to: reference(`${name}/db:stable`) },
];

async function openImages(registry: RegistryScene, name: string) {
  const push = async (id: string) => {
    for (const image of ['app:candidate', 'build/db:candidate']) await registry.push(`${name}/${image}`, id);
  };
  for (const image of ['app:stable', 'db:stable']) await registry.push(`${name}/${image}`, 'before');
  await push(A);
  const scene = await openAt(name, [{ name: 'images', config: images(registry, name) }], registry.environment);
  await push(B);
  const read = async () =>
    (await Promise.all(['app:stable', 'db:stable'].map((image) => registry.pull(`${name}/${image}`)))).map(String);
  return { scene, read };
}

it('images are old or new when saltern is killed at any request, and the next promotion finishes', async () => {
  await using registry = await openRegistryScene(folder);
  const whole = await openImages(registry, 'whole');
  let requests = 0;
  registry.onRequest = () => void (requests += 1);
  expect(await promoteApart(whole.scene)).toBe(0);
  const all = requests;
  expect(all).toBeGreaterThan(10);

  for (let at = 1; at <= all; at += 1) {
    registry.onRequest = () => undefined;
    const { scene, read } = await openImages(registry, `at-${at}`);
    const kill = { now: () => undefined };
    let seen = 0;
    registry.onRequest = () => {
      seen += 1;
      if (seen === at) kill.now();
    };
    await promoteApart(scene, {}, kill);
    registry.onRequest = () => undefined;
    await expectOldThenNew(scene, `killed at request ${at}`, read);
  }
  console.log(`killed at ${all} requests`);
});

it.each(['before', 'after'])(
  'a hook that kills saltern %s it has done its work is asked again, and all is new',
  async (when) => {
    const [state, armed] = [join(folder, 'state'), join(folder, 'armed')];
    const work = `sed 's/.*"to":{"id":"\\([^"]*\\)".*/\\1/' > '${state}'`;
    const kill = `if [ -e '${armed}' ]; then rm '${armed}'; kill -9 $PPID; fi`;
    const script = join(folder, 'hook.sh');
    await writeFile(script, `#!/bin/sh\n${(when === 'before' ? [kill, work] : [work, kill]).join('\n')}\n`);
    await chmod(script, 0o755);
    const environment = { PATH: process.env['PATH'] };
    const scene = await openAt('root', [{ name: 'hook', config: { command: [script] } }], environment);
    await writeFile(armed, '');

    expect(await promoteApart(scene)).not.toBe(0);

    await expectOldThenNew(scene, when, async () => [(await readFile(state, 'utf8')).trim()]);
  },
);

/** A hook that says when it begins and ends what, and kills saltern once, at its beginning. */
async function slowHook(work: string): Promise<{ readonly script: string; readonly said: string }> {
  const at = (name: string): string => join(folder, name);
  const [said, armed, script, pid] = [at('said'), at('armed'), at('hook.sh'), at('pid')];
  const lines = [
    'read -r move',
    `action=$(printf %s "$move" | sed 's/.*"action":"\\([a-z]*\\)".*/\\1/')`,
    `echo "begin $action" >> '${said}'`,
    `if [ -e '${armed}' ]; then rm '${armed}'; echo $$ > '${pid}'; kill -9 $PPID; ${work}; fi`,
    `echo "end $action" >> '${said}'`,
  ];
  await writeFile(script, `#!/bin/sh\n${lines.join('\n')}\n`);
  await chmod(script, 0o755);
  return { script, said };
}

it('a hook that goes on when saltern was killed is waited for, and what undoes its work comes last', async () => {
  const { script, said } = await slowHook('sleep 1');
  const scene = await openAt('root', [{ name: 'hook', config: { command: [script] } }], { PATH: process.env['PATH'] });
  await writeFile(join(folder, 'armed'), '');

  expect(await promoteApart(scene)).not.toBe(0);

  await expectOldThenNew(scene, 'killed', () => Promise.resolve([B]));
  const lines = (await readFile(said, 'utf8')).trim().split('\n');
  const [first, ...rest] = lines.map((line) => line.split(' ')[0]);
  // One after the other: what began was at its end before the next one was told.
  expect(rest.every((word, at) => word !== lines[at]?.split(' ')[0])).toBe(true);
  expect([first, lines.length % 2, lines.at(-1)]).toEqual(['begin', 0, 'end move']);
});

it('a hook that never ends after that is told of no further move', async () => {
  const { script, said } = await slowHook(`exec sleep 600`);
  const config = { command: [script], 'time-limit': '1s' };
  const scene = await openAt('root', [{ name: 'hook', config }], { PATH: process.env['PATH'] });
  await writeFile(join(folder, 'armed'), '');
  await promoteApart(scene);
  const before = await readFile(said, 'utf8');

  const again = inspect(await promoteIn(scene, B).catch((error: unknown) => error));

  const [, pid = ''] = /still runs as process (\d+): .* did not end within 1s/.exec(again) ?? [];
  expect([again, pid]).toEqual([again, expect.stringMatching(/^\d+$/)]);
  expect(await readFile(said, 'utf8')).toBe(before);
  const { root } = await openScene(scene);
  expect(await root.readChannel('stable')).toBe(A);

  process.kill(-Number(pid), 'SIGKILL');
  await expectOldThenNew(scene, 'ended by hand', () => Promise.resolve([B]));
});

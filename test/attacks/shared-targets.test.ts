import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TargetContext, TargetMove } from '../../src/contract/target.ts';
import { openTarget } from '../../src/gate/targets/index.ts';
import { attackScene } from '../support/attack-scene.ts';
import { promoteIn, writeSnapshots, type PromoteScene } from '../support/promote-scene.ts';

/* What moves with one channel moves with another one, too: of another root, or of the same project. */

const [A, B, C, D, E] = [22, 23, 24, 25, 26].map((day) => `202611${day}T013000`) as [
  string,
  string,
  string,
  string,
  string,
];
const environment = { PATH: process.env['PATH'], HOME: tmpdir() };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saltern-shared-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...argv: readonly string[]): string {
  return execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@localhost', ...argv], {
    encoding: 'utf8',
  }).trim();
}

/** A bare repository whose `main` has one commit without files. */
function makePins(): string {
  const repository = join(folder, 'pins.git');
  git('init', '--quiet', '--bare', '--initial-branch=main', repository);
  const empty = git(`--git-dir=${repository}`, 'hash-object', '-t', 'tree', '-w', '/dev/null');
  const first = git(`--git-dir=${repository}`, 'commit-tree', empty, '-m', 'first');
  git(`--git-dir=${repository}`, 'update-ref', 'refs/heads/main', first);
  return repository;
}

const kinds = {
  directory: () => ({
    config: { path: join(folder, 'www') },
    read: () => readlinkSync(join(folder, 'www/stable')),
  }),
  cobbler: () => ({
    config: { path: join(folder, 'cobbler') },
    read: () => ['base', 'extras'].map((member) => readlinkSync(join(folder, 'cobbler', member))).join(' '),
  }),
  git: () => {
    const repository = makePins();
    return {
      config: { repository, file: 'pins.yml' },
      read: () => git(`--git-dir=${repository}`, 'show', 'saltern/stable:pins.yml'),
    };
  },
};

describe.each(['directory', 'cobbler', 'git'] as const)('a target %s that is of another root', (name) => {
  it.each([
    ['at its first promotion', []],
    ['at a later one', [C]],
  ])('stays where it is, however often it is promoted to: %s', async (_, before) => {
    for (const one of ['www', 'cobbler']) mkdirSync(join(folder, one));
    const { config, read } = kinds[name]();
    const scene = (root: string, targets: PromoteScene['targets']): PromoteScene => ({
      root: join(folder, root),
      targets,
      environment,
    });
    const [theirs, ours] = [scene('theirs', [{ name, config }]), scene('ours', [{ name, config }])];
    await writeSnapshots(theirs.root, [A, B, E]);
    await writeSnapshots(ours.root, [C, D]);
    await promoteIn(theirs, A);
    await promoteIn(theirs, B);
    for (const id of before) await promoteIn(scene('ours', []), id);
    const was = read();

    for (const _attempt of [1, 2]) {
      await expect(promoteIn(ours, D)).rejects.toMatchObject({
        code: 'TARGET_FAILED',
        message: expect.stringMatching(/has seen move 2, to '20261123T013000'/),
        hint: expect.stringContaining('Another snapshot root'),
      });
    }

    expect(read()).toBe(was);
    expect(await promoteIn(theirs, E)).toMatchObject({ kind: 'promoted' });
  });
});

it('a link that somebody made is there again when the first promotion fails after it was turned', async () => {
  mkdirSync(join(folder, 'www'));
  symlinkSync('/srv/of-old', join(folder, 'www/stable'));
  const targets = [
    { name: 'directory', config: { path: join(folder, 'www') } },
    { name: 'hook', config: { command: ['false'] } },
  ];
  await writeSnapshots(join(folder, 'root'), [A]);

  await expect(promoteIn({ root: join(folder, 'root'), targets, environment }, A)).rejects.toThrow(/'false' ended/);

  expect(readlinkSync(join(folder, 'www/stable'))).toBe('/srv/of-old');
});

describe('two channels that have their pins in one file', () => {
  const move = (channel: string, ids: readonly [string | undefined, string], generation: number): TargetMove => ({
    channel,
    from: ids[0] === undefined ? undefined : { id: ids[0], digest: 'sha256:x' },
    to: { id: ids[1], digest: 'sha256:x' },
    generation,
    decision: 'sha256:d',
    by: 'jane@ops',
    reason: 'Saltern-Channel: quarterly',
  });
  const context = (): TargetContext => ({
    signal: new AbortController().signal,
    locate: (id, member) => join(folder, id, member),
    taken: () => Promise.resolve([]),
    members: () => Promise.resolve(['base', 'extras']),
    notes: join(folder, 'notes'),
    tell: () => undefined,
  });
  const open = (repository: string, channel: string) =>
    openTarget(
      { name: 'git', config: { repository, file: 'pins.yml', branch: 'main', name: `${channel}_{member}` } },
      { channel, directory: folder, cacheDirectory: folder, environment },
    );

  it('each keep theirs, whatever the number of moves of the other', async () => {
    const repository = makePins();
    const [stable, quarterly] = [await open(repository, 'stable'), await open(repository, 'quarterly')];
    await quarterly.move(move('quarterly', [undefined, A], 1), context());
    await stable.move(move('stable', [undefined, A], 40), context());

    await stable.move(move('stable', [A, B], 41), context());
    const between = git(`--git-dir=${repository}`, 'show', 'main:pins.yml');
    await quarterly.move(move('quarterly', [A, C], 2), context());

    expect(between.split('\n').toSorted()).toEqual([
      `quarterly_base: ${A}`,
      `quarterly_extras: ${A}`,
      `stable_base: ${B}`,
      `stable_extras: ${B}`,
    ]);
    expect(await quarterly.at('quarterly', context())).toEqual({ kind: 'at', id: C });
    expect(await stable.at('stable', context())).toEqual({ kind: 'at', id: B });
    await expect(stable.move(move('stable', [B, A], 40), context())).rejects.toThrow(/has seen move 41/);
  });
});

it.each([
  ['links', { cobbler: { path: 'cobbler' } }, { cobbler: { path: './cobbler', name: '{member}' } }],
  [
    'tags',
    { images: [{ from: 'localhost:1/app:a', to: 'localhost:1/app:s' }] },
    { images: [{ from: 'localhost:1/app:b', to: 'localhost:1/app:s' }] },
  ],
])('two channels of a project do not have the same %s: neither moves', async (_, one, other) => {
  const policy = ['stable', 'quarterly'].map((name) => `${name}: { require: [{ suites: '*', platforms: '*' }] }`);
  await using scene = await attackScene({
    packages: [{ name: 'alpha' }],
    policy: `channels: { ${policy.join(', ')} }\n`,
    more: { targets: { stable: [one], quarterly: [other] } },
  });
  mkdirSync(join(scene.directory, 'cobbler'));
  await scene.saltern(['snapshot', 'create']);
  await scene.saltern(['test']);

  for (const channel of ['stable', 'quarterly']) {
    expect(await scene.saltern(['promote', '--channel', channel])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/is one of the channel '(quarterly|stable)', too: .*\n +hint: Give each channel/),
    });
  }
});

import { describe, expect, it } from 'vitest';
import { buildProgram, runProgram } from '../../../src/cli/program.ts';
import { fakeApp } from '../../support/fake-app.ts';
import { listVerbs } from '../../support/list-verbs.ts';

interface Call {
  readonly verb: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly args: readonly unknown[];
}

/** What the program would call for argv: its own verbs, whose actions only note what reaches them. */
async function parse(line: string): Promise<Call> {
  const calls: Call[] = [];
  const program = buildProgram(fakeApp(), () => undefined);
  for (const { name, command } of listVerbs(program)) {
    // As commander gives it: the arguments that are declared, the verb's own options, the verb.
    command.action((...all: unknown[]) => {
      calls.push({ verb: name, options: command.optsWithGlobals(), args: all.slice(0, -2) });
    });
  }
  await program.parseAsync(line.split(' '), { from: 'user' });
  const [call] = calls;
  if (call === undefined || calls.length > 1) throw new Error(`${calls.length} verbs were called`);
  return call;
}

const NAMES = [['a', 'b']];
const NONE = [[]];

/** What is typed, and what comes of it. */
const CALLS: readonly (readonly [string, Call])[] = [
  ['list', { verb: 'list', options: {}, args: NONE }],
  ['list a b', { verb: 'list', options: {}, args: NAMES }],
  ['list --tag x --tag y', { verb: 'list', options: { tag: ['x', 'y'] }, args: NONE }],
  ['create a b', { verb: 'create', options: {}, args: NAMES }],
  ['converge --salt 3006.28', { verb: 'converge', options: { salt: '3006.28' }, args: NONE }],
  ['verify --driver qemu a', { verb: 'verify', options: { driver: 'qemu' }, args: [['a']] }],
  ['verify -c 4 --fail-fast', { verb: 'verify', options: { concurrency: '4', failFast: true }, args: NONE }],
  ['test', { verb: 'test', options: {}, args: NONE }],
  [
    'test a --destroy always --snapshot stable --concurrency 2 b',
    { verb: 'test', options: { destroy: 'always', snapshot: 'stable', concurrency: '2' }, args: NAMES },
  ],
  ['test --shard 2/8 --durations d.json', { verb: 'test', options: { shard: '2/8', durations: 'd.json' }, args: NONE }],
  [
    'matrix a --github --max 4 --target 60 --durations d.json',
    { verb: 'matrix', options: { github: true, max: '4', target: '60', durations: 'd.json' }, args: [['a']] },
  ],
  ['merge a b --output out', { verb: 'merge', options: { output: 'out' }, args: NAMES }],
  ['test --changed origin/main a', { verb: 'test', options: { changed: 'origin/main' }, args: [['a']] }],
  ['list --changed main', { verb: 'list', options: { changed: 'main' }, args: NONE }],
  [
    'worker --name w --label kvm --once',
    { verb: 'worker', options: { name: 'w', label: ['kvm'], once: true }, args: [] },
  ],
  ['key create ci --private ci.key', { verb: 'key create', options: { private: 'ci.key' }, args: ['ci'] }],
  ['workers', { verb: 'workers', options: {}, args: [] }],
  ['changed --base origin/main', { verb: 'changed', options: { base: 'origin/main' }, args: [] }],
  ['login a', { verb: 'login', options: {}, args: ['a'] }],
  ['exec a -- ls -l --json', { verb: 'exec', options: {}, args: ['a', ['ls', '-l', '--json']] }],
  ['exec --json a ls', { verb: 'exec', options: { json: true }, args: ['a', ['ls']] }],
  ['salt a -- --out json pillar.items', { verb: 'salt', options: {}, args: ['a', ['--out', 'json', 'pillar.items']] }],
  ['salt -c 2 a grains.items', { verb: 'salt', options: { concurrency: '2' }, args: ['a', ['grains.items']] }],
  ['exec -c 2 a ls', { verb: 'exec', options: { concurrency: '2' }, args: ['a', ['ls']] }],
  ['reboot a b', { verb: 'reboot', options: {}, args: NAMES }],
  ['destroy', { verb: 'destroy', options: {}, args: NONE }],
  ['destroy --orphans', { verb: 'destroy', options: { orphans: true }, args: NONE }],
  ['logs a --run 20261122T013000', { verb: 'logs', options: { run: '20261122T013000' }, args: [['a']] }],
  ['logs -f a', { verb: 'logs', options: { follow: true }, args: [['a']] }],
  ['history', { verb: 'history show', options: {}, args: NONE }],
  ['history a b --nights 14', { verb: 'history show', options: { nights: '14' }, args: NAMES }],
  ['history show a b', { verb: 'history show', options: {}, args: NAMES }],
  ['history import', { verb: 'history import', options: {}, args: [] }],
  ['test --workers a b', { verb: 'test', options: { workers: true }, args: NAMES }],
  ['nightly --workers', { verb: 'nightly', options: { workers: true, promote: true }, args: [] }],
  [
    'worker --name w1 --driver docker --label kvm --label big --once --shared-folder /srv/farm --sign-with w.key',
    {
      verb: 'worker',
      options: {
        name: 'w1',
        driver: ['docker'],
        label: ['kvm', 'big'],
        once: true,
        sharedFolder: '/srv/farm',
        signWith: 'w.key',
      },
      args: [],
    },
  ],
  ['test --salt-log debug', { verb: 'test', options: { saltLog: 'debug' }, args: NONE }],
  ['doctor', { verb: 'doctor', options: {}, args: [] }],
  ['init', { verb: 'init', options: {}, args: [undefined] }],
  ['init there --force', { verb: 'init', options: { force: true }, args: ['there'] }],
  ['init --render', { verb: 'init', options: { render: true }, args: [undefined] }],
  [
    'config show a --destroy never --salt 3007.15',
    { verb: 'config show', options: { destroy: 'never', salt: '3007.15' }, args: ['a'] },
  ],
  ['completion bash', { verb: 'completion', options: {}, args: ['bash'] }],
  ['config schema', { verb: 'config schema', options: {}, args: ['project'] }],
  ['config schema gate', { verb: 'config schema', options: {}, args: ['gate'] }],
  ['cache list --driver fake', { verb: 'cache list', options: { driver: 'fake' }, args: [] }],
  [
    'cache prune --older-than 30d --to-size 20G --dry-run',
    { verb: 'cache prune', options: { olderThan: '30d', toSize: '20G', dryRun: true }, args: [] },
  ],
  ['cache prune --all', { verb: 'cache prune', options: { all: true }, args: [] }],
  [
    'cache save images --driver docker --used-within 2h',
    { verb: 'cache save', options: { driver: ['docker'], usedWithin: '2h' }, args: ['images'] },
  ],
  ['cache load images', { verb: 'cache load', options: {}, args: ['images'] }],
  ['cache key ops-ssh', { verb: 'cache key', options: {}, args: [['ops-ssh']] }],
  ['snapshot create base9 extras9', { verb: 'snapshot create', options: {}, args: [['base9', 'extras9']] }],
  ['snapshot list', { verb: 'snapshot list', options: {}, args: [] }],
  ['snapshot show', { verb: 'snapshot show', options: {}, args: [undefined] }],
  [
    'snapshot diff stable latest --by-source --changelog --markdown',
    { verb: 'snapshot diff', options: { bySource: true, changelog: true, markdown: true }, args: ['stable', 'latest'] },
  ],
  ['snapshot diff stable', { verb: 'snapshot diff', options: {}, args: ['stable', undefined] }],
  [
    'snapshot derive latest --label x --hold a=1 --hold b --add new --add-from stable:c --member base --replace --allow-broken --dry-run',
    {
      verb: 'snapshot derive',
      options: {
        label: 'x',
        hold: ['a=1', 'b'],
        add: ['new'],
        addFrom: ['stable:c'],
        member: 'base',
        replace: true,
        allowBroken: true,
        dryRun: true,
      },
      args: ['latest'],
    },
  ],
  ['snapshot verify', { verb: 'snapshot verify', options: {}, args: [undefined] }],
  ['snapshot verify stable --full', { verb: 'snapshot verify', options: { full: true }, args: ['stable'] }],
  ['snapshot verify --all', { verb: 'snapshot verify', options: { all: true }, args: [undefined] }],
  [
    'snapshot prune --keep 30 --min-age 90d --decisions 365d --dry-run --forget formulas-1a2b3c4d@ops1',
    {
      verb: 'snapshot prune',
      options: { keep: '30', minAge: '90d', decisions: '365d', dryRun: true, forget: ['formulas-1a2b3c4d@ops1'] },
      args: [],
    },
  ],
  ['snapshot show stable', { verb: 'snapshot show', options: {}, args: ['stable'] }],
  [
    'badges --output out --readme README.md --check',
    { verb: 'badges', options: { output: 'out', readme: 'README.md', check: true }, args: [] },
  ],
  ['workers', { verb: 'workers', options: {}, args: [] }],
  ['metrics --write', { verb: 'metrics', options: { write: true }, args: [] }],
  ['site', { verb: 'site', options: {}, args: [] }],
  ['site --output out', { verb: 'site', options: { output: 'out' }, args: [] }],
  ['gate check', { verb: 'gate check', options: { channel: 'stable' }, args: [] }],
  [
    'gate check --snapshot latest --channel candidate',
    { verb: 'gate check', options: { snapshot: 'latest', channel: 'candidate' }, args: [] },
  ],
  ['gate explain 12', { verb: 'gate explain', options: {}, args: ['12'] }],
  [
    'gate explain latest --channel stable --root /srv/mirror',
    { verb: 'gate explain', options: { channel: 'stable', root: '/srv/mirror' }, args: ['latest'] },
  ],
  ['gate status', { verb: 'gate status', options: {}, args: [] }],
  [
    'gate log --channel stable --limit 5 --root m',
    { verb: 'gate log', options: { channel: 'stable', limit: '5', root: 'm' }, args: [] },
  ],
  ['audit verify --root m', { verb: 'audit verify', options: { root: 'm' }, args: [] }],
  [
    'freeze --channel stable --reason full --until 7d --root m',
    { verb: 'freeze', options: { channel: 'stable', reason: 'full', until: '7d', root: 'm' }, args: [] },
  ],
  ['freeze --reason full', { verb: 'freeze', options: { reason: 'full' }, args: [] }],
  [
    'unfreeze --channel stable --reason done --root m',
    { verb: 'unfreeze', options: { channel: 'stable', reason: 'done', root: 'm' }, args: [] },
  ],
  ['last-good', { verb: 'last-good', options: {}, args: [] }],
  ['notify', { verb: 'notify', options: {}, args: [] }],
  ['notify --preview', { verb: 'notify', options: { preview: true }, args: [] }],
  ['notify --test', { verb: 'notify', options: { test: true }, args: [] }],
  ['notify --test team', { verb: 'notify', options: { test: 'team' }, args: [] }],
  [
    'gate check --lane expedited --at 7d --policy other.yml',
    {
      verb: 'gate check',
      options: { channel: 'stable', lane: 'expedited', at: '7d', policy: 'other.yml' },
      args: [],
    },
  ],
  [
    'waive a --reason x --expires 7d --ticket OPS-1 --approver bob --channel stable --name n',
    {
      verb: 'waive',
      options: { reason: 'x', expires: '7d', ticket: 'OPS-1', approver: 'bob', channel: 'stable', name: 'n' },
      args: ['a'],
    },
  ],
  ['waive a --snapshot latest', { verb: 'waive', options: { snapshot: 'latest' }, args: ['a'] }],
  [
    'hold chrony --most 4.5 --reason x --expires 7d --member base --member updates --name n',
    {
      verb: 'hold',
      options: { most: '4.5', reason: 'x', expires: '7d', member: ['base', 'updates'], name: 'n' },
      args: ['chrony'],
    },
  ],
  [
    'approve --lane expedited --snapshot latest --channel stable --reason x --name n',
    {
      verb: 'approve',
      options: { lane: 'expedited', snapshot: 'latest', channel: 'stable', reason: 'x', name: 'n' },
      args: [],
    },
  ],
  [
    'promote --lane expedited',
    { verb: 'promote', options: { channel: 'stable', lane: 'expedited', verify: 'changed' }, args: [] },
  ],
  ['promote --channel candidate', { verb: 'promote', options: { channel: 'candidate', verify: 'changed' }, args: [] }],
  [
    'promote --to-older broken --verify full',
    { verb: 'promote', options: { channel: 'stable', toOlder: 'broken', verify: 'full' }, args: [] },
  ],
  ['rollback --reason broken', { verb: 'rollback', options: { channel: 'stable', reason: 'broken' }, args: [] }],
  [
    'rollback --channel candidate --to 20261122T013000 --force-tainted',
    { verb: 'rollback', options: { channel: 'candidate', to: '20261122T013000', forceTainted: true }, args: [] },
  ],
  ['nightly', { verb: 'nightly', options: { promote: true }, args: [] }],
  [
    'nightly --snapshot latest --channel candidate --no-promote --force --fresh',
    {
      verb: 'nightly',
      options: { snapshot: 'latest', channel: 'candidate', promote: false, force: true, fresh: true },
      args: [],
    },
  ],
  ['nightly --dry-run', { verb: 'nightly', options: { promote: true, dryRun: true }, args: [] }],
  [
    'nightly --status --max-age 26h',
    { verb: 'nightly', options: { promote: true, status: true, maxAge: '26h' }, args: [] },
  ],
];

describe('what is typed reaches the verb', () => {
  it.each(CALLS)('%s', async (line, call) => {
    expect(await parse(line)).toEqual(call);
  });

  it('which has a row here, whichever it is', () => {
    const verbs = listVerbs(buildProgram(fakeApp(), () => undefined)).map(({ name }) => name);

    expect([...new Set(CALLS.map(([, { verb }]) => verb))].toSorted()).toEqual(verbs.toSorted());
  });

  it.each([
    ['before the verb', '--json --project p.yml --overlay one.yml --overlay two.yml list'],
    ['behind it', 'list --json --project p.yml --overlay one.yml --overlay two.yml'],
    ['around it', '-p p.yml --overlay one.yml list --overlay two.yml --json'],
  ])('with what is said to all verbs %s', async (_, line) => {
    expect((await parse(line)).options).toEqual({
      json: true,
      project: 'p.yml',
      overlay: ['one.yml', 'two.yml'],
    });
  });
});

describe('a program that is not understood', () => {
  it.each([
    ['frobnicate', "error: unknown command 'frobnicate'"],
    ['tset', '(Did you mean test?)'],
    ['test --bogus', "error: unknown option '--bogus'"],
    ['test --fail-fats', '(Did you mean --fail-fast?)'],
    ['test --tag', "error: option '--tag <name>' argument missing"],
    ['test --destroy sometimes', 'Allowed choices are passing, always, never.'],
    ['login', "error: missing required argument 'instance'"],
    ['login a b', 'too many arguments'],
    ['doctor now', 'too many arguments'],
  ])('%s is a matter of usage, exit code 2, with a hint', async (line, sentence) => {
    const app = fakeApp();

    const code = await runProgram(line.split(' '), app);

    expect(code).toBe(2);
    expect(app.said.stderr).toContain(sentence);
    expect(app.said.stderr).toContain('(saltern --help shows the verbs, saltern VERB --help one of them)');
    expect(app.said.stdout).toBe('');
  });

  it('shows the verbs where none was named', async () => {
    const app = fakeApp();

    const code = await runProgram([], app);

    expect(code).toBe(2);
    expect(app.said.stderr).toContain('Usage: saltern [options] [command]');
  });

  it.each(['--help', '--version', 'test --help', 'snapshot --help', 'help test'])(
    'is not %s, which is answered',
    async (line) => {
      const app = fakeApp();

      const code = await runProgram(line.split(' '), app);

      expect(code).toBe(0);
      expect(app.said.stdout).not.toBe('');
      expect(app.said.stderr).toBe('');
    },
  );
});

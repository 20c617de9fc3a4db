import { chmod, mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import type { Target, TargetContext } from '../../src/contract/target.ts';
import { openTarget } from '../../src/gate/targets/index.ts';
import { openPulpCase } from '../support/pulp-target-scene.ts';
import { openRegistryScene } from '../support/registry-scene.ts';

/** A target as the contract suite runs it. */
export interface TargetCase {
  readonly name: string;
  /** Whether it can be asked where it is. */
  readonly isReadable: boolean;
  /** A server that only one of the projects of tests has. Default: it needs none. */
  readonly needs?: 'pulp';
  /** The target in a folder of the test's own. */
  readonly open: (folder: string, context: TargetContext) => Promise<TargetScene>;
}

/** A target, and those who get packages by it. */
export interface TargetScene extends AsyncDisposable {
  readonly target: Target;
  /** Id of the snapshot that each client gets, by what it asks for; nothing: there is nothing to get. */
  readonly clients: () => Promise<readonly (string | undefined)[]>;
  /** Where members were taken from. Default: nobody knows. */
  readonly taken?: TargetContext['taken'];
  /** Makes ready what is to be moved with this snapshot. Default: nothing is to be made ready. */
  readonly ready?: (id: string) => Promise<void>;
  /** Makes moves fail, as late in them as can be. */
  readonly block: () => Promise<void>;
  readonly unblock: () => Promise<void>;
  /** Leaves it as a crash in the midst of a move to this snapshot does. */
  readonly halve: (id: string) => Promise<void>;
}

const CHANNEL = 'stable';

/** A new target is one entry here. */
export const TARGET_CASES: readonly TargetCase[] = [
  { name: 'directory', isReadable: true, open: openDirectory },
  { name: 'cobbler', isReadable: true, open: openCobbler },
  { name: 'git', isReadable: true, open: openGit },
  { name: 'images', isReadable: true, open: openImages },
  { name: 'hook', isReadable: false, open: openHook },
  { name: 'pulp', isReadable: true, needs: 'pulp', open: openPulpCase },
];

const place = (folder: string) => ({
  channel: CHANNEL,
  directory: folder,
  cacheDirectory: join(folder, 'cache'),
  environment: { PATH: process.env['PATH'], HOME: folder },
});

const nothing = { [Symbol.asyncDispose]: () => Promise.resolve() };

async function openDirectory(folder: string, { locate }: TargetContext): Promise<TargetScene> {
  const path = join(folder, 'www');
  await mkdir(path);
  const aside = join(path, `.${CHANNEL}.saltern-new`);
  return {
    target: await openTarget({ name: 'directory', config: { path } }, place(folder)),
    clients: async () => (await readTargets(path, [CHANNEL])).map((leadsTo) => basename(leadsTo)),
    // What cannot be removed like a file keeps the new link from being made.
    block: async () => void (await mkdir(join(aside, 'full'), { recursive: true })),
    unblock: () => rm(aside, { recursive: true }),
    halve: (id) => symlink(join(locate(id, 'base'), '..'), aside),
    ...nothing,
  };
}

async function openCobbler(folder: string, { locate }: TargetContext): Promise<TargetScene> {
  const path = join(folder, 'cobbler');
  await mkdir(path);
  const last = join(path, '.extras.saltern-new');
  return {
    target: await openTarget({ name: 'cobbler', config: { path } }, place(folder)),
    clients: async () => (await readTargets(path, ['base', 'extras'])).map((leadsTo) => basename(join(leadsTo, '..'))),
    block: async () => void (await mkdir(join(last, 'full'), { recursive: true })),
    unblock: () => rm(last, { recursive: true }),
    async halve(id) {
      await rm(join(path, 'base'), { force: true });
      await symlink(locate(id, 'base'), join(path, 'base'));
    },
    ...nothing,
  };
}

async function readTargets(folder: string, names: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(names.map((name) => readlink(join(folder, name)).catch(() => undefined)));
  return found.filter((leadsTo) => leadsTo !== undefined);
}

async function openGit(folder: string): Promise<TargetScene> {
  const repository = join(folder, 'pins.git');
  await execa('git', ['init', '--quiet', '--bare', '--initial-branch=main', repository]);
  const git = (argv: readonly string[]) => execa('git', [`--git-dir=${repository}`, ...argv], { reject: false });
  const work = await mkdtemp(join(folder, 'work-'));
  await execa('git', ['init', '--quiet', '--initial-branch=main', work]);
  await writeFile(join(work, 'pins.yml'), '# Pins of what clients get.\nmore: 1\n');
  const who = ['-c', 'user.name=someone', '-c', 'user.email=someone@localhost'];
  await execa('git', ['-C', work, 'add', '.']);
  await execa('git', ['-C', work, ...who, 'commit', '--quiet', '-m', 'first']);
  await execa('git', ['-C', work, 'push', '--quiet', repository, 'main']);
  const hook = join(repository, 'hooks/pre-receive');
  return {
    target: await openTarget({ name: 'git', config: { repository, file: 'pins.yml' } }, place(folder)),
    async clients() {
      const { stdout } = await git(['show', `saltern/${CHANNEL}:pins.yml`]);
      const pins = (parse(stdout) ?? {}) as Readonly<Record<string, unknown>>;
      return ['base', 'extras'].flatMap((name) => (pins[name] === undefined ? [] : [String(pins[name])]));
    },
    async block() {
      await mkdir(join(repository, 'hooks'), { recursive: true });
      await writeFile(hook, '#!/bin/sh\necho no >&2\nexit 1\n');
      await chmod(hook, 0o755);
    },
    unblock: () => rm(hook),
    // Its one push happens or does not.
    halve: () => Promise.resolve(),
    ...nothing,
  };
}

async function openImages(folder: string): Promise<TargetScene> {
  const scene = await openRegistryScene(folder);
  const images = [
    { from: scene.reference('app:candidate'), to: scene.reference('app:stable') },
    { from: scene.reference('build/db:candidate'), to: scene.reference('db:stable') },
  ];
  for (const name of ['app:stable', 'db:stable']) await scene.push(name, 'before');
  return {
    target: await openTarget({ name: 'images', config: images }, { ...place(folder), environment: scene.environment }),
    clients: async () =>
      (await Promise.all(['app:stable', 'db:stable'].map((name) => scene.pull(name)))).filter(
        (id) => id !== undefined && id !== 'before',
      ),
    async ready(id) {
      for (const name of ['app:candidate', 'build/db:candidate']) await scene.push(name, id);
    },
    block: async () => scene.refuse('db/manifests/stable'),
    unblock: async () => scene.refuse(undefined),
    halve: (id) => scene.push('app:stable', id),
    [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose](),
  };
}

async function openHook(folder: string): Promise<TargetScene> {
  const [script, state, blocked] = ['hook.sh', 'state', 'blocked'].map((name) => join(folder, name));
  if (script === undefined || state === undefined || blocked === undefined) throw new Error('unreachable');
  await writeFile(
    script,
    `#!/bin/sh
move=$(cat)
test ! -e '${blocked}' || { echo 'it is blocked' >&2; exit 3; }
case $move in
  *'"action":"remove"'*) rm -f '${state}' ;;
  *) printf '%s' "$move" | sed 's/.*"to":{"id":"\\([^"]*\\)".*/\\1/' > '${state}' ;;
esac
`,
  );
  await chmod(script, 0o755);
  return {
    target: await openTarget({ name: 'hook', config: { command: ['./hook.sh'] } }, place(folder)),
    clients: async () => {
      const text = await readFile(state, 'utf8').catch(() => '');
      return text === '' ? [] : [text.trim()];
    },
    block: () => writeFile(blocked, ''),
    unblock: () => rm(blocked),
    halve: () => Promise.resolve(),
    ...nothing,
  };
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { BUILT_MAIN } from '../../root.ts';
import { seconds } from '../measure.ts';
import { fleetProject } from './fleet-project.ts';
import { manyPackages, type ManyMirror, type ManyPackages } from './many-packages.ts';
import type { Scene } from './scene.ts';

/** The rows about snapshots, each with what people would do without saltern as its floor. */
export const SNAPSHOT_SCENES: Readonly<Record<string, () => Promise<Scene>>> = {
  'snapshot-10000': firstScene,
  'snapshot-10000-pooled': () => pooledScene({ count: 10_000 }, linkAll),
  'create-10000': createScene,
  'snapshot-50000': () =>
    pooledScene({ count: 50_000, bytes: 200 }, (from, to) =>
      execa('rsync', ['--archive', `--link-dest=${from}/`, `${from}/`, to]),
    ),
  'manifest-10000': manifestScene,
  'diff-10000': diffScene,
  'compare-10000': () => compareScene(0),
  'compare-10000-again': () => compareScene(1),
  'promote-10000': moveScene,
};

type Copy = (from: string, to: string) => PromiseLike<unknown>;

const linkAll: Copy = (from, to) => execa('cp', ['--archive', '--link', from, to]);

interface MirrorProject extends Pick<Scene, 'directory'>, AsyncDisposable {
  readonly mirror: ManyMirror;
}

async function mirrorProject(packages: ManyPackages): Promise<MirrorProject> {
  const project = await fleetProject({
    suites: 1,
    platforms: 1,
    more: { snapshots: { root: 'mirror', repositories: { '*': ['base'] } } },
  });
  return { ...project, mirror: await manyPackages(join(project.directory, 'mirror'), packages) };
}

/** Floor: the same files copied and hashed by the system's own programs, which force nothing to disk. */
async function firstScene(): Promise<Scene> {
  const project = await mirrorProject({});
  const copy = join(project.directory, 'copy');
  const made = ['snapshots', 'pool'].map((name) => join(project.directory, 'mirror', name));
  return {
    ...project,
    argv: ['snapshot', 'create'],
    runs: 3,
    reset: () => removeAll(made),
    async floor() {
      await removeAll([copy]);
      return seconds(async () => {
        await execa('cp', ['-r', project.mirror.path, copy]);
        await execa('find', [copy, '-type', 'f', '-exec', 'sha256sum', '{}', '+'], { stdout: 'ignore' });
      });
    },
  };
}

/** Every file is in the pool already: what each night does. Before each run, three packages in a hundred change. */
async function pooledScene(packages: ManyPackages, copy: Copy): Promise<Scene> {
  const project = await mirrorProject(packages);
  const target = join(project.directory, 'copy');
  // Of its own: one more name is a change of a file, and saltern would read all of the mirror again.
  const mirror = join(project.directory, 'other-mirror');
  await execa('cp', ['--archive', project.mirror.path, mirror]);
  // Both nights once. Snapshots stay: to remove them is to touch each file of the pool, which is read again then.
  await takeBoth(project);
  // Each run turns first, and shall find another night than the newest snapshot's.
  await project.mirror.turn();
  return {
    ...project,
    argv: ['snapshot', 'create'],
    runs: 9,
    reset: () => project.mirror.turn(),
    async floor() {
      await removeAll([target]);
      return seconds(async () => void (await copy(mirror, target)));
    },
  };
}

/** The snapshot alone, without what every command begins with; floor and changes as above. */
async function createScene(): Promise<Scene> {
  const pooled = await pooledScene({ count: 10_000 }, linkAll);
  const program = join(import.meta.dirname, 'create-once.ts');
  const argv = [join(pooled.directory, 'mirror')];
  return {
    ...pooled,
    argv,
    program,
    work: async () => Number((await execa(process.execPath, [program, ...argv])).stdout),
  };
}

/** A snapshot of each night; gives their ids. */
async function takeBoth({ directory, mirror }: MirrorProject): Promise<readonly [string, string]> {
  const take = async (): Promise<string> => {
    const { stdout } = await execa(process.execPath, [BUILT_MAIN, 'snapshot', 'create', '--json'], { cwd: directory });
    await mirror.turn();
    return String((JSON.parse(stdout) as { readonly id: unknown }).id);
  };
  return [await take(), await take()];
}

/** What is in a repository, from its metadata alone; floor: the same metadata unpacked. */
async function manifestScene(): Promise<Scene> {
  const project = await mirrorProject({ bytes: 200 });
  const primary = join(project.mirror.path, 'repodata/primary.xml.gz');
  const program = join(import.meta.dirname, 'make-manifest.ts');
  return {
    ...project,
    program,
    argv: [primary],
    runs: 7,
    work: async () => Number((await execa(process.execPath, [program, primary])).stdout),
    floor: () => seconds(() => execa('gzip', ['--decompress', '--stdout', primary], { stdout: 'ignore' })),
  };
}

/** Two stored snapshots; floor: dnf's own comparison of the same two repositories, from nothing as on a CI machine. */
async function diffScene(): Promise<Scene> {
  const project = await mirrorProject({ bytes: 200 });
  const [from, to] = await takeBoth(project);
  return {
    ...project,
    argv: ['snapshot', 'diff', from, to],
    runs: 7,
    floor: () => seconds(() => repodiff(project.directory, [from, to])),
  };
}

/**
 * The comparison alone, from the stored manifests, the first or a later time in its process. Floor: diff of the same two
 * files, which knows nothing of packages and starts in a millisecond.
 */
async function compareScene(at: 0 | 1): Promise<Scene> {
  const project = await mirrorProject({ bytes: 200 });
  const ids = await takeBoth(project);
  const program = join(import.meta.dirname, 'compare-manifests.ts');
  const mirror = join(project.directory, 'mirror');
  const files = ids.map((id) => join(mirror, 'snapshots', id, 'manifest.json'));
  const argv = [mirror, ...ids];
  return {
    ...project,
    argv,
    program,
    runs: 7,
    // It exits with 1 where they differ.
    floor: () => seconds(() => execa('diff', files, { stdout: 'ignore', reject: false })),
    work: async () => Number((await execa(process.execPath, [program, ...argv])).stdout.split(' ')[at]),
  };
}

async function repodiff(directory: string, ids: readonly string[]): Promise<void> {
  const cache = join(directory, 'dnf');
  const urls = ids.map((id) => `file://${directory}/mirror/snapshots/${id}/base`);
  const repositories = urls.flatMap((url, at) => ['--repofrompath', `${at === 0 ? 'old' : 'new'},${url}`]);
  await removeAll([cache]);
  const settings = ['--setopt', `cachedir=${cache}`, '--disableplugin=local', '--arch', 'noarch', '--compare-arch'];
  await execa('dnf', ['repodiff', ...settings, ...repositories, '--repo-old', 'old', '--repo-new', 'new'], {
    stdout: 'ignore',
  });
}

/** A channel that moves; floor: the same link made and renamed by hand. */
async function moveScene(): Promise<Scene> {
  const project = await mirrorProject({ bytes: 200 });
  await takeBoth(project);
  const program = join(import.meta.dirname, 'move-often.ts');
  const argv = [join(project.directory, 'mirror')];
  const measureAt = async (at: number): Promise<number> => {
    const { stdout } = await execa(process.execPath, [program, ...argv]);
    return Number(stdout.split(' ')[at]);
  };
  return { ...project, argv, program, runs: 7, floor: () => measureAt(0), work: () => measureAt(1) };
}

async function removeAll(folders: readonly string[]): Promise<void> {
  // Snapshots are read-only on purpose.
  await execa('chmod', ['-R', 'u+w', ...folders], { reject: false });
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
}

import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { parse, stringify } from 'yaml';
import { ensureAct } from '../testbed/act/ensure-act.ts';
import { findCacheDirectory } from '../testbed/host/cache.ts';
import { createSteps } from '../testbed/host/steps.ts';
import { ROOT } from './e2e-project.ts';

/** What a workflow came to, as act tells it. */
export interface ActRun {
  readonly isSuccess: boolean;
  /** All lines, as they would stand in the log of the run. */
  readonly log: string;
  /** What the workflow's steps wrote with `keep NAME VALUE`, by name. */
  readonly kept: Readonly<Record<string, string>>;
}

/** A repository in which workflows are run without GitHub; disposing removes it. */
export interface ActScene extends AsyncDisposable {
  /** The repository: what is in it is committed on `main`. */
  readonly directory: string;
  /** What stand-ins of the actions that keep files have kept: a folder for each name. */
  readonly store: string;
  git(...argv: readonly string[]): Promise<string>;
  write(path: string, text: string): Promise<void>;
  /** `event`: its name and what GitHub says of it. */
  run(
    event: { readonly name: string; readonly payload?: unknown },
    variables?: Record<string, string>,
  ): Promise<ActRun>;
}

/** How a workflow of a test names this repository's action. */
export const OWN_ACTION = 'acme/saltern@v0';
/** The step that a workflow begins with; act makes a copy of the repository for it. */
export const CHECKOUT = {
  uses: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1',
  with: { 'fetch-depth': 0 },
};
/** A step that keeps a value for the test: `{ ...KEEP, env: { NAME: 'outputs', VALUE: … } }`. */
export const KEEP = { if: 'always()', shell: 'bash', run: 'printf %s "$VALUE" > "$KEPT/$NAME"' };

/**
 * The action is this checkout's, run from its sources. Actions of GitHub's own cannot be had offline: stand-ins of
 * `test/fixtures/actions` take their places, under the very names and commits that `action.yml` and the workflows have, and
 * keep files in a folder.
 */
export async function actScene(files: Readonly<Record<string, string>>): Promise<ActScene> {
  const act = await ensureAct({
    steps: createSteps((text) => process.stderr.write(text)),
    cacheDirectory: findCacheDirectory(process.env),
    environment: process.env,
  });
  const top = await mkdtemp(join(tmpdir(), 'saltern-act-'));
  const [directory, store, kept, home, action] = ['repo', 'store', 'kept', 'home', 'action'].map((name) =>
    join(top, name),
  ) as [string, string, string, string, string];
  for (const folder of [directory, store, kept, home, action]) await mkdir(folder);
  await copyAction(action);
  const repositories = [`${OWN_ACTION}=${action}`, ...(await standIns())];
  const write: ActScene['write'] = async (path, text) => {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  };
  const git: ActScene['git'] = async (...argv) => {
    const who = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org', '-c', 'commit.gpgsign=false'];
    return (await execa('git', [...who, ...argv], { cwd: directory })).stdout;
  };
  for (const [path, text] of Object.entries(files)) await write(path, text);
  await git('init', '--quiet', '--initial-branch', 'main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'all there is');
  return {
    directory,
    store,
    git,
    write,
    async run({ name, payload = {} }, variables = {}) {
      await rm(kept, { recursive: true, force: true });
      await mkdir(kept);
      await writeFile(join(home, 'event.json'), JSON.stringify(payload));
      const given = { ...variables, KEPT: kept, STORE: store, SALTERN_CACHE: join(top, 'cache') };
      const argv = [
        name,
        '--no-cache-server',
        '--platform=ubuntu-latest=-self-hosted',
        `--eventpath=${join(home, 'event.json')}`,
        ...repositories.flatMap((one) => ['--local-repository', one]),
        ...Object.entries(given).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
      ];
      // Starts any program: act, from the cache of the testbed.
      const { exitCode, all } = await execa(act, argv, {
        cwd: directory,
        all: true,
        reject: false,
        stdin: 'ignore',
        env: {
          PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
          HOME: home,
          XDG_CACHE_HOME: home,
        },
      });
      const names = await readdir(kept);
      const values = await Promise.all(names.map(async (each) => [each, await readFile(join(kept, each), 'utf8')]));
      return {
        isSuccess: exitCode === 0,
        log: stripVTControlCharacters(all),
        kept: Object.fromEntries(values) as Record<string, string>,
      };
    },
    async [Symbol.asyncDispose]() {
      await rm(top, { recursive: true, force: true });
    },
  };
}

/** A workflow file. */
export function workflow(jobs: unknown, on: unknown = ['push', 'pull_request']): string {
  return stringify({ on, permissions: { contents: 'read' }, jobs });
}

/** What the action is made of, and in the place of the bundle that its release has, the sources of this checkout. */
async function copyAction(folder: string): Promise<void> {
  for (const path of ['action.yml', 'action', 'package.json'])
    await cp(join(ROOT, path), join(folder, path), { recursive: true });
  await mkdir(join(folder, 'dist'));
  await writeFile(join(folder, 'dist/saltern.cjs'), `require(${JSON.stringify(join(ROOT, 'src/cli/main.ts'))});\n`);
}

/** For each action that our files use, at the commit that they use it at: `owner/name@commit=folder`. */
async function standIns(): Promise<readonly string[]> {
  const folder = join(ROOT, '.github/workflows');
  const workflows = (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
  const texts = await Promise.all([join(ROOT, 'action.yml'), ...workflows].map((file) => readFile(file, 'utf8')));
  const used = new Set(texts.flatMap((text) => listUses(parse(text))).filter((each) => each.startsWith('actions/')));
  return [...used].flatMap((each) => {
    const [path = '', commit = ''] = each.split('@');
    const repository = path.split('/').slice(0, 2).join('/');
    return [`${repository}@${commit}=${join(ROOT, 'test/fixtures', repository)}`];
  });
}

/** Every `uses:` anywhere below. */
export function listUses(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === 'uses' && typeof inner === 'string' ? [inner] : listUses(inner),
  );
}

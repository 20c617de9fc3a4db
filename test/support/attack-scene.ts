import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { runProgram } from '../../src/cli/program.ts';
import { fakeApp } from './fake-app.ts';
import { passes } from './pretended-project.ts';
import { writeTinyRepository, type TinyPackage } from './tiny-repository.ts';

/** What one command line came to. */
export interface Heard {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A pretended project, and the command line in this process: no engine, no Salt, checks that really run on this machine. */
export interface AttackScene extends AsyncDisposable {
  /** Absolute folder of the project; its snapshot root is `mirror` in it. */
  readonly directory: string;
  /**
   * Runs one verb to its end. `at`: what its clock says, or says each time, ms since the epoch; default: the true time.
   * `user`: who asks; default: that of every pretended app.
   */
  saltern(
    argv: readonly string[],
    options?: { readonly at?: number | (() => number); readonly environment?: Environment; readonly user?: string },
  ): Promise<Heard>;
  read(path: string): string;
  write(path: string, text: string): void;
  /** Replaces the mirror `base` by one with these packages, which are real RPMs. */
  moveMirror(packages: readonly TinyPackage[]): Promise<void>;
  /** The snapshot that the channel `stable` names; undefined: there is none. */
  stable(): Promise<string | undefined>;
}

type Environment = Readonly<Record<string, string>>;

export interface AttackOptions {
  /** Default: `default`, one check that passes. */
  readonly suites?: Readonly<Record<string, unknown>>;
  /** Further keys of the project file, or others in place of the scene's own. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** The channel's policy. Default: every instance is required. */
  readonly policy?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** The mirror's packages. Default: no mirror, no snapshots, and no gate. */
  readonly packages?: readonly TinyPackage[];
}

const REQUIRE_ALL = "channels: { stable: { require: [{ suites: '*', platforms: '*' }] } }\n";

/** A project to attack; disposing removes it. */
export async function attackScene({
  suites = { default: passes },
  more = {},
  policy = REQUIRE_ALL,
  files = {},
  packages,
}: AttackOptions = {}): Promise<AttackScene> {
  const project = {
    formula: 'none',
    'formula-name': 'demo',
    driver: 'fake',
    salt: { from: 'image' },
    platforms: { here: { fake: { exec: 'host' } } },
    ...(packages === undefined
      ? {}
      : { snapshots: { root: 'mirror', repositories: { '*': ['base'] } }, gate: 'gate.yml' }),
    suites,
    ...more,
  };
  const first = fakeApp({ 'saltern.yml': stringify(project), 'gate.yml': policy, ...files });
  const directory = first.cwd;
  const moveMirror: AttackScene['moveMirror'] = (next) => writeTinyRepository(join(directory, 'mirror'), 'base', next);
  if (packages !== undefined) await moveMirror(packages);
  const saltern: AttackScene['saltern'] = async (argv, { at, environment = {}, user } = {}) => {
    const app = fakeApp(
      {},
      {
        cwd: directory,
        cacheDirectory: join(directory, 'cache'),
        environment: { PATH: process.env['PATH'], ...environment },
        ...(at === undefined ? {} : { now: typeof at === 'number' ? () => at : at }),
        ...(user === undefined ? {} : { user }),
      },
    );
    const code = await runProgram(argv, app);
    return { code, ...app.said };
  };
  return {
    directory,
    saltern,
    read: (path) => readFileSync(join(directory, path), 'utf8'),
    write: (path, text) => {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    },
    moveMirror,
    stable: async () => {
      const link = join(directory, 'mirror/channels/stable');
      return existsSync(link) ? basename(realpathSync(link)) : undefined;
    },
    async [Symbol.asyncDispose]() {
      // Snapshots are read-only on purpose.
      await execa('chmod', ['-R', 'u+w', directory], { reject: false });
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { App } from '../../src/cli/app.ts';
import { runProgram } from '../../src/cli/program.ts';
import type { ChangedFleet } from '../../src/contract/changed.ts';
import { fakeApp } from './fake-app.ts';

/** What one command line came to. */
export interface Told {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project in a real git repository, all of it committed as `main`, and the command line in this process. */
export interface GitProject extends AsyncDisposable {
  /** Absolute top of the repository. */
  readonly top: string;
  write(path: string, text: string): void;
  remove(path: string): void;
  git(...argv: readonly string[]): Promise<string>;
  /** Commits everything that is there. */
  commit(): Promise<void>;
  saltern(argv: readonly string[], change?: Partial<App>): Promise<Told>;
  /** What `changed --base main --json` says, with names of instances alone where they are selected. */
  changed(base?: string): Promise<ChangedFleet>;
  /** Names of the instances that it selects. */
  selected(base?: string): Promise<readonly string[]>;
}

/** Nobody's settings of git count, and it needs no name for who commits. */
const GIT_ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'tester',
  GIT_AUTHOR_EMAIL: 'tester@example.org',
  GIT_COMMITTER_NAME: 'tester',
  GIT_COMMITTER_EMAIL: 'tester@example.org',
};

/** `folder`: where the project is in the repository. Default: its top. */
export async function gitProject(files: Readonly<Record<string, string>>, folder = ''): Promise<GitProject> {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'saltern-git-')));
  const top = join(parent, 'repository');
  mkdirSync(top);
  const write: GitProject['write'] = (path, text) => {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), text);
  };
  const git: GitProject['git'] = async (...argv) =>
    (await execa('git', ['-C', top, '-c', 'protocol.file.allow=always', ...argv], { env: GIT_ENVIRONMENT })).stdout;
  const commit = async (): Promise<void> => {
    await git('add', '--all', '--force');
    await git('commit', '--quiet', '--allow-empty', '--message', 'as it is');
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  await git('init', '--quiet', '--initial-branch', 'main');
  await commit();
  await git('checkout', '--quiet', '-b', 'work');
  const saltern: GitProject['saltern'] = async (argv, change = {}) => {
    const app = fakeApp({}, { cwd: join(top, folder), cacheDirectory: join(parent, 'cache'), ...change });
    const code = await runProgram(argv, app);
    return { code, ...app.said };
  };
  const changed: GitProject['changed'] = async (base = 'main') => {
    const { code, stdout, stderr } = await saltern(['changed', '--base', base, '--json']);
    if (code !== 0) throw new Error(`changed ended with ${code}: ${stderr}`);
    const fleet: ChangedFleet = JSON.parse(stdout);
    return fleet;
  };
  return {
    top,
    write,
    remove: (path) => rmSync(join(top, path), { recursive: true }),
    git,
    commit,
    saltern,
    changed,
    selected: async (base) => (await changed(base)).selected.map(({ name }) => name),
    [Symbol.asyncDispose]: async () => rmSync(parent, { recursive: true, force: true }),
  };
}

const SUITE = 'checks: { command: { "true": { exit-status: 0 } } }';

/**
 * Three formulas in folders beside the suite files: `web` depends on `base`, `lone` on nothing. Two platforms, of which
 * `lone` is on one. The fake driver, so nothing is ever started.
 */
export const THREE_FORMULAS: Readonly<Record<string, string>> = {
  'saltern.yml': `name: three
driver: fake
salt: { from: image }
platforms: { here: { image: one }, there: { image: two } }
include: suites/*.yml
`,
  'suites/web.yml': `formula: ../formulas/web\ndepends: [base]\nsuites: { default: { ${SUITE} } }\n`,
  'suites/base.yml': `formula: ../formulas/base\nsuites:\n  default: { ${SUITE} }\n`,
  'suites/lone.yml': `formula: ../formulas/lone\nplatforms: [here]\nsuites:
  default:
    pillar-files: { lone.sls: ../pillar/lone.sls }
    checks: ../checks/lone.yaml
    hooks: [{ after: create, on: host, run: sh scripts/prepare.sh --quiet }]
`,
  'formulas/web/web/init.sls': 'include:\n  - base.packages\n',
  'formulas/web/web/map.jinja': '',
  'formulas/web/README.md': 'words\n',
  'formulas/base/base/init.sls': '',
  'formulas/base/base/packages.sls': '',
  'formulas/lone/lone/init.sls': '',
  'pillar/lone.sls': 'a: 1\n',
  'checks/lone.yaml': 'command: { "true": { exit-status: 0 } }\n',
  'scripts/prepare.sh': 'echo\n',
  'README.md': 'words\n',
  Makefile: 'all:\n',
};

export const WEB = ['web-default-here', 'web-default-there'];
export const BASE = ['base-default-here', 'base-default-there'];
export const LONE = ['lone-default-here'];
/** In the order of the project. */
export const ALL = [...BASE, ...LONE, ...WEB];

import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ROOT } from '../root.ts';
import { fails, passes } from '../support/pretended-project.ts';
import { readGitlabCi, type GitlabJob } from '../support/read-gitlab-ci.ts';
import { readJenkinsfile } from '../support/read-jenkinsfile.ts';
import { writeTinyRepository } from '../support/tiny-repository.ts';

const EXAMPLES = join(ROOT, 'examples/ci');
const SCHEMA = join(ROOT, 'test/fixtures/junit/jenkins.rng');

/** A project as a CI checks it out, a `saltern` to be found on the PATH, and mirrors that it has fetched. */
async function checkedOut(): Promise<{ readonly directory: string; readonly environment: Record<string, string> }> {
  const top = mkdtempSync(join(tmpdir(), 'saltern-ci-'));
  const [directory, bin] = [join(top, 'fleet'), join(top, 'bin')];
  mkdirSync(bin);
  writeFileSync(join(bin, 'saltern'), `#!/bin/sh\nexec '${process.execPath}' '${ROOT}/src/cli/main.ts' "$@"\n`);
  chmodSync(join(bin, 'saltern'), 0o755);
  await writeTinyRepository(join(top, 'mirror'), 'base', [{ name: 'tree' }]);
  const project = {
    name: 'fleet',
    formula: 'none',
    'formula-name': 'demo',
    driver: 'fake',
    salt: { from: 'image' },
    platforms: { here: { fake: { exec: 'host' } } },
    snapshots: { root: '../mirror', repositories: { '*': ['base'] } },
    gate: 'gate.yml',
    suites: { a: passes, b: passes, bad: fails, d: passes, e: passes },
  };
  mkdirSync(directory);
  writeFileSync(join(directory, 'saltern.yml'), stringify(project));
  writeFileSync(join(directory, 'gate.yml'), "channels: { stable: { require: [{ suites: '*', platforms: '*' }] } }\n");
  writeFileSync(join(directory, '.gitignore'), '.saltern/\n/shard-*/\n/durations.json\n');
  writeFileSync(join(directory, 'mirror.sh'), '#!/bin/sh\ntest -d ../mirror/base-latest\n');
  chmodSync(join(directory, 'mirror.sh'), 0o755);
  return {
    directory,
    environment: { PATH: `${bin}:${process.env['PATH']}`, SALTERN_CACHE: join(top, 'cache'), CI: 'true' },
  };
}

async function expectJunit(file: string): Promise<void> {
  const lint = await execa('xmllint', ['--noout', '--relaxng', SCHEMA, file], { reject: false });
  expect(lint.exitCode, lint.stderr).toBe(0);
}

function isThere(directory: string, pattern: string): boolean {
  return globSync(pattern, { cwd: directory }).length > 0;
}

it('the Jenkinsfile does a night: its steps run in the order written, and what they publish is there', async () => {
  const steps = readJenkinsfile(readFileSync(join(EXAMPLES, 'Jenkinsfile'), 'utf8'));
  const { directory, environment } = await checkedOut();
  const orders = steps.filter((step) => step.kind === 'sh');
  const ended: { readonly script: string; readonly code: number; readonly said: string }[] = [];

  for (const { script } of orders) {
    const done = await execa('sh', ['-xec', script], { cwd: directory, env: environment, reject: false });
    ended.push({ script, code: done.exitCode ?? -1, said: `${done.stdout}\n${done.stderr}` });
  }

  expect(steps.map(({ stage }) => stage)).toEqual(
    expect.arrayContaining(['Checkout', 'Mirror', 'Converge (nightly)', 'Publish', 'post']),
  );
  // One suite fails, so the night is refused: that is a status which the pipeline takes.
  expect(
    ended.map(({ code }) => code),
    ended.map(({ said }) => said).join('\n'),
  ).toEqual([0, 0, 1, 0]);
  expect(orders.map(({ isStatusTaken }) => isStatusTaken)).toEqual([false, false, true, false]);
  const archived = steps.flatMap((step) => (step.kind === 'archive' ? step.files.split(', ') : []));
  expect(archived.filter((pattern) => !isThere(directory, pattern))).toEqual([]);
  const pages = steps.flatMap((step) => (step.kind === 'pages' ? [join(directory, step.directory, step.file)] : []));
  expect(pages.map((page) => readFileSync(page, 'utf8'))).toEqual([expect.stringContaining('demo')]);
  const reports = steps.flatMap((step) => (step.kind === 'junit' ? globSync(step.files, { cwd: directory }) : []));
  expect(reports.length).toBeGreaterThan(0);
  for (const report of reports) await expectJunit(join(directory, report));
});

it.each([
  ['double quotes', `sh "saltern test ${'$'}{env.BRANCH_NAME}"`],
  ['a step that the test does not run', "bat 'saltern test'"],
])('a Jenkinsfile with %s is none of ours', (_, line) => {
  expect(() => readJenkinsfile(`pipeline {\n${line}\n}\n`)).toThrow('line 2 of the Jenkinsfile is none that we know');
});

/** A job as GitLab runs it: a fresh checkout, what the jobs that it needs have left, the cache, its lines, what it leaves. */
interface RunningJob {
  readonly job: GitlabJob;
  readonly origin: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Folders that jobs have left their artefacts in. */
  readonly needs: readonly string[];
  readonly cache: string;
}

async function runJob({ job, origin, environment, needs, cache }: RunningJob) {
  const top = dirname(origin);
  const checkout = mkdtempSync(join(top, 'build-'));
  const env = { ...environment, ...job.variables };
  await execa('git', ['clone', '--quiet', origin, checkout]);
  for (const from of needs) cpSync(from, checkout, { recursive: true, verbatimSymlinks: true });
  if (job.cache && existsSync(cache)) cpSync(cache, checkout, { recursive: true });
  const run = async (lines: readonly string[] = []) =>
    await execa('bash', ['-eo', 'pipefail', '-c', lines.join('\n')], { cwd: checkout, env, reject: false });
  const { exitCode, stdout, stderr } = await run(job.script);
  const after = await run(job.after_script);
  const left = mkdtempSync(join(top, 'left-'));
  const keep = (paths: readonly string[], to: string): void => {
    for (const path of paths) {
      const name = path.replaceAll(/\$(\w+)/g, (_, key: string) => env[key] ?? '').replace(/\/$/, '');
      if (existsSync(join(checkout, name)))
        cpSync(join(checkout, name), join(to, name), { recursive: true, verbatimSymlinks: true });
    }
  };
  keep(job.artifacts.paths ?? [], left);
  keep(job.cache?.paths ?? [], cache);
  return { exitCode, said: `${stdout}\n${stderr}\n${after.stderr}`, afterCode: after.exitCode, checkout, left };
}

it('the pipeline of GitLab tests a merge request in parts, and reports on the whole', async () => {
  const jobs = readGitlabCi(readFileSync(join(EXAMPLES, 'gitlab-ci.yml'), 'utf8'));
  const { directory, environment } = await checkedOut();
  const git = async (...argv: readonly string[]) =>
    await execa('git', ['-C', directory, '-c', 'user.name=t', '-c', 'user.email=t@example', ...argv]);
  await git('init', '--quiet');
  await git('add', '.');
  await git('commit', '--quiet', '-m', 'a');
  const base = (await git('rev-parse', 'HEAD')).stdout;
  // Nobody knows what it belongs to, so everything is tested.
  writeFileSync(join(directory, 'roster.dat'), '1');
  await git('add', '.');
  await git('commit', '--quiet', '-m', 'b');
  const cache = join(dirname(directory), 'kept');
  const common = { origin: directory, cache };
  const request = { ...environment, CI_MERGE_REQUEST_DIFF_BASE_SHA: base };
  const named = (name: string): GitlabJob => {
    const found = jobs.get(name);
    if (found === undefined) throw new Error(`there is no job '${name}'`);
    return found;
  };

  const plan = await runJob({ ...common, job: named('plan'), environment: request, needs: [] });
  const count = named('test').parallel ?? 1;
  const parts = [];
  for (let index = 1; index <= count; index++) {
    const own = { ...request, CI_NODE_INDEX: `${index}`, CI_NODE_TOTAL: `${count}` };
    parts.push(await runJob({ ...common, job: named('test'), environment: own, needs: [plan.left] }));
  }
  const needs = [plan.left, ...parts.map(({ left }) => left)];
  const report = await runJob({ ...common, job: named('report'), environment: request, needs });

  expect(plan.exitCode, plan.said).toBe(0);
  expect(parts.map(({ exitCode }) => exitCode).toSorted(), parts.map(({ said }) => said).join('\n')).toEqual([0, 0, 1]);
  // What fails there is allowed to: the report says it.
  expect(named('test').allow_failure).toEqual({ exit_codes: 1 });
  expect(report.said).toContain('4 passed, 1 failed');
  expect(report.exitCode).toBe(1);
  expect([plan, ...parts, report].map(({ afterCode }) => afterCode)).toEqual([0, 0, 0, 0, 0]);
  await expectJunit(join(report.checkout, named('report').artifacts.reports?.junit ?? ''));
  // So that the next pipeline cuts by what they took.
  expect(Object.keys(JSON.parse(readFileSync(join(cache, 'durations.json'), 'utf8')).ms)).toHaveLength(5);
});

it('its night runs by itself', async () => {
  const night = readGitlabCi(readFileSync(join(EXAMPLES, 'gitlab-ci.yml'), 'utf8')).get('nightly');
  const { directory, environment } = await checkedOut();

  const { exitCode, stdout, stderr } = await execa('bash', ['-eo', 'pipefail', '-c', night?.script.join('\n') ?? ''], {
    cwd: directory,
    env: environment,
    reject: false,
  });

  expect(exitCode, `${stdout}\n${stderr}`).toBe(1);
  expect(stdout).toContain('REFUSED');
  for (const path of night?.artifacts.paths ?? []) expect(isThere(directory, path), path).toBe(true);
  rmSync(dirname(directory), { recursive: true, force: true, maxRetries: 3 });
});

it.each([
  [
    'a key that GitLab does not have',
    'stages: [a]\nx: { stage: a, rules: [], script: [a], artifacts: {}, retries: 2 }',
    /retries/,
  ],
  [
    'a stage that is none',
    'stages: [a]\nx: { stage: b, rules: [], script: [a], artifacts: {} }',
    "in the stage 'b', which is none",
  ],
])('a pipeline with %s is refused', (_, text, why) => {
  const frame = 'workflow: { rules: [] }\ndefault: { tags: [a] }\nvariables: {}\n';

  expect(() => readGitlabCi(frame + text)).toThrow(why);
});

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../root.ts';

const WORKFLOWS = globSync('.github/workflows/*.yml', { cwd: ROOT });
const FILES = [...WORKFLOWS, 'action.yml', 'examples/ci/github.yml'];
const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Every `run:` anywhere below. */
function listRuns(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === 'run' && typeof inner === 'string' ? [inner] : listRuns(inner),
  );
}

it('there are some', () => {
  expect(WORKFLOWS.toSorted()).toEqual(['.github/workflows/release.yml', '.github/workflows/saltern.yml']);
});

describe.each(FILES)('%s', (file) => {
  it('uses actions of others at a commit, with the version that it is', () => {
    const uses = text(file)
      .split('\n')
      .filter((line) => /^\s*(- )?uses: /.test(line))
      .map((line) => line.replace(/^\s*(- )?uses: /, ''));

    const own = /^(OWNER\/saltern[\w./-]*@v0|\.\/[\w.-]+)$/;
    expect(uses.filter((one) => !own.test(one) && !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(one))).toEqual([]);
    expect(uses.length).toBeGreaterThan(1);
  });

  it('has nothing within a line that a shell reads but what is written there', () => {
    const runs = listRuns(parse(text(file)));

    expect(runs.filter((run) => run.includes('${{'))).toEqual([]);
    expect(runs).not.toEqual([]);
  });

  it('never runs what strangers wrote with the rights of this repository', () => {
    expect(text(file)).not.toMatch(/pull_request_target|workflow_run:/);
  });
});

describe.each([...WORKFLOWS, 'examples/ci/github.yml'])('%s', (file) => {
  const read = parse(text(file)) as {
    readonly permissions?: unknown;
    readonly jobs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };

  it('may read the repository, and what a job may do beyond that it says for itself', () => {
    const beyond = Object.entries(read.jobs).flatMap(([name, job]) => (job['permissions'] ? [name] : []));

    expect(read.permissions).toEqual({ contents: 'read' });
    expect(beyond).toEqual(file.endsWith('release.yml') ? ['publish', 'announce'] : []);
  });

  it('ends each job after a time', () => {
    const endless = Object.values(read.jobs).filter((job) => !job['timeout-minutes'] && !job['uses']);

    expect(endless).toEqual([]);
  });
});

it('only the job that publishes may say who it is', () => {
  const { jobs } = parse(text('.github/workflows/release.yml')) as {
    jobs: Readonly<Record<string, { permissions?: Readonly<Record<string, string>> }>>;
  };

  expect(Object.entries(jobs).filter(([, job]) => job.permissions?.['id-token'])).toEqual([
    ['publish', expect.anything()],
  ]);
});

it('actions of others are used at one version everywhere', () => {
  const used = FILES.flatMap((file) => [...text(file).matchAll(/uses: (actions\/[\w-]+)[\w/-]*@([0-9a-f]{40})/g)]);
  const commits = Map.groupBy(used, ([, name]) => name);

  for (const [name, all] of commits) expect([name, new Set(all.map(([, , commit]) => commit)).size]).toEqual([name, 1]);
});

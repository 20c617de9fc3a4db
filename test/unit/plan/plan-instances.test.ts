import { expect, test } from 'vitest';
import { fetchSources } from '../../../src/config/formula/fetch-sources.ts';
import type { FetchedInstance, Project } from '../../../src/config/project.ts';
import { ConfigError } from '../../../src/contract/errors.ts';
import type { SnapshotUse } from '../../../src/contract/plan.ts';
import { planInstances } from '../../../src/plan/plan-instances.ts';
import { load, projectFolder } from '../config/project-folder.ts';

/** A snapshot with these members. */
function located(...members: readonly string[]): SnapshotUse {
  const repositories = members.map((name) => ({
    name,
    at: { kind: 'directory' as const, path: `/snapshots/1/${name}` },
  }));
  return { id: '20261122T013000', digest: 'sha256:abc', repositories };
}

const FLEET = (snapshots: string) => ({
  'saltern.yml': `platforms: [centos-7, centos-stream-9]
formula: formulas/ops-ssh
snapshots: ${snapshots}
suites: { default: }
`,
});

/** With all that they need on the disk already: nothing here comes from git. */
function fetched({ instances, identity }: Project): Promise<readonly FetchedInstance[]> {
  const cacheDirectory = identity.directory;
  return fetchSources(instances, { cacheDirectory, signal: AbortSignal.timeout(60_000), progress: () => undefined });
}

test("an instance uses its platform's members of the snapshot, the exact name before a glob", async () => {
  await using folder = await projectFolder(
    FLEET("{ root: ., repositories: { '*': [base9, extras9], centos-7: [base7] } }"),
  );
  const project = await load(folder);

  const plans = planInstances(project, await fetched(project), () => located('base7', 'base9', 'extras9'));

  expect(plans[0]?.snapshot).toEqual({
    id: '20261122T013000',
    digest: 'sha256:abc',
    repositories: [{ name: 'base7', at: { kind: 'directory', path: '/snapshots/1/base7' } }],
  });
  expect(plans[1]?.snapshot?.repositories.map(({ name }) => name)).toEqual(['base9', 'extras9']);
});

test('a platform without repositories and a member that is not there are problems at their places', async () => {
  await using folder = await projectFolder(FLEET('{ root: ., repositories: { centos-7: [base7, extras7] } }'));
  const project = await load(folder);
  const instances = await fetched(project);

  const planning = () => planInstances(project, instances, () => located('base7'));

  expect(planning).toThrow(ConfigError);
  expect(planning).toThrow("saltern.yml:3:39  snapshot '20261122T013000' holds no 'extras7'; it holds base7");
  expect(planning).toThrow("saltern.yml:1:23  platform 'centos-stream-9' names no repositories of a snapshot");
});

test('only the instances that were asked for are planned, and their platforms judged', async () => {
  await using folder = await projectFolder(FLEET('{ root: ., repositories: { centos-7: [base7] } }'));
  const project = await load(folder);
  const [first] = await fetched(project);

  const plans = planInstances(project, first ? [first] : [], () => located('base7'));

  expect(plans.map(({ name }) => name)).toEqual(['ops-ssh-default-centos-7']);
});

test('without a snapshot a plan is plain data that can be printed', async () => {
  await using folder = await projectFolder(FLEET('{ root: ., repositories: {} }'));
  const project = await load(folder);

  const [plan] = planInstances(project, await fetched(project), () => undefined);

  const root = `${folder.path}/formulas/ops-ssh`;
  expect(plan).toMatchObject({ snapshot: undefined, trees: [{ name: 'ops-ssh', path: `${root}/ops-ssh`, root }] });
  expect(Object.keys(plan ?? {})).not.toContain('settings');
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});

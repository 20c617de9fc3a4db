import { describe, expect, it } from 'vitest';
import type { InstancePlan, SnapshotUse } from '../../../../src/contract/plan.ts';
import { planStages } from '../../../../src/provision/stages/plan-stages.ts';
import { examplePlan } from '../../../support/example-plan.ts';

const PIP = { from: 'pip', version: '3007.15', python: 'python3' } as const;

function snapshot(night: string): SnapshotUse {
  return {
    id: `2026112${night}T013000`,
    digest: `sha256:${night.repeat(64)}`,
    repositories: [
      { name: 'base9', at: { kind: 'directory', path: `/srv/mirror/${night}/base9` } },
      { name: 'extras9', at: { kind: 'http', url: 'http://mirror/extras9/' } },
    ],
  };
}

async function stagesOf(change: Partial<InstancePlan>) {
  const context = {
    signal: new AbortController().signal,
    cacheDirectory: '/nowhere',
    progress: () => {},
    environment: {},
    snapshotUrl: 'file:///srv/saltern/snapshot',
  };
  return planStages(examplePlan(change), context);
}

describe('planStages', () => {
  it('installs Salt in a stage of its own that a new snapshot leaves alone', async () => {
    const first = await stagesOf({ salt: PIP, snapshot: snapshot('1') });
    const second = await stagesOf({ salt: PIP, snapshot: snapshot('2') });

    expect(first.map((stage) => stage.name)).toEqual(['salt', 'snapshot']);
    expect(second[0]?.key).toBe(first[0]?.key);
    expect(second[1]?.key).not.toBe(first[1]?.key);
  });

  it('says what each stage brings in', async () => {
    const on = await stagesOf({ salt: PIP, snapshot: snapshot('1') });
    const without = await stagesOf({ salt: PIP });

    expect(on.map((stage) => stage.title)).toEqual(['Salt 3007.15', 'snapshot 20261121T013000']);
    expect(without.map((stage) => stage.title)).toEqual(['Salt 3007.15', 'no snapshot']);
  });

  it('makes another key of both stages when the version of Salt changes', async () => {
    const one = await stagesOf({ salt: PIP });
    const other = await stagesOf({ salt: { ...PIP, version: '3006.28' } });

    expect(other[0]?.key).not.toBe(one[0]?.key);
    expect(other[1]?.key).not.toBe(one[1]?.key);
  });

  it('keeps the key when only the place of the snapshot on the host or its id differs', async () => {
    const use = snapshot('1');
    const moved: SnapshotUse = {
      ...use,
      id: '20261130T000000',
      repositories: use.repositories.map((repository) =>
        repository.at.kind === 'directory'
          ? { ...repository, at: { kind: 'directory', path: '/elsewhere' } }
          : repository,
      ),
    };

    const [one] = await stagesOf({ snapshot: use });
    const [other] = await stagesOf({ snapshot: moved });

    expect(other?.key).toBe(one?.key);
  });

  it.each([
    ['commands', { commands: ['true'] }],
    ['update', { update: false }],
    ['the names of the environment', { environment: { PROXY: 'x' } }],
  ])('makes another key when %s differ', async (_what, change) => {
    const prepare = { commands: [], update: true, environment: {}, mounts: {} };

    const [one] = await stagesOf({ snapshot: snapshot('1'), prepare });
    const [other] = await stagesOf({ snapshot: snapshot('1'), prepare: { ...prepare, ...change } });

    expect(other?.key).not.toBe(one?.key);
  });

  it('replaces the repositories before anything is installed (D16)', async () => {
    const stages = await stagesOf({
      salt: { from: 'snapshot', packages: ['salt-minion'] },
      snapshot: snapshot('1'),
      prepare: { commands: ['touch /done'], update: true, environment: {}, mounts: {} },
    });

    expect(stages.map((stage) => stage.name)).toEqual(['snapshot']);
    expect(stages[0]?.steps.map((step) => step.name)).toEqual([
      'repositories of the snapshot',
      'packages as in snapshot 20261121T013000',
      'systemd',
      'salt (salt-minion)',
      'prepare commands',
      'salt-call by hand',
      'package metadata',
    ]);
    expect(Object.values(stages[0]?.steps[0]?.texts ?? {}).join('')).toContain(
      'baseurl=file:///srv/saltern/snapshot/base9\n',
    );
    expect(Object.values(stages[0]?.steps[0]?.texts ?? {}).join('')).toContain('baseurl=http://mirror/extras9/\n');
  });

  it('leaves the repositories of the image alone when there is no snapshot', async () => {
    const [stage] = await stagesOf({ salt: { from: 'image' } });

    expect(stage?.steps.map((step) => step.name)).toEqual(['systemd', 'salt-call by hand']);
  });

  it('quotes what comes from a suite file', async () => {
    const [stage] = await stagesOf({ salt: { from: 'pip', version: "3007'; rm -rf /", python: '$(reboot)' } });

    expect(stage?.steps[0]?.script).toContain(`'salt==3007'\\''; rm -rf /'`);
    expect(stage?.steps[0]?.script).toContain("command -v '$(reboot)'");
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InstancePlan } from '../../src/contract/plan.ts';
import { saltProvisioner } from '../../src/provision/salt-provisioner.ts';
import { attackScene } from '../support/attack-scene.ts';
import { exampleCheck, examplePlan } from '../support/example-plan.ts';
import { fakeRun } from '../support/fake-run.ts';
import { SCRIPTED_CHECKS } from '../support/scripted-parts.ts';
import { saltData } from '../support/salt-data.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'saltern-moving-'));
  await write('ops/init.sls', 'a: test.nop\n');
  await write('time/init.sls', 'b: test.nop\n');
  await write('pillar/a.sls', 'x: 1\n');
  await write('own.sls', 'y: 1\n');
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

function planOf(): InstancePlan {
  const tree = (name: string) => ({ name, path: join(root, name), root: join(root, name) });
  return examplePlan({
    trees: [tree('ops'), tree('time')],
    pillar: { directories: [join(root, 'pillar')], inline: saltData(), files: { 'own.sls': join(root, 'own.sls') } },
    verify: SCRIPTED_CHECKS,
  });
}

describe('what changes while it is tested is an error', () => {
  it.each<[string, () => Promise<void>]>([
    ['a state', () => write('ops/init.sls', 'broken: never.tested\n')],
    ['a new file of the formula', () => write('ops/more.sls', 'c: test.nop\n')],
    ['a file that is gone', () => rm(join(root, 'ops/init.sls'))],
    ['a dependency', () => write('time/init.sls', 'b: test.fail\n')],
    ['a module', () => write('ops/_modules/ops.py', 'x = 1\n')],
    ['a pillar folder', () => write('pillar/a.sls', 'x: 2\n')],
    ['a pillar file', () => write('own.sls', 'y: 2\n')],
  ])('%s', async (_, edit) => {
    const plan = planOf();
    const sent = await saltProvisioner.digests(plan);
    let edited: Promise<void> | undefined;
    const fake = fakeRun({
      sent: () => sent,
      onDisk: async () => {
        await edited;
        return await saltProvisioner.digests(plan);
      },
      checks: () => [exampleCheck()],
      hears: (event) => {
        if (event.type === 'phase-started' && event.phase === 'verify') edited = edit();
      },
    });

    const { outcome, trouble, evidence } = await fake.runOne(plan);

    expect(outcome).toBe('error');
    expect(trouble).toMatchObject({ code: expect.stringMatching(/^(CONTENT_CHANGED|FORMULA_NOT_FOUND)$/) });
    expect(evidence).toMatchObject({ outcome: 'error', formulaDigest: sent.formula });
  });

  it('nothing that stays as it was', async () => {
    const plan = planOf();
    const sent = await saltProvisioner.digests(plan);
    const fake = fakeRun({
      sent: () => sent,
      onDisk: () => saltProvisioner.digests(plan),
      checks: () => [exampleCheck()],
    });

    expect(await fake.runOne(plan)).toMatchObject({ outcome: 'pass', trouble: undefined });
  });
});

it('a file of checks that is edited while they run leaves a result of the old ones, which does not count', async () => {
  const edit = 'printf \'command: { "true": { exit-status: 1 } }\' > checks.yml';
  await using scene = await attackScene({
    packages: [{ name: 'alpha' }],
    suites: { default: { checks: 'checks.yml' } },
    files: { 'checks.yml': 'command: { "true": { exit-status: 0 } }\n' },
    more: { hooks: [{ before: 'verify', on: 'host', run: edit }] },
  });
  await scene.saltern(['snapshot', 'create']);

  const tested = await scene.saltern(['test']);
  const promoted = await scene.saltern(['promote']);

  expect(tested.code).toBe(0);
  expect(promoted).toMatchObject({ code: 1, stdout: expect.stringMatching(/STALE .*the suite has changed since/) });
});

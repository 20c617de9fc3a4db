import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Json } from '../../../../src/base/json/json.ts';
import type { Driver } from '../../../../src/contract/driver.ts';
import type { PrepareStage, PrepareStep } from '../../../../src/contract/prepare.ts';
import { makeStage } from '../../../../src/contract/make-stage.ts';
import type { InstancePlan, VerifyPlan } from '../../../../src/contract/plan.ts';
import type { RunResult } from '../../../../src/contract/result.ts';
import type { Verifier } from '../../../../src/contract/verifier.ts';
import { bindInstances } from '../../../../src/run/bind/bind-instances.ts';
import { runInstances } from '../../../../src/run/run-instances.ts';
import type { RunOptions } from '../../../../src/run/run-options.ts';
import { examplePlan } from '../../../support/example-plan.ts';
import { fakeRun, runOptions } from '../../../support/fake-run.ts';

const SALT = makeStage({ name: 'salt', title: 'Salt 3007.15', steps: [], inputs: null });

/** What a plan says for a verifier that needs these tools in the guest; none: that needs nothing. */
function needing(tools: readonly string[], verifier = 'tools'): VerifyPlan {
  return { verifier, config: { tools }, place: { file: 'saltern.yml', line: 1 } };
}

function planOf(name: string, verify: readonly VerifyPlan[]): InstancePlan {
  return examplePlan({ name, verify });
}

/** A verifier whose configuration says what it needs: a script for each word, a file for each absolute path. */
function toolVerifier(name: string): Verifier {
  return {
    name,
    where: 'guest',
    read: ({ value }) => Promise.resolve({ config: value ?? {}, problems: [] }),
    digest: () => Promise.resolve('sha256:t'),
    steps: (config) => Promise.resolve(toolsOf(config).map(toStep)),
    verify: () => Promise.resolve([]),
  };
}

function toolsOf(config: Json): readonly string[] {
  return (config as { readonly tools: readonly string[] }).tools;
}

function toStep(tool: string): PrepareStep {
  const isFile = tool.startsWith('/');
  return { name: tool, files: isFile ? { [tool]: '/opt/tool' } : {}, texts: {}, script: isFile ? '' : tool };
}

/** The engine on the fake driver, with what its driver was asked to prepare, and which of it was built. */
function watchedRun(below: readonly PrepareStage[] = [SALT]) {
  const { services, driver } = fakeRun();
  const prepared: (readonly PrepareStage[])[] = [];
  const built: boolean[] = [];
  const created: string[] = [];
  const watched: Driver = {
    ...driver,
    async prepare(plan, config, stages, context) {
      prepared.push(stages);
      const done = await driver.prepare(plan, config, stages, context);
      built.push(done.built);
      return done;
    },
    async create(plan, ...rest) {
      created.push(plan.name);
      return await driver.create(plan, ...rest);
    },
  };
  const provisioner = { ...services.provisioner, stages: () => Promise.resolve(below) };
  async function run(plans: readonly InstancePlan[], goal: RunOptions['goal'] = 'test'): Promise<RunResult> {
    const options = runOptions({ goal });
    const bound = await bindInstances(plans, {
      driver: () => Promise.resolve(watched),
      verifier: (name) => Promise.resolve(toolVerifier(name)),
      goal,
      context: { ...services, signal: options.signal, progress: () => undefined, output: () => undefined },
    });
    return await runInstances(bound, options, { ...services, provisioner });
  }
  return { run, prepared, built, created };
}

/** The stage that a plan gets for its verifiers. */
async function stageOf(verify: readonly VerifyPlan[], below?: readonly PrepareStage[]) {
  const { run, prepared } = watchedRun(below);
  await run([planOf('a', verify)]);
  return prepared[0]?.find(({ name }) => name === 'verify');
}

it('what verifiers need is made once for two instances, upon the stages of Salt', async () => {
  const { run, prepared, built } = watchedRun();
  const verify = [needing(['install bats'])];

  const result = await run([planOf('a', verify), planOf('b', verify)]);

  expect(result.instances.map(({ trouble }) => trouble)).toEqual([undefined, undefined]);
  expect(prepared.map((stages) => stages.map(({ name }) => name))).toEqual([
    ['salt', 'verify'],
    ['salt', 'verify'],
  ]);
  expect(prepared[0]).toEqual(prepared[1]);
  expect(built.toSorted()).toEqual([false, true]);
});

it('there is no stage where no verifier needs anything', async () => {
  const { run, prepared } = watchedRun();

  await run([planOf('a', [needing([])]), planOf('b', [])]);

  expect(prepared).toEqual([[SALT], [SALT]]);
});

it('an image that is tested as it is gets that stage alone', async () => {
  const { run, prepared } = watchedRun([]);

  await run([planOf('a', [needing(['install bats'])])]);

  expect(prepared[0]?.map(({ name, title }) => [name, title])).toEqual([['verify', 'tools']]);
});

it('all of a suite share one stage, and what two of them need alike is made once', async () => {
  const stage = await stageOf([
    needing(['install python', 'install pytest'], 'testinfra'),
    needing([], 'goss'),
    needing(['install python', 'install other'], 'other'),
  ]);

  expect(stage?.steps.map(({ script }) => script)).toEqual(['install python', 'install pytest', 'install other']);
  expect(stage?.title).toBe('Salt 3007.15 with testinfra, other');
});

it('its key is another when the steps are, or what lies below', async () => {
  const other = makeStage({ name: 'salt', steps: [], inputs: '3006.28' });

  const keys = await Promise.all([
    stageOf([needing(['a'])]),
    stageOf([needing(['b'])]),
    stageOf([needing(['a', 'b'])]),
    stageOf([needing(['a'])], [other]),
    stageOf([needing(['a'])], []),
  ]);

  expect(new Set(keys.map((stage) => stage?.key)).size).toBe(keys.length);
  expect((await stageOf([needing(['a'])]))?.key).toBe(keys[0]?.key);
});

it('its key hangs on what files hold, not on where they lie on this machine', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'saltern-tools-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const [here, there] = [join(directory, 'here'), join(directory, 'there')];
  await writeFile(here, 'one');
  const first = await stageOf([needing([here])]);
  await rename(here, there);

  const moved = await stageOf([needing([there])]);
  await writeFile(there, 'two');
  const changed = await stageOf([needing([there])]);

  expect(moved?.key).toBe(first?.key);
  expect(changed?.key).not.toBe(first?.key);
});

it('a file that is not there is trouble of that instance', async () => {
  const { run } = watchedRun();

  const result = await run([planOf('a', [needing(['/no/such/tool'])])]);

  expect(result.instances[0]).toMatchObject({
    outcome: 'error',
    trouble: { code: 'PREPARE_FAILED', message: expect.stringContaining("'/no/such/tool'") },
  });
});

it('a kept instance that lacks what its suite has come to need is made again', async () => {
  const { run, created } = watchedRun();

  await run([planOf('a', [needing([])])], 'converge');
  await run([planOf('a', [needing([])])], 'verify');
  await run([planOf('a', [needing(['install bats'])])], 'verify');

  expect(created).toEqual(['a', 'a']);
});

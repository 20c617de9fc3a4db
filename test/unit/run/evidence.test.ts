import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SalternError } from '../../../src/contract/errors.ts';
import type { InstancePlan } from '../../../src/contract/plan.ts';
import { digestPlan } from '../../../src/run/digest-plan.ts';
import { brokenCheck, exampleCheck, examplePlan } from '../../support/example-plan.ts';
import { fakeRun } from '../../support/fake-run.ts';
import { SCRIPTED_CHECKS, type Script } from '../../support/scripted-parts.ts';

const DIRECTORY = '/home/me/fleet';
const PLACE = { file: 'checks.yml', line: 1 };
/** As the scripted verifier does it. */
const CHECKS = { digest: (config: unknown) => Promise.resolve(`sha256:${JSON.stringify(config)}`) };
const plan = examplePlan({ verify: SCRIPTED_CHECKS });

function digestsOf(change: Partial<InstancePlan> = {}, content = { formula: 'sha256:f', suite: 'sha256:s' }) {
  return digestPlan(
    { ...plan, ...change },
    {
      provisioner: { digests: () => Promise.resolve(content) },
      verifier: () => Promise.resolve(CHECKS),
      directory: DIRECTORY,
    },
  );
}

describe('the digest of a suite', () => {
  it.each<[string, Partial<InstancePlan>]>([
    ['a step more', { steps: [...plan.steps, { do: 'reboot' }] }],
    ['its steps in another order', { steps: plan.steps.toReversed() }],
    ['no look at the second pass', { again: { check: false, reason: 'it draws lots', except: {} } }],
    ['a state that may change again', { again: { ...plan.again, except: { motd: 'holds the date' } } }],
    ['other checks', { verify: [{ verifier: 'scripted', config: { a: 1 }, place: PLACE }] }],
    ['the checks of another verifier', { verify: [{ verifier: 'other', config: {}, place: PLACE }] }],
    ['no checks', { verify: [] }],
  ])('is another one with %s', async (_, change) => {
    const [before, after] = [await digestsOf(), await digestsOf(change)];

    expect(after.suiteDigest).not.toBe(before.suiteDigest);
    expect(after).toMatchObject({ formulaDigest: before.formulaDigest, recipe: before.recipe });
  });

  it('is another one when Salt is told something else', async () => {
    const told = await digestsOf({}, { formula: 'sha256:f', suite: 'sha256:other' });

    expect(told.suiteDigest).not.toBe((await digestsOf()).suiteDigest);
  });

  it('is not over the words of an excuse, nor over where checks are written', async () => {
    const excused = (reason: string) => digestsOf({ again: { ...plan.again, except: { motd: reason } } });
    const moved = SCRIPTED_CHECKS.map((one) => ({ ...one, place: { file: 'moved.yml', line: 99 } }));

    expect(await excused('holds the date')).toEqual(await excused('holds the day'));
    expect(await digestsOf({ verify: moved })).toEqual(await digestsOf());
  });
});

it('the digest of a formula is that of its files, whatever the suite is like', async () => {
  const { formulaDigest } = await digestsOf({ verify: [], steps: [{ do: 'converge' }] });

  expect(formulaDigest).toBe('sha256:f');
});

interface Rpm {
  /** What rpm says in the untouched image. Default: nothing. */
  readonly image?: readonly string[];
  /** What it says in the end. */
  readonly answers: readonly string[];
  readonly code?: number;
}

/** A run on a snapshot, in an instance with such an rpm. */
async function runOn({ image = [], answers, code = 0 }: Rpm, change: Partial<InstancePlan> = {}) {
  const snapshot = { id: '20261122T013000', digest: 'sha256:snapshot', repositories: [] };
  const rpm = { match: 'rpm -qa', stdout: answers.map((line) => `${line}\n`).join(''), code };
  const driver = { name: 'fake', config: { packages: image, answers: [rpm] } };
  return await fakeRun({ checks: () => [exampleCheck()] }).runOne({ ...plan, snapshot, driver, ...change });
}

describe('what a run proves', () => {
  it('has the digests that the project declares, as long as nothing has changed', async () => {
    const { runOne, services } = fakeRun({ checks: () => [exampleCheck()] });

    const { evidence } = await runOne(plan);
    const declared = await digestPlan(plan, {
      provisioner: services.provisioner,
      verifier: () => Promise.resolve(CHECKS),
      directory: services.project.directory,
    });

    expect(evidence).toMatchObject(declared);
  });

  it('says on what it was proved: instance, image, Salt, snapshot, packages, when', async () => {
    const snapshot = { id: '20261122T013000', digest: 'sha256:snapshot', repositories: [] };
    const answers = [{ match: 'rpm -qa', stdout: 'b-0:2-1.noarch\na-1-1.x86_64\n' }];
    const driver = { name: 'fake', config: { image: 'pretended/el9', answers } };
    const { runOne } = fakeRun({ checks: () => [exampleCheck()] });

    const { evidence } = await runOne({ ...plan, snapshot, driver });

    expect(evidence).toMatchObject({
      version: 1,
      runId: 'run-1',
      instance: plan.name,
      formula: 'ops-time',
      suite: 'default',
      platform: 'centos-stream-9',
      outcome: 'pass',
      reasons: [],
      snapshot: { id: snapshot.id, digest: snapshot.digest },
      image: { reference: 'pretended/el9', digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
      saltVersion: '3007.15',
      packages: ['a-1-1.x86_64', 'b-2-1.noarch'],
    });
    expect(Date.parse(evidence?.finishedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(evidence?.startedAt ?? ''));
  });

  it('holds what is installed against the untouched image, build by build', async () => {
    const { evidence } = await runOn({
      image: ['a-1-1.x86_64|5', 'b-2-1.noarch|7'],
      answers: ['a-1-1.x86_64|5', 'b-2-1.noarch|8'],
    });

    expect(evidence).toMatchObject({
      packages: ['a-1-1.x86_64', 'b-2-1.noarch'],
      base: { digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), beyond: ['b-2-1.noarch 8'] },
    });
  });

  it('has the packages of an instance that no check looked at too', async () => {
    const { evidence } = await runOn({ answers: ['a-1-1.x86_64|5'] }, { steps: [{ do: 'converge' }] });

    expect(evidence?.base?.beyond).toEqual(['a-1-1.x86_64 5']);
  });

  it.each([
    ['no rpm', { answers: [] }, []],
    ['an rpm that forgot what the image holds', { image: ['a-1-1.x86_64|5'], answers: [] }, undefined],
    ['an rpm that does not work', { answers: ['a-1-1.x86_64|5'], code: 1 }, undefined],
  ])('of an instance with %s says so', async (_, installed, beyond) => {
    const { evidence } = await runOn(installed);

    expect(evidence?.packages).toEqual([]);
    expect(evidence?.base?.beyond).toEqual(beyond);
  });

  it('is trouble when the formula was edited meanwhile, and bound to what was applied', async () => {
    const applied = { formula: 'sha256:applied', suite: 'sha256:told' };
    let onDisk = applied;
    const { runOne } = fakeRun({
      sent: () => applied,
      onDisk: () => onDisk,
      hears(event) {
        if (event.type === 'phase-started' && event.phase === 'verify')
          onDisk = { formula: 'sha256:edited', suite: 'sha256:edited' };
      },
    });

    const { evidence, trouble } = await runOne(plan);

    const { formulaDigest, suiteDigest } = await digestsOf({}, applied);
    expect(trouble).toMatchObject({ code: 'CONTENT_CHANGED', message: expect.stringContaining('The formula of') });
    expect(evidence).toMatchObject({ outcome: 'error', formulaDigest, suiteDigest });
  });

  it.each([
    ['formula', { formula: 'sha256:edited', suite: 'sha256:s' }],
    ['suite', { formula: 'sha256:f', suite: 'sha256:edited' }],
  ])('is nothing when the %s changed between two sessions of one instance', async (what, edited) => {
    const { runOne, sessions } = fakeRun({
      sent: (session) => (session === 1 ? { formula: 'sha256:f', suite: 'sha256:s' } : edited),
    });
    const steps = (['converge', 'reboot', 'again'] as const).map((step) => ({ do: step }));

    const { outcome, trouble, evidence } = await runOne({ ...plan, steps });

    expect(outcome).toBe('error');
    expect(trouble).toMatchObject({ code: 'CONTENT_CHANGED', message: expect.stringContaining(`The ${what} of`) });
    expect(evidence?.outcome).toBe('error');
    expect(sessions).toEqual({ opened: 2, closed: 2 });
  });

  it('is of what lies on the disk where nothing was sent: it proves its trouble alone', async () => {
    const onDisk = () => ({ formula: 'sha256:disk', suite: 'sha256:disk' });
    const driver = { name: 'fake', config: { fail: { connect: 'error' } } };
    const { runOne } = fakeRun({ onDisk });

    const { evidence } = await runOne({ ...plan, driver });

    expect(evidence).toMatchObject({ outcome: 'error', formulaDigest: 'sha256:disk', saltVersion: '' });
  });

  it('is its trouble where it did not come to an image', async () => {
    const { runOne } = fakeRun();

    const { evidence } = await runOne({ ...plan, driver: { name: 'fake', config: { fail: { prepare: 'error' } } } });

    expect(evidence).toMatchObject({ outcome: 'error', image: undefined, formulaDigest: 'sha256:f' });
    expect(evidence?.reasons).toEqual([expect.stringMatching(/^ENGINE_FAILED: .*'prepare'/)]);
  });

  it.each<[string, Script]>([
    ['its state file cannot be understood', {}],
    ['its lock cannot be taken', { lock: () => Promise.reject(new SalternError('INTERNAL', 'no lock')) }],
  ])('is its trouble where %s', async (what, script) => {
    const fake = fakeRun(script);
    if (script.lock === undefined) await spoilState(fake.services.directory, plan.name);

    const { evidence, outcome } = await fake.runOne(plan);

    expect(outcome, what).toBe('error');
    expect(evidence).toMatchObject({ outcome: 'error', proved: { states: 0, checks: 0 }, formulaDigest: 'sha256:f' });
  });

  it.each(['create', 'converge', 'verify'] as const)('is nothing when it was only to %s', async (goal) => {
    const { runOne } = fakeRun({ checks: () => [exampleCheck()] });

    const result = await runOne(plan, { goal });

    expect(result).toMatchObject({ outcome: 'pass', evidence: undefined });
  });
});

describe('what an instance proved', () => {
  const broken = () => {
    throw new SalternError('CONFIG_INVALID', "the link 'pillar/x' leads nowhere");
  };

  it('is kept as trouble when its content cannot be read any more: its verdict stands, and no older pass is newer', async () => {
    const fake = fakeRun({ checks: () => [brokenCheck()], onDisk: broken });

    const result = await fake.runOne(
      examplePlan({ verify: SCRIPTED_CHECKS, states: { kind: 'none' }, steps: [{ do: 'verify' }] }),
    );

    expect(result).toMatchObject({ outcome: 'fail', kept: true, trouble: { code: 'CONFIG_INVALID' } });
    expect(result.steps).toHaveLength(1);
    expect(result.evidence).toMatchObject({ outcome: 'fail', formulaDigest: 'unknown', suiteDigest: 'unknown' });
    expect(result.evidence?.reasons.at(-1)).toBe("the link 'pillar/x' leads nowhere");
  });

  it('is no pass when nobody can say of what', async () => {
    const fake = fakeRun({ checks: () => [exampleCheck()], onDisk: broken });

    const result = await fake.runOne(
      examplePlan({ verify: SCRIPTED_CHECKS, states: { kind: 'none' }, steps: [{ do: 'verify' }] }),
    );

    expect(result).toMatchObject({ outcome: 'error', trouble: { code: 'CONFIG_INVALID' } });
    expect(result.evidence?.outcome).toBe('error');
  });

  it('is of what was sent, and no pass when the disk cannot be read any more', async () => {
    const fake = fakeRun({ checks: () => [exampleCheck()], onDisk: broken });

    const result = await fake.runOne(examplePlan({ verify: SCRIPTED_CHECKS }));

    expect(result).toMatchObject({
      outcome: 'error',
      trouble: { code: 'CONFIG_INVALID' },
      evidence: { formulaDigest: 'sha256:f', reasons: ["the link 'pillar/x' leads nowhere"] },
    });
  });

  it.each([
    ['while they are looked at', 2],
    ['between two looks', 3],
  ])('is nothing when checks change %s', async (_, changesAt) => {
    let asked = 0;
    const asserts = () => ((asked += 1) < changesAt ? 'sha256:before' : 'sha256:after');
    const fake = fakeRun({ checks: () => [exampleCheck()], asserts });
    const steps = [{ do: 'converge' }, { do: 'verify' }, { do: 'reboot' }, { do: 'verify' }] as const;

    const result = await fake.runOne(examplePlan({ verify: SCRIPTED_CHECKS, steps }));

    expect(result).toMatchObject({
      outcome: 'error',
      trouble: { code: 'CONTENT_CHANGED', message: expect.stringContaining('The checks of') },
    });
  });

  it('is of the checks that were asked, whatever stands there afterwards', async () => {
    let isOver = false;
    const asserts = () => (isOver ? 'sha256:after' : 'sha256:before');
    const fake = fakeRun({
      checks: () => [exampleCheck()],
      asserts,
      hears: (event) => (isOver ||= event.type === 'phase-finished' && event.phase === 'verify'),
    });
    const plain = fakeRun({ checks: () => [exampleCheck()], asserts: () => 'sha256:before' });
    const one = examplePlan({ verify: SCRIPTED_CHECKS });

    const [result, expected] = [await fake.runOne(one), await plain.runOne(one)];

    expect(result.evidence?.suiteDigest).toBe(expected.evidence?.suiteDigest);
  });
});

async function spoilState(directory: string, name: string): Promise<void> {
  await mkdir(join(directory, 'instances'), { recursive: true });
  await writeFile(join(directory, 'instances', `${name}.json`), '{ half');
}

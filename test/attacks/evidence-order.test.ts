import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RequirementVerdict } from '../../src/contract/decision.ts';
import type { KeptEvidence } from '../../src/contract/evidence.ts';
import { decideGate } from '../../src/gate/decide-gate.ts';
import type { GateInput } from '../../src/gate/gate-input.ts';
import { USUAL_WAIVERS } from '../../src/gate/policy.ts';
import { switchedScene, type SwitchedScene } from '../support/switched-scene.ts';
import { input, policyWith, result, snapshot, ssh9, waiver } from '../unit/gate/fixtures.ts';

const { name: instance } = ssh9;
const NOON = Date.parse('2026-11-26T12:00:00Z');
const HOUR_MS = 3_600_000;

/** The results of one instance, oldest first, twenty minutes apart unless told otherwise. */
function history(...changes: readonly Partial<KeptEvidence>[]): readonly KeptEvidence[] {
  return changes.map((change, at) =>
    result(ssh9, {
      number: at + 1,
      runId: `run${at + 1}`,
      startedAt: timeAt(20 * at),
      finishedAt: timeAt(20 * at + 1),
      reasons: change.outcome === undefined || change.outcome === 'pass' ? [] : [`reason ${at + 1}`],
      ...change,
    }),
  );
}

function timeAt(minute: number): string {
  return new Date(Date.parse('2026-11-23T02:00:00Z') + minute * 60_000).toISOString();
}

function judge(evidence: readonly KeptEvidence[], more: Partial<GateInput> = {}): RequirementVerdict | undefined {
  const decision = decideGate(input({ evidence, ...more }));
  expect(decision.decision === 'promote').toBe(['pass', 'flaky'].includes(decision.requirements[0]?.kind ?? ''));
  return decision.requirements[0];
}

/** Takes other packages into a snapshot, and then the very same as before into another, whose id it gives. */
async function comeBack(scene: SwitchedScene): Promise<string> {
  const [mirror, aside] = [join(scene.directory, 'mirror/base-latest'), join(scene.directory, 'aside')];
  cpSync(mirror, aside, { recursive: true, preserveTimestamps: true });
  await scene.moveMirror([{ name: 'beta' }]);
  await scene.create({ at: NOON + HOUR_MS });
  rmSync(mirror, { recursive: true });
  cpSync(aside, mirror, { recursive: true, preserveTimestamps: true });
  return scene.create({ at: NOON + 2 * HOUR_MS });
}

const [pass, fail, error, skip] = (['pass', 'fail', 'error', 'skip'] as const).map((outcome) => ({ outcome }));
const other = { formulaDigest: 'sha256:other' };
const unknown = { formulaDigest: 'unknown', suiteDigest: 'unknown', recipe: 'unknown' };
const elsewhere = { snapshot: { id: '20261101T000000', digest: snapshot.digest } };
const foreign = { snapshot: { id: snapshot.id, digest: 'sha256:other' } };

describe('what could not be found out never replaces a verdict, and never makes one', () => {
  it.each<[string, readonly (Partial<KeptEvidence> | undefined)[], string, string]>([
    ['an error after a failure', [fail, error], 'fail', 'reason 1'],
    ['ten errors after a failure', [fail, ...Array.from({ length: 8 }, () => error)], 'fail', 'reason 1'],
    ['an error after a pass', [pass, error], 'pass', ''],
    ['an error between a failure and nothing', [error, fail, error], 'fail', 'reason 2'],
    ['an error alone', [error], 'error', 'reason 1'],
    ['an error of content that nobody could read', [fail, { ...error, ...unknown }], 'fail', 'reason 1'],
    ['an error where the pass was of another formula', [{ ...pass, ...other }, error], 'error', 'reason 2'],
    ['an error of another formula after a failure', [fail, { ...error, ...other }], 'fail', 'reason 1'],
    ['an error of the same content under another id', [fail, { ...error, ...elsewhere }], 'fail', 'reason 1'],
    ['an error of other content under this id', [fail, { ...error, ...foreign }], 'fail', 'reason 1'],
  ])('%s', (_, changes, kind, reason) => {
    expect(judge(history(...changes.map((change) => change ?? {})))).toMatchObject({ kind, reason });
  });

  it('but is named beside a verdict, with its run', () => {
    expect(judge(history(pass ?? {}, error ?? {}))).toMatchObject({
      runId: 'run1',
      notes: ['a later attempt could not be run: reason 2 (run run2)'],
    });
  });
});

describe('the newest verdict counts', () => {
  it.each<[string, readonly (Partial<KeptEvidence> | undefined)[], string]>([
    ['a failure after a pass', [pass, fail], 'fail'],
    ['a failure after many passes', [pass, pass, pass, fail], 'fail'],
    ['what was skipped after a pass', [pass, skip], 'missing'],
    ['a pass after a failure, which is flaky', [fail, pass], 'flaky'],
    ['passes after a failure, which stay flaky', [fail, pass, error, pass, pass], 'flaky'],
    ['a pass after a failure of another formula, which is not', [{ ...fail, ...other }, pass], 'pass'],
    ['a failure under another id of the same content', [pass, { ...fail, ...elsewhere }], 'fail'],
    ['a pass after a failure under another id of the same content', [{ ...fail, ...elsewhere }, pass], 'flaky'],
    ['a pass under another id of the same content', [{ ...pass, ...elsewhere }], 'pass'],
    ['a pass of other content under this id', [fail, { ...pass, ...foreign }], 'invalid'],
    ['a pass of another formula after a failure', [fail, { ...pass, ...other }], 'fail'],
    ['what was skipped after a failure', [fail, skip], 'fail'],
    ['what was skipped, and of another formula, after a failure', [fail, skip, { ...pass, ...other }], 'fail'],
    ['a pass of another formula after a pass', [fail, pass, { ...pass, ...other }], 'stale'],
    ['what was skipped after a pass that came after a failure', [fail, pass, skip], 'missing'],
  ])('%s', (_, changes, kind) => {
    const results = history(...changes.map((change) => change ?? {}));

    expect(judge(results)?.kind).toBe(kind);
    expect(judge(results.toReversed())?.kind).toBe(kind);
  });
});

describe('a failure that is known cannot be waived as something else', () => {
  const kinds = ['stale', 'missing'] as const;
  const policy = policyWith({ deadlineMs: HOUR_MS * 48 }, { waivers: { ...USUAL_WAIVERS, kinds } });
  const waivers = [waiver({ failure: undefined })];

  it.each<[string, Partial<KeptEvidence>]>([
    ['by testing another formula after it', { ...pass, ...other }],
    ['by testing with another recipe after it', { ...pass, recipe: 'sha256:overlay' }],
    ['by skipping it', skip ?? {}],
  ])('%s, nor is it waited for, and what came later is told', (_, later) => {
    const decision = decideGate(input({ policy, waivers, evidence: history(fail ?? {}, later) }));

    expect(decision).toMatchObject({ decision: 'reject', requirements: [{ kind: 'fail', runId: 'run1' }] });
    expect(decision.requirements[0]?.notes.join('\n')).toMatch(/a later result does not count: .* \(run run2\)/);
  });
});

describe('a turned clock changes no order, and is named', () => {
  const later = { finishedAt: '2026-11-23T05:30:00.000Z' };
  const ahead = { finishedAt: '2026-11-23T06:04:00.000Z' };
  const future = { finishedAt: '2026-11-23T09:00:00.000Z' };

  it.each<[string, readonly Partial<KeptEvidence>[], string, RegExp]>([
    ['a pass a little ahead, then a failure', [{ ...pass, ...ahead }, fail ?? {}], 'fail', /came before .* later time/],
    [
      'a pass by a clock hours ahead, then a failure',
      [{ ...pass, ...later }, fail ?? {}],
      'fail',
      /a clock was turned/,
    ],
    ['a failure of the future, then a pass', [{ ...fail, ...future }, pass ?? {}], 'flaky', /a clock was turned/],
    ['a failure of the future', [{ ...fail, ...future }], 'fail', /from the future/],
    ['a pass, then an error of before it', [{ ...pass, ...later }, error ?? {}], 'pass', /came after .* earlier time/],
    [
      'a pass that ended before it began',
      [{ ...pass, startedAt: '2026-11-23T05:00:00.000Z', finishedAt: '2026-11-23T04:00:00.000Z' }],
      'pass',
      /ended before it began/,
    ],
    [
      'a pass of before its snapshot',
      [{ ...pass, startedAt: '2026-11-22T12:00:00.000Z', finishedAt: '2026-11-22T20:00:00.000Z' }],
      'pass',
      /older .* than its snapshot/,
    ],
  ])('%s', (_, changes, kind, doubt) => {
    const found = judge(history(...changes));

    expect(found?.kind).toBe(kind);
    expect(found?.notes.join('\n')).toMatch(doubt);
  });

  it('a pass of the future is none: nobody knows how old it is', () => {
    expect(judge(history({ ...pass, ...future }))).toMatchObject({ kind: 'error', reason: /from the future/ });
  });

  it('a right clock is not doubted', () => {
    const [first, second] = history(
      { ...pass, startedAt: '2026-11-23T02:00:00.000Z', finishedAt: '2026-11-23T02:04:00.000Z' },
      // Of two processes the one that ended a moment earlier may be kept a moment later.
      { ...pass, startedAt: '2026-11-23T02:00:00.000Z', finishedAt: '2026-11-23T02:03:59.000Z' },
    );

    expect(judge([first, second].filter((one) => one !== undefined))?.notes).toEqual([]);
  });
});

describe('what is damaged or gone is no pass', () => {
  const damaged = { file: 'e/2.json', instance, message: 'it is not whole JSON' };

  it.each<[string, readonly (Partial<KeptEvidence> | undefined)[], Partial<GateInput>, string]>([
    ['a newer one that cannot be read', [pass], { damaged: [{ ...damaged, number: 2 }] }, 'error'],
    ['one of which nobody knows when', [pass], { damaged: [{ ...damaged, number: undefined }] }, 'error'],
    ['another in its own place', [pass], { damaged: [{ ...damaged, number: 1 }] }, 'error'],
    ['one between a pass and an error', [pass, {}, error], { damaged: [{ ...damaged, number: 2 }] }, 'error'],
    ['a newer one that is gone', [pass], { lost: [{ instance, number: 2 }] }, 'error'],
    ['the only one', [], { damaged: [{ ...damaged, number: 1 }] }, 'error'],
    ['a newer one after a failure', [fail], { damaged: [{ ...damaged, number: 2 }] }, 'fail'],
    ['a newer one that is gone after a failure', [fail], { lost: [{ instance, number: 2 }] }, 'fail'],
    ['an older one, whose name says so', [{}, pass], { damaged: [{ ...damaged, number: 1 }] }, 'pass'],
    ['an older one that is gone', [{}, pass], { lost: [{ instance, number: 1 }] }, 'pass'],
    ['that of another instance', [pass], { damaged: [{ ...damaged, instance: 'x', number: 9 }] }, 'pass'],
  ])('%s', (_, changes, more, kind) => {
    const results = history(...changes.map((change) => change ?? {}));
    const there = results.filter(({ outcome, number }) => outcome !== 'pass' || changes[number - 1] === pass);

    expect(judge(there, more)?.kind).toBe(kind);
  });

  it('two results with one number are told, and no pass hides the other', () => {
    const [first, second] = history(pass ?? {}, { ...fail, number: 1 });

    const found = judge([first, second].filter((one) => one !== undefined));

    expect(found).toMatchObject({ kind: 'fail', notes: [expect.stringContaining('two results have the number 1')] });
  });
});

describe('from the command line', () => {
  it('a pass four minutes ahead hides no failure of now', async () => {
    await using scene = await switchedScene();
    await scene.create({ at: NOON });
    await scene.test('pass', { at: NOON + 4 * 60_000 });
    await scene.test('fail', { at: NOON });

    const promoted = await scene.saltern(['promote'], { at: NOON });

    expect(promoted).toMatchObject({ code: 1, stdout: expect.stringContaining('FAIL') });
    expect(promoted.stdout).toContain('a clock was turned');
    expect(await scene.stable()).toBeUndefined();
  });

  it('a pass by a clock an hour ahead does not come back when the hour has passed', async () => {
    await using scene = await switchedScene();
    await scene.create({ at: NOON });
    await scene.test('pass', { at: NOON + HOUR_MS });
    await scene.test('fail', { at: NOON });

    const promoted = await scene.saltern(['promote'], { at: NOON + 2 * HOUR_MS });

    expect(promoted).toMatchObject({ code: 1, stdout: expect.stringContaining('FAIL') });
  });

  it('a failure stays one when the next attempts could not be run, on the page of badges too', async () => {
    await using scene = await switchedScene();
    await scene.create();
    await scene.test('fail');
    await scene.test('error');

    const promoted = await scene.saltern(['promote']);
    const list = await scene.saltern(['list']);

    expect(promoted).toMatchObject({ code: 1, stdout: expect.stringContaining('FAIL') });
    expect(promoted.stdout).toContain('a later attempt could not be run: HOOK_FAILED');
    expect(list.stdout).toMatch(/fail \d+ s, error \d+ s/);
    expect(scene.read('.saltern/badges/demo-here.svg')).toContain('failing, then error');
    expect(scene.read('.saltern/index.html')).toContain('could not be run since');
  });

  it('a pass stays one when the next attempt could not be run, and that is said', async () => {
    await using scene = await switchedScene();
    await scene.create();
    await scene.test('pass');
    await scene.test('error');

    const promoted = await scene.saltern(['promote']);

    expect(promoted).toMatchObject({ code: 0, stderr: expect.stringContaining('a later attempt could not be run') });
  });

  it('a pass after a failure is called flaky at the gate, in list, on badges and in the log', async () => {
    await using scene = await switchedScene();
    await scene.create();
    await scene.test('fail');
    await scene.test('pass');

    const check = await scene.saltern(['gate', 'check']);
    const list = await scene.saltern(['list']);

    expect(check).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/FLAKY +demo-default-here +it failed before/),
    });
    expect(list.stdout).toContain('flaky');
    expect(scene.read('.saltern/badges/demo-here.svg')).toContain('flaky');
    expect(scene.read('mirror/audit.ndjson')).toContain('"kind":"flaky"');
  });

  it('a failure is not left behind by taking the same content again under another id', async () => {
    await using scene = await switchedScene();
    await scene.create({ at: NOON });
    await scene.test('fail');
    const third = await comeBack(scene);

    const check = await scene.saltern(['gate', 'check', '--snapshot', third]);

    expect(check).toMatchObject({ code: 1, stdout: expect.stringContaining('FAIL') });
  });

  it('a pass holds on the same content under another id', async () => {
    await using scene = await switchedScene();
    await scene.create({ at: NOON });
    await scene.test('pass', { at: NOON });
    const third = await comeBack(scene);

    const promoted = await scene.saltern(['promote'], { at: NOON + 3 * HOUR_MS });

    expect(promoted.code).toBe(0);
    expect(await scene.stable()).toBe(third);
  });
});

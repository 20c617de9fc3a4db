import { beforeAll, describe, expect, it } from 'vitest';
import { attackScene } from '../support/attack-scene.ts';
import { fails, passes } from '../support/pretended-project.ts';

const packages = [{ name: 'alpha' }];
const skipped = { checks: { command: { false: { 'exit-status': 0, skip: true } } } };

function command(attributes: object) {
  return { checks: { command: { true: attributes } } };
}

/** Tests these suites on a snapshot and tries to promote it: what was said, and what became of each suite. */
async function tryToPromote(suites: Readonly<Record<string, unknown>>) {
  await using scene = await attackScene({ packages, suites });
  await scene.saltern(['snapshot', 'create']);
  const tested = await scene.saltern(['test']);
  const screen = tested.stdout;
  const promoted = await scene.saltern(['promote', '--json']);
  const { instances } = JSON.parse((await scene.saltern(['test', '--json'])).stdout);
  const { requirements } = JSON.parse(promoted.stdout).decision;
  const of = <T extends { readonly suite: string }>(list: readonly T[], suite: string): T | undefined =>
    list.find((one) => one.suite === suite);
  return {
    tested,
    screen,
    promoted,
    stable: await scene.stable(),
    result: (suite: string) => of<{ readonly suite: string; readonly outcome: string }>(instances, suite),
    requirement: (suite: string) => of<{ readonly suite: string; readonly kind: string }>(requirements, suite),
  };
}

describe('a suite that could not fail', () => {
  const cases: readonly (readonly [string, string, object])[] = [
    ['all of whose checks are skipped', 'skip', skipped],
    ['whose status may be anything from 0', 'error', command({ 'exit-status': { ge: 0 } })],
    ['whose status may be anything up to 255', 'error', command({ 'exit-status': { le: 255 } })],
    ['whose status is and-ed of nothing', 'error', command({ 'exit-status': { and: [] } })],
    ['whose status is not or-ed of nothing', 'error', command({ 'exit-status': { not: { or: [] } } })],
    ['whose status is 0 or not 0', 'error', command({ 'exit-status': { or: [0, { not: 0 }] } })],
    ['whose file is there or not', 'error', { checks: { file: { '/no': { exists: { or: [true, false] } } } } }],
    ['whose file is there in no word', 'error', { checks: { file: { '/no': { exists: { not: 'maybe' } } } } }],
    ['with nothing at all', 'skip', {}],
  ];
  let tried: Awaited<ReturnType<typeof tryToPromote>>;
  beforeAll(async () => {
    tried = await tryToPromote(Object.fromEntries(cases.map(([, , suite], at) => [`s${at}`, suite])));
  });

  it.each(cases.map(([title, outcome], at) => [title, outcome, `s${at}`]))('%s, is a %s', (_, outcome, suite) => {
    expect(tried.result(suite)).toMatchObject({ outcome, proved: { states: 0, checks: 0 } });
    expect(tried.requirement(suite)?.kind).toBe(outcome === 'skip' ? 'missing' : 'error');
  });

  it('leads to no exit 0, and to no promotion', () => {
    expect([tried.tested.code, tried.promoted.code, tried.stable]).toEqual([3, 1, undefined]);
  });

  it('is told the place of each expectation', () => {
    expect(tried.screen).toContain('assert nothing');
    expect(tried.screen).toMatch(/saltern\.yml:\d+:\d+ {2}command true exit-status: \{"ge":0\} holds whatever comes/);
    expect(tried.screen).toMatch(/saltern\.yml:\d+:\d+ {2}file \/no exists: \{"not":"maybe"\} holds whatever comes/);
  });
});

describe('a test in which nothing proved anything', () => {
  it.each([
    ['skipped checks', skipped],
    ['no checks', {}],
  ])('is not exit 0, with %s', async (_, suite) => {
    await using scene = await attackScene({ suites: { default: suite } });

    const { code, stdout, stderr } = await scene.saltern(['test']);

    expect(code).toBe(3);
    expect(stdout).toMatch(/SKIP .*nothing was proved/);
    expect(stderr).toContain('nothing was proved');
  });
});

describe('an expectation that holds whatever comes', () => {
  const cases: readonly (readonly [string, object])[] = [
    ['an empty pattern', { stdout: [''] }],
    ['a regexp of nothing', { stdout: { 'match-regexp': '' } }],
    ['a regexp of anything', { stdout: { 'match-regexp': '.*' } }],
    ['an empty part', { stdout: { 'contain-substring': '' } }],
    ['an empty start', { stdout: { 'have-prefix': '' } }],
    ['an empty end', { stdout: { 'have-suffix': '' } }],
    ['no element', { stdout: { 'contain-elements': [] } }],
    ['no pattern', { stdout: { 'have-patterns': [] } }],
    ['not a length below zero', { stdout: { not: { 'have-len': -1 } } }],
    ['one thing or its opposite', { stdout: { or: ['a', { not: 'a' }] } }],
  ];
  let tried: Awaited<ReturnType<typeof tryToPromote>>;
  beforeAll(async () => {
    const suites = cases.map(([, vacuous], at) => [`s${at}`, command({ 'exit-status': 0, ...vacuous })]);
    tried = await tryToPromote(Object.fromEntries(suites));
  });

  it.each(cases.map(([title], at) => [title, `s${at}`]))('proves nothing: %s', (_, suite) => {
    const remarks = ['1 of 2 checks proves nothing'];

    expect(tried.result(suite)).toMatchObject({ outcome: 'pass', remarks, proved: { checks: 1 } });
  });

  it('is told as such, with its place', () => {
    expect(tried.tested.code).toBe(0);
    expect(tried.screen).toMatch(
      /PROVES NOTHING\n {2}check .*command true .*\[""\] holds whatever.*saltern\.yml:\d+\n/,
    );
    expect(tried.screen).toContain('1 of 2 checks proves nothing');
  });
});

describe('what proves nothing beside what does', () => {
  it('does not hide a failure', async () => {
    const { tested, stable } = await tryToPromote({ one: skipped, two: fails });

    expect([tested.code, stable]).toEqual([1, undefined]);
  });

  it('is missing at the gate, though the other suite passed', async () => {
    const { tested, requirement, stable } = await tryToPromote({ one: skipped, two: passes });

    expect(tested.code).toBe(0);
    expect(requirement('one')?.kind).toBe('missing');
    expect(stable).toBeUndefined();
  });
});

describe('a failure beside what could not be found out', () => {
  const unknown = { 'yes x | head -c 9000000': { 'exit-status': 0, stdout: ['x'] } };

  it('is a failure, counted right, and the reason at the gate', async () => {
    const suite = { checks: { command: { true: { 'exit-status': 1 }, ...unknown } } };
    const { tested, screen, result, requirement } = await tryToPromote({ default: suite });

    expect(tested.code).toBe(1);
    expect(screen).toContain('1 of 3 checks failed, 1 could not be found out');
    expect(result('default')).toMatchObject({ outcome: 'fail', evidence: { outcome: 'fail' } });
    expect(requirement('default')).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/^check command true exit-status: expected 1, got 0/),
    });
  });
});

import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SWITCHED, switchedScene, type SwitchedScene } from '../support/switched-scene.ts';

const DAY = 86_400_000;
const POLICY = `waivers: { longest: 14d }
channels:
  stable:
    require: [{ suites: '*', platforms: '*' }]
    lanes: { expedited: { approvals: 2 } }
`;

let scene: SwitchedScene;
beforeEach(async () => {
  scene = await switchedScene({ policy: POLICY });
  await scene.create();
});
afterEach(async () => {
  await scene[Symbol.asyncDispose]();
});

const waive = (...more: readonly string[]) => [
  'waive',
  SWITCHED,
  '--reason',
  'mended upstream',
  '--expires',
  '7d',
  ...more,
];

describe('saltern waive', () => {
  it('writes a file that lets this failure pass until it ends, and then not', async () => {
    await scene.test('fail');

    const written = await scene.saltern(waive('--ticket', 'OPS-12'));
    const later = await scene.saltern(['gate', 'check', '--at', '8d']);
    const promoted = await scene.saltern(['promote']);

    expect(written.stdout).toMatch(/^waives FAIL of demo-default-here on \d{8}T\d{6}: check command/);
    expect(written.stdout).toContain(`wrote waivers/${SWITCHED}.yml\n  requirement: ${SWITCHED}\n`);
    expect(later.code).toBe(1);
    expect(later.stdout).toMatch(/^REJECT[^]*FAIL .*\n *waiver 'demo-default-here' expired on /);
    expect(promoted.stderr).toMatch(
      /WAIVED +demo-default-here +waived until .* by .*: mended upstream \(waiver 'demo-default-here', OPS-12\)/,
    );
    expect(promoted.code).toBe(0);
  });

  it('covers one content unless a channel is named', async () => {
    await scene.test('fail');
    await scene.saltern(waive());
    await scene.moveMirror([{ name: 'alpha' }, { name: 'beta' }]);
    await scene.create();
    await scene.test('fail');
    const other = await scene.saltern(['gate', 'check']);

    await scene.saltern(waive('--channel', 'stable', '--name', 'known'));
    const covered = await scene.saltern(['gate', 'check']);

    expect([other.code, covered.code]).toEqual([1, 0]);
    expect(scene.read('waivers/known.yml')).toContain('scope:\n  channel: stable\n');
  });

  it('refuses what is no failure, and writes nothing', async () => {
    const untested = await scene.saltern(waive());
    await scene.test('error');
    const unknown = await scene.saltern(waive());
    await scene.test('pass');
    const passing = await scene.saltern(waive());

    expect([untested.code, unknown.code, passing.code]).toEqual([2, 2, 2]);
    expect(untested.stderr).toMatch(/no failure to waive: .* is MISSING/);
    expect(unknown.stderr).toMatch(/no failure to waive: .* is ERROR[^]*never waived/);
    expect(passing.stderr).toMatch(/nothing to waive: 'demo-default-here' on \S+ passes/);
    expect(readdirSync(scene.directory)).not.toContain('waivers');
  });

  it('refuses what would never count, and writes nothing', async () => {
    await scene.test('fail');
    const refuse = async (...argv: readonly string[]) => (await scene.saltern(['waive', SWITCHED, ...argv])).stderr;

    expect(await refuse('--reason', 'x', '--expires', '15d')).toContain('The policy lets a waiver run for 14 d');
    expect(await refuse('--reason', 'x')).toContain('A waiver needs an end');
    expect(await refuse('--expires', '7d')).toContain('A waiver needs a reason');
    expect(await refuse('--reason', 'x', '--expires', '2020-01-01')).toContain('is over already');
    expect(await refuse('--reason', 'x', '--expires', '7d', '--approver', 'Tester')).toContain('cannot approve what');
    expect(await refuse('--reason', 'x', '--expires', '7d', '--name', '../x')).toContain('is no name of a record');
    expect(readdirSync(scene.directory)).not.toContain('waivers');
  });

  it('does not write over another', async () => {
    await scene.test('fail');
    await scene.saltern(waive('--approver', 'bob'));
    const before = scene.read(`waivers/${SWITCHED}.yml`);
    const changed = before.replace(/failure: .*/, `failure: sha256:${'0'.repeat(64)}`);
    scene.write(`waivers/${SWITCHED}.yml`, changed);

    const again = await scene.saltern(waive());

    expect(again.code).toBe(2);
    expect(again.stderr).toContain(`There is a waiver '${SWITCHED}' already`);
    expect(scene.read(`waivers/${SWITCHED}.yml`)).toBe(changed);
  });
});

describe('saltern hold', () => {
  it('keeps a package from being promoted until it ends', async () => {
    await scene.test('pass');

    const held = await scene.saltern(['hold', 'alpha', '--reason', 'loses time', '--expires', '7d']);
    const refused = await scene.saltern(['promote']);
    const later = await scene.saltern(['gate', 'check', '--at', '8d']);

    expect(held.stdout).toContain('wrote holds/alpha.yml');
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/it has alpha-\S+, held back by .*: loses time \(hold 'alpha'\)/);
    expect(later.stdout).toMatch(/^PROMOTE/);
  });

  it('lets through what is not newer', async () => {
    await scene.test('pass');

    await scene.saltern(['hold', 'al*', '--most', '99', '--reason', 'x', '--expires', '7d']);

    expect((await scene.saltern(['promote'])).code).toBe(0);
  });

  it.each([
    ['a package that is not there', ['hold', 'alhpa'], /no package 'alhpa'[^]*Did you mean 'alpha'/],
    ['a member that is not there', ['hold', 'alpha', '--member', 'bose'], /no member 'bose'[^]*Did you mean 'base'/],
    ['a version with the name before it', ['hold', 'alpha', '--most', 'alpha-1.0'], /is no version.*such as --most/s],
    ['a version that is none', ['hold', 'alpha', '--most', '1-2-3'], /is no version/],
  ])('refuses %s', async (_, argv, message) => {
    const refused = await scene.saltern([...argv, '--reason', 'x', '--expires', '7d']);

    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(message);
  });
});

it('saltern hold wants the epoch where all that there is has one, for else it would let none through', async () => {
  await scene.moveMirror([{ name: 'bind', version: '9.16', epoch: 32 }]);
  await scene.create();
  await scene.test('pass');
  const hold = (most: string) => scene.saltern(['hold', 'bind', '--most', most, '--reason', 'x', '--expires', '7d']);

  const without = await hold('9.16-1');
  const wrong = await hold('0:9.16-1');
  const against = await scene.saltern(['promote']);
  rmSync(join(scene.directory, 'holds'), { recursive: true });
  const right = await hold('32:9.16-1');
  const promoted = await scene.saltern(['promote']);

  expect(without.code).toBe(2);
  expect(without.stderr).toMatch(/would let no 'bind' through.*--most 32:9\.16-1\./s);
  expect([wrong.code, against.code, right.code, promoted.code]).toEqual([0, 1, 0, 0]);
});

describe('saltern approve', () => {
  const by = (user: string) => ({ user });
  const approve = ['approve', '--lane', 'expedited', '--reason', 'CVE-2026-1'];

  it('opens a lane when as many others said yes as it asks for', async () => {
    await scene.test('pass');

    const first = await scene.saltern(approve, by('ann'));
    const twice = await scene.saltern(approve, by('ann'));
    const own = await scene.saltern(['promote', '--lane', 'expedited'], by('ann'));
    await scene.saltern(approve, by('bob'));
    const still = await scene.saltern(['promote', '--lane', 'expedited'], by('ann'));
    const other = await scene.saltern(['promote', '--lane', 'expedited'], by('eve'));

    expect(first.stdout).toMatch(/^approves \S+ for stable in the lane 'expedited': 1 of 2/);
    expect(twice.code).toBe(2);
    expect(own.stdout).toMatch(
      /^WAIT[^]*0 of 2 approvals for the lane 'expedited'; the one of ann does not count, who asks/,
    );
    expect(still.stdout).toMatch(/1 of 2 approvals for the lane 'expedited' \(bob\)/);
    expect([own.code, still.code, other.code]).toEqual([1, 1, 0]);
  });

  it.each([
    ['no lane', ['approve', '--reason', 'x'], /is for a lane, and none is named/],
    [
      'a lane that is not there',
      ['approve', '--lane', 'expedted', '--reason', 'x'],
      /no lane 'expedted'[^]*Did you mean 'expedited'/,
    ],
  ])('refuses %s', async (_, argv, message) => {
    const refused = await scene.saltern(argv);

    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(message);
  });
});

describe('gate check, what if', () => {
  it('tells what would be decided then, by that policy, and logs nothing', async () => {
    await scene.test('pass');
    scene.write('strict.yml', "channels: { stable: { require: [{ suites: '*', platforms: '*' }], soak: 7d } }\n");
    const log = scene.read('mirror/audit.ndjson');
    const before = await scene.saltern(['gate', 'check', '--policy', 'strict.yml']);

    const later = await scene.saltern(['gate', 'check', '--policy', 'strict.yml', '--at', '8d']);
    const wrong = await scene.saltern(['gate', 'check', '--at', 'tomorrow']);

    expect(before.stdout).toMatch(/^WAIT/);
    expect(before.stderr).toContain("what would be decided by 'strict.yml'; it is not in the log of decisions");
    expect(wrong.code).toBe(2);
    expect(later.stdout).toMatch(/^PROMOTE/);
    expect(scene.read('mirror/audit.ndjson')).toBe(log);
  });

  it('promotes after soaking, which begins when the gate saw the content first', async () => {
    scene.write('gate.yml', "channels: { stable: { require: [{ suites: '*', platforms: '*' }], soak: 7d } }\n");
    await scene.test('pass');
    const now = Date.now();

    const first = await scene.saltern(['promote'], { at: now });
    const early = await scene.saltern(['promote'], { at: now + 6 * DAY });
    const late = await scene.saltern(['promote'], { at: now + 8 * DAY });

    expect(first.stdout).toMatch(/^WAIT/);
    expect([first.code, early.code, late.code]).toEqual([1, 1, 0]);
  });

  it('and a night that only lacks time is no failure', async () => {
    scene.write('gate.yml', "channels: { stable: { require: [{ suites: '*', platforms: '*' }], soak: 7d } }\n");

    const night = await scene.saltern(['nightly']);

    expect(night.stdout).toMatch(/ – gate .*wait: 1 of 1 requirements met, it soaks: there for/);
    expect(night.stdout).toMatch(/it may go from .* on\nWAITING {2}/);
    expect([night.code, await scene.stable()]).toEqual([0, undefined]);
  });

  it('and a night that finds nothing new lets an earlier snapshot go that has soaked meanwhile', async () => {
    scene.write('gate.yml', "channels: { stable: { require: [{ suites: '*', platforms: '*' }], soak: 2d } }\n");
    const now = Date.now();
    await scene.saltern(['nightly'], { at: now });
    const first = readdirSync(join(scene.directory, 'mirror/snapshots')).toSorted().at(-1);
    await scene.moveMirror([{ name: 'alpha' }, { name: 'beta' }]);
    await scene.create({ at: now + DAY });
    await scene.test('fail', { at: now + DAY });
    await scene.saltern(['nightly'], { at: now + DAY });

    const moved = await scene.saltern(['nightly'], { at: now + 3 * DAY });
    const still = await scene.saltern(['nightly'], { at: now + 3 * DAY + 3_600_000 });

    expect(moved.stdout).toContain(`stable is now at ${first}, an earlier one that may go now`);
    expect(await scene.stable()).toBe(first);
    expect(still.stdout).toMatch(/nothing/);
  });

  it('and a record that cannot be read is told with its place, and nothing is decided', async () => {
    await scene.test('pass');
    scene.write('waivers/known.yml', 'requirement: x\n');

    const refused = await scene.saltern(['promote']);

    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/waivers\/known\.yml:1:1 +'scope' is missing/);
    expect(await scene.stable()).toBeUndefined();
  });
});

import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeLock } from '../../../../src/base/lock/take-lock.ts';
import { failsFirst, nightScene, TRIES_TWICE } from '../../../support/night-scene.ts';
import { fails, passes } from '../../../support/pretended-project.ts';

const broken = { ...passes, hooks: [{ before: 'verify', on: 'host', run: 'false' }] };

describe('a night', () => {
  it('shows each step with its time, moves the channel, and is kept', async () => {
    await using scene = await nightScene();

    const { code, stdout, stderr } = await scene.nightly();

    const [night] = scene.nights();
    const id = night?.snapshot?.id;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const [step, text] of [
      ['✓ snapshot', `${id}, new`],
      ['✓ plan', '1 instance'],
      ['✓ run', '1 passed'],
      ['✓ gate', 'promote: 1 of 1 requirements met'],
      ['✓ promote', `stable is now at ${id}`],
      ['✓ report', '2 badges, pages: .saltern/site/index.html'],
      ['– notify', 'nothing to do'],
    ]) {
      expect(stdout).toMatch(new RegExp(`^ ${step} +\\d.* s  ${text}$`, 'm'));
    }
    expect(stdout).toMatch(new RegExp(`^PROMOTED  ${id} for stable · 1 passed · \\d.* s\n$`, 'm'));
    expect(await scene.stable()).toBe(id);
    expect(night).toMatchObject({ decision: 'promote', end: { outcome: 'promoted' }, runs: scene.runs() });
  });

  it('that finds something wrong names it, exits with 1, and leaves the channel where it is', async () => {
    await using scene = await nightScene();
    await scene.nightly();
    const before = await scene.stable();
    await scene.moveMirror([{ name: 'alpha', version: '2' }]);
    scene.write('saltern.yml', scene.read('saltern.yml').replace('"true":', '"false":'));

    const { code, stdout } = await scene.nightly();

    expect(code).toBe(1);
    expect(stdout).toContain(`new: 1 upgraded since ${before}\n`);
    expect(stdout).toMatch(/^ ✗ run .* 1 failed$/m);
    expect(stdout).toMatch(/^ – promote .* stable stays at /m);
    expect(stdout).toContain('  FAIL  demo-default-here   check command false exit-status: expected 0, got 1\n');
    expect(stdout).toMatch(/\nREFUSED  \S+ for stable · 1 failed · \S+ s\n$/);
    expect(await scene.stable()).toBe(before);
    expect(scene.nights()[1]).toMatchObject({
      decision: 'reject',
      reason: 'demo-default-here: check command false exit-status: expected 0, got 1',
      changes: { sinceNight: { from: before }, sinceChannel: { from: before, changes: [{ name: 'alpha' }] } },
      channel: { before, after: before },
    });
  });

  it('that could not find out exits with 3, and is no answer: the next one asks again', async () => {
    await using scene = await nightScene({ suites: { default: passes, other: broken } });

    const first = await scene.nightly();
    const second = await scene.nightly();

    expect(first.code).toBe(3);
    expect(first.stdout).toMatch(/\nNOT FINISHED  \S+ for stable · 1 passed, 1 could not be run/);
    expect(second.code).toBe(3);
    expect(scene.nights()).toHaveLength(2);
    expect(scene.nights()[1]?.tally.reused).toBe(0);
  });

  it('only judges where nobody wants more', async () => {
    await using scene = await nightScene({ more: { nightly: { promote: false } } });

    const { code, stdout } = await scene.nightly();

    expect(code).toBe(0);
    expect(stdout).toMatch(/^WOULD BE PROMOTED /m);
    expect(await scene.stable()).toBeUndefined();
  });

  it('is its record with --json, and nothing else', async () => {
    await using scene = await nightScene({ suites: { default: fails } });

    const { code, stdout } = await scene.nightly('--json');

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ unchanged: false, night: scene.nights()[0] });
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[], RegExp]>([
    ['without a policy', {}, ['--channel', 'canary'], /says nothing about the channel 'canary'/],
    ['with a snapshot that is not there', {}, ['--snapshot', '20200101T000000'], /There is no snapshot/],
    ['with mistakes in the project', { 'saltern.yml': 'nightly: { promot: true }\n' }, [], /unknown key 'promot'/],
  ])('is not begun %s: exit code 2, and nothing is taken', async (_, files, argv, sentence) => {
    await using scene = await nightScene();
    for (const [path, text] of Object.entries(files)) scene.write(path, text);

    const { code, stderr } = await scene.nightly(...argv);

    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
    expect(scene.nights()).toEqual([]);
    expect((await scene.saltern(['snapshot', 'list', '--json'])).stdout).not.toContain('digest');
  });

  it('whose mirrors are no repositories is kept as one that did not find out', async () => {
    await using scene = await nightScene();
    rmSync(join(scene.directory, 'mirror/base-latest/repodata'), { recursive: true });

    const { code, stdout, stderr } = await scene.nightly();

    expect(code).toBe(2);
    expect(stderr).toContain("it has no 'repodata/repomd.xml'");
    expect(stdout).toMatch(/^ ! snapshot /m);
    expect(scene.nights()).toMatchObject([{ end: { outcome: 'error' }, runs: [] }]);
  });

  it('begins with what failed last time', async () => {
    await using scene = await nightScene({ suites: { a: passes, b: passes, c: fails } });
    await scene.nightly('-c', '1');
    await scene.moveMirror([{ name: 'alpha', version: '2' }]);

    const { stdout } = await scene.nightly('-c', '1');

    expect(stdout).toMatch(/^ ✓ plan .* 3 instances, 1 that failed last first$/m);
    expect([...stdout.matchAll(/(demo-\w-here) +create /g)].map(([, name]) => name)[0]).toBe('demo-c-here');
  });
});

describe('what is tried again', () => {
  it('is flaky where it passes then: counted, and no reason to refuse', async () => {
    await using scene = await nightScene({ policy: TRIES_TWICE, suites: { default: passes, other: failsFirst(1) } });

    const { code, stdout } = await scene.nightly();

    expect(code).toBe(0);
    expect(stdout).toContain('1 instance · attempt 2 · ');
    expect(stdout).toMatch(/demo-other-here +FLAKY /);
    expect(stdout).toMatch(/^PROMOTED .* · 2 passed \(1 flaky\), 3 attempts · /m);
    const [night] = scene.nights();
    expect(night?.runs).toHaveLength(2);
    expect(night?.instances).toMatchObject([
      { name: 'demo-default-here', outcome: 'pass', attempts: 1, runId: night?.runs[0] },
      { name: 'demo-other-here', outcome: 'pass', isFlaky: true, attempts: 2, runId: night?.runs[1] },
    ]);
  });

  it('is told by the gate afterwards, with how often that was lately', async () => {
    await using scene = await nightScene({ policy: TRIES_TWICE, suites: { default: failsFirst(1) } });
    await scene.nightly();

    const { stdout } = await scene.saltern(['gate', 'check']);

    expect(stdout).toMatch(/FLAKY +demo-default-here/);
    expect(stdout).toContain('flaky 1 of 1 night');
  });

  it('stands with all others in the JUnit that a CI server reads', async () => {
    await using scene = await nightScene({ policy: TRIES_TWICE, suites: { default: passes, other: failsFirst(1) } });
    await scene.nightly();

    const xml = readFileSync(join(scene.directory, '.saltern/junit.xml'), 'utf8');

    expect([...xml.matchAll(/<testsuite name="([^"]*)"/g)].map(([, name]) => name)).toEqual([
      'demo-default-here',
      'demo-other-here',
    ]);
    expect(xml).toMatch(/<testsuites [^>]*failures="0"/);
    expect(xml.match(/name="attempts" value="2"/g)).toHaveLength(1);
  });

  it('stays failed where it fails as often as the policy allows', async () => {
    await using scene = await nightScene({ policy: TRIES_TWICE, suites: { default: failsFirst(2) } });

    const { code } = await scene.nightly();

    expect(code).toBe(1);
    expect(scene.nights()).toMatchObject([{ instances: [{ outcome: 'fail', attempts: 2 }], tally: { attempts: 2 } }]);
  });

  it('is what could not be run, too', async () => {
    await using scene = await nightScene({ policy: TRIES_TWICE, suites: { default: broken } });

    const { code } = await scene.nightly();

    expect(code).toBe(3);
    expect(scene.nights()).toMatchObject([{ instances: [{ outcome: 'error', attempts: 2 }] }]);
  });

  it('is nothing where the policy does not say so', async () => {
    await using scene = await nightScene({ suites: { default: failsFirst(1) } });

    const { code } = await scene.nightly();

    expect(code).toBe(1);
    expect(scene.runs()).toHaveLength(1);
  });
});

describe('where nothing changed', () => {
  it('there is nothing to do, and that is well', async () => {
    await using scene = await nightScene();
    await scene.nightly();
    const id = await scene.stable();

    const { code, stdout } = await scene.nightly();

    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^nothing changed since ${id}, nothing to do \\(promoted .* UTC; --force `, 'm'));
    expect(scene.nights()).toHaveLength(1);
    expect(scene.runs()).toHaveLength(1);
  });

  it('all is done again where somebody wants that', async () => {
    await using scene = await nightScene();
    await scene.nightly();

    const { code } = await scene.nightly('--force');

    expect(code).toBe(0);
    expect(scene.nights()).toHaveLength(2);
    expect(scene.runs()).toHaveLength(2);
  });

  it.each<[string, string, (text: string) => string]>([
    ['a suite', 'saltern.yml', (text) => text.replace('"true":', 'true ; true:')],
    ['the policy', 'gate.yml', (text) => text.replace('}] }', '}], max-age: 36h }')],
  ])('but %s, that is a reason', async (_, file, change) => {
    await using scene = await nightScene();
    await scene.nightly();
    scene.write(file, change(scene.read(file)));

    const { stdout } = await scene.nightly();

    expect(stdout).toMatch(/^PROMOTED /m);
    expect(scene.nights()).toHaveLength(2);
  });

  it('a snapshot that was taken by hand and that no night tested is a reason', async () => {
    await using scene = await nightScene();
    await scene.nightly();
    await scene.moveMirror([{ name: 'alpha', version: '2' }]);
    await scene.saltern(['snapshot', 'create']);

    const { stdout } = await scene.nightly();

    expect(stdout).toMatch(/^PROMOTED /m);
  });

  it('a channel that was only judged is moved by a night that may', async () => {
    await using scene = await nightScene();
    await scene.nightly('--no-promote');

    await scene.nightly();

    expect(await scene.stable()).toBe(scene.nights()[0]?.snapshot?.id);
  });
});

describe('a second nightly', () => {
  it('says who is at it since when, and exits with 3', async () => {
    await using scene = await nightScene();
    const locks = join(scene.directory, '.saltern/locks');
    using lock = await takeLock({ directory: locks, key: '.nightly' });
    scene.write('.saltern/locks/nightly.json', '{"pid":4711,"user":"ci@build7","since":"2026-11-26T01:30:00.000Z"}');

    const { code, stderr } = await scene.nightly();

    expect(lock).toBeDefined();
    expect(code).toBe(3);
    expect(stderr).toContain('under way: process 4711 of ci@build7, since 2026-11-26 01:30 UTC\n');
    expect(scene.nights()).toEqual([]);
  });

  it('is let in once the first is gone, whatever that left', async () => {
    await using scene = await nightScene();
    scene.write('.saltern/locks/nightly.json', '{"pid":4711,"user":"ci@build7","since":"2026-11-26T01:30:00.000Z"}');

    expect((await scene.nightly()).code).toBe(0);
  });
});

describe('--dry-run', () => {
  it('says what would happen, and writes nothing', async () => {
    await using scene = await nightScene({ policy: TRIES_TWICE, suites: { a: passes, b: fails } });
    await scene.nightly();
    await scene.moveMirror([{ name: 'alpha', version: '2' }]);
    const before = listAll(scene.directory);

    const { code, stdout } = await scene.nightly('--dry-run');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^snapshot {2}would be taken: base changed since \d{8}T\d{6}$/m);
    expect(stdout).toMatch(
      /^would run 2 instances, in this order\n {2}demo-b-here .* no pass last time\n {2}demo-a-here /m,
    );
    expect(stdout).toContain('policy    gate.yml: 2 required, 2 attempts\n');
    expect(stdout).toContain('channel   stable does not exist, and would move if the gate says promote\n');
    expect(listAll(scene.directory)).toEqual(before);
  });

  it('says that there is nothing to do', async () => {
    await using scene = await nightScene();
    await scene.nightly();

    const { code, stdout } = await scene.nightly('--dry-run');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^nothing changed since .*\nnothing was done or written\n$/);
  });
});

/** Every file and folder with its last change. */
function listAll(folder: string): readonly string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return paths.map((path) => `${path} ${lstatSync(join(folder, path)).mtimeMs}`);
}

describe('--status', () => {
  const DAY_MS = 86_400_000;

  it('says that a night ended, whatever its answer', async () => {
    await using scene = await nightScene({ suites: { default: fails } });
    await scene.nightly();

    const { code, stdout } = await scene.nightly('--status');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^OK {2}night \S+, refused for stable, ended \d+ s ago on \S+: demo-default-here: /);
  });

  it('says that none ever did', async () => {
    await using scene = await nightScene();

    const { code, stdout } = await scene.nightly('--status', '--max-age', '7d');

    expect(code).toBe(1);
    expect(stdout).toBe('LATE  no night ended within 7 d: none ever did\n');
  });

  it('says that none did lately, and what became of the last', async () => {
    await using scene = await nightScene();
    await scene.nightly();
    rmSync(join(scene.directory, 'mirror/base-latest/repodata'), { recursive: true });
    await scene.saltern(['nightly'], { at: Date.now() + 1.5 * DAY_MS });

    const { code, stdout } = await scene.saltern(['nightly', '--status'], { at: Date.now() + 2 * DAY_MS });

    expect(code).toBe(1);
    expect(stdout).toMatch(/^LATE {2}no night ended within 26 h: the last was \S+, promoted for stable, ended 2 d ago/);
    expect(stdout).toMatch(/; night \S+ ended without an answer in 'snapshot': .*it has no 'repodata\/repomd.xml'/);
  });

  it('takes a night that had nothing to do for one that ended', async () => {
    await using scene = await nightScene();
    await scene.nightly();
    await scene.saltern(['nightly'], { at: Date.now() + DAY_MS });

    const { code, stdout } = await scene.saltern(['nightly', '--status'], { at: Date.now() + 2 * DAY_MS });

    expect(code).toBe(0);
    expect(stdout).toContain('; nothing had changed 24 h ago\n');
  });

  it.each<[string, (nights: string) => void]>([
    ['the record is damaged', (nights) => writeFileSync(join(nights, '20261126T013000.json'), '{')],
    ['nights are no folder', (nights) => (rmSync(nights, { recursive: true }), writeFileSync(nights, ''))],
  ])('cannot know where %s: exit code 3', async (_, damage) => {
    await using scene = await nightScene();
    const nights = join(scene.directory, '.saltern/nights');
    mkdirSync(nights, { recursive: true });
    damage(nights);

    const { code, stderr } = await scene.nightly('--status');

    expect(code).toBe(3);
    expect(stderr).toContain('.saltern/nights');
  });

  it('believes no night of the future', async () => {
    await using scene = await nightScene();
    await scene.saltern(['nightly'], { at: Date.now() + 30 * DAY_MS });

    const { code, stderr } = await scene.nightly('--status');

    expect(code).toBe(3);
    expect(stderr).toContain('ended in the future: a clock is wrong');
  });

  it('is data with --json', async () => {
    await using scene = await nightScene();
    await scene.nightly();

    const { stdout } = await scene.nightly('--status', '--json');

    expect(JSON.parse(stdout)).toMatchObject({
      alive: true,
      maxAgeMs: 26 * 3_600_000,
      night: { end: { outcome: 'promoted' }, tally: { pass: 1 } },
      newest: null,
    });
  });
});

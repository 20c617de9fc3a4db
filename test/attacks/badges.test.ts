import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectNightlyBadges } from '../../src/report/badge/collect-nightly-badges.ts';
import { drawView, TONIGHT } from '../support/fleet-view.ts';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';
import { ODD_FILES, putOdd } from '../support/odd-files.ts';
import { passes } from '../support/pretended-project.ts';

const HOUR_MS = 3_600_000;
const POLICY = "channels: { stable: { require: [{ suites: '*', platforms: '*' }], max-age: 36h } }\n";

let scene: AttackScene;
beforeEach(async () => {
  scene = await attackScene({ policy: POLICY, suites: { default: passes, other: passes } });
});
afterEach(async () => {
  await scene[Symbol.asyncDispose]();
});

function titleOf(name: string): string | undefined {
  return /<title>(.*)<\/title>/.exec(scene.read(`.saltern/badges/${name}`))?.[1];
}

describe('a badge does not say that all is well', () => {
  it.each([
    ['a suite that was added since and that nobody tested', (text: string) => text.replace(/^ {2}other:/m, '  third:')],
    [
      'a formula that is called otherwise now',
      (text: string) => text.replace('formula-name: demo', 'formula-name: two'),
    ],
  ])('of %s', async (_, change) => {
    await scene.saltern(['test']);
    scene.write('saltern.yml', change(scene.read('saltern.yml')));

    await scene.saltern(['badges']);

    expect(titleOf(existsSync(join(scene.directory, '.saltern/badges/two.svg')) ? 'two.svg' : 'demo.svg')).toContain(
      'unknown',
    );
  });

  it('because a clock was years ahead when it was tested', async () => {
    await scene.saltern(['test'], { at: Date.now() + 20_000 * HOUR_MS });

    await scene.saltern(['badges']);

    expect(titleOf('demo.svg')).toMatch(/stale since/);
  });

  it('because a clock was years behind when it was drawn', async () => {
    await scene.saltern(['test']);

    await scene.saltern(['badges'], { at: Date.now() - 20_000 * HOUR_MS });

    expect(titleOf('demo.svg')).toMatch(/stale since/);
  });

  it('because the list of what was drawn is gone: the next to draw looks at the results', async () => {
    await scene.saltern(['test']);
    scene.write('.saltern/badges-drawn.ndjson', '{"version":1,"next":null}\n');

    await scene.saltern(['badges'], { at: Date.now() + 37 * HOUR_MS });

    expect(titleOf('demo.svg')).toMatch(/stale since/);
  });

  it('because the policy cannot be read any more: it says until when it held, and then nothing else', async () => {
    await scene.saltern(['test']);
    scene.write('gate.yml', 'channels: [');

    await scene.saltern(['list'], { at: Date.now() + 37 * HOUR_MS });

    expect(titleOf('demo.svg')).toMatch(/stale since/);
  });

  it.each([
    ['a night that was timed by a clock years ahead', '✓✓', Date.parse(TONIGHT) - 20_000 * HOUR_MS],
    ['nights that passed before the one that failed', '✗✓✓✓', Date.parse(TONIGHT)],
    ['a night that skipped what had failed', '–✗✓', Date.parse(TONIGHT)],
    ['a night that could not find out', '!✓✓', Date.parse(TONIGHT)],
  ])('after %s', (_, signs, now) => {
    const badges = collectNightlyBadges(drawView({ 'demo default here': signs }), { maxAgeMs: 36 * HOUR_MS, now });

    const believed = badges.filter(({ outcome, expiresAt }) => outcome === 'pass' && Date.parse(expiresAt ?? '') > now);
    expect(believed).toEqual([]);
  });
});

describe('a README that is to have the table', () => {
  const kinds = Object.entries(ODD_FILES).filter(([kind]) => kind !== 'a file in another encoding');

  it.each(kinds)('and is %s is named at once, and nothing is drawn', async (_, odd) => {
    await putOdd(odd, join(scene.directory, 'README.md'));

    const { code, stderr } = await scene.saltern(['badges', '--readme', 'README.md']);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^'README\.md', which is to have the table of badges, cannot be read: /);
    expect(stderr).toContain(odd.said);
    expect(existsSync(join(scene.directory, '.saltern/badges'))).toBe(false);
  });

  it('keeps its bytes where it is in another encoding', async () => {
    await putOdd(ODD_FILES['a file in another encoding'], join(scene.directory, 'README.md'));
    const before = readFileSync(join(scene.directory, 'README.md'));

    const { code } = await scene.saltern(['badges', '--readme', 'README.md']);

    expect(code).toBe(2);
    expect(readFileSync(join(scene.directory, 'README.md')).equals(before)).toBe(true);
  });
});

describe('a badge that cannot be written', () => {
  it('because a folder is in its place is named, and the verdict stands', async () => {
    mkdirSync(join(scene.directory, '.saltern/badges/demo.svg/x'), { recursive: true });

    const { code, stdout, stderr } = await scene.saltern(['test']);

    expect(code).toBe(3);
    expect(stderr).toContain('.saltern/badges/demo.svg');
    expect(stdout).toContain('2 passed');
  });

  it('does not keep a terminal from its own: what stands in it is no order', async () => {
    scene.write('README.md', '<!-- saltern:badges -->\u001b[31m\n');

    const { stderr } = await scene.saltern(['badges', '--readme', 'README.md']);

    expect(stderr).toContain('must be alone on its line');
    expect(stderr).not.toContain('\u001b');
  });
});

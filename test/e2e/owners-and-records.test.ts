import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fails, passes } from '../support/pretended-project.ts';
import { attackScene, type AttackScene, type Heard } from '../support/attack-scene.ts';

const START = Date.parse('2026-11-27T01:00:00Z');
const WAIVED = 'ops-time-default-here';

let scene: AttackScene;
let first: Heard;
let second: Heard;

/** Two formulas, of which one fails and is waived; a package is held where it is, another one nearly. */
beforeAll(async () => {
  scene = await attackScene({
    packages: [{ name: 'alpha' }, { name: 'beta', version: '2' }],
    suites: { default: passes },
    more: { owner: 'team ops', include: 'formulas/*.yml' },
    files: {
      'formulas/time.yml': JSON.stringify({
        formula: 'none',
        'formula-name': 'ops-time',
        owner: '<b>jane@example.org</b>',
        suites: { default: fails },
      }),
    },
  });
  const say = (hour: number, ...argv: readonly string[]) => scene.saltern(argv, { at: START + hour * 3_600_000 });
  first = await say(0, 'nightly');
  await say(1, 'waive', WAIVED, '--reason', 'mended upstream', '--expires', '2d', '--ticket', 'OPS-12');
  await say(1, 'hold', 'alpha', '--most', '1.0', '--reason', 'loses time', '--expires', '14d');
  await scene.saltern(['gate', 'status'], { at: START + 2 * 3_600_000 });
  second = await say(3, 'nightly');
}, 120_000);
afterAll(() => scene?.[Symbol.asyncDispose]());

function pages(folder: string): readonly string[] {
  const path = join('.saltern/site', folder);
  return readdirSync(join(scene.directory, path), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .toSorted()
    .map((name) => scene.read(join(path, name)));
}

describe('who keeps a formula', () => {
  it('is named by the night that it fails in, and by the status as whoever must act', async () => {
    const status = await scene.saltern(['gate', 'check', '--at', '2026-11-30T01:00Z'], { at: START + 4 * 3_600_000 });

    expect(first.stdout).toMatch(/^ {2}<b>jane@example\.org<\/b> keeps ops-time$/m);
    expect(status.stdout).toContain('keeps ops-time');
  });

  it('stands on the night page, the first page and the page of the formula, as text', () => {
    const [night] = pages('nights');
    const index = scene.read('.saltern/site/index.html');
    const formulas = pages('formulas').join('\n');

    for (const page of [night, index, formulas]) {
      expect(page).toContain('kept by &lt;b&gt;jane@example.org&lt;/b&gt;');
      expect(page).not.toContain('<b>jane@');
    }
    expect(formulas).toContain('kept by team ops');
  });

  it('changes no result: another owner makes nothing stale', async () => {
    const before = scene.read('saltern.yml');
    scene.write('saltern.yml', before.replace('team ops', 'team web'));

    const check = await scene.saltern(['gate', 'check'], { at: START + 4 * 3_600_000 });
    scene.write('saltern.yml', before);

    expect(check).toMatchObject({ code: 0 });
  });
});

describe('what is waived', () => {
  it('stands on the page of the instance that failed, with until when, by whom and where it is worked on', () => {
    const page = pages('results').find((text) => text.includes(`<h1>${WAIVED}</h1>`));

    expect(page).toMatch(/✗ [^]*~ waived until 29 Nov 2026, 02:00 UTC by tester@here: mended upstream .*OPS-12/);
  });

  it('stands on the first page and on the page of the night', () => {
    expect(scene.read('.saltern/site/index.html')).toContain('~ waived until 29 Nov 2026');
    expect(pages('nights').at(-1)).toContain('waived until 29 Nov 2026');
  });

  it('is said on the screen of the night that it lets through, and that it soon ends', () => {
    expect(second.code).toBe(0);
    expect(second.stdout).toMatch(/WAIVED +ops-time-default-here +waived until 29 Nov 2026/);
    expect(second.stdout).toContain(`waiver '${WAIVED}' ends on 29 Nov 2026, 02:00 UTC: mend ${WAIVED} by then`);
  });
});

describe('what is held', () => {
  it('stands on the page of the night, whether something newer is there or not', () => {
    const page = pages('nights').at(-1) ?? '';

    expect(page).toMatch(
      /Held back[^]*alpha[^]*1\.0[^]*11 Dec 2026[^]*loses time[^]*nothing newer is in this snapshot/,
    );
  });

  it('stands in the status with what it keeps out', async () => {
    await scene.saltern(['hold', 'beta', '--reason', 'wait', '--expires', '7d'], { at: START + 5 * 3_600_000 });

    const status = await scene.saltern(['gate', 'status'], { at: START + 6 * 3_600_000 });

    expect(status.stdout).toMatch(
      /^ {2}HOLD +it has beta-2-1.*, held back by tester@here until .*: wait \(hold 'beta'\)$/m,
    );
    expect(status.stdout).toMatch(/^HELD {7}alpha at 1\.0 until .*; nothing newer is in this snapshot$/m);
    expect(status.stdout).toMatch(
      /^WAIVED {5}ops-time-default-here until 29 Nov 2026, 02:00 UTC by tester@here: mended/m,
    );
    expect(status.stdout).toMatch(/`saltern snapshot derive latest --label NAME` makes one without it now/);
  });
});

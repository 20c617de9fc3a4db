import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';
import { passes } from '../support/pretended-project.ts';

const HOUR_MS = 3_600_000;

let scene: AttackScene;
beforeEach(async () => {
  scene = await attackScene({
    suites: { default: passes },
    more: {
      platforms: { 'centos-7': { fake: { exec: 'host' } } },
      reports: { badges: { directory: 'docs', readme: 'README.md' } },
      metrics: 'out/saltern.prom',
    },
    policy: "channels: { stable: { require: [{ suites: '*', platforms: '*' }], max-age: 36h } }\n",
    files: { 'README.md': '<!-- saltern:badges -->\n<!-- /saltern:badges -->\n' },
    packages: [{ name: 'some', version: '1', release: '1' }],
  });
});
afterEach(async () => {
  await scene[Symbol.asyncDispose]();
});

function titleOf(path: string): string | undefined {
  return /<title>(.*)<\/title>/.exec(scene.read(path))?.[1];
}

/** From now on, the suite's one check fails. */
function breakSuite(): void {
  const [before, after] = [scene.read('saltern.yml'), scene.read('saltern.yml').replaceAll(/"?true"?:/g, '"false":')];
  expect(after).not.toBe(before);
  scene.write('saltern.yml', after);
}

describe('a night', () => {
  it('leaves badges, the table of the README, and what monitoring reads', async () => {
    const { code } = await scene.saltern(['nightly']);

    expect(code).toBe(0);
    expect(titleOf('docs/demo.svg')).toBe('Nightly Run: passing');
    expect(titleOf('.saltern/badges/demo-centos-7.svg')).toBe('CentOS 7: passing');
    expect(scene.read('README.md')).toContain('| demo | ![Build status of demo](docs/demo.svg) |');
    expect(scene.read('out/saltern.prom')).toMatch(/^saltern_night_state\{project=".*",state="promoted"\} 1$/m);
    expect(scene.read('out/saltern.prom')).toMatch(/^saltern_night_finished_timestamp_seconds\{.*\} \d/m);
  });

  it('is what badges speak of, whatever somebody tries by hand since', async () => {
    await scene.saltern(['nightly']);
    breakSuite();
    const byHand = await scene.saltern(['test', '--destroy', 'always']);

    const { stdout } = await scene.saltern(['badges', '--json']);

    expect(byHand.code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      badges: [
        { label: 'Nightly Run', message: 'passing', origin: 'nightly' },
        { label: 'CentOS 7', message: 'passing', origin: 'nightly' },
      ],
    });
    expect(titleOf('docs/demo.svg')).toBe('Nightly Run: passing');
  });

  it('that is refused says so, and is too old at last', async () => {
    breakSuite();

    const { code } = await scene.saltern(['nightly']);
    const refused = titleOf('docs/demo.svg');
    const { stdout } = await scene.saltern(['metrics']);
    await scene.saltern(['list'], { at: Date.now() + 37 * HOUR_MS });

    expect(code).toBe(1);
    expect(refused).toBe('Nightly Run: failing');
    expect(stdout).toMatch(/^saltern_gate_state\{.*state="reject"\} 1$/m);
    expect(titleOf('docs/demo.svg')).toMatch(/^Nightly Run: stale since /);
  });
});

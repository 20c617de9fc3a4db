import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';

const RULES = `require: [{ suites: '*', platforms: '*' }]
    lanes: { expedited: { derived: true, approvals: 1 }, quick: { approvals: 1 } }`;
const POLICY = `channels:\n  stable:\n    ${RULES}\n  other:\n    ${RULES}\n`;

let scene: AttackScene;
let first: string;
let second: string;

beforeAll(async () => {
  scene = await attackScene({ packages: [{ name: 'alpha', version: '1' }, { name: 'beta' }], policy: POLICY });
  first = await take();
  await scene.saltern(['test']);
  await scene.saltern(['promote']);
  await scene.moveMirror([{ name: 'alpha', version: '2' }, { name: 'beta' }]);
  second = await take();
});
afterAll(() => scene[Symbol.asyncDispose]());

async function take(): Promise<string> {
  const { stdout } = await scene.saltern(['snapshot', 'create', '--json']);
  return (JSON.parse(stdout) as { id: string }).id;
}

async function derive(from: string): Promise<void> {
  const argv = ['snapshot', 'derive', from, '--label', 'fix', '--hold', 'beta', '--solver', 'machine'];
  expect(await scene.saltern(argv)).toMatchObject({ code: 0 });
}

function approve(...argv: readonly string[]) {
  return scene.saltern(['approve', '--reason', 'CVE-2026-1', ...argv]);
}

describe('an approval is refused where its lane can never take the snapshot', () => {
  const refused = async (...argv: readonly string[]) => {
    const { code, stderr } = await approve(...argv);
    expect(code, stderr).toBe(2);
    expect(existsSync(join(scene.directory, 'approvals'))).toBe(false);
    return stderr;
  };

  it('because it was not derived, as the latest, which is meant where none is named', async () => {
    const said = await refused('--lane', 'expedited');

    expect(said).toContain(
      `'${second}' is not approved: the lane 'expedited' is for snapshots that were derived from the one where stable is (${first}), and '${second}' was not derived\n`,
    );
    expect(said).toContain(`saltern snapshot derive ${first} --label fix`);
  });

  it('because it was derived from another', async () => {
    await derive(second);

    expect(await refused('--lane', 'expedited', '--snapshot', `${second}.fix`)).toContain('was derived from another');
  });

  it('because the channel is there, whatever the lane is for', async () => {
    for (const lane of ['expedited', 'quick'])
      expect(await refused('--lane', lane, '--snapshot', 'stable')).toContain(': stable is there already');
  });

  it('because the channel does not exist', async () => {
    expect(await refused('--lane', 'expedited', '--channel', 'other')).toContain('and other does not exist');
  });
});

it('the one that was derived from where the channel is gets named, and approved', async () => {
  await derive(first);

  const { stderr } = await approve('--lane', 'expedited');
  const named = await approve('--lane', 'expedited', '--snapshot', `${first}.fix`);
  const usual = await approve('--lane', 'quick', '--name', 'usual');
  rmSync(join(scene.directory, 'approvals/usual.yml'));

  expect(stderr).toContain(`hint: Name the one that is meant: --snapshot ${first}.fix.`);
  expect([named.code, usual.code]).toEqual([0, 0]);
  expect(usual.stdout).toContain(`approves ${second} for stable in the lane 'quick': 1 of 1`);
});

it.each([
  ['lane: quick', 'lane: quik', "is for the lane 'quik', which the policy does not have; did you mean 'quick'?"],
  ['channel: stable', 'channel: stabel', "is for the channel 'stabel', which the policy does not have; did you mean"],
])('one whose %s somebody wrote as %s is told', async (right, wrong, message) => {
  await approve('--lane', 'quick', '--name', 'hand');
  scene.write('approvals/hand.yml', scene.read('approvals/hand.yml').replace(right, wrong));

  const { stdout } = await scene.saltern(['gate', 'check']);
  rmSync(join(scene.directory, 'approvals/hand.yml'));

  expect(stdout).toContain(`approval 'hand' ${message}`);
});

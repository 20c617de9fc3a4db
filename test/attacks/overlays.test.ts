import { hash } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { AuditEntry, GateDecision } from '../../src/contract/decision.ts';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';
import { fails, passes } from '../support/pretended-project.ts';
import { writeTinyRepository } from '../support/tiny-repository.ts';

const packages = [{ name: 'alpha' }];
const LOCAL = 'saltern.local.yml';
const ALL = "channels: { stable: { require: [{ suites: '*', platforms: '*' }] } }\n";
const LAX = "channels: { stable: { require: [{ suites: demo-good, platforms: '*' }] } }\n";
const suites = { good: passes, bad: fails };

function sha256(text: string): string {
  return `sha256:${hash('sha256', text)}`;
}

/** A project with a suite that passes and one that fails, taken and tested. */
async function testedScene(files: Readonly<Record<string, string>> = {}): Promise<AttackScene> {
  const scene = await attackScene({ packages, suites, files: { 'lax.yml': LAX, ...files } });
  await scene.saltern(['snapshot', 'create']);
  await scene.saltern(['test']);
  return scene;
}

function lastEntry(scene: AttackScene): AuditEntry {
  return JSON.parse(scene.read('mirror/audit.ndjson').trimEnd().split('\n').at(-1) ?? '') as AuditEntry;
}

describe("what one machine's overlay says decides nothing", () => {
  it.each([
    ['asks for a laxer policy', 'gate: lax.yml\n'],
    ['leaves no platform', 'platforms: [{ other: { fake: { exec: host } } }]\n'],
    ['leaves out the suite that fails', "formulas: { demo: { suites: { bad: { excludes: ['*'] } } } }\n"],
    ['skips the check that fails', 'suites: { bad: { checks: { command: { false: { skip: true } } } } }\n'],
    ['names another folder of results', 'reports: { directory: elsewhere }\n'],
    ['names another snapshot root', 'snapshots: { root: elsewhere }\n'],
    ['is no YAML at all', '{{{\n'],
  ])('one that %s', async (_, text) => {
    await using scene = await testedScene();
    scene.write(LOCAL, text);

    const check = await scene.saltern(['gate', 'check']);
    const promoted = await scene.saltern(['promote']);

    expect([check.code, promoted.code]).toEqual([1, 1]);
    for (const { stdout } of [check, promoted]) {
      expect(stdout).toMatch(/FAIL +demo-bad-here/);
      expect(stdout).toContain(`'${LOCAL}' was not read`);
    }
    expect(lastEntry(scene)).toMatchObject({
      required: ['demo-good-here', 'demo-bad-here'],
      project: { overlays: [], leftOut: [LOCAL] },
    });
  });

  it('one that is a link to nowhere is told too', async () => {
    await using scene = await testedScene();
    symlinkSync('gone', join(scene.directory, LOCAL));

    const check = await scene.saltern(['gate', 'check']);

    expect(check).toMatchObject({ code: 1, stdout: expect.stringContaining(`'${LOCAL}' was not read`) });
  });

  it('a result that was got with it is of another recipe', async () => {
    await using scene = await attackScene({ packages, suites: { bad: fails } });
    await scene.saltern(['snapshot', 'create']);
    scene.write(LOCAL, 'hooks: [{ before: verify, on: host, run: "true" }]\n');
    await scene.saltern(['test']);

    const check = await scene.saltern(['gate', 'check']);

    expect(check).toMatchObject({ code: 1, stdout: expect.stringMatching(/STALE +demo-bad-here/) });
  });

  it('is told even where the channel moves', async () => {
    await using scene = await attackScene({ packages });
    await scene.saltern(['snapshot', 'create']);
    await scene.saltern(['test']);
    scene.write(LOCAL, 'concurrency: 1\n');

    const promoted = await scene.saltern(['promote']);

    expect(promoted).toMatchObject({ code: 0, stderr: expect.stringContaining(`'${LOCAL}' was not read`) });
  });
});

describe('an overlay that is asked for is named with its digest', () => {
  const text = 'gate: lax.yml\n';

  it.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    ['by --overlay', ['--overlay', 'ci.yml'], {}],
    ['by the environment', [], { SALTERN_OVERLAY: 'ci.yml' }],
  ])('%s, where a channel moved because of it', async (_, flags, environment) => {
    await using scene = await testedScene({ 'ci.yml': text });

    const check = await scene.saltern(['gate', 'check', ...flags], { environment });
    const promoted = await scene.saltern(['promote', ...flags, '--json'], { environment });
    const { decision } = JSON.parse(promoted.stdout) as { readonly decision: GateDecision };

    const overlays = [{ file: 'ci.yml', digest: sha256(text) }];
    expect(check).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`overlay 'ci.yml' counts (${sha256(text).slice(0, 15)})`),
    });
    expect(promoted.code).toBe(0);
    expect(decision.project).toMatchObject({ overlays, leftOut: [] });
    expect(lastEntry(scene)).toMatchObject({ required: ['demo-good-here'], project: { overlays } });
  });

  it('also when that is the local one', async () => {
    await using scene = await testedScene({ [LOCAL]: text });

    const check = await scene.saltern(['gate', 'check', '--overlay', LOCAL]);

    expect(check.stdout).toContain(`overlay '${LOCAL}' counts`);
    expect(check.stdout).not.toContain('was not read');
  });
});

describe('an overlay that makes platforms for many projects', () => {
  const makes = stringify({ platforms: { here: {}, there: { fake: { exec: 'host' } }, also: { fake: {} } } });

  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    [`as ${LOCAL}`, { [LOCAL]: makes }, {}],
    ['by the environment', { 'mine.yml': makes }, { SALTERN_OVERLAY: 'mine.yml' }],
  ])('changes neither what is tested nor what is required, %s', async (_, files, environment) => {
    await using scene = await attackScene({ packages, files });
    await scene.saltern(['snapshot', 'create'], { environment });

    const list = await scene.saltern(['list', '--json'], { environment });
    const tested = await scene.saltern(['test'], { environment });
    const promoted = await scene.saltern(['promote'], { environment });

    expect(JSON.parse(list.stdout)).toMatchObject([{ name: 'demo-default-here' }]);
    expect(tested.stdout).toMatch(/^1 instance · /);
    expect(promoted.code).toBe(0);
    expect(lastEntry(scene).required).toEqual(['demo-default-here']);
  });

  it('is no list of platforms for a project that has none', async () => {
    await using scene = await attackScene({ more: { platforms: undefined }, files: { [LOCAL]: makes } });

    const { code, stderr } = await scene.saltern(['list']);

    expect(code).toBe(2);
    expect(stderr).toContain("'platforms' is missing: a list of names, or a map with images, which an overlay's map");
  });
});

describe('the log says on what grounds', () => {
  it('policy, project, what was required, and the records that counted', async () => {
    await using scene = await attackScene({ packages });
    await scene.saltern(['snapshot', 'create']);
    await scene.saltern(['test']);
    await scene.saltern(['promote']);

    const entry = lastEntry(scene);

    const id = entry.to.id;
    const run = entry.evidence[0]?.runId ?? '';
    const record = scene.read(`.saltern/evidence/${id}/demo-default-here/000001-${run}.json`);
    expect(entry).toMatchObject({
      result: 'promoted',
      policy: { file: 'gate.yml', digest: sha256(ALL) },
      project: { digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), overlays: [], leftOut: [] },
      required: ['demo-default-here'],
      evidence: [{ instance: 'demo-default-here', kind: 'pass', digest: sha256(record) }],
    });
  });

  it.each<[string, (scene: AttackScene) => void]>([
    ['a suite is gone', (scene) => scene.write('saltern.yml', scene.read('saltern.yml').replace(/ {2}bad:[^]*$/, ''))],
    ['a file says it in other words', (scene) => scene.write('saltern.yml', `# a note\n${scene.read('saltern.yml')}`)],
  ])('and the project has another digest when %s', async (_, change) => {
    await using scene = await testedScene();
    await scene.saltern(['gate', 'check']);
    const before = lastEntry(scene).project.digest;

    change(scene);
    await scene.saltern(['gate', 'check']);

    expect(lastEntry(scene).project.digest).not.toBe(before);
  });

  it('and the same digest where the same project lies elsewhere', async () => {
    await using first = await testedScene();
    await using second = await testedScene();
    for (const scene of [first, second]) await scene.saltern(['gate', 'check']);

    expect(lastEntry(first).project.digest).toBe(lastEntry(second).project.digest);
  });
});

describe('what no required instance had is told', () => {
  it('a member of the snapshot that no platform lists', async () => {
    const more = { snapshots: { root: 'mirror', repositories: { here: ['base'] } } };
    await using scene = await attackScene({ packages, more });
    await writeMember(scene, 'updates');
    await scene.saltern(['snapshot', 'create']);
    await scene.saltern(['test']);

    const check = await scene.saltern(['gate', 'check']);
    const { untestedMembers } = JSON.parse((await scene.saltern(['gate', 'check', '--json'])).stdout) as GateDecision;

    expect(check).toMatchObject({ code: 0, stdout: expect.stringContaining("no required instance had 'updates'") });
    expect(untestedMembers).toEqual(['updates']);
  });

  it('a member that only a platform has which the policy leaves out', async () => {
    const platforms = { here: { fake: { exec: 'host' } }, there: { fake: { exec: 'host' } } };
    const repositories = { here: ['base'], there: ['base', 'updates'] };
    const policy = "channels: { stable: { require: [{ suites: '*', platforms: here }] } }\n";
    await using scene = await attackScene({
      packages,
      policy,
      more: { platforms, snapshots: { root: 'mirror', repositories } },
    });
    await writeMember(scene, 'updates');
    await scene.saltern(['snapshot', 'create']);
    await scene.saltern(['test']);

    const promoted = await scene.saltern(['promote']);

    expect(promoted).toMatchObject({ code: 0, stderr: expect.stringContaining("no required instance had 'updates'") });
  });
});

function writeMember(scene: AttackScene, name: string): Promise<void> {
  return writeTinyRepository(join(scene.directory, 'mirror'), name, [{ name: 'other' }]);
}

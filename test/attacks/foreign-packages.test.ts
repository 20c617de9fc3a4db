import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attackScene, type AttackOptions, type AttackScene } from '../support/attack-scene.ts';
import { fails } from '../support/pretended-project.ts';
import { writeTinyRepository } from '../support/tiny-repository.ts';

/** A pass on packages that nobody promotes is no pass. */
const ALL = "require: [{ suites: '*', platforms: '*' }]";
const IMAGE = 'bash-5.1-1.noarch|50';
let mirror: string;
let alpha: string;
beforeAll(async () => {
  mirror = mkdtempSync(join(tmpdir(), 'saltern-mirror-'));
  await writeTinyRepository(mirror, 'base', [{ name: 'alpha' }]);
  const rpm = join(mirror, 'base-latest/Packages/alpha-1.0-1.noarch.rpm');
  alpha = (await execa('rpm', ['-qp', '--qf', 'alpha-1.0-1.noarch|%{BUILDTIME}', rpm])).stdout;
});
afterAll(() => rmSync(mirror, { recursive: true }));

interface Options extends AttackOptions {
  /** Further settings of the pretended instance. */
  readonly fake?: object;
}

/** A snapshot with `alpha`, and an instance that says that it has these installed, besides what its image holds. */
async function scene(installed: readonly string[], { fake = {}, ...options }: Options = {}): Promise<AttackScene> {
  const answers = [{ match: 'rpm -qa', stdout: [IMAGE, ...installed, ''].join('\n') }];
  const here = { fake: { exec: 'host', packages: [IMAGE], answers, ...fake } };
  const snapshots = { root: 'mirror', repositories: { '*': ['base'] } };
  const opened = await attackScene({ ...options, more: { platforms: { here }, snapshots, gate: 'gate.yml' } });
  cpSync(mirror, join(opened.directory, 'mirror'), { recursive: true });
  await opened.saltern(['snapshot', 'create']);
  return opened;
}

it.each<[string, readonly string[], RegExp]>([
  [
    'from a vendor repository',
    ['vault-1.15-1.x86_64|1'],
    /INVALID .*it had vault-1\.15-1\.x86_64 installed, of neither/,
  ],
  ['of another version than the snapshot has', ['alpha-2.0-1.noarch|1'], /alpha-2\.0-1\.noarch installed, of neither/],
  [
    'of the same name and version from elsewhere',
    ['alpha-1.0-1.noarch|1'],
    /alpha-1\.0-1\.noarch \(another build\) installed/,
  ],
  ['of the image, built anew', ['bash-5.1-1.noarch|51'], /bash-5\.1-1\.noarch installed, of neither/],
])('a pass with a package %s is none', async (_, installed, why) => {
  await using attack = await scene(installed);
  await attack.saltern(['test']);

  const judged = await attack.saltern(['promote']);

  expect(judged.stdout.replaceAll(/\s+/g, ' ')).toMatch(why);
  expect(judged.code).toBe(1);
  expect(await attack.stable()).toBeUndefined();
});

it.each<[string, object, RegExp]>([
  [
    'whose rpm does not answer',
    { answers: [{ match: 'rpm -qa', code: 1 }] },
    /nobody knows where its packages are from/,
  ],
  [
    'whose rpm knows of no package any more',
    { answers: [{ match: 'rpm -qa' }] },
    /nobody knows where its packages are from/,
  ],
])('a pass of an instance %s is none', async (_, fake, why) => {
  await using attack = await scene([], { fake });
  await attack.saltern(['test']);

  const judged = await attack.saltern(['promote']);

  expect(judged.stdout.replaceAll(/\s+/g, ' ')).toMatch(why);
  expect(await attack.stable()).toBeUndefined();
});

it('a failure stays one, wherever its packages are from', async () => {
  const suites = { default: fails };
  await using attack = await scene(['vault-1.15-1.x86_64|1'], { suites });
  await attack.saltern(['test']);

  const judged = await attack.saltern(['gate', 'check']);

  expect(judged.stdout).toMatch(/FAIL +demo-default-here/);
});

it.each<[string, string]>([
  ['allows it', `channels: { stable: { ${ALL}, packages: { allow: ['vau*'] } } }\n`],
  ['does not ask', `channels: { stable: { ${ALL}, packages: { strict: false } } }\n`],
])('a package from elsewhere counts where the policy %s', async (_, policy) => {
  await using attack = await scene(['vault-1.15-1.x86_64|1'], { policy });
  await attack.saltern(['test']);

  const promoted = await attack.saltern(['promote']);

  expect(promoted.code).toBe(0);
});

it('packages of image and snapshot, and keys among them, are nobody else’s', async () => {
  await using attack = await scene([alpha, 'gpg-pubkey-8483c65d-5ccc5b19.(none)|1']);
  await attack.saltern(['test']);

  const promoted = await attack.saltern(['promote']);

  expect(promoted.code).toBe(0);
});

import { mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { DRIVERS } from '../../../../drivers/index.ts';
import { openPacker } from '../../../../src/app/farm/pack-instance.ts';
import { loadProjectFor } from '../../../../src/app/load-project-for.ts';
import { planFleet } from '../../../../src/app/select-fleet.ts';
import { ConfigError } from '../../../../src/contract/errors.ts';
import type { InstancePlan } from '../../../../src/contract/plan.ts';
import { changeTexts, markContent, unmarkContent } from '../../../../src/farm/pack/content-words.ts';
import { findSources } from '../../../../src/provision/answer/find-source.ts';
import { collectBundle } from '../../../../src/provision/bundle/collect-bundle.ts';
import { fingerprintOf } from '../../../../src/provision/bundle/bundle-entry.ts';
import { saltProvisioner } from '../../../../src/provision/salt-provisioner.ts';
import { digestPlan } from '../../../../src/run/digest-plan.ts';
import { findVerifier } from '../../../../src/verify/index.ts';
import { examplePlan } from '../../../support/example-plan.ts';
import { fakeApp } from '../../../support/fake-app.ts';
import { saltData } from '../../../support/salt-data.ts';
import { travelPlan } from '../../../support/travel-plan.ts';

const SUITES = join(import.meta.dirname, '../../../../suites');
const KEY = Buffer.alloc(32, 7);

let here = '';
let there = '';
beforeEach(async () => {
  here = await realpath(await mkdtemp(join(tmpdir(), 'saltern-here-')));
  there = await realpath(await mkdtemp(join(tmpdir(), 'saltern-there-')));
});

async function write(path: string, text: string, mode = 0o644): Promise<string> {
  const file = join(here, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { mode });
  return file;
}

/** A formula with all that makes trees different: modules, links, modes, empty folders, litter, what is to be ignored. */
async function awkwardPlan(): Promise<InstancePlan> {
  await write('time/time/init.sls', 'time-config:\n  file.managed:\n    - name: /etc/x\n');
  await write('time/time/files/run.sh', '#!/bin/sh\n', 0o755);
  await write('time/time/files/keep~', 'kept on purpose');
  await write('time/time/docs/large.iso', 'left out');
  await write('time/_modules/clock.py', 'def now(): pass\n');
  await write('time/shared/common.jinja', '{% set a = 1 %}');
  await mkdir(join(here, 'time/time/empty'), { recursive: true });
  await symlink('init.sls', join(here, 'time/time/link.sls'));
  await symlink('../shared/common.jinja', join(here, 'time/time/map.jinja'));
  await write('yum/init.sls', 'yum-config: test.nop\n');
  await write('pillar/a/top.sls', "base: { '*': [x] }\n");
  await write('pillar/a/x.sls', 'x: 1\n');
  await write('pillar/b/x.sls', 'x: 2\n');
  const ssh = await write('ssh.example', 'ssh: { port: 22 }\n');
  return examplePlan({
    formula: 'time',
    trees: [
      { name: 'time', path: join(here, 'time/time'), root: join(here, 'time'), ignore: ['*.iso', '!keep~'] },
      { name: 'yum', path: join(here, 'yum'), root: join(here, 'yum') },
    ],
    pillar: {
      directories: [join(here, 'pillar/a'), join(here, 'pillar/b')],
      inline: saltData({ password: 'hunter2-in-the-clear' }),
      files: { 'deep/ssh.sls': ssh },
    },
  });
}

async function digestsOf(plan: InstancePlan, directory: string) {
  const verifier = (name: string) => findVerifier(name).load();
  return await digestPlan(plan, { provisioner: saltProvisioner, verifier, directory });
}

describe('an instance that travels', () => {
  it('is made of the same files there as here: paths, modes, links, content', async () => {
    const plan = await awkwardPlan();

    const travelled = await travelPlan(plan, { folder: there });

    const prints = async (one: InstancePlan) =>
      [...(await collectBundle(one)).values()].map((entry) => [entry.path, fingerprintOf(entry)]);
    expect(await prints(travelled.plan)).toEqual(await prints(plan));
    expect(await prints(plan)).toContainEqual(['srv/salt/time/link.sls', 'link:init.sls']);
    expect((await prints(plan)).map(([path]) => path)).toContain('srv/salt/time/files/keep~');
  });

  it('has the digests of formula, suite and recipe that it has here', async () => {
    const certificate = await write('ca.pem', 'certificate');
    const plan = {
      ...(await awkwardPlan()),
      prepare: { ...examplePlan().prepare, mounts: { [certificate]: '/ca.pem' } },
    };

    const { plan: there_, portable, directory } = await travelPlan(plan, { folder: there, directory: here });

    const local = await digestsOf(plan, here);
    const far = await digestsOf(there_, '');
    expect([far.formulaDigest, far.suiteDigest]).toEqual([local.formulaDigest, local.suiteDigest]);
    expect((await digestsOf({ ...portable, trees: [], pillar: examplePlan().pillar }, directory)).recipe).toBe(
      local.recipe,
    );
  });

  it('has them for every suite of the fleet that ships', async () => {
    const app = fakeApp({}, { cwd: SUITES, driverNames: Object.keys(DRIVERS) });
    const project = await loadProjectFor(app, { snapshot: 'none' });
    const { plans } = await planFleet(app, { project, selected: project.instances });
    const one = [...new Map(plans.map((plan) => [`${plan.formula} ${plan.suite}`, plan])).values()];

    for (const plan of one) {
      const travelled = await travelPlan(plan, { folder: there, directory: SUITES });
      const [local, far] = [await digestsOf(plan, SUITES), await digestsOf(travelled.plan, SUITES)];
      expect({ name: plan.name, ...far }).toEqual({ name: plan.name, ...local });
    }
    expect(one.length).toBeGreaterThan(14);
  });

  it('speaks of the files of this machine when it comes back', async () => {
    const plan = await awkwardPlan();
    const { plan: far, packed, folder } = await travelPlan(plan, { folder: there });
    const place = await findSources(await collectBundle(far)).state('time', 'time-config');

    const sent = changeTexts({ place, text: `${place?.file}:1: bad, see ${place?.file}` }, markContent(folder));
    const back = changeTexts(sent, unmarkContent(packed.origins));

    const file = join(here, 'time/time/init.sls');
    expect(JSON.stringify(sent)).not.toContain(there);
    expect(back).toEqual({ place: { file, line: 1 }, text: `${file}:1: bad, see ${file}` });
  });

  it('names no path of this machine where everybody can read it', async () => {
    const { packed, portable } = await travelPlan(await awkwardPlan(), { folder: there });

    expect(JSON.stringify(packed.plan)).not.toContain(here);
    expect(JSON.stringify({ ...portable, place: undefined })).not.toContain(here);
  });

  it('is packed once for all instances that have the same formulas', async () => {
    const plan = await awkwardPlan();
    const packer = openPacker({ directory: here, key: undefined, secrets: [] });

    const [one, other] = await Promise.all([
      packer.pack(plan),
      packer.pack({ ...plan, name: 'other', platform: 'other' }),
    ]);

    expect(one.contents['trees']).toEqual(other.contents['trees']);
    expect(one.contents['plan']).not.toEqual(other.contents['plan']);
  });
});

describe('what is sealed', () => {
  it('shows nothing of what it holds, and is the same each time', async () => {
    const plan = await awkwardPlan();

    const { packed } = await travelPlan(plan, { folder: there, key: KEY });
    const again = await openPacker({ directory: '/srv/fleet', key: KEY, secrets: [] }).pack(plan);

    const kept = Buffer.concat([...packed.bytes.values()]).toString('latin1') + JSON.stringify(packed.plan);
    expect(kept).not.toContain('hunter2');
    expect([...packed.bytes.values()].every((bytes) => isOpaque(bytes))).toBe(true);
    expect(again.contents).toEqual(packed.contents);
  });

  it('is asked for where an instance has secrets', async () => {
    const secrets = { pillar: ['password'], files: [], environment: [] };
    const plan = { ...(await awkwardPlan()), secrets };
    const packer = openPacker({ directory: here, key: undefined, secrets: ['hunter2-in-the-clear'] });

    await expect(packer.pack(plan)).rejects.toThrow(/has secrets.*SALTERN_FARM_KEY/u);
  });
});

function isOpaque(bytes: Uint8Array): boolean {
  try {
    zstdDecompressSync(bytes);
    return false;
  } catch {
    return true;
  }
}

describe('what cannot travel', () => {
  it.each<[string, (plan: InstancePlan) => InstancePlan, RegExp]>([
    [
      'a hook on the host, with its place',
      (plan) => ({
        ...plan,
        hooks: [
          { when: 'before', phase: 'create', on: 'host', run: './x', place: { file: '/p/saltern.yml', line: 9 } },
        ],
      }),
      /saltern\.yml:9:1\s+the hook before create has 'on: host', which workers cannot do/u,
    ],
    [
      'a mount that is a folder',
      (plan) => ({ ...plan, prepare: { ...plan.prepare, mounts: { [tmpdir()]: '/x' } } }),
      /'prepare: mounts' names '.*', and only a file of up to 8 MiB can travel/u,
    ],
    [
      'a mount that is not there',
      (plan) => ({ ...plan, prepare: { ...plan.prepare, mounts: { '/nowhere/ca.pem': '/x' } } }),
      /'prepare: mounts' names '\/nowhere\/ca\.pem'/u,
    ],
  ])('%s is refused in one sentence', async (_title, change, sentence) => {
    const packing = openPacker({ directory: here, key: undefined, secrets: [] }).pack(change(examplePlan()));

    await expect(packing).rejects.toThrow(ConfigError);
    await expect(packing).rejects.toThrow(sentence);
  });
});

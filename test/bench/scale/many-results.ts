import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { declareInstances } from '../../../src/app/declare-instances.ts';
import { planFleet, selectFleet } from '../../../src/app/select-fleet.ts';
import { printableJson } from '../../../src/base/json/printable-json.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { evidenceFileName } from '../../../src/store/files/evidence-names.ts';
import { fakeApp } from '../../support/fake-app.ts';
import { writeEmptyRepository } from '../../support/write-empty-repository.ts';
import { fleetProject, type FleetProject } from './fleet-project.ts';

const SUITES = 100;
const PLATFORMS = 10;
const RESULTS = 10;
const PACKAGES = Array.from({ length: 300 }, (_, index) => `package-with-a-name-${index}-1:2.3.${index}-4.el9.x86_64`);

/** 1,000 instances, each required by name, and ten results of 300 packages on each: all passed. */
export async function manyResults(): Promise<FleetProject> {
  const require = Array.from({ length: SUITES * PLATFORMS }, (_, index) => ({
    suites: `f-s${(index % SUITES) + 1}`,
    platforms: `p${Math.floor(index / SUITES) + 1}`,
  }));
  const project = await fleetProject({
    suites: SUITES,
    platforms: PLATFORMS,
    more: { snapshots: { root: 'mirror', repositories: { '*': ['base'] } }, gate: 'gate.yml' },
    files: { 'gate.yml': stringify({ channels: { stable: { require } } }) },
  });
  await writeEmptyRepository(join(project.directory, 'mirror'), 'base');
  const app = fakeApp({}, { cwd: project.directory });
  const code = await runProgram(['snapshot', 'create'], app);
  if (code !== 0) throw new Error(app.said.stderr);
  const { plans, snapshot } = await planFleet(app, await selectFleet(app, [], {}));
  const at = new Date(app.now()).toISOString();
  for (const { name: instance, formula, suite, platform, members: _members, ...digests } of await declareInstances(
    plans,
    project.directory,
  )) {
    const folder = join(project.directory, '.saltern/evidence', snapshot?.id ?? 'none', instance);
    await mkdir(folder, { recursive: true });
    for (let number = 1; number <= RESULTS; number += 1) {
      const runId = `20261122T222046-${String(number).padStart(4, '0')}`;
      const result = {
        version: 1,
        runId,
        instance,
        formula,
        suite,
        platform,
        outcome: 'pass',
        reasons: [],
        proved: { states: 0, checks: 1 },
        snapshot: { id: snapshot?.id, digest: snapshot?.digest },
        ...digests,
        saltVersion: '3007.15',
        packages: PACKAGES,
        startedAt: at,
        finishedAt: at,
        number,
      };
      await writeFile(join(folder, evidenceFileName({ number, runId })), `${printableJson(result, 2)}\n`);
    }
  }
  return project;
}

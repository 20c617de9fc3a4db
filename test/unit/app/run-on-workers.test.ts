import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runFleet } from '../../../src/app/run-fleet.ts';
import { fakeApp } from '../../support/fake-app.ts';
import { runOnFarm, startWorker } from '../../support/farm-scene.ts';
import { memoryFarm } from '../../support/memory-farm.ts';

const PROJECT = `formula: none
formula-name: demo
driver: fake
salt: { from: image }
platforms: { here: { fake: { exec: host } }, there: { fake: { exec: host } } }
suites:
  default: { checks: { command: { 'true': { exit-status: 0 } } } }
  broken: { checks: { command: { 'false': { exit-status: 0 } } } }
`;

describe('running on workers', () => {
  it('gives the verdicts, the evidence and the events that a run on this machine gives', async () => {
    const farm = memoryFarm();
    const app = fakeApp({ 'saltern.yml': PROJECT });
    await using _worker = await startWorker(farm);

    const { result, events, fleet, troubles } = await runOnFarm(app, farm);
    const local = await runFleet(app, fleet, { goal: 'test' });

    expect(troubles).toEqual([]);
    expect(result.instances.map(({ name, outcome }) => [name, outcome])).toEqual(
      local.result.instances.map(({ name, outcome }) => [name, outcome]),
    );
    const proofs = ({ instances }: typeof result) =>
      instances.map(({ evidence }) => [evidence?.recipe, evidence?.formulaDigest, evidence?.suiteDigest]);
    expect(proofs(result)).toEqual(proofs(local.result));
    expect(events[0]?.type).toBe('run-started');
    expect(events.at(-1)?.type).toBe('run-finished');
    expect(events.filter(({ type }) => type === 'instance-finished')).toHaveLength(4);
    expect(events.filter(({ type }) => type === 'check-finished')).toHaveLength(4);
  });
});

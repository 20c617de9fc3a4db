import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadProjectFor, type ProjectOptions } from '../../../src/app/load-project-for.ts';
import { runFleet, type RunFleetOptions } from '../../../src/app/run-fleet.ts';
import { fetchSources } from '../../../src/config/formula/fetch-sources.ts';
import type { RunEvent } from '../../../src/contract/events.ts';
import { planInstances } from '../../../src/plan/plan-instances.ts';
import { fakeApp, type FakeApp } from '../../support/fake-app.ts';

const PROJECT = `formula: none
formula-name: demo
driver: fake
salt: { from: image }
platforms: { here: { fake: { exec: host } }, there: { fake: { exec: host } } }
suites: { default: { checks: { command: { 'true': { exit-status: 0 } } } } }
`;

async function runHere(app: FakeApp, options: ProjectOptions & Partial<RunFleetOptions> = {}) {
  const project = await loadProjectFor(app, options);
  const { cacheDirectory, signal, tell: progress } = app;
  const fetched = await fetchSources(project.instances, { cacheDirectory, signal, progress });
  const plans = planInstances(project, fetched, () => undefined);
  const fleet = { project, selected: project.instances, plans, snapshot: undefined };
  return await runFleet(app, fleet, { goal: 'test', ...options });
}

/** Hears everything. */
function ear() {
  const events: RunEvent[] = [];
  return { events, listener: { on: (event: RunEvent) => void events.push(event) } };
}

describe('running a fleet', () => {
  it('says how many may run at once as the project, or a flag, limits them', async () => {
    const { events, listener } = ear();

    await runHere(fakeApp({ 'saltern.yml': PROJECT }), { concurrency: '1', listener });

    expect(events[0]).toMatchObject({ type: 'run-started', concurrency: 1, drivers: ['fake'], snapshot: undefined });
  });

  it('tells each event once, with its time, between the beginning and the end', async () => {
    const { events, listener } = ear();

    const { result } = await runHere(fakeApp({ 'saltern.yml': PROJECT }), { listener });

    expect(events.at(-1)).toMatchObject({ type: 'run-finished', result });
    expect(events.filter(({ type }) => type === 'instance-finished')).toHaveLength(2);
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  it('is not stopped by a listener that throws, whose trouble is given beside the verdicts', async () => {
    const trouble = new Error('the terminal is gone');
    const app = fakeApp({ 'saltern.yml': PROJECT });

    const { result, troubles } = await runHere(app, {
      listener: {
        on() {
          throw trouble;
        },
      },
    });

    expect(result.outcome).toBe('pass');
    expect(troubles).toEqual([trouble]);
    expect(await readdir(join(app.cwd, '.saltern'))).toContain('junit.xml');
  });

  it('gives every report that could not be written, and writes the others', async () => {
    const app = fakeApp({ 'saltern.yml': PROJECT });
    // A folder stands where a file should be.
    await mkdir(join(app.cwd, '.saltern/junit.xml'), { recursive: true });
    await mkdir(join(app.cwd, '.saltern/badges.json'), { recursive: true });

    const { result, troubles } = await runHere(app);

    expect(result.outcome).toBe('pass');
    expect(troubles).toHaveLength(2);
    expect(troubles).toMatchObject([
      // Two kinds of report keep verdicts there; that is told once.
      { message: expect.stringContaining('badges.json') },
      { message: expect.stringContaining('junit.xml') },
    ]);
    expect(await readFile(join(app.cwd, '.saltern/latest/junit.xml'), 'utf8')).toContain('demo-default-there');
  });

  it('says before all else when instances are slower here than elsewhere, once for each reason', async () => {
    const slow = fakeApp({ 'saltern.yml': PROJECT });
    const driver = async (name: string) => {
      const fake = await slow.driver(name);
      return { ...fake, pace: () => Promise.resolve({ factor: 12, reason: 'no KVM' }) };
    };
    const { events, listener } = ear();

    await runHere({ ...slow, driver }, { listener });

    expect(slow.said.stderr).toBe(
      'fake: instances are some 12 times slower here, and time limits are as many times longer: no KVM\n',
    );
    expect(events[0]?.type).toBe('run-started');
  });
});

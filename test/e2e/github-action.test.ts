import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { type ActScene, actScene, CHECKOUT, KEEP, OWN_ACTION, workflow } from '../support/act-scene.ts';

const passes = { command: { true: { 'exit-status': 0 } } };
const fails = { command: { false: { 'exit-status': 0 } } };

/** A project without Salt and without an engine: a suite for each entry. */
function project(suites: Readonly<Record<string, unknown>>): string {
  return stringify({
    formula: 'none',
    'formula-name': 'demo',
    driver: 'fake',
    salt: { from: 'image' },
    platforms: { here: { fake: { exec: 'host' } } },
    suites: Object.fromEntries(Object.entries(suites).map(([name, checks]) => [name, { checks }])),
  });
}

/** One job that calls the action with `inputs`, and keeps what came of it. */
function calling(inputs: Readonly<Record<string, string>>): string {
  const keep = (name: string, value: string) => ({ ...KEEP, env: { NAME: name, VALUE: value } });
  return workflow({
    test: {
      'runs-on': 'ubuntu-latest',
      steps: [
        CHECKOUT,
        { uses: OWN_ACTION, id: 'saltern', with: inputs },
        keep('outputs', '${{ toJSON(steps.saltern.outputs) }}'),
        keep('step', '${{ steps.saltern.outcome }}'),
      ],
    },
  });
}

async function call(scene: ActScene, inputs: Readonly<Record<string, string>>, payload: unknown = {}) {
  await scene.write('.github/workflows/test.yml', calling(inputs));
  const run = await scene.run({ name: 'pull_request', payload });
  const outputs = JSON.parse(run.kept['outputs'] ?? '{}') as Readonly<Record<string, string>>;
  return { ...run, outputs, step: run.kept['step'] };
}

describe('the action', () => {
  it('tests a project, says what came of it, and uploads the results', async () => {
    await using scene = await actScene({
      'saltern.yml': project({ good: passes, bad: fails }),
      '.gitignore': '.saltern\n',
    });

    const { step, outputs, log } = await call(scene, { 'artifact-name': 'results' });

    expect(step, log).toBe('failure');
    expect(outputs, log).toMatchObject({ outcome: 'fail', passed: '1', failed: '1', errors: '0' });
    expect(log).toContain('1 passed, 1 failed');
  });
});

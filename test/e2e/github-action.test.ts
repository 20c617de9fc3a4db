import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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

/** What a stranger may write as a title, a branch, an argument or a folder. */
const HOSTILE = [
  'a"; touch pwned; #',
  "a'; touch pwned; #",
  '$(touch pwned)',
  '`touch pwned`',
  'a\ntouch pwned',
  '%0A::error::pwned',
];
const OURS = { 'saltern.yml': project({ good: passes, bad: fails }), '.gitignore': '.saltern\n' };

describe('the action', () => {
  it('tests a project, says what came of it, uploads results, and keeps images for the next time', async () => {
    await using scene = await actScene(OURS);

    const first = await call(scene, { 'artifact-name': 'results' });
    const second = await call(scene, { 'artifact-name': 'results', 'fail-on': 'never', args: '/good/' });

    expect(first.step, first.log).toBe('failure');
    expect(first.isSuccess).toBe(false);
    expect(first.outputs).toMatchObject({ outcome: 'fail', passed: '1', failed: '1', errors: '0' });
    expect(first.log).toContain('1 passed, 1 failed');
    const uploaded = await readdir(join(scene.store, 'artifacts/results'));
    expect(uploaded).toEqual(expect.arrayContaining(['evidence', 'index.html', 'junit.xml', 'runs']));
    expect(uploaded).not.toEqual(expect.arrayContaining(['instances']));
    // The same images: nothing more to keep.
    const [kept, ...more] = await readdir(join(scene.store, 'caches'));
    expect(kept).toMatch(/^saltern-fake-\w+-[0-9a-f]{16}-[0-9a-f]{16}$/);
    expect(more).toEqual([]);
    expect(first.log).not.toContain('Take in kept images');
    expect(second.log).toMatch(/1 image of fake of '.*' can be used/);
    expect(second.step, second.log).toBe('success');
    expect(second.outputs).toMatchObject({ outcome: 'pass', passed: '1', failed: '0' });
  });

  it('fails for what `fail-on` says, with a warning for what it passes over', async () => {
    await using scene = await actScene(OURS);

    const passedOver = await call(scene, { 'fail-on': 'never', cache: 'false' });
    const misused = await call(scene, { 'fail-on': 'sometimes' });
    const unknown = await call(scene, { args: '--no-such-option', 'fail-on': 'never', cache: 'false' });

    expect(passedOver).toMatchObject({ step: 'success', isSuccess: true, outputs: { outcome: 'fail', failed: '1' } });
    expect(passedOver.log).toContain('::warning title=saltern::something failed, and the step does not fail for it');
    expect(misused.step).toBe('failure');
    expect(misused.log).toContain("::error title=saltern::'fail-on' is 'sometimes'");
    expect(unknown).toMatchObject({ step: 'failure', outputs: { outcome: 'error' } });
  });

  it('takes what strangers wrote as text, wherever it stands', async () => {
    await using scene = await actScene({ ...OURS, 'a"; touch pwned; #/saltern.yml': project({ good: passes }) });
    const payload = {
      pull_request: {
        title: HOSTILE.join(' '),
        body: HOSTILE.join('\n'),
        head: { ref: HOSTILE[0] },
        base: { ref: HOSTILE[2] },
      },
    };
    const quoted = HOSTILE.map((text) => `'${text.replaceAll("'", '')}'`).join(' ');

    const args = await call(scene, { args: quoted, cache: 'false' }, payload);
    const others = await call(
      scene,
      { driver: HOSTILE[0] ?? '', snapshot: HOSTILE[2] ?? '', command: 'test' },
      payload,
    );
    const folder = await call(
      scene,
      { 'working-directory': 'a"; touch pwned; #', changed: 'auto', cache: 'false' },
      payload,
    );
    const ref = await call(scene, { changed: '--output=pwned' }, payload);

    for (const { step, log } of [args, others, ref]) {
      expect(step, log).toBe('failure');
      expect(log).not.toMatch(/❗ +::error::/);
    }
    expect(args.log).toContain('touch pwned');
    expect(folder.outputs, folder.log).toMatchObject({ outcome: 'pass', passed: '1' });
    expect(folder.log).toContain('no pull request, so everything is tested');
    const found = await readdir(dirname(scene.directory), { recursive: true });
    expect(found.filter((path) => basename(path) === 'pwned')).toEqual([]);
  });

  it('sets saltern up for steps of the workflow itself', async () => {
    await using scene = await actScene(OURS);
    const steps = [CHECKOUT, { uses: OWN_ACTION, with: { command: '' } }, { run: 'saltern list --bare' }];
    await scene.write('.github/workflows/test.yml', workflow({ test: { 'runs-on': 'ubuntu-latest', steps } }));

    const { isSuccess, log } = await scene.run({ name: 'push' });

    expect(isSuccess, log).toBe(true);
    expect(log).toContain('demo-good-here');
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Ed25519Key } from '../../../src/base/sign/keys.ts';
import { readFolder } from '../../../src/base/files/read-folder.ts';
import { withinSignal } from '../../../src/base/wait/within-signal.ts';
import { SalternError } from '../../../src/contract/errors.ts';
import type { RunEvent } from '../../../src/contract/events.ts';
import type { TakenJob } from '../../../src/contract/farm.ts';
import { projectFolders } from '../../../src/contract/project-folders.ts';
import type { InstanceResult } from '../../../src/contract/result.ts';
import { runFleet } from '../../../src/app/run-fleet.ts';
import { weighSignatures } from '../../../src/signing/weigh-signatures.ts';
import { openStore } from '../../../src/store/index.ts';
import { fakeApp } from '../../support/fake-app.ts';
import { runOnFarm, startWorker } from '../../support/worker-scene.ts';
import { keyPair } from '../../support/key-pair.ts';
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

const ONE = `formula: none
formula-name: demo
driver: fake
salt: { from: image }
platforms: { here: { fake: { exec: host } } }
suites: { default: { checks: { command: { 'true': { exit-status: 0 } } } } }
`;

const SLOW = `formula: none
formula-name: demo
driver: fake
salt: { from: image }
platforms: { here: { fake: { exec: host, fail: { create: hang } } }, there: { fake: { exec: host, fail: { create: hang } } } }
suites: { default: { checks: { command: { 'true': { exit-status: 0 } } } } }
`;

const SECRET = `formula: none
formula-name: demo
driver: fake
salt: { from: image }
platforms: { here: { fake: { exec: host } } }
secrets: { pillar: ['db:password'] }
suites:
  default:
    pillar: { db: { password: correct-horse-battery } }
    hooks: [{ after: create, run: 'echo the password is correct-horse-battery' }]
    checks: { command: { 'true': { exit-status: 0 } } }
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

  it('shows each attempt of an instance whose worker is lost, and counts it once', async () => {
    const farm = memoryFarm();
    const app = fakeApp({ 'saltern.yml': ONE });
    const begun = Promise.withResolvers<void>();
    const hang = async (_taken: TakenJob, signal: AbortSignal): Promise<InstanceResult> => {
      begun.resolve();
      return await withinSignal(new Promise<InstanceResult>(() => undefined), signal);
    };
    await using _stuck = await startWorker(farm, { name: 'stuck', run: hang });
    const running = runOnFarm(app, farm);
    await begun.promise;
    await using _sound = await startWorker(farm, { name: 'sound' });

    farm.lose('stuck');
    const { result, events } = await running;

    expect(result.instances).toMatchObject([{ name: 'demo-default-here', outcome: 'pass' }]);
    expect(result.instances[0]?.phases[0]).toMatchObject({ retries: 1 });
    expect(events.filter(({ type }) => type === 'retry')).toMatchObject([
      { attempt: 1, attempts: 3, reason: "lost on worker 'stuck': it was not heard of any more" },
    ]);
    expect(events.filter(({ type }) => type === 'instance-finished')).toHaveLength(1);
    expect(readFileSync(join(app.cwd, '.saltern/latest/log/demo-default-here.log'), 'utf8')).toContain(
      'lost on worker',
    );
  });

  it('says what stood in the way when every attempt was lost, as an error and not as a failure', async () => {
    const farm = memoryFarm();
    const cannot = (): Promise<InstanceResult> => Promise.reject(new Error('no space left on /var/lib/docker'));
    await using worker = await startWorker(farm, { run: cannot, freeBytes: async () => 2 ** 40 });
    await using _other = await startWorker(farm, { name: 'w2', run: cannot });
    await using _third = await startWorker(farm, { name: 'w3', run: cannot });

    const { result } = await runOnFarm(fakeApp({ 'saltern.yml': ONE }), farm);

    const [instance] = result.instances;
    expect(instance).toMatchObject({ outcome: 'error', trouble: { code: 'WORKER_LOST' } });
    expect(instance?.trouble?.message).toMatch(/was begun 3 times and never finished: .*no space left/u);
    expect(instance?.evidence?.outcome).toBe('error');
    expect(worker.lines.at(-1)).toMatch(/^demo-default-here {2}given back: no space left on/u);
  });

  it('ends within seconds when it is interrupted, cancels what nobody has taken, and leaves nothing running', async () => {
    const farm = memoryFarm();
    const stop = new AbortController();
    const app = fakeApp({ 'saltern.yml': SLOW }, { signal: stop.signal });
    await using worker = await startWorker(farm, { limits: { memoryBytes: 2 ** 30, cores: 0.1 } });
    const listener = {
      on: (event: RunEvent) => {
        if (event.type === 'phase-started' && event.phase === 'create')
          stop.abort(new SalternError('INTERRUPTED', 'by SIGINT'));
      },
    };

    const { result } = await runOnFarm(app, farm, { listener });

    expect(result.interrupted).toBe(true);
    expect(result.instances.map(({ trouble }) => trouble?.code)).toEqual(['INTERRUPTED', 'INTERRUPTED']);
    expect(result.instances.map(({ evidence }) => evidence)).toEqual([undefined, undefined]);
    expect(await readFolder(join(worker.app.cacheDirectory, 'fake'))).toSatisfy((names: readonly string[]) =>
      names.every(
        (name) => name === 'images' || readdirSync(join(worker.app.cacheDirectory, 'fake', name)).length === 0,
      ),
    );
  });

  it('stops the others at the first failure with --fail-fast', async () => {
    const farm = memoryFarm();
    await using _worker = await startWorker(farm, { limits: { memoryBytes: 2 ** 30, cores: 0.1 } });

    const { result } = await runOnFarm(fakeApp({ 'saltern.yml': PROJECT }), farm, { isFailFast: true });

    const outcomes = result.instances.map(({ outcome }) => outcome);
    expect(outcomes).toContain('fail');
    // With one at a time; what was stopped says which instance did not pass.
    expect(outcomes.filter((outcome) => outcome !== 'pass' && outcome !== 'fail').length).toBeGreaterThan(0);
    expect(result.instances.filter(({ trouble }) => trouble?.message.includes('did not pass'))).not.toEqual([]);
  });

  it('gives jobs only to workers with the labels that are asked for', async () => {
    const farm = memoryFarm();
    await using plain = await startWorker(farm, { name: 'plain' });
    await using able = await startWorker(farm, { name: 'able', labels: ['fake', 'kvm'] });

    const { result } = await runOnFarm(fakeApp({ 'saltern.yml': ONE }), farm, { labels: { 'demo-*': ['kvm'] } });

    expect(result.outcome).toBe('pass');
    expect(plain.lines).toEqual([]);
    expect(able.lines[0]).toMatch(/^demo-default-here {2}taken {2}run /u);
  });

  it('shows no secret in the database, on the worker or on the starter', async () => {
    const farm = memoryFarm();
    const app = fakeApp({ 'saltern.yml': SECRET });
    const key = Buffer.alloc(32, 3);
    await using worker = await startWorker(farm, { key });

    const { result, events } = await runOnFarm(app, farm, { key });

    const database = [...farm.contents.values()].map((bytes) => Buffer.from(bytes).toString('latin1')).join('');
    const told = JSON.stringify([farm.jobs, farm.news, events, result, worker.lines]);
    expect(result.outcome).toBe('pass');
    expect(told).toContain('••••');
    expect(database + told).not.toContain('correct-horse-battery');
  });

  it('gives an instance back whose content was sealed with another key', async () => {
    const farm = memoryFarm();
    await using worker = await startWorker(farm, { key: Buffer.alloc(32, 1) });
    await using _sound = await startWorker(farm, { name: 'sound', key: Buffer.alloc(32, 2) });

    const { result } = await runOnFarm(fakeApp({ 'saltern.yml': ONE }), farm, { key: Buffer.alloc(32, 2) });

    expect(result.outcome).toBe('pass');
    expect(farm.news.filter(({ type }) => type === 'result')).toHaveLength(1);
    // Which of both takes it first is nobody's to say.
    for (const line of worker.lines.slice(1)) expect(line).toMatch(/given back: .* was sealed with another key/u);
  });

  it('counts only what a worker has signed whose key is asked for', async () => {
    const [mine, others] = [keyPair(), keyPair()];
    const run = async (worker: { readonly signer?: Ed25519Key }, signers: readonly Ed25519Key[]) => {
      const farm = memoryFarm();
      await using _worker = await startWorker(farm, worker);
      const { result } = await runOnFarm(fakeApp({ 'saltern.yml': ONE }), farm, { signers });
      return result.instances.map(({ outcome, trouble }) => [outcome, trouble?.code]);
    };

    expect(await run({ signer: mine.signer }, [others.trusted, mine.trusted])).toEqual([['pass', undefined]]);
    expect(await run({ signer: others.signer }, [mine.trusted])).toEqual([['error', 'FARM_CONTENT']]);
    expect(await run({}, [mine.trusted])).toEqual([['error', 'FARM_CONTENT']]);
    expect(await run({ signer: mine.signer }, [])).toEqual([['error', 'FARM_CONTENT']]);
  });

  it("keeps the worker's own signature on the evidence, which the gate knows again", async () => {
    const { signer, trusted } = keyPair();
    const farm = memoryFarm();
    await using _worker = await startWorker(farm, { signer });
    const app = fakeApp({ 'saltern.yml': ONE });

    await runOnFarm(app, farm);

    await using store = await openStore('files', { folders: projectFolders(join(app.cwd, '.saltern')) });
    const { evidence } = await store.evidence().ofSnapshot(undefined, undefined, { hasContent: true });
    const signed = weighSignatures(evidence, [{ ...trusted, name: 'w1' }]);
    expect(Object.values(signed)).toEqual([{ signedBy: 'w1' }]);
  });

  it('refuses an instance that cannot travel before anything is begun', async () => {
    const farm = memoryFarm();
    const project = `${ONE}hooks: [{ before: create, on: host, run: 'true' }]\n`;

    await expect(runOnFarm(fakeApp({ 'saltern.yml': project }), farm)).rejects.toThrow(
      /saltern\.yml:\d+:\d+ {2}the hook before create has 'on: host'/u,
    );

    expect(farm.jobs).toEqual([]);
  });
});

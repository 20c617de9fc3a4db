import { randomUUID } from 'node:crypto';
import { mkdtemp, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerDriver } from '../../drivers/docker/docker-driver.ts';
import type { PrepareStage, PrepareStep } from '../../src/contract/prepare.ts';
import { driverContext } from '../support/driver-context.ts';
import { examplePlan } from '../support/example-plan.ts';
import { setupTestbed } from '../testbed/setup.ts';

const driver = dockerDriver();
const context = driverContext();
const made = new Set<string>();
let image = '';

beforeAll(async () => {
  image = (await setupTestbed({ quiet: true })).images.el9;
});
afterAll(async () => {
  await driver.sweep({ keep: [] }, context);
  if (made.size > 0) await execa('docker', ['image', 'rm', '-f', ...made], { reject: false });
});

const step = (script: string, change: Partial<PrepareStep> = {}): PrepareStep => ({
  name: 'a step',
  files: {},
  texts: {},
  script,
  ...change,
});
const stage = (steps: readonly PrepareStep[], name = 'salt', key: string = randomUUID()): PrepareStage => ({
  name,
  key,
  steps,
});

async function prepare(stages: readonly PrepareStage[], change: Parameters<typeof examplePlan>[0] = {}, settings = {}) {
  const config = driver.configSchema.parse({ image, ...settings });
  const plan = examplePlan({ name: 'prepare-default-el9', ...change });
  const prepared = await driver.prepare(plan, config, stages, context);
  made.add(prepared.reference);
  const parent = ['image', 'inspect', '-f', '{{index .Config.Labels "saltern.parent"}}', prepared.reference];
  if (stages.length > 1) made.add((await execa('docker', parent)).stdout);
  return prepared;
}

const run = async (reference: string, line: string): Promise<string> =>
  (await execa('docker', ['run', '--rm', '--network', 'none', reference, 'sh', '-c', line])).stdout;
const builders = async (): Promise<string> =>
  (
    await execa('docker', [
      'ps',
      '-aq',
      '--filter',
      `label=saltern.project=${context.project.id}`,
      '--filter',
      'label=saltern.role=builder',
    ])
  ).stdout;

describe('a prepared image', () => {
  it('holds what its stages put in, one on the other, and is labelled', async () => {
    const salt = stage([
      step('cat /opt/one /opt/host > /opt/both', {
        files: { [import.meta.filename]: '/opt/host' },
        texts: { '/opt/one': '1\n' },
      }),
    ]);
    const snapshot = stage([step('echo 2 >> /opt/one')], 'snapshot');

    const prepared = await prepare([salt, snapshot]);

    expect(await run(prepared.reference, 'cat /opt/one; head -1 /opt/both')).toBe('1\n2\n1');
    const label = await execa('docker', ['image', 'inspect', '-f', '{{json .Config.Labels}}', prepared.reference]);
    expect(JSON.parse(label.stdout)).toMatchObject({
      'saltern.prepared': expect.stringMatching(/^[0-9a-f]{64}$/),
      'saltern.project': '',
    });
    expect(await builders()).toBe('');
  });

  it('builds only the stage that changed', async () => {
    const salt = stage([step('date +%N > /opt/salt')]);
    const first = await prepare([salt, stage([step('true')], 'snapshot')]);

    const second = await prepare([salt, stage([step('true')], 'snapshot')]);

    expect(second.reference).not.toBe(first.reference);
    expect(await run(second.reference, 'cat /opt/salt')).toBe(await run(first.reference, 'cat /opt/salt'));
  });

  it('has environment and mounts while it is made, and nothing of them afterwards', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'saltern-mount-'));
    await writeFile(join(folder, 'bundle.pem'), 'secret');
    const mounts = { [join(folder, 'bundle.pem')]: '/etc/site/ca/bundle.pem' };
    const script =
      'test "$TOKEN" = "a b"; cat /etc/site/ca/bundle.pem; if echo x > /etc/site/ca/bundle.pem; then exit 9; fi';

    const prepared = await prepare([stage([step(script)])], {
      prepare: { commands: [], update: true, environment: { TOKEN: 'a b' }, mounts },
    });

    expect(context.told.join('')).toContain('secret');
    expect(await run(prepared.reference, 'env; ls -d /etc/site 2>/dev/null || true')).not.toMatch(/TOKEN|site/);
  });

  it('finds the snapshot of the platform mounted read-only, in the builder and in the instance', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'saltern-snapshot-'));
    await writeFile(join(folder, 'repomd.xml'), '<repomd/>');
    const repositories = [{ name: 'base9', at: { kind: 'directory', path: folder } }] as const;
    const change = { snapshot: { id: '20261122T013000', digest: 'sha256:0', repositories } };
    const prepared = await prepare([stage([step('cat /srv/saltern/snapshot/base9/repomd.xml')])], change);
    const plan = examplePlan({ name: 'prepare-default-el9', ...change });

    const handle = await driver.create(plan, driver.configSchema.parse({ image }), prepared, context);
    const connection = await driver.connect(handle, context);
    const result = await connection.exec(['/bin/sh', '-c', 'cd /srv/saltern/snapshot/base9; cat repomd.xml; touch x']);
    await driver.destroy(handle, context);

    expect(result.stdout).toBe('<repomd/>');
    expect(result.stderr).toContain('Read-only file system');
    expect(context.told.join('')).toContain('<repomd/>');
  });

  it('is listed with what it is and what it takes beside the one below, and is forgotten before that one', async () => {
    const mark = `listed-${randomUUID().slice(0, 8)}`;
    const layer = step('dd if=/dev/urandom of=/opt/layer bs=1M count=3 status=none');
    const snapshotStage = { ...stage([step('true')], 'other'), title: 'snapshot 20261122T013000' };
    await prepare([stage([layer]), snapshotStage], { platform: mark });
    const listOwn = async () => (await driver.cache.list(context)).filter(({ title }) => title.startsWith(mark));

    const [snapshot, salt] = (await listOwn()).toSorted((a, b) => a.bytes - b.bytes);
    const refused = await driver.cache.forget([salt?.id ?? ''], context);
    const removed = await driver.cache.forget([salt?.id ?? '', snapshot?.id ?? ''], context);

    expect(snapshot).toMatchObject({ title: `${mark} · snapshot 20261122T013000`, isInUse: false });
    expect(salt).toMatchObject({ title: `${mark} · salt`, isInUse: true });
    expect(salt?.bytes).toBeGreaterThan(3_000_000);
    expect(salt?.bytes).toBeLessThan(5_000_000);
    expect(refused).toEqual([]);
    expect(removed).toEqual([snapshot?.id, salt?.id]);
    expect(await listOwn()).toEqual([]);
  });

  it('was last used when an instance last asked for it', async () => {
    const mark = `used-${randomUUID().slice(0, 8)}`;
    const stages = [stage([])];
    const find = async () => (await driver.cache.list(context)).find(({ title }) => title.startsWith(mark));
    const prepared = await prepare(stages, { platform: mark });
    const label = ['image', 'inspect', '-f', '{{index .Config.Labels "saltern.prepared"}}', prepared.reference];
    const key = (await execa('docker', label)).stdout;
    const note = join(context.cacheDirectory, 'docker/used', key);
    const later = new Date('2099-01-01T00:00:00.000Z');

    await utimes(note, later, later);
    const marked = await find();
    await prepare(stages, { platform: mark });
    const used = await find();
    await driver.cache.forget([used?.id ?? ''], context);

    expect(marked?.usedAt).toBe(later.toISOString());
    expect(Date.parse(used?.usedAt ?? '')).toBeLessThanOrEqual(Date.now());
    await expect(stat(note)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is not made when a step fails: its last lines are told, and no builder is left', async () => {
    const failing = prepare([
      stage([step('echo before; echo "no such mirror" >&2; false; echo after', { name: 'repositories' })]),
    ]);

    await expect(failing).rejects.toMatchObject({
      code: 'PREPARE_FAILED',
      message: expect.stringContaining("'repositories'"),
      details: expect.arrayContaining(['before', 'no such mirror']),
    });
    expect(await builders()).toBe('');
  });

  it('is not made without an init to start', async () => {
    const failing = prepare([stage([step('rm /sbin/init')])]);

    await expect(failing).rejects.toMatchObject({ code: 'PREPARE_FAILED', hint: expect.stringContaining('systemd') });
  });

  it.each([0, 100, 250, 400])('leaves no builder when it is aborted after %i ms', async (afterMs) => {
    const abort = new AbortController();
    const plan = examplePlan({ name: 'prepare-aborted-el9' });
    const config = driver.configSchema.parse({ image });
    const reason = new Error('Ctrl-C');

    const building = driver.prepare(plan, config, [stage([step('sleep 60')])], { ...context, signal: abort.signal });
    setTimeout(() => abort.abort(reason), afterMs);

    await expect(building).rejects.toBe(reason);
    expect(await builders()).toBe('');
  });

  it('is built once by two processes that want it at the same time', async () => {
    const key = randomUUID();
    const script = join(import.meta.dirname, 'docker-driver-process.ts');
    const prepareThere = () => execa(process.execPath, [script, 'prepare', image, key, context.cacheDirectory]);

    const answers = await Promise.all([prepareThere(), prepareThere(), prepareThere()]);

    const results = answers.map(
      ({ stdout }) => JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { built: boolean; reference: string },
    );
    made.add(results[0]?.reference ?? '');
    expect(results.filter((result) => result.built)).toHaveLength(1);
    expect(new Set(results.map((result) => result.reference)).size).toBe(1);
  });

  it('leaves a builder that a living process uses to a sweep, and takes it when that process was killed', async () => {
    const script = join(import.meta.dirname, 'docker-driver-process.ts');
    const argv = [script, 'prepare', image, randomUUID(), context.cacheDirectory, context.project.id, 'sleep 100'];
    const other = execa(process.execPath, argv, { reject: false });
    await expect.poll(builders, { timeout: 60_000 }).not.toBe('');

    const during = await driver.sweep({ keep: [] }, context);
    other.kill('SIGKILL');
    await other;
    const after = await driver.sweep({ keep: [] }, context);

    expect(during).toEqual([]);
    expect(after).toEqual([expect.stringContaining('saltern-build-')]);
    expect(await builders()).toBe('');
  });
});

import { randomUUID } from 'node:crypto';
import { mkdtempDisposable, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DRIVERS, loadDriver } from '../../drivers/index.ts';
import { LIST_BUILDS, parseBuilds } from '../../src/base/rpm/installed-builds.ts';
import { readBaseBuilds } from '../../src/contract/base-builds.ts';
import type { Connection } from '../../src/contract/connection.ts';
import type { Driver } from '../../src/contract/driver.ts';
import type { PrepareStage } from '../../src/contract/prepare.ts';
import type { Json } from '../../src/base/json/json.ts';
import { hostNameOf } from '../../src/connect/guest/host-name.ts';
import { packTar } from '../../src/base/tar/pack-tar.ts';
import { argvThrough } from '../support/argv-through.ts';
import { countSleepers, newMark } from '../support/count-processes.ts';
import { driverContext } from '../support/driver-context.ts';
import { examplePlan } from '../support/example-plan.ts';
import { readTree } from '../support/read-tree.ts';
import { connectionCases } from './connection-cases.ts';
import { DRIVER_CASES } from './driver-cases.ts';

const CASES = DRIVER_CASES.filter((one) => one.bootsMachines === inject('bootsMachines'));

it('every driver of the registry is held to the contract', () => {
  expect(DRIVER_CASES.map(({ name }) => name).toSorted()).toEqual(Object.keys(DRIVERS).toSorted());
});

describe.each(CASES)('the driver $name', (driverCase) => {
  const { name, isGuest, can, config: readConfig, slow, abortAfterMs, addressKind, forget } = driverCase;
  const context = driverContext({ signal: AbortSignal.timeout(3_000_000), timeoutMs: 3_000_000 });
  const planOf = (own: string) => examplePlan({ name: own });
  const plan = planOf(`contract-${name}-instance`);
  const stages: readonly PrepareStage[] = [
    {
      name: 'salt',
      key: randomUUID().replaceAll('-', ''),
      steps: [{ name: 'a text', files: {}, texts: { '/opt/contract/text': 'hello\n' }, script: 'test -d /' }],
    },
  ];
  let driver: Driver;
  let config: unknown;
  let handle: Json;
  let connection: Connection;
  const prepared = new Set<string>();

  beforeAll(async () => {
    driver = await loadDriver(name);
    config = driver.configSchema.parse(await readConfig());
    const image = await driver.prepare(plan, config, stages, context);
    prepared.add(image.reference);
    handle = await driver.create(plan, config, image, context);
    connection = await driver.connect(handle, context);
  });
  afterAll(async () => {
    await driver.sweep(
      { keep: [] },
      driverContext({ project: context.project, cacheDirectory: context.cacheDirectory }),
    );
    await forget([...prepared]);
    await rm(context.cacheDirectory, { recursive: true, force: true });
  });

  it('says what it can do', () => {
    expect(driver.can).toEqual(can);
  });

  it('refuses a configuration with an unknown key', () => {
    const result = driver.configSchema.safeParse({ image: 'x', imgae: 'y' });

    expect(result.success).toBe(false);
  });

  it('gives a handle that survives being written as JSON', () => {
    const read = driver.handleSchema.parse(JSON.parse(JSON.stringify(handle)));

    expect(read).toEqual(handle);
  });

  it('says what an instance takes', () => {
    const { memoryBytes, cores } = driver.resources(config);

    expect(memoryBytes).toBeGreaterThan(0);
    expect(cores).toBeGreaterThan(0);
  });

  it('names a remedy for each finding of the doctor that did not pass', async () => {
    const findings = await driver.doctor(context);

    expect(findings.length).toBeGreaterThan(0);
    expect(findings.filter(({ outcome, remedy }) => outcome !== 'pass' && !remedy)).toEqual([]);
  });

  it('finds no fault with what a project needs that works here', async () => {
    const findings = await driver.doctor(context, { platforms: [{ name: plan.platform, config }], instances: 1 });

    expect(findings.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  });

  describe('prepare', () => {
    it('builds once and finds it the second time', async () => {
      const fresh = [{ name: 'salt', key: randomUUID().replaceAll('-', ''), steps: [] }] satisfies PrepareStage[];

      const first = await driver.prepare(plan, config, fresh, context);
      const second = await driver.prepare(plan, config, fresh, context);

      prepared.add(first.reference);
      expect([first.built, second.built]).toEqual([true, false]);
      expect(second.reference).toBe(first.reference);
      expect(second.image.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    });

    it('builds once for two that ask at the same time', async () => {
      const fresh = [{ name: 'salt', key: randomUUID().replaceAll('-', ''), steps: [] }] satisfies PrepareStage[];

      const both = await Promise.all([
        driver.prepare(plan, config, fresh, context),
        driver.prepare({ ...plan, name: 'contract-other' }, config, fresh, context),
      ]);

      prepared.add(both[0].reference);
      expect(new Set(both.map((one) => one.reference)).size).toBe(1);
    });
  });

  describe('its connection', () => {
    connectionCases({ connection: () => connection, place: () => '/srv/contract', isGuest });

    it('writes where a memory file system is mounted', async () => {
      await connection.put(packTar([{ kind: 'file', path: 'file', content: 'seen' }]), '/tmp/contract');

      const back = await readTree(await connection.get('/tmp/contract/file'));
      expect(back['file']?.content).toBe('seen');
    });
  });

  it('notes on this machine what its untouched image holds, before anything is done to it', async () => {
    const snapshot = { id: '20261122T013000', digest: 'sha256:snapshot', repositories: [] };
    const { baseBuilds = '' } = await driver.prepare({ ...plan, snapshot }, config, stages, context);

    const builds = await readBaseBuilds(baseBuilds);

    // Its stage installs nothing.
    const { stdout } = await connection.exec(['sh', '-c', LIST_BUILDS]);
    expect(builds).toEqual(parseBuilds(stdout));
  });

  it('lists what it keeps, and forgets what is asked for but for what is in use', async () => {
    // A platform of its own, because others may be at work on this machine: the titles tell what is ours.
    const mark = `cache-${randomUUID().slice(0, 8)}`;
    const own = examplePlan({ name: `contract-${name}-cache`, platform: mark });
    const fresh = (key: string) => [{ name: 'salt', key: mark + key, steps: [] }] satisfies PrepareStage[];
    const listOwn = async () => (await driver.cache.list(context)).filter(({ title }) => title.includes(mark));
    const startedAt = Date.now();
    await driver.prepare(own, config, fresh('free'), context);
    const used = await driver.prepare(own, config, fresh('used'), context);
    prepared.add(used.reference);
    const instance = await driver.create(own, config, used, context);

    const entries = await listOwn();
    const removed = await driver.cache.forget([...entries.map(({ id }) => id), 'no-such-id'], context);
    const left = await listOwn();
    await driver.destroy(instance, context);
    const again = await driver.prepare(own, config, fresh('free'), context);
    prepared.add(again.reference);

    expect(entries.map(({ kind, isInUse }) => `${kind} ${isInUse}`).toSorted()).toEqual([
      'prepared false',
      'prepared true',
    ]);
    expect(entries.every(({ bytes }) => bytes >= 0)).toBe(true);
    // File systems and engines may count whole seconds.
    expect(entries.every(({ usedAt }) => Date.parse(usedAt) > startedAt - 2000)).toBe(true);
    expect(removed).toEqual(entries.filter(({ isInUse }) => !isInUse).map(({ id }) => id));
    expect(left).toEqual(entries.filter(({ isInUse }) => isInUse));
    expect(again.built).toBe(true);
  });

  it('carries what it keeps to another machine, where it can, and takes in nothing else', async () => {
    const { carry } = driver.cache;
    if (carry === undefined) return;
    const mark = `carry-${randomUUID().slice(0, 8)}`;
    const own = examplePlan({ name: `contract-${name}-carry`, platform: mark });
    const wanted = [{ name: 'salt', key: mark, steps: [] }] satisfies PrepareStage[];
    const listOwn = async () => (await driver.cache.list(context)).filter(({ title }) => title.includes(mark));
    await using folder = await mkdtempDisposable(join(tmpdir(), 'saltern-carry-'));
    const [file, foreign] = [join(folder.path, 'kept'), join(folder.path, 'foreign')];
    const made = await driver.prepare(own, config, wanted, context);
    prepared.add(made.reference);
    const ids = (await listOwn()).map(({ id }) => id);
    await writeFile(foreign, 'nothing of ours');

    await carry.save(ids, file, context);
    await driver.cache.forget(ids, context);
    await carry.load(file, context);
    const found = await driver.prepare(own, config, wanted, context);

    expect(ids).toHaveLength(1);
    expect((await listOwn()).map(({ id }) => id)).toEqual(ids);
    expect(found).toEqual({ ...made, built: false });
    await expect(carry.load(foreign, context)).rejects.toMatchObject({ code: 'CACHE_DAMAGED' });
  });

  it('gives a command for a person to log in with', () => {
    expect(connection.loginCommand().length).toBeGreaterThan(1);
  });

  it('gives programs on this machine an address at which they find the same instance, where there is one', async () => {
    const address = connection.address();
    await connection.put(packTar([{ kind: 'file', path: 'here', content: name }]), '/srv/address');

    // Starts docker, ssh: what leads to the address.
    const read = address && (await execa(...argvThrough(address, ['cat', '/srv/address/here'])));

    expect(address?.kind).toBe(addressKind);
    expect(read?.stdout).toBe(address && name);
  });

  describe('life', () => {
    it('goes from running to gone, and destroying twice is no error', async () => {
      const own = planOf(`contract-${name}-life`);
      const image = await driver.prepare(own, config, stages, context);
      const made = await driver.create(own, config, image, context);

      const before = await driver.status(made, context);
      await driver.destroy(made, context);
      const after = await driver.status(made, context);
      await driver.destroy(made, context);

      expect([before, after]).toEqual(['running', 'gone']);
    });

    it.runIf(isGuest)('calls the guest by its name, shortened where DNS takes no longer one', async () => {
      const own = planOf(`contract-${name}-${'with-a-long-name-'.repeat(4)}`);
      const made = await driver.create(own, config, await driver.prepare(own, config, stages, context), context);
      await using guest = await driver.connect(made, context);

      const { stdout } = await guest.exec(['cat', '/proc/sys/kernel/hostname']);

      expect(stdout.trim()).toBe(hostNameOf(own.name));
      expect(stdout.trim()).toMatch(/^contract-[a-z-]+-with-a-long-name-[a-z-]+-[0-9a-f]{8}$/);
      await driver.destroy(made, context);
    });

    it('takes commands at the handle that create tells early, which is the one that it gives in the end', async () => {
      const own = planOf(`contract-${name}-early`);
      const image = await driver.prepare(own, config, stages, context);
      const early: Promise<{ readonly told: Json; readonly code: number }>[] = [];
      const ask = async (told: Json) => {
        await using open = await driver.connect(told, context);
        return { told, code: (await open.exec(['true'])).code };
      };

      const made = await driver.create(own, config, image, {
        ...context,
        reachable: (told) => early.push(ask(told)),
      });

      expect(await Promise.all(early)).toEqual([{ told: made, code: 0 }]);
      await driver.destroy(made, context);
    });

    it.runIf(can.reboot)('reboots: its disk stays, what ran and lay in memory does not', async () => {
      const own = planOf(`contract-${name}-reboot`);
      const made = await driver.create(own, config, await driver.prepare(own, config, stages, context), context);
      const before = await driver.connect(made, context);
      await before.put(packTar([{ kind: 'file', path: 'file', content: 'kept' }]), '/srv/reboot');
      await before.put(packTar([{ kind: 'file', path: 'file', content: 'lost' }]), '/run/reboot');
      const mark = newMark();
      await before.exec(['/bin/sh', '-c', `nohup sleep ${mark} >/dev/null 2>&1 </dev/null &`]);
      const sleepers = await countSleepers(before, mark);

      const again = driver.handleSchema.parse(await driver.reboot(made, context));
      await before[Symbol.asyncDispose]();
      await using after = await driver.connect(again, context);

      expect([sleepers, await countSleepers(after, mark)]).toEqual([1, 0]);
      expect((await readTree(await after.get('/srv/reboot/file')))['file']?.content).toBe('kept');
      await expect(after.get('/run/reboot/file')).rejects.toMatchObject({ name: 'SalternError' });
      expect(await driver.status(again, context)).toBe('running');
      await driver.destroy(again, context);
      expect(await driver.status(again, context)).toBe('gone');
    });

    it('refuses work in an instance that is gone', async () => {
      const own = planOf(`contract-${name}-gone`);
      const made = await driver.create(own, config, await driver.prepare(own, config, stages, context), context);
      const open = await driver.connect(made, context);
      await driver.destroy(made, context);

      await expect(open.exec(['true'])).rejects.toMatchObject({ code: 'GUEST_GONE' });
    });

    it('takes the place of what a crash left under the same name', async () => {
      const own = planOf(`contract-${name}-again`);
      const image = await driver.prepare(own, config, stages, context);
      await driver.create(own, config, image, context);

      const second = await driver.create(own, config, image, { ...context, runId: randomUUID() });

      expect(await driver.status(second, context)).toBe('running');
      expect(await driver.sweep({ keep: [], instance: own.name }, context)).not.toEqual([]);
      expect(await driver.status(second, context)).toBe('gone');
    });

    it('sweeps what nobody keeps and nothing else', async () => {
      const kept = planOf(`contract-${name}-kept`);
      const lost = planOf(`contract-${name}-lost`);
      const image = await driver.prepare(kept, config, stages, context);
      const [keptHandle, lostHandle] = await Promise.all([
        driver.create(kept, config, image, context),
        driver.create(lost, config, image, context),
      ]);

      const removed = await driver.sweep({ keep: [kept.name, plan.name] }, context);

      expect(removed.join(' ')).toContain(lost.name);
      expect(await driver.status(keptHandle, context)).toBe('running');
      expect(await driver.status(lostHandle, context)).toBe('gone');
      await driver.destroy(keptHandle, context);
    });

    it('leaves another project alone', async () => {
      const stranger = driverContext({ cacheDirectory: context.cacheDirectory });

      await driver.sweep({ keep: [] }, stranger);

      expect(await driver.status(handle, context)).toBe('running');
    });

    it.each(abortAfterMs)('leaves nothing when a create is aborted after %i ms', async (afterMs) => {
      const own = planOf(`contract-${name}-aborted`);
      const settings = driver.configSchema.parse(await slow());
      const image = await driver.prepare(own, settings, stages, context);
      const abort = new AbortController();
      const alone = driverContext({ cacheDirectory: context.cacheDirectory, signal: abort.signal });
      const reason = new Error('Ctrl-C');

      const creating = driver.create(own, settings, image, alone);
      void delay(afterMs).then(() => abort.abort(reason));

      await expect(creating).rejects.toBe(reason);
      expect(await driver.sweep({ keep: [] }, { ...alone, signal: AbortSignal.timeout(120_000) })).toEqual([]);
    });
  });
});

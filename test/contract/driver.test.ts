import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDriver } from '../../drivers/index.ts';
import type { Connection } from '../../src/contract/connection.ts';
import type { Driver, PrepareStage } from '../../src/contract/driver.ts';
import type { Json } from '../../src/base/json/json.ts';
import { packTar } from '../../src/base/tar/pack-tar.ts';
import { argvThrough } from '../support/argv-through.ts';
import { driverContext } from '../support/driver-context.ts';
import { examplePlan } from '../support/example-plan.ts';
import { DRIVER_CASES } from './driver-cases.ts';

describe.each(DRIVER_CASES)('the driver $name', (driverCase) => {
  const { name, config: readConfig, slow, abortAfterMs, addressKind, forget } = driverCase;
  const context = driverContext({ signal: AbortSignal.timeout(1_500_000), timeoutMs: 1_500_000 });
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

  describe('exec', () => {
    it('hands over every word as it is', async () => {
      const words = ['a b', `it's "quoted"`, '$HOME', '*', '', 'ü €', '; rm -rf /nothing', '-n'];

      const result = await connection.exec([
        '/bin/sh',
        '-c',
        'for one do printf "%s\\n" "[$one]"; done',
        'sh',
        ...words,
      ]);

      expect(result.stdout).toBe(words.map((word) => `[${word}]\n`).join(''));
    });

    it('keeps the two streams apart and gives the exit code as a result', async () => {
      const result = await connection.exec(['/bin/sh', '-c', 'echo out; echo err >&2; exit 7']);

      expect(result).toMatchObject({ code: 7, stdout: 'out\n', stderr: 'err\n', timedOut: false });
    });

    it('answers 127 for a program that is not there', async () => {
      const result = await connection.exec(['no-such-program-here']);

      expect(result.code).toBe(127);
      expect(result.stdout).toBe('');
      expect(result.stderr).not.toBe('');
    });

    it('sends a text to standard input and closes it', async () => {
      const result = await connection.exec(['cat'], { stdin: 'line one\nzwei ü\n' });

      expect(result.stdout).toBe('line one\nzwei ü\n');
    });

    it('sends a stream to standard input, byte for byte', async () => {
      const block = Buffer.alloc(64 * 1024, 'x');

      const result = await connection.exec(['wc', '-c'], {
        stdin: Readable.from(Array.from({ length: 40 }, () => block)),
      });

      expect(Number(result.stdout)).toBe(40 * block.length);
    });

    it('is not stopped by a command that does not read its input', async () => {
      const endless = Readable.from(
        (function* () {
          for (;;) yield Buffer.alloc(64 * 1024);
        })(),
      );

      const result = await connection.exec(['/bin/sh', '-c', 'echo enough'], { stdin: endless });

      expect(result).toMatchObject({ code: 0, stdout: 'enough\n' });
    });

    it('closes standard input when there is nothing to send', async () => {
      const result = await connection.exec(['cat'], { timeoutMs: 10_000 });

      expect(result).toMatchObject({ code: 0, stdout: '', timedOut: false });
    });

    it('never gives a terminal', async () => {
      const result = await connection.exec(['/bin/sh', '-c', 'test -t 0 || test -t 1 || test -t 2']);

      expect(result.code).toBe(1);
    });

    it('sets environment and working directory', async () => {
      await connection.exec(['mkdir', '-p', 'work'], {});

      const result = await connection.exec(['/bin/sh', '-c', 'echo "$GREETING"; pwd'], {
        environment: { GREETING: 'a = "b"' },
        workdir: '/work',
      });

      expect(result.stdout.split('\n')[0]).toBe('a = "b"');
      expect(result.stdout).toMatch(/\/work\n$/);
    });

    it('decodes letters that are split between two pieces, and passes text on as it comes', async () => {
      const pieces: string[] = [];

      const result = await connection.exec(['/bin/sh', '-c', String.raw`printf '\303'; sleep 0.2; printf '\274\n'`], {
        onStdout: (piece) => pieces.push(piece),
      });

      expect(result.stdout).toBe('ü\n');
      expect(pieces.join('')).toBe('ü\n');
    });

    it('gives all of a long output', async () => {
      const result = await connection.exec([
        '/bin/sh',
        '-c',
        'i=0; while [ $i -lt 20000 ]; do echo "line $i"; i=$((i+1)); done',
      ]);

      expect(result.stdout.split('\n')).toHaveLength(20_001);
    });

    it('ends a command and its children when the time has passed', async () => {
      const mark = `31${Math.floor(Math.random() * 1e6)}`;

      const result = await connection.exec(['/bin/sh', '-c', `sleep ${mark} & sleep ${mark}`], { timeoutMs: 300 });

      expect(result).toMatchObject({ code: 124, timedOut: true });
      expect(result.durationMs).toBeLessThan(5000);
      expect(await countSleepers(connection, mark)).toBe(0);
    });

    it('ends a command when it is aborted, and throws the reason', async () => {
      const mark = `32${Math.floor(Math.random() * 1e6)}`;
      const abort = new AbortController();
      const reason = new Error('enough of this');

      const running = connection.exec(['sleep', mark], { signal: abort.signal });
      setTimeout(() => abort.abort(reason), 300);

      await expect(running).rejects.toBe(reason);
      expect(await countSleepers(connection, mark)).toBe(0);
    });

    it('starts nothing when it is aborted already', async () => {
      const reason = new Error('too late');

      await expect(connection.exec(['true'], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    });

    it('runs several commands at once', async () => {
      const started = performance.now();

      const results = await Promise.all(
        [1, 2, 3, 4].map((n) => connection.exec(['/bin/sh', '-c', `sleep 0.5; echo ${n}`])),
      );

      expect(results.map((result) => result.stdout.trim())).toEqual(['1', '2', '3', '4']);
      expect(performance.now() - started).toBeLessThan(1900);
    });
  });

  describe('put and get', () => {
    it('brings a tree there and back: modes, deep paths, letters of all kinds, links', async () => {
      const deep = Array.from({ length: 30 }, (_, index) => `folder-${index}`).join('/');
      const tree = packTar([
        { kind: 'file', path: 'script', content: '#!/bin/sh\n', mode: 0o755 },
        { kind: 'file', path: 'secret', content: 'x', mode: 0o600 },
        { kind: 'file', path: `${deep}/file`, content: 'deep' },
        { kind: 'file', path: 'größe/日本 語.txt', content: '€' },
        { kind: 'symlink', path: 'link', target: 'script' },
      ]);

      await connection.put(tree, '/srv/round trip');

      const back = await readTree(await connection.get('/srv/round trip'));
      expect(back['round trip/script']).toEqual({ mode: 0o755, content: '#!/bin/sh\n' });
      expect(back['round trip/secret']).toEqual({ mode: 0o600, content: 'x' });
      expect(back[`round trip/${deep}/file`]?.content).toBe('deep');
      expect(back['round trip/größe/日本 語.txt']?.content).toBe('€');
      expect(back['round trip/link']?.content).toBe('-> script');
    });

    it('writes where a memory file system is mounted', async () => {
      await connection.put(packTar([{ kind: 'file', path: 'file', content: 'seen' }]), '/tmp/contract');

      const back = await readTree(await connection.get('/tmp/contract/file'));
      expect(back['file']?.content).toBe('seen');
    });

    it('leaves alone what was in the folder', async () => {
      await connection.put(packTar([{ kind: 'file', path: 'one', content: '1' }]), '/srv/kept');
      await connection.put(packTar([{ kind: 'file', path: 'two', content: '2' }]), '/srv/kept');

      const back = await readTree(await connection.get('/srv/kept'));
      expect(Object.keys(back)).toEqual(expect.arrayContaining(['kept/one', 'kept/two']));
    });

    it('takes a thousand files in one go', async () => {
      const files = Array.from(
        { length: 1000 },
        (_, index) => ({ kind: 'file', path: `f/${index}`, content: 'x'.repeat(1000) }) as const,
      );

      await connection.put(packTar(files), '/srv/many');

      const back = await readTree(await connection.get('/srv/many'));
      expect(Object.keys(back).filter((path) => path.startsWith('many/f/'))).toHaveLength(1000);
    });

    it('says so when a stream breaks', async () => {
      const broken = Readable.from(
        (async function* () {
          yield Buffer.alloc(512);
          throw new Error('disk on fire');
        })(),
      );

      const put = connection.put(broken, '/srv/broken');

      await expect(put).rejects.toMatchObject({
        code: 'UPLOAD_FAILED',
        message: expect.stringContaining('disk on fire'),
      });
    });

    it('says so when there is nothing to get', async () => {
      await expect(connection.get('/srv/nothing-here')).rejects.toMatchObject({
        name: 'SalternError',
        message: expect.stringContaining('/srv/nothing-here'),
      });
    });
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

  it('gives a command for a person to log in with', () => {
    expect(connection.loginCommand().length).toBeGreaterThan(1);
  });

  it('gives programs on this machine an address at which they find the same instance, where there is one', async () => {
    const address = connection.address();
    await connection.put(packTar([{ kind: 'file', path: 'here', content: name }]), '/srv/address');

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

    it('reboots: its disk stays, what ran and lay in memory does not', async () => {
      if (!driver.can.reboot) return;
      const own = planOf(`contract-${name}-reboot`);
      const made = await driver.create(own, config, await driver.prepare(own, config, stages, context), context);
      const before = await driver.connect(made, context);
      await before.put(packTar([{ kind: 'file', path: 'file', content: 'kept' }]), '/srv/reboot');
      await before.put(packTar([{ kind: 'file', path: 'file', content: 'lost' }]), '/run/reboot');
      const mark = `33${Math.floor(Math.random() * 1e6)}`;
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
      expect(await driver.sweep({ keep: [] }, { ...alone, signal: AbortSignal.timeout(20_000) })).toEqual([]);
    });
  });
});

async function countSleepers(connection: Connection, mark: string): Promise<number> {
  const line =
    'n=0; for f in /proc/[0-9]*/cmdline; do if tr "\\0" " " <"$f" 2>/dev/null | grep -q "^sleep $1 "; then n=$((n+1)); fi; done; echo $n';
  return Number((await connection.exec(['/bin/sh', '-c', line, 'sh', mark])).stdout);
}

async function readTree(tar: Readable): Promise<Record<string, { mode: number; content: string }>> {
  const tree: Record<string, { mode: number; content: string }> = {};
  const entries = extract();
  tar.pipe(entries);
  for await (const entry of entries) {
    const { name, mode, type, linkname } = entry.header;
    const content = type === 'symlink' ? `-> ${linkname}` : await text(entry);
    if (type !== 'directory') tree[name] = { mode: mode & 0o7777, content };
    else entry.resume();
  }
  return tree;
}

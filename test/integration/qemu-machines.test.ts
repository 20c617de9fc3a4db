import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { preparedFolder, readPrepared } from '../../drivers/qemu/saved/prepared-store.ts';
import { packTar } from '../../src/base/tar/pack-tar.ts';
import { waitUntil } from '../../src/base/wait/wait-until.ts';
import type { Connection } from '../../src/contract/connection.ts';
import type { SnapshotUse } from '../../src/contract/plan.ts';
import { quoteWord } from '../../src/base/text/quote-word.ts';
import { GUEST_RESIDENT } from '../../src/provision/guest-paths.ts';
import { saltProvisioner } from '../../src/provision/salt-provisioner.ts';
import { residentStep } from '../../src/provision/stages/resident-step.ts';
import { examplePlan } from '../support/example-plan.ts';
import { setupTestbed, type Testbed } from '../testbed/setup.ts';
import { qemuScene, type QemuScene, type SceneMachine } from './qemu-scene.ts';

const SCRIPT = join(import.meta.dirname, 'qemu-driver-process.ts');
const PNG = '89504e470d0a1a0a';
const QUARTER_HOUR_MS = 900_000;

let testbed: Testbed;
let scene: QemuScene;
beforeAll(async () => {
  testbed = await setupTestbed({ quiet: true });
  scene = await qemuScene(testbed);
}, QUARTER_HOUR_MS);
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

/** A folder within the project's own, which goes with the scene. */
async function ownFolder(name: string): Promise<string> {
  const folder = join(scene.context.project.directory, name);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** What a line of shell says once it says something that fits. */
async function sayUntil(machine: SceneMachine, line: string, fits: (said: string) => boolean): Promise<string> {
  let said = '';
  const look = async () => (fits((said = await machine.say(line))) ? true : undefined);
  await waitUntil(look, { signal: scene.context.signal, intervalMs: 500, timeoutMs: 60_000 });
  return said;
}

/** Starts a command that would take long, and waits for its first word. */
async function begin(connection: Connection, line: string) {
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const ended = connection.exec(['/bin/sh', '-c', `echo begun; ${line}`], { onStdout: () => resolve() }).then(
    (result): unknown => result,
    (error: unknown) => error,
  );
  await Promise.race([begun, ended]);
  return { ended, startedAt: performance.now() };
}

const ABOUT_SSHD =
  'echo "pid $(cat /run/sshd.pid)"; ps -eo pid,ni,etimes,times,args --sort=-times | head -15; journalctl --no-pager -n 30 -u ssh -u sshd';

/** The key by which a machine's own SSH service proves itself: it is asked through the way in, and lets nobody in. */
async function shownKey(connection: Connection): Promise<string | undefined> {
  const file = join(await ownFolder('known-hosts'), randomUUID());
  const way = [...connection.loginCommand().filter((word) => word !== '-t'), '-W', '127.0.0.1:22'];
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=accept-new',
    'HostKeyAlgorithms=ssh-ed25519',
    'PreferredAuthentications=none',
    `UserKnownHostsFile=${file}`,
    `ProxyCommand=${way.map(quoteWord).join(' ')}`,
  ];
  await execa('ssh', ['-F', '/dev/null', ...options.flatMap((one) => ['-o', one]), 'root@machine', 'true'], {
    reject: false,
    stdin: 'ignore',
  });
  const known = await readFile(file, 'utf8').catch(() => '');
  return known.trim().split(' ')[2];
}

async function pictureStart(files: readonly string[]): Promise<string | undefined> {
  const file = files.find((one) => one.endsWith('.png'));
  return file && (await readFile(file)).subarray(0, 8).toString('hex');
}

async function consoleText(files: readonly string[]): Promise<string> {
  return await readFile(files.find((one) => one.endsWith('.console.log')) ?? '', 'utf8');
}

function otherProcess(verb: 'prepare' | 'create', key: string, name: string) {
  const { section, context } = scene;
  const { directory, id } = context.project;
  return execa(process.execPath, [SCRIPT, verb, JSON.stringify(section), directory, id, key, name], {
    reject: false,
    stdin: 'ignore',
  });
}

describe('machines that are taken up from the same saved state', () => {
  it('are two machines: identity, keys, randomness, clock and address are their own', async () => {
    await using one = await scene.take({ name: 'Twin_One' });
    await using two = await scene.take({ name: 'twin-two' });
    const both = [one, two];
    const say = (line: string) => Promise.all(both.map((machine) => machine.say(line)));

    const clocks = await Promise.all(
      both.map(async (machine) => Math.abs(Number(await machine.say('date +%s%3N')) - Date.now())),
    );
    const ids = await say('cat /etc/machine-id');
    const idBefore = await one.say('cat /opt/before/machine-id');
    const random = await say('head -c 16 /dev/urandom | od -An -tx1');
    const keyBefore = await one.say('cat /opt/before/ssh_host_ed25519_key.pub');
    const keys = await Promise.all(
      both.map((machine) =>
        sayUntil(machine, 'cat /etc/ssh/ssh_host_ed25519_key.pub', (said) => said !== '' && said !== keyBefore),
      ),
    );
    const rsaKeys = await Promise.all(
      both.map((machine) => sayUntil(machine, 'cat /etc/ssh/ssh_host_rsa_key.pub', (said) => said !== '')),
    );
    const journal = 'journalctl -q -n 1 -o cat 2>&1; echo $?';
    const journals = await Promise.all(both.map((machine) => sayUntil(machine, journal, (said) => /.\n0$/.test(said))));
    const address = 'grep -o "10[.]0[.]2[.]15" /proc/net/fib_trie | sort -u';
    const addresses = await Promise.all(both.map((machine) => sayUntil(machine, address, (said) => said !== '')));

    expect(both.map(({ handle }) => handle.start)).toEqual(['warm', 'warm']);
    expect(new Set([idBefore, ...ids]).size).toBe(3);
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
    expect(await say('cat /proc/sys/kernel/hostname /etc/hostname')).toEqual([
      'twin-one\ntwin-one',
      'twin-two\ntwin-two',
    ]);
    expect(await one.say('grep -c twin-one /etc/hosts; grep -c builder- /etc/hosts')).toMatch(/^[1-9]\d*\n0$/);
    expect(one.handle.hostKey).not.toBe(two.handle.hostKey);
    expect(new Set([keyBefore, ...keys]).size).toBe(3);
    expect(new Set(rsaKeys).size).toBe(2);
    expect(random[0]).not.toBe(random[1]);
    expect(Math.max(...clocks)).toBeLessThan(5000);
    expect(addresses).toEqual(['10.0.2.15', '10.0.2.15']);
    expect(journals).toEqual([expect.stringMatching(/.\n0$/), expect.stringMatching(/.\n0$/)]);
  });

  it('show their own keys on port 22 too', async () => {
    await using machine = await scene.take({ name: 'port-22' });
    const publicKey = "cut -d' ' -f2 /etc/ssh/ssh_host_ed25519_key.pub";
    const before = await machine.say("cut -d' ' -f2 /opt/before/ssh_host_ed25519_key.pub");

    const own = await sayUntil(machine, publicKey, (said) => said !== '' && said !== before);
    let shown: string | undefined;
    const look = async () => ((shown = await shownKey(machine.connection)) === own ? true : undefined);
    // Each look is an exchange of keys, which an emulated machine works on for seconds: looking often makes it slower.
    const isShown = await waitUntil(look, { signal: scene.context.signal, intervalMs: 2000, timeoutMs: 240_000 });

    // It has failed once in many runs, beside much else: what the machine is at then says why.
    const about = isShown ? '' : await machine.say(ABOUT_SSHD);
    expect([shown, about]).toEqual([own, '']);
  });
});

describe('a machine that ends while something runs in it', () => {
  it('is told at once with the last lines of its console, and takes no other along', async () => {
    await using other = await scene.take({ name: 'goes-on' });
    const machine = await scene.take({ name: 'is-killed' });
    const { driver, context } = scene;
    const pid = Number(await readFile(join(machine.handle.directory, 'pid'), 'utf8'));
    await machine.say('echo "the last words" >/dev/console');
    const { ended, startedAt } = await begin(machine.connection, 'sleep 60');

    process.kill(pid, 'SIGKILL');
    const [error, said] = await Promise.all([ended, other.say('echo well')]);
    const tookMs = performance.now() - startedAt;
    const before = await driver.status(machine.handle, context);
    await machine[Symbol.asyncDispose]();

    expect(error).toMatchObject({
      code: 'GUEST_GONE',
      details: expect.arrayContaining([expect.stringContaining('the last words')]),
    });
    expect(tookMs).toBeLessThan(10_000);
    expect(said).toBe('well');
    expect(before).toBe('stopped');
    expect(await driver.status(machine.handle, context)).toBe('gone');
    expect(await other.say('echo still well')).toBe('still well');
  });

  it('by a panic of its kernel is told with that line, and its console and screen are kept', async () => {
    await using machine = await scene.take({ name: 'panics' });
    const artifacts = await ownFolder('artifacts-panic');
    await machine.say('echo 1 >/proc/sys/kernel/sysrq');

    const { ended, startedAt } = await begin(machine.connection, 'echo c >/proc/sysrq-trigger; sleep 60');
    const error = await ended;
    const tookMs = performance.now() - startedAt;
    const files = (await scene.driver.collect?.(machine.handle, { ...scene.context, artifacts })) ?? [];

    expect(error).toMatchObject({
      code: 'GUEST_GONE',
      message: expect.stringMatching(/'panics'.*Kernel panic - not syncing/),
    });
    expect(tookMs).toBeLessThan(15_000);
    expect(await consoleText(files)).toContain('Kernel panic - not syncing');
    expect(await pictureStart(files)).toBe(PNG);
  });
});

describe('what cannot be started', () => {
  it('is refused when the image is no image, and leaves nothing', async () => {
    const { driver, context, section, stage } = scene;
    const image = join(await ownFolder('images'), 'notes.qcow2');
    await writeFile(image, 'Remember the milk.\n');
    const { sha256: _, ...rest } = section;
    const config = driver.configSchema.parse({ ...rest, image });

    const preparing = driver.prepare(examplePlan({ name: 'no-image' }), config, [stage], context);

    await expect(preparing).rejects.toMatchObject({ code: 'IMAGE_MISSING', message: expect.stringContaining('text') });
    expect(await scene.folders()).toEqual([]);
  });

  it('is refused with how to install QEMU where there is none', async () => {
    const { driver, config, stage } = scene;
    const context = scene.contextOf({ environment: { PATH: await ownFolder('no-programs') } });

    const preparing = driver.prepare(examplePlan({ name: 'no-qemu' }), config, [stage], context);

    await expect(preparing).rejects.toMatchObject({
      code: 'ENGINE_MISSING',
      hint: expect.stringContaining('apt-get install qemu-system-x86'),
    });
  });

  it(
    'is told with the line of the panic when the image does not boot; console and screen are kept, nothing is left',
    async () => {
      const { driver, section } = scene;
      const { file: image, sha256 } = await testbed.brokenVmImage('el9', 'panics');
      const config = driver.configSchema.parse({ ...section, image, sha256 });
      const context = scene.contextOf({ artifacts: await ownFolder('artifacts-boot') });
      const plan = examplePlan({ name: 'broken' });
      const prepared = await driver.prepare(plan, config, [], context);

      const error: unknown = await driver.create(plan, config, prepared, context).catch((reason: unknown) => reason);

      const files = ['broken.console.log', 'broken.screen.png'].map((name) => join(context.artifacts ?? '', name));
      expect(error).toMatchObject({
        code: 'BOOT_FAILED',
        message: expect.stringMatching(/'broken'.*Kernel panic - not syncing/),
        details: expect.arrayContaining(files.map((file) => `kept: ${file}`)),
      });
      expect(await consoleText(files)).toContain('Kernel panic - not syncing');
      expect(await pictureStart(files)).toBe(PNG);
      expect([await scene.folders(), await scene.processes()]).toEqual([[], []]);
    },
    QUARTER_HOUR_MS,
  );
});

describe('several processes', () => {
  it.each([0, 100, 300, 600, 'when it is made'] as const)(
    'leave what a sweep finds when one is killed in the middle of a create (%s)',
    async (when) => {
      const { driver, context, stage } = scene;
      const other = otherProcess('create', stage.key, 'killed-process');
      await once(other.stdout, 'data');
      if (when === 'when it is made') await once(other.stdout, 'data');
      else await delay(when);

      other.kill('SIGKILL');
      await other;
      const found = (await scene.folders()).filter((name) => !name.startsWith('.'));
      const removed = await driver.sweep({ keep: [] }, context);

      // QEMU that was just being started ends by itself: its folder is gone.
      const gone = async () => ((await scene.processes()).length === 0 ? true : undefined);
      expect(await waitUntil(gone, { signal: context.signal, timeoutMs: 5000 })).toBe(true);
      expect(await scene.folders()).toEqual([]);
      expect(removed).toEqual(found.map(() => 'killed-process'));
      expect(found.length).toBeGreaterThanOrEqual(when === 'when it is made' ? 1 : 0);
    },
  );

  it(
    'make the same new stage once when both want it',
    async () => {
      const key = `${scene.stage.key.slice(1)}0`;

      const both = await Promise.all(['first', 'second'].map((name) => otherProcess('prepare', key, name)));

      expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
      const [one, two] = both.map(({ stdout }): { reference: string; built: boolean } => JSON.parse(stdout));
      expect([one?.built, two?.built].toSorted()).toEqual([false, true]);
      expect(one?.reference).toBe(two?.reference);
      expect(one?.reference).not.toBe(scene.prepared.reference);
    },
    QUARTER_HOUR_MS,
  );
});

describe('a machine in use', () => {
  it('reads a snapshot that is a directory, and cannot write to it or leave it', async () => {
    const path = await ownFolder('snapshot/base9');
    await writeFile(join(path, 'a file'), 'of the snapshot\n');
    await writeFile(join(await ownFolder('snapshot'), 'secret'), 'not for you\n');
    const snapshot: SnapshotUse = {
      id: '20261122T013000',
      digest: 'sha256:0',
      repositories: [{ name: 'base9', at: { kind: 'directory', path } }],
    };
    await using machine = await scene.take({ name: 'reads', snapshot });
    const ask = `
import sys, urllib.error, urllib.request
def ask(path, method='GET', data=None):
    try:
        with urllib.request.urlopen(urllib.request.Request(sys.argv[1] + path, method=method, data=data), timeout=60) as answer:
            print(answer.status, answer.read().decode().strip())
    except urllib.error.HTTPError as error:
        print(error.code)
ask('/base9/a%20file')
ask('/base9/a%20file', 'PUT', b'changed')
ask('/base9/../secret')
ask('/base9/%2e%2e/secret')
ask('/secret')
ask('/base9/')
`;

    const result = await machine.connection.exec(['python3', '-c', ask, scene.driver.snapshotUrl]);

    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout.split('\n')).toEqual([
      '200 of the snapshot',
      '405',
      expect.stringMatching(/^40[034]$/),
      expect.stringMatching(/^40[034]$/),
      '404',
      expect.stringMatching(/^40[34]$/),
      '',
    ]);
    expect(await readFile(join(path, 'a file'), 'utf8')).toBe('of the snapshot\n');
  });

  it('lets a person log in', async () => {
    await using machine = await scene.take({ name: 'log-in' });
    const [program = '', ...words] = machine.connection.loginCommand();

    // Starts ssh: what the command to log in begins with.
    const { exitCode, stdout, stderr } = await execa(program, words, { input: 'hostname\nexit 7\n', reject: false });

    expect({ exitCode, stderr, name: stdout.split('\n').at(-1) }).toEqual({ exitCode: 7, stderr: '', name: 'log-in' });
  });

  it('says so when its disk is full', async () => {
    await using machine = await scene.take({ name: 'full' });
    await machine.say('mkdir /mnt/small && mount -t tmpfs -o size=1m none /mnt/small');
    const tree = packTar([{ kind: 'file', path: 'big', content: Buffer.alloc(3_000_000, 'x') }]);

    await expect(machine.connection.put(tree, '/mnt/small')).rejects.toMatchObject({ code: 'NO_SPACE' });
  });
});

describe('Salt that is kept ready in saved memory', () => {
  it(
    'is what the worker of a session comes from, and goes on waiting for the next',
    async () => {
      const { driver, config, context } = scene;
      const key = randomUUID().replaceAll('-', '');
      const stage = { name: 'salt', key, steps: [], resident: await residentStep() };
      const root = await ownFolder('formula');
      await mkdir(join(root, 'demo'));
      const trees = [{ name: 'demo', path: join(root, 'demo'), root }];
      const plan = examplePlan({ name: 'resident', trees, states: { kind: 'states', states: ['demo'] } });
      await using open = new AsyncDisposableStack();
      const prepared = await driver.prepare(plan, config, [stage], context);
      const handle = await driver.create(plan, config, prepared, context);
      open.defer(() => driver.destroy(handle, context));
      const connection = open.use(await driver.connect(handle, context));
      const say = async (line: string) => (await connection.exec(['/bin/sh', '-c', line])).stdout.trimEnd();
      const resident = await say(`pgrep -P 1 -f ${GUEST_RESIDENT}`);
      const workers = () => say(`pgrep -P ${resident} | wc -l`);

      const before = await workers();
      const session = await saltProvisioner.open(plan, connection, context);
      const during = await workers();
      await session[Symbol.asyncDispose]();
      const after = await workers();

      expect(resident).toMatch(/^\d+$/);
      expect([before, during, after]).toEqual(['0', '1', '0']);
      expect(await say(`pgrep -P 1 -f ${GUEST_RESIDENT}`)).toBe(resident);
    },
    QUARTER_HOUR_MS,
  );
});

// Last, because the scene's memory is lost by it.
describe('saved memory that cannot be restored', () => {
  it(
    'is thrown away: the machine is booted, and the next one does not try',
    async () => {
      const { driver, config, prepared, context } = scene;
      const { cacheDirectory } = context;
      const { devices, memory } = preparedFolder(cacheDirectory, prepared.reference);
      await writeFile(devices, 'no state of any device\n'.repeat(100));
      const first = scene.contextOf({});
      const isBooting = new AbortController();
      const enough = new Error('it boots');
      const shown: string[] = [];
      const progress = (text: string): void => {
        shown.push(text);
        if (text === 'booting') isBooting.abort(enough);
      };

      await using machine = await scene.take({ name: 'cold' }, first);
      const state = await readPrepared(cacheDirectory, prepared.reference);
      const second = scene.contextOf({ progress, signal: isBooting.signal });
      const creating = driver.create(examplePlan({ name: 'cold-too' }), config, prepared, second);

      await expect(creating).rejects.toBe(enough);
      expect(machine.handle.start).toBe('cold');
      expect(await machine.say('cat /etc/hostname; systemctl is-active saltern-ssh.socket')).toBe('cold\nactive');
      expect(first.shown).toContainEqual(
        expect.stringMatching(/^the saved machine could not be restored, so it is booted/),
      );
      expect(state?.isWarm).toBe(false);
      await expect(readFile(memory)).rejects.toMatchObject({ code: 'ENOENT' });
      expect(shown).not.toContainEqual(expect.stringContaining('could not be restored'));
      expect(await scene.folders()).toHaveLength(1);
    },
    QUARTER_HOUR_MS,
  );
});

import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dockerDriver } from '../../drivers/docker/docker-driver.ts';
import { OPEN_CGROUP_THEN_INIT } from '../../drivers/docker/guest-scripts.ts';
import { packTar } from '../../src/base/tar/pack-tar.ts';
import { driverContext } from '../support/driver-context.ts';
import { examplePlan } from '../support/example-plan.ts';
import { setupTestbed, type Testbed } from '../testbed/setup.ts';

const driver = dockerDriver();
const context = driverContext();
let testbed: Testbed;

beforeAll(async () => {
  testbed = await setupTestbed({ quiet: true });
});
afterEach(async () => {
  await driver.sweep({ keep: [] }, context);
});
afterAll(async () => {
  const left = await execa('docker', ['ps', '-aq', '--filter', `label=saltern.project=${context.project.id}`]);
  expect(left.stdout).toBe('');
});

/** Names of the project's. */
async function networks(): Promise<readonly string[]> {
  const format = ['--format', '{{.Name}}'];
  const { stdout } = await execa('docker', [
    'network',
    'ls',
    '--filter',
    `label=saltern.project=${context.project.id}`,
    ...format,
  ]);
  return stdout.split('\n').filter((name) => name !== '');
}

async function start(settings: Record<string, unknown>, change: Parameters<typeof examplePlan>[0] = {}, own = context) {
  const config = driver.configSchema.parse({ image: testbed.images.el9, ...settings });
  const plan = examplePlan({ name: 'boot-default-el9', ...change });
  const prepared = await driver.prepare(plan, config, [], own);
  const handle = await driver.create(plan, config, prepared, own);
  return { handle, connection: await driver.connect(handle, context) };
}

describe('a Docker instance', () => {
  it.each(['el7', 'el8', 'el9'] as const)('runs systemd as PID 1 without privileges on %s', async (el) => {
    const { handle, connection } = await start({ image: testbed.images[el] });

    const state = await connection.exec(['systemctl', 'is-system-running']);
    const first = await connection.exec(['cat', '/proc/1/comm']);
    const { stdout } = await execa('docker', ['inspect', '-f', '{{.HostConfig.Privileged}}', handle.container]);

    expect(state.stdout.trim()).toBe('running');
    expect(first.stdout.trim()).toBe('systemd');
    expect(stdout).toBe('false');
  });

  it('runs systemd on cgroup version 2, its own part of the tree made writable', async () => {
    const name = `saltern-cgroup2-${context.project.id}`;
    // What a host with version 2 gives to a container: its own part of the tree, read-only.
    const asOnVersion2 =
      'umount -R /sys/fs/cgroup && mkdir -p /sys/fs/cgroup && mount -t cgroup2 -o ro none /sys/fs/cgroup && exec "$@"';
    const options = [
      '--cgroupns',
      'private',
      '--cap-add',
      'SYS_ADMIN',
      '--security-opt',
      'seccomp=unconfined',
      '--tmpfs',
      '/run',
      '--tmpfs',
      '/tmp',
    ];
    const security = [
      '--security-opt',
      'apparmor=unconfined',
      '--label',
      `saltern.project=${context.project.id}`,
      '-e',
      'container=docker',
    ];
    const init = ['/bin/sh', '-c', asOnVersion2, 'sh', '/bin/sh', '-c', OPEN_CGROUP_THEN_INIT, 'sh', '/sbin/init'];

    await execa('docker', ['run', '-d', '--name', name, ...options, ...security, testbed.images.el9, ...init]);
    const line = 'until [ -S /run/systemd/private ]; do sleep 0.05; done; systemctl is-system-running --wait';
    const state = await execa('docker', ['exec', name, 'sh', '-c', line], { timeout: 120_000 });

    expect(state.stdout).toBe('running');
  });

  it('says within seconds that the machine has no inotify instances left, instead of waiting', async () => {
    const startedAt = performance.now();
    const silent = 'echo "systemd[1]: Failed to create inotify object: Too many open files"; exec sleep 600';

    const starting = start({ init: ['/bin/sh', '-c', silent] });

    await expect(starting).rejects.toMatchObject({
      code: 'BOOT_FAILED',
      message: expect.stringContaining('the machine has no inotify instances left'),
      hint: expect.stringContaining('sysctl fs.inotify.max_user_instances'),
    });
    expect(performance.now() - startedAt).toBeLessThan(context.timeoutMs / 2);
  });

  it('names the units that failed and goes on', async () => {
    const unit = '[Service]\nType=oneshot\nExecStart=/bin/false\n[Install]\nWantedBy=multi-user.target\n';
    const link =
      'mkdir -p /etc/systemd/system/multi-user.target.wants; ln -s /etc/systemd/system/broken.service /etc/systemd/system/multi-user.target.wants/broken.service';
    const steps = [{ name: 'a unit', files: {}, texts: { '/etc/systemd/system/broken.service': unit }, script: link }];
    const config = driver.configSchema.parse({ image: testbed.images.el9 });
    const plan = examplePlan({ name: 'boot-degraded-el9' });
    const prepared = await driver.prepare(
      plan,
      config,
      [{ name: 'salt', key: `broken-${context.runId}`, steps }],
      context,
    );

    const handle = await driver.create(plan, config, prepared, context);

    expect(context.shown.at(-1)).toBe('services started, failed: broken.service');
    expect(await driver.status(handle, context)).toBe('running');
    await driver.destroy(handle, context);
    await execa('docker', ['image', 'rm', prepared.reference]);
  });

  it('does not start when PID 1 ends, and says with what', async () => {
    const failing = start({ init: ['/bin/sh', '-c', 'echo no console here >&2; exit 3'] });

    await expect(failing).rejects.toMatchObject({
      code: 'BOOT_FAILED',
      details: expect.arrayContaining(['PID 1 ended with 3', expect.stringContaining('no console here')]),
    });
  });

  it('does not start when its init is missing, and says which', async () => {
    const failing = start({ init: '/sbin/no-init' });

    await expect(failing).rejects.toMatchObject({
      code: 'BOOT_FAILED',
      message: expect.stringContaining("'/sbin/no-init'"),
    });
  });

  it('does not wait for ever for services', async () => {
    const hurried = { ...context, timeoutMs: 2000 };

    const failing = start({ init: ['/bin/sh', '-c', 'sleep 300'] }, {}, hurried);

    await expect(failing).rejects.toMatchObject({
      code: 'BOOT_FAILED',
      message: expect.stringContaining('did not finish starting'),
    });
  });

  it('starts without systemd when told so', async () => {
    const { connection } = await start({ systemd: false });

    const first = await connection.exec(['cat', '/proc/1/comm']);

    expect(first.stdout.trim()).toBe('sh');
  });

  it.each(['el7', 'el8', 'el9'] as const)('shuts down in order and boots again on %s', async (el) => {
    const { handle, connection } = await start({ image: testbed.images[el] });
    const unit =
      '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/touch /run/begun\nExecStop=/bin/touch /srv/stopped\n[Install]\nWantedBy=multi-user.target\n';
    await connection.put(packTar([{ kind: 'file', path: 'witness.service', content: unit }]), '/etc/systemd/system');
    await connection.exec(['/bin/sh', '-c', 'systemctl daemon-reload; systemctl enable --now witness']);
    const startedAt = Date.now();

    const again = await driver.reboot(handle, context);

    // The engine ends by force, which is 137, what takes longer than its grace.
    expect(await howItEnded(context.project.id, startedAt)).not.toContain('137');
    const after = await driver.connect(again, context);
    const state = await after.exec(['/bin/sh', '-c', 'ls /srv/stopped /run/begun; systemctl is-system-running']);
    expect(state.stdout).toBe('/run/begun\n/srv/stopped\nrunning\n');
  });

  it.each([true, false])(
    'keeps what a formula made of hosts, hostname and resolv.conf, systemd %s',
    async (systemd) => {
      const { handle, connection } = await start({ systemd });
      const look =
        'cd /etc; cat hosts hostname resolv.conf; stat -c "%n %a %U %Y" hosts hostname resolv.conf; uname -n; getent hosts db.example';
      await connection.exec([
        '/bin/sh',
        '-c',
        'echo 10.9.8.7 db.example >>/etc/hosts; echo renamed >/etc/hostname; echo "options ndots:2" >/etc/resolv.conf; chmod 640 /etc/resolv.conf; hostname renamed',
      ]);
      const before = await connection.exec(['/bin/sh', '-c', look]);

      const after = await driver.connect(await driver.reboot(handle, context), context);

      expect(before.stdout).toContain('10.9.8.7');
      expect((await after.exec(['/bin/sh', '-c', look])).stdout).toBe(before.stdout);
      expect((await after.exec(['ls', '/var/lib/saltern'])).stdout).toBe('');
    },
  );

  it('is restarted without systemd too', async () => {
    const { handle, connection } = await start({ systemd: false });
    await connection.exec(['touch', '/run/before', '/srv/before']);

    const after = await driver.connect(await driver.reboot(handle, context), context);

    const left = await after.exec(['/bin/sh', '-c', 'ls -d /run/before /srv/before 2>/dev/null']);
    expect(left.stdout).toBe('/srv/before\n');
  });

  it('says so when it does not come up again', async () => {
    const { handle, connection } = await start({});
    await connection.exec(['/bin/sh', '-c', 'mv /lib/systemd/systemd /lib/systemd/gone']);

    const failing = driver.reboot(handle, { ...context, timeoutMs: 4000 });

    await expect(failing).rejects.toMatchObject({
      code: 'BOOT_FAILED',
      message: expect.stringContaining('init is gone'),
    });
  });

  it('keeps to its memory limit', async () => {
    const { handle, connection } = await start({ memory: '256m' });
    const paths =
      '/sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/docker/*/memory.limit_in_bytes /sys/fs/cgroup/memory/memory.limit_in_bytes';
    const limit = await connection.exec(['/bin/sh', '-c', `cat ${paths} 2>/dev/null`]);

    const hungry = await connection
      .exec(['python3', '-c', 'x = bytearray(600 * 1024 * 1024)'])
      .catch((error: unknown) => error);

    const { stdout } = await execa('docker', ['inspect', '-f', '{{.HostConfig.Memory}}', handle.container]);
    expect(stdout).toBe(String(256 * 1024 ** 2));
    expect(limit.stdout).toContain(String(256 * 1024 ** 2));
    expect(hungry).toMatchObject({ code: 137 });
  });

  it('gives environment, hosts, host name and volumes', async () => {
    const { connection } = await start(
      {
        environment: { SITE: 'a b' },
        hosts: { mirror: '10.9.8.7' },
        volumes: [`${context.project.directory}:/srv/host:ro`],
      },
      { name: `boot-${'long-'.repeat(20)}name` },
    );

    const result = await connection.exec([
      '/bin/sh',
      '-c',
      'echo "$SITE"; grep mirror /etc/hosts; hostname; touch /srv/host/x',
    ]);

    expect(result.stdout).toContain('a b\n10.9.8.7\tmirror\nboot-long-');
    expect(result.stdout.trim().split('\n').at(-1)?.length).toBeLessThanOrEqual(63);
    expect(result.stderr).toContain('Read-only file system');
  });

  it('reaches the others of its run by name, and none of another run of its project', async () => {
    const other = { ...context, runId: 'another-run' };
    const one = await start({}, { name: 'boot-one' });
    await start({}, { name: 'boot-two' });
    const stranger = await start({}, { name: 'boot-three' }, other);

    const [found, foundStranger, foundByStranger] = await Promise.all([
      one.connection.exec(['getent', 'hosts', 'boot-two']),
      one.connection.exec(['getent', 'hosts', 'boot-three']),
      stranger.connection.exec(['getent', 'hosts', 'boot-two']),
    ]);

    expect(found.stdout).toContain('boot-two');
    expect(foundStranger.stdout).toBe('');
    expect(foundByStranger.stdout).toBe('');
  });

  it('leaves its network to the next run of its project, until a sweep finds it empty', async () => {
    const first = await start({}, { name: 'boot-one' });
    await driver.destroy(first.handle, context);
    const kept = await networks();
    const second = await start({}, { name: 'boot-one' }, { ...context, runId: 'a-later-run' });
    await driver.sweep({ keep: ['boot-one'] }, context);
    const during = await networks();
    await driver.destroy(second.handle, context);
    await driver.sweep({ keep: [] }, context);

    expect(kept).toHaveLength(1);
    expect(second.handle.network).toBe(first.handle.network);
    expect(during).toEqual(kept);
    expect(await networks()).toEqual([]);
  });

  it('gives a shell the variables that it is told', async () => {
    const { connection } = await start({});

    const [program = '', ...words] = connection.loginCommand({ SALT_CONFIG_DIR: '/var/lib/saltern/etc' });
    const asked = words.map((word) => (word === '-it' ? '-i' : word));
    // Starts docker: what the command to log in begins with.
    const shell = await execa(program, asked, { input: 'echo "$SALT_CONFIG_DIR"\n' });

    expect(shell.stdout).toBe('/var/lib/saltern/etc');
  });

  it('is logged in to with the engine it runs on', async () => {
    const { connection, handle } = await start({});

    const argv = connection.loginCommand();

    expect(argv.slice(0, 4)).toEqual(['docker', 'exec', '-it', handle.name]);
    const [program = '', ...words] = argv;
    const asked = words.map((word) => (word === '-it' ? '-i' : word));
    // Starts docker: what the command to log in begins with.
    const shell = await execa(program, asked, { input: 'cat /proc/1/comm\n' });
    expect(shell.stdout).toBe('systemd');
  });
});

/** Exit codes of the containers of a project that ended since a moment. */
async function howItEnded(project: string, sinceMs: number): Promise<readonly string[]> {
  const filters = ['type=container', 'event=die', `label=saltern.project=${project}`];
  const span = ['--since', String((sinceMs - 1000) / 1000), '--until', String(Date.now() / 1000)];
  const format = ['--format', '{{.Actor.Attributes.exitCode}}'];
  const { stdout } = await execa('docker', [
    'events',
    ...span,
    ...format,
    ...filters.flatMap((one) => ['--filter', one]),
  ]);
  return stdout.split('\n').filter((line) => line !== '');
}

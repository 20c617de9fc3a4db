import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDriver } from '../../drivers/index.ts';
import type { Connection, ExecOptions } from '../../src/contract/connection.ts';
import type { Driver } from '../../src/contract/driver.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import type { Json, JsonObject } from '../../src/base/json/json.ts';
import type { CheckResult } from '../../src/contract/result.ts';
import type { VerifyTarget } from '../../src/contract/verifier.ts';
import type { GossConfig } from '../../src/verify/goss/document.ts';
import { gossVerifier } from '../../src/verify/goss/goss-verifier.ts';
import { driverContext } from '../support/driver-context.ts';
import { examplePlan } from '../support/example-plan.ts';
import { setupTestbed } from '../testbed/setup.ts';

const NAME = `verify-${process.pid}`;
const PACKAGES = ['openssh', 'openssh-server', 'libwrap0', 'libwtmpdb0'];

let driver: Driver;
let context: DriverContext;
let handle: Json;
let connection: Connection;
let execs = 0;

beforeAll(async () => {
  const testbed = await setupTestbed();
  const plan = examplePlan({
    name: NAME,
    states: { kind: 'none' },
    driver: { name: 'docker', config: { image: testbed.images.el9, pull: 'never' } },
  });
  driver = await loadDriver('docker');
  context = driverContext({
    project: { name: NAME, id: `${NAME}-0a1b2c3d`, directory: '/nonexistent' },
    cacheDirectory: testbed.cacheDirectory,
  });
  const config = driver.configSchema.parse(plan.driver.config);
  handle = await driver.create(plan, config, await driver.prepare(plan, config, [], context), context);
  connection = await driver.connect(handle, context);
  const pool = testbed.rpmPool('el9');
  const files = PACKAGES.flatMap((name) => pool.get(name) ?? []);
  const tar = pack();
  for (const file of files) tar.entry({ name: basename(file) }, await readFile(file));
  tar.finalize();
  await connection.put(Readable.from(tar), '/root/rpms');
  await shell('rpm -i --nodeps /root/rpms/*.rpm && systemctl daemon-reload && systemctl enable --now sshd');
}, 600_000);

afterAll(async () => {
  await connection[Symbol.asyncDispose]();
  await driver.destroy(handle, context);
  await driver.sweep({ keep: [] }, context);
}, 60_000);

async function shell(script: string): Promise<void> {
  const result = await connection.exec(['sh', '-ec', script]);
  if (result.code !== 0) throw new Error(`${script}: ${result.stderr}`);
}

/** The connection, counting what is run. */
function counted(): Connection {
  execs = 0;
  return {
    exec: (argv, options?: ExecOptions) => {
      execs += 1;
      return connection.exec(argv, options);
    },
    put: (...parts) => connection.put(...parts),
    get: (...parts) => connection.get(...parts),
    loginCommand: () => connection.loginCommand(),
    address: () => connection.address(),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function check(...written: readonly JsonObject[]): Promise<readonly CheckResult[]> {
  return await gossVerifier.verify(configOf(written), targetOf(counted()), {
    signal: context.signal,
    output: () => undefined,
  });
}

function configOf(written: readonly JsonObject[]): GossConfig {
  return { documents: written.map((resources, index) => ({ resources, file: `goss-${index}.yml`, places: {} })) };
}

function targetOf(through: Connection): VerifyTarget {
  return { plan: examplePlan({ name: NAME }), connection: through };
}

function summary(results: readonly CheckResult[]): readonly string[] {
  return results.map(({ outcome, type, id, message }) => `${outcome} ${type} ${id} ${message}`);
}

function notPassed(results: readonly CheckResult[]): readonly string[] {
  return summary(results.filter(({ outcome }) => outcome !== 'pass'));
}

describe('native checks in a real guest', () => {
  it('gather every type in one round trip when all holds', async () => {
    const results = await check({
      package: {
        'openssh-server': {
          installed: true,
          versions: { 'contain-element': { 'match-regexp': String.raw`^\d.*\.el9$` } },
        },
      },
      service: { sshd: { enabled: true, running: true }, nosuch: { enabled: false, running: false } },
      file: {
        '/etc/passwd': {
          exists: true,
          mode: '0644',
          owner: 'root',
          group: 'root',
          filetype: 'file',
          contents: ['/^root:/', '!nobody-else'],
        },
        '/bin/sh': { exists: true, filetype: 'symlink', mode: '0777' },
        '~root/rpms': { exists: true, filetype: 'directory' },
        '/no/such': { exists: false },
      },
      user: { root: { exists: true, uid: 0, home: '/root', groups: ['root'] } },
      group: { root: { exists: true, gid: 0 } },
      command: { 'systemctl is-active sshd': { 'exit-status': 0, stdout: 'active\n', stderr: '' } },
    });

    expect(notPassed(results)).toEqual([]);
    expect(results).toHaveLength(27);
    expect(execs).toBe(1);
  });

  it('explain a service that died with its state and its last words', async () => {
    await shell(
      'cp /etc/ssh/sshd_config /root/kept; echo "PermitRoot maybe" >>/etc/ssh/sshd_config; systemctl restart sshd || true',
    );

    const [failed] = await check({ service: { sshd: { running: true } } });
    await shell('cp /root/kept /etc/ssh/sshd_config; systemctl reset-failed sshd; systemctl restart sshd');

    expect(failed?.message).toBe('running: expected true, got false');
    expect(failed?.details[0]).toMatch(
      /^sshd\.service (failed|activating), exit status 255, \d\d:\d\d:\d\d; unit file enabled$/,
    );
    expect(failed?.details.join('\n')).toMatch(/^journal {2}sshd\S*\[\d+\]: .*Bad configuration option: PermitRoot/m);
    expect(execs).toBe(2);
  });

  it('say what listens instead, what is installed instead, and where a missing file would have been', async () => {
    const results = await check({
      port: { 'tcp:9': { listening: true, ip: ['0.0.0.0'] } },
      package: { 'openssh-sever': { installed: true, versions: ['1'] } },
      file: { '/etc/ssh/nosuch/x': { exists: true, mode: '0644' } },
      service: { sshdd: { running: true } },
    });

    expect(results.map(({ outcome }) => outcome)).toEqual(['fail', 'skip', 'fail', 'skip', 'fail', 'skip', 'fail']);
    expect(results[0]?.details.join()).toMatch(/listening instead: .*sshd\[\d+\]/);
    expect(results[2]?.details.join()).toMatch(/installed: .*openssh-server-/);
    expect(results[4]?.details.join()).toMatch(/^drwx.* \/etc\/ssh$/);
    expect(results[6]?.details).toEqual(['sshdd.service does not exist']);
  });

  it('fail a hanging command by name and let the others be', async () => {
    const results = await check({
      command: {
        hangs: { exec: 'echo begun; sleep 60', 'exit-status': 0, timeout: 3000 },
        'leaves a daemon behind': { exec: 'sleep 60 & echo started', 'exit-status': 0, stdout: ['started'] },
        'exit 124': { 'exit-status': 124 },
        'echo out; echo err >&2; exit 3': { 'exit-status': 0, stdout: 'out\n', stderr: 'err\n' },
        cat: { 'exit-status': 0, stdout: '' },
      },
    });

    expect(notPassed(results)).toEqual([
      'fail command hangs exit-status: expected 0, but the command did not end within 3 s',
      'fail command echo out; echo err >&2; exit 3 exit-status: expected 0, got 3',
    ]);
    expect(results[0]?.details).toEqual(['stdout  begun']);
    expect(results.find(({ actual }) => actual === 3)?.details).toEqual(['stdout  out', 'stderr  err']);
  });

  it('take hostile names and contents as they are', async () => {
    const path = `/tmp/it's "$HOME" \`id\`\n; touch owned`;
    const bytes = String.raw`printf '\000\001\377\n\nend\n'`;
    await shell(`f=$(cat <<'X'\n${path}\nX\n); ${bytes} >"$f"`);

    const results = await check({
      file: {
        [path]: { exists: true, size: 9, contents: { 'have-suffix': '\n\nend\n' } },
        '/tmp/owned': { exists: false },
        '/owned': { exists: false },
      },
      command: {
        "echo '$(touch /tmp/owned)'; printf '\\n%s end\\n' \"$N\"": {
          'exit-status': 0,
          stdout: '$(touch /tmp/owned)\n\n end\n',
        },
      },
    });

    expect(notPassed(results)).toEqual([]);
  });

  it('read patterns as Go does, over whatever the guest says', async () => {
    await shell(String.raw`printf 'ERROR \360\237\230\200\r\n{"x": { 1\n' >/root/log`);

    const results = await check({
      file: {
        '/root/log': {
          exists: true,
          contents: ['/^ERROR .$/', String.raw`/\{"x": {/`, '!/^[[:^alpha:]]$/', '/(?i:error)/', '!/(x+x+)+y/'],
        },
      },
      command: {
        'cat /root/log': { 'exit-status': 0, stdout: { 'match-regexp': '(?s)ERROR.*1\n$' } },
        'head -c 30000 /dev/zero | tr "\\0" a': { 'exit-status': 0, stdout: ['!/(a+)+$b/', '/^(a|aa)+$/'] },
      },
    });

    expect(notPassed(results)).toEqual([]);
  });

  it('are an error, not a failure, where the guest has no rpm and no systemctl', async () => {
    await shell('mv /usr/bin/rpm /usr/bin/rpm.away; mv /usr/bin/systemctl /usr/bin/systemctl.away');

    const results = await check({ package: { bash: { installed: false } }, service: { sshd: { running: false } } });
    await shell('mv /usr/bin/rpm.away /usr/bin/rpm; mv /usr/bin/systemctl.away /usr/bin/systemctl');

    expect(notPassed(results)).toEqual([
      'error package bash installed: could not find out: rpm did not answer: rpm: not found',
      'error service sshd running: could not find out: systemctl did not answer: systemctl: not found',
    ]);
  });

  it('tell units apart that systemctl answers for in another order, or not at all', async () => {
    await shell(
      String.raw`printf '#!/bin/sh\n### BEGIN INIT INFO\n# Provides: old\n# Default-Start: 2 3 4 5\n# Default-Stop:\n### END INIT INFO\n' >/etc/init.d/old
chmod +x /etc/init.d/old
printf '[Service]\nExecStart=/bin/sleep inf\n[Install]\nWantedBy=multi-user.target\n' >/etc/systemd/system/off.service
systemctl daemon-reload; systemctl -q enable old 2>/dev/null`,
    );

    const results = await check({
      service: {
        off: { enabled: true, running: true },
        nosuch: { enabled: true },
        'getty@': { enabled: true, running: false },
        'nosuch@': { enabled: false },
        '@x': { enabled: false, running: false },
        ['a'.repeat(255)]: { enabled: false, running: false },
        old: { enabled: true, running: false },
        sshd: { enabled: true, running: true },
      },
    });

    expect(notPassed(results)).toEqual([
      'fail service off enabled: expected true, got false',
      'fail service off running: expected true, got false',
      'fail service nosuch enabled: expected true, got false',
    ]);
  });

  it('know a package by every label that rpm has for it, and ask dpkg where the guest is a Debian', async () => {
    const byRpm = await check({
      package: {
        'openssh.x86_64': { installed: true },
        'openssh-0:10.0p1-7.el9': { installed: true, versions: ['10.0p1-7.el9'] },
        'openssh-10.0p1': { installed: true },
        'base-files': { installed: false },
      },
    });
    await shell('mkdir /root/rel; mv /etc/*-release /root/rel/; echo 13.0 >/etc/debian_version');

    const byDpkg = await check({
      package: {
        'base-files': { installed: true, versions: [{ 'match-regexp': String.raw`^13\.` }] },
        'libc6:amd64': { installed: true },
        openssh: { installed: false },
      },
    });
    await shell('mv /root/rel/* /etc/; rm /etc/debian_version');

    expect(notPassed(byRpm)).toEqual([]);
    expect(notPassed(byDpkg)).toEqual([]);
  });

  it('mean the same in bash as in dash', async () => {
    const document = {
      file: { '/etc/passwd': { exists: true, contents: ['root'] }, '~root': { exists: true } },
      command: { 'exit 7': { 'exit-status': 7 } },
    };
    const inDash = await check(document);
    await shell('ln -sf bash /bin/sh');

    const inBash = await check(document);
    await shell('ln -sf dash /bin/sh');

    expect(summary(inBash)).toEqual(summary(inDash));
    expect(notPassed(inBash)).toEqual([]);
  });

  it('that assert nothing are an error (D10)', async () => {
    await expect(check({})).rejects.toMatchObject({ code: 'VERIFY_TROUBLE' });
    await expect(check({ command: {} })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(check()).rejects.toMatchObject({ code: 'VERIFY_TROUBLE' });
  });

  it('stop when they are aborted', async () => {
    const config = configOf([{ command: { 'sleep 60': { 'exit-status': 0, timeout: 60_000 } } }]);
    const signal = AbortSignal.timeout(500);

    const verdict = gossVerifier.verify(config, targetOf(connection), { signal, output: () => undefined });

    await expect(verdict).rejects.toHaveProperty('name', 'TimeoutError');
  });
});

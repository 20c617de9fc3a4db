import { execa } from 'execa';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Guest, bootStandIn } from '../testbed/boot.ts';
import { type StandIn, repositoryName, standIns } from '../testbed/image/stand-ins.ts';
import { makeNight } from '../testbed/make-night.ts';
import { startRegistry } from '../testbed/registry.ts';
import { type Testbed, setupTestbed } from '../testbed/setup.ts';

const setupLimitMs = 600_000;
const daemons = ['chronyd', 'sshd', 'rsyslog', 'crond', 'postfix'];
const software = ['chrony', 'openssh-server', 'rsyslog', 'sudo', 'cronie', 'logrotate', 'postfix'];
const nights = [
  { name: 'night0', night: 0 },
  { name: 'night1', night: 1 },
  { name: 'exits', night: 1, broken: 'exits' },
  { name: 'config', night: 1, broken: 'config' },
  { name: 'dependency', night: 1, broken: 'dependency' },
  { name: 'port', night: 1, broken: 'port' },
] as const;

let testbed: Testbed;
let mirrors: string;

beforeAll(async () => {
  testbed = await setupTestbed();
  mirrors = await mkdtemp(join(tmpdir(), 'saltern-nights-'));
  for (const { name, ...night } of nights) await makeNight({ testbed, root: join(mirrors, name), ...night });
}, setupLimitMs);

afterAll(async () => {
  await rm(mirrors, { recursive: true, force: true });
});

async function bootOn(standIn: StandIn, night: string): Promise<Guest> {
  const guest = await bootStandIn({ image: testbed.images[standIn.el], mirror: join(mirrors, night) });
  const repository = `[mirror]\\nname=mirror\\nbaseurl=file:///mirror/${repositoryName(standIn)}\\ngpgcheck=0\\n`;
  await guest.sh(`rm /etc/yum.repos.d/*.repo; printf '${repository}' > /etc/yum.repos.d/mirror.repo`);
  return guest;
}

async function packagesOf(standIn: StandIn, night: string): Promise<ReadonlyMap<string, string>> {
  const directory = join(mirrors, night, repositoryName(standIn), 'Packages');
  const files = (await readdir(directory)).map((file) => join(directory, file));
  const { stdout } = await execa('rpm', [
    '-qp',
    '--queryformat',
    '%{NAME} %{VERSION}-%{RELEASE} %{BUILDTIME}\\n',
    ...files,
  ]);
  return new Map(stdout.split('\n').map((line) => [line.split(' ')[0] ?? '', line.split(' ').slice(1).join(' ')]));
}

async function ask(address: string, login?: string): Promise<number> {
  const headers = login === undefined ? {} : { authorization: `Basic ${btoa(login)}` };
  return fetch(`http://${address}/v2/`, { headers }).then(
    (response) => response.status,
    () => 0,
  );
}

describe.for(standIns)('stand-in $el', { timeout: 120_000 }, (standIn) => {
  test('boots systemd as PID 1 to running, with none of the software of the pool inside', async () => {
    await using guest = await bootStandIn({ image: testbed.images[standIn.el] });

    const init = await guest.sh('readlink -f /proc/1/exe; systemctl --failed --no-legend --plain');
    const present = await guest.sh(
      'for p in chronyd sshd rsyslogd sudo cron crond logrotate postfix; do command -v $p; done',
    );

    expect({ state: guest.state, init: init.stdout }).toEqual({ state: 'running', init: '/usr/lib/systemd/systemd' });
    expect(present.stdout).toBe('');
  });

  test('says what it is and has a repository file whose mirror is gone', async () => {
    await using guest = await bootStandIn({ image: testbed.images[standIn.el] });

    const { stdout: label } = await execa('docker', [
      'inspect',
      '--format',
      '{{index .Config.Labels "saltern.standin"}}',
      guest.id,
    ]);
    const release = await guest.sh('cat /etc/centos-release; rpm -q --whatprovides "system-release(releasever)"');
    const makecache = await guest.sh('cat /etc/yum.repos.d/CentOS-Base.repo; dnf -q makecache');

    expect(label).toBe(standIn.label);
    expect(release.stdout).toMatch(
      new RegExp(`^${standIn.standsInFor.split(' ').slice(0, 2).join(' ')} release ${standIn.release}`),
    );
    expect(release.stdout).toContain('standin-release-1.0-0.');
    expect(makecache.exitCode).not.toBe(0);
    expect(makecache.stdout).toContain('baseurl=http://mirror.invalid/');
    expect(makecache.stderr).toContain("Failed to download metadata for repo 'base'");
  });

  test('installs the software of night 0 with dnf, and every daemon runs', async () => {
    await using guest = await bootOn(standIn, 'night0');

    const install = await guest.sh(`dnf -q -y install ${software.join(' ')}`);
    const start = await guest.sh(`systemctl start ${daemons.join(' ')}; systemctl is-active ${daemons.join(' ')}`);
    const enabled = await guest.sh(`systemctl is-enabled ${daemons.join(' ')}`);
    const listening = await guest.sh('ss -Hltn "sport = :22"; ss -Hltn "sport = :25"');
    const used = await guest.sh(
      'logger -p user.notice hello && useradd bob && echo "bob ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/bob && ' +
        'su bob -s /bin/sh -c "sudo id -u" && logrotate /etc/logrotate.conf && rpm -V chrony postfix && ' +
        'for i in $(seq 50); do grep -q hello /var/log/messages && exit 0; sleep 0.1; done; exit 1',
    );

    expect(install).toMatchObject({ exitCode: 0 });
    expect(start.stderr).toBe('');
    expect(start.stdout.split('\n')).toEqual(daemons.map(() => 'active'));
    expect(enabled.stdout.split('\n')).toEqual(daemons.map(() => 'enabled'));
    expect(listening.stdout).toMatch(/:22\b[^]*127\.0\.0\.1:25\b/);
    expect(used).toMatchObject({ exitCode: 0, stdout: '0' });
  });

  test('gets from the image to night 1 by distro-sync, which brings the dead repository file back', async () => {
    await using guest = await bootOn(standIn, 'night1');

    const sync = await guest.sh('dnf -q -y distro-sync; rpm -q standin-release; ls /etc/yum.repos.d');

    expect(sync.stdout.split('\n').slice(-3)).toEqual([
      `standin-release-1.0-2.${standIn.el}.noarch`,
      'CentOS-Base.repo',
      'mirror.repo',
    ]);
  });

  test('night 1 has packages upgraded, added, removed and rebuilt', async () => {
    await using guest = await bootOn(standIn, 'night1');

    const [before, after] = await Promise.all([packagesOf(standIn, 'night0'), packagesOf(standIn, 'night1')]);
    const offered = await guest.sh('dnf -q repoquery --qf "%{name}\\n" chrony tree ed');
    const changed = [...after]
      .filter(([name, is]) => before.has(name) && before.get(name) !== is)
      .map(([name]) => name);
    const [sudoBefore = '', sudoAfter = ''] = [before.get('sudo'), after.get('sudo')];

    expect(changed.toSorted()).toEqual(['chrony', 'logrotate', 'standin-release', 'sudo']);
    expect(sudoAfter.split(' ')[0]).toBe(sudoBefore.split(' ')[0]);
    expect([...after.keys()].filter((name) => !before.has(name))).toEqual(['tree']);
    expect([...before.keys()].filter((name) => !after.has(name))).toEqual(['ed']);
    expect(offered.stdout.split('\n').filter(Boolean)).toEqual(['chrony', 'tree']);
  });

  test('a chrony whose daemon exits installs, and its service fails', async () => {
    await using guest = await bootOn(standIn, 'exits');

    const install = await guest.sh('dnf -q -y install chrony');
    const start = await guest.sh('systemctl start chronyd; systemctl is-failed chronyd; journalctl -qu chronyd');

    expect(install).toMatchObject({ exitCode: 0 });
    expect(start.stdout).toMatch(/^failed\n[^]*Fatal error : Could not initialise the clock driver/);
  });

  test('an openssh-server with another default listens elsewhere and lets root in', async () => {
    await using guest = await bootOn(standIn, 'config');

    const install = await guest.sh('dnf -q -y install openssh-server && systemctl start sshd');
    const ports = await guest.sh('ss -Hltn4 | sed "s/.*0.0.0.0:\\([0-9]*\\) .*/\\1/"; sshd -T | grep ^permitrootlogin');

    expect(install).toMatchObject({ exitCode: 0 });
    expect(ports.stdout.split('\n')).toEqual(['2222', 'permitrootlogin yes']);
  });

  test('a rsyslog that forgot to require its libraries installs, and does not start', async () => {
    await using guest = await bootOn(standIn, 'dependency');

    const install = await guest.sh('dnf -q -y install rsyslog');
    const start = await guest.sh('systemctl start rsyslog; systemctl is-active rsyslog; rsyslogd -v');

    expect(install).toMatchObject({ exitCode: 0 });
    expect(start.stdout).not.toMatch(/^active/);
    expect(start.stderr).toMatch(/error while loading shared libraries: lib\w+\.so/);
  });

  test('a node_exporter with another port runs, and nobody answers where it is asked', async () => {
    await using guest = await bootOn(standIn, 'port');

    const install = await guest.sh('dnf -q -y install node_exporter curl && systemctl start node_exporter');
    const asked = await guest.sh(
      'for i in $(seq 100); do curl -sf http://localhost:9101/metrics | grep -m 1 ^node_uname_info && break; sleep 0.1; done; ' +
        'systemctl is-active node_exporter; curl -s http://localhost:9100/metrics; echo $?',
    );

    expect(install).toMatchObject({ exitCode: 0 });
    expect(asked.stdout).toMatch(/^node_uname_info\{.*\nactive\n7$/);
  });
});

describe('the night maker', () => {
  test('gives the same bytes for the same night, in place of the night before', { timeout: 60_000 }, async () => {
    const root = join(mirrors, 'again');

    await makeNight({ testbed, root, night: 0, platforms: ['el9'] });
    await makeNight({ testbed, root, night: 1, platforms: ['el9'] });

    const read = async (night: string): Promise<Record<string, string>> => {
      const { stdout } = await execa('find . -type f -exec sha256sum {} + | sort -k 2', {
        shell: true,
        cwd: join(mirrors, night, 'base9-latest'),
      });
      return Object.fromEntries(stdout.split('\n').map((line) => line.split('  ').toReversed()));
    };
    expect(await read('again')).toEqual(await read('night1'));
    expect(await readdir(root)).toEqual(['base9-latest']);
  });

  test('builds an RPM to the same bytes without the cache', { timeout: 60_000 }, async () => {
    const packages = await readdir(join(mirrors, 'night0/base9-latest/Packages'));
    const cached = packages.find((name) => name.startsWith('chrony-')) ?? '';
    const cache = await mkdtemp(join(tmpdir(), 'saltern-cache-'));
    const { buildNamed } = await import('../testbed/rpm/pool.ts');

    const built = await buildNamed({ ...testbed.workshop('el9'), cacheDirectory: cache }, 'chrony');

    const fresh = await readFile(built);
    await rm(cache, { recursive: true, force: true });
    expect(cached).toMatch(/^chrony-/);
    expect(fresh.equals(await readFile(join(mirrors, 'night0/base9-latest/Packages', cached)))).toBe(true);
  });
});

describe('the registry', () => {
  test('asks for credentials when it was given some, and is gone when it is disposed of', async () => {
    let address: string;
    {
      await using registry = await startRegistry({ user: 'ann', password: 'a secret' });
      ({ address } = registry);

      expect([await ask(address), await ask(address, 'ann:wrong'), await ask(address, 'ann:a secret')]).toEqual([
        401, 401, 200,
      ]);
    }
    expect(await ask(address)).toBe(0);
  });
});

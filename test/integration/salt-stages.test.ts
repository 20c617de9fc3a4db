import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PrepareStep } from '../../src/contract/prepare.ts';
import type { InstancePlan, SnapshotUse } from '../../src/contract/plan.ts';
import { repositoriesStep, syncStep } from '../../src/provision/stages/snapshot-steps.ts';
import { writeTinyRepository } from '../support/tiny-repository.ts';
import { startSaltInstance } from './salt-instance.ts';

const SYSTEM_RELEASE = {
  name: 'stand-in-release',
  version: '9',
  release: '1\nProvides: system-release(releasever) = 9',
};

const SNAPSHOT_URL = 'file:///srv/saltern/snapshot';

/** Puts a program before the guest's dnf that notes the verbs it is called with. */
const LOG_DNF = `
mkdir -p /usr/local/bin
cat >/usr/local/bin/dnf <<'END'
#!/bin/sh
for word do case $word in clean|check-update|install) echo $word >>/root/dnf.log;; esac; done
exec /usr/bin/dnf "$@"
END
chmod 755 /usr/local/bin/dnf`;

const OTHER_REPOSITORY = `
/etc/yum.repos.d/other.repo:
  file.managed:
    - contents: |
        [other]
        name=other
        baseurl=file:///srv/saltern/snapshot/base9
        gpgcheck=0
three:
  pkg.installed:
    - require: [{ file: /etc/yum.repos.d/other.repo }]
`;

/** As a driver runs it. */
function argvOf({ script }: PrepareStep): readonly string[] {
  return ['sh', '-euc', script];
}

describe('the stages that make an image ready', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'saltern-stages-'));
  });

  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
  });

  function snapshotUse(): SnapshotUse {
    const digest = `sha256:${createHash('sha256').update(root).digest('hex')}`;
    return {
      id: '20261122T013000',
      digest,
      repositories: [{ name: 'base9', at: { kind: 'directory', path: join(root, 'base9-latest') } }],
    };
  }

  it('leaves only the snapshot as a repository, and instances install from it at once', async () => {
    await writeTinyRepository(root, 'base9', [SYSTEM_RELEASE, { name: 'tiny', version: '1.0' }]);
    const plan: Partial<InstancePlan> = {
      salt: { from: 'image' },
      snapshot: snapshotUse(),
      prepare: { commands: ['echo done > /etc/prepared'], update: true, environment: {}, mounts: {} },
    };
    await using guest = await startSaltInstance('el9', '3007.15', plan);

    const listed = await guest.run('dnf -C repolist -q');
    const installed = await guest.run('dnf -y -C install tiny >/dev/null 2>&1; rpm -q tiny');

    expect(
      listed
        .split('\n')
        .slice(1)
        .map((line) => line.split(' ')[0]),
    ).toEqual(['base9']);
    expect(installed).toBe('tiny-1.0-1.noarch');
    expect(await guest.run('cat /etc/prepared; ls /etc/yum.repos.d')).toBe('done\nsaltern.repo');
  });

  it('leave their metadata ready: Salt asks for it again only where a state wants that, or the repositories are others', async () => {
    const packages = ['one', 'two', 'three'].map((name) => ({ name, version: '1.0' }));
    await writeTinyRepository(root, 'base9', [SYSTEM_RELEASE, ...packages]);
    await using guest = await startSaltInstance('el9', '3007.15', { snapshot: snapshotUse() });
    await guest.run(LOG_DNF);
    const asked = async (states: string): Promise<readonly string[]> => {
      await guest.write({ 'demo/init.sls': states });
      const { result } = await guest.apply();
      const log = await guest.run('cat /root/dnf.log; rm -f /root/dnf.log');
      return [result.outcome, ...log.split('\n')];
    };

    const plain = await asked('one: { pkg.installed: [] }\n');
    const wanted = await asked('two: { pkg.installed: [refresh: true] }\n');
    const other = await asked(OTHER_REPOSITORY);

    expect(plain).toEqual(['pass', 'install']);
    expect(wanted).toEqual(['pass', 'clean', 'check-update', 'install']);
    expect(other).toEqual(['pass', 'clean', 'check-update', 'install']);
  });

  it('puts repositories aside that the image has, and that packages bring again', async () => {
    await writeTinyRepository(root, 'base9', [SYSTEM_RELEASE]);
    const snapshot = snapshotUse();
    await using guest = await startSaltInstance('el9', '3007.15', { salt: { from: 'image' }, snapshot });
    const own = "printf '[own]\\nname=own\\nbaseurl=http://127.0.0.1:1/\\n' > /etc/yum.repos.d/own.repo";
    await guest.run(`${own}; mv /etc/yum.repos.d/saltern.repo /var/lib/saltern/saltern.repo`);

    await guest.connection.exec(argvOf(repositoriesStep(snapshot, SNAPSHOT_URL)));
    const synced = await guest.connection.exec(argvOf(syncStep(snapshot)));

    expect(synced.code).toBe(0);
    expect(await guest.run('ls /etc/yum.repos.d /var/lib/saltern/replaced-repositories')).toBe(
      '/etc/yum.repos.d:\nsaltern.repo\n\n/var/lib/saltern/replaced-repositories:\nCentOS-Base.repo\nown.repo',
    );
  });

  it('fails when the snapshot cannot bring the image up to date, instead of changing nothing', async () => {
    await writeTinyRepository(root, 'base9', [SYSTEM_RELEASE, { name: 'tiny', version: '1.0' }]);
    const snapshot = snapshotUse();
    await using guest = await startSaltInstance('el9', '3007.15', {
      salt: { from: 'image' },
      snapshot,
      prepare: { commands: [], update: true, environment: {}, mounts: {} },
    });
    await guest.run('dnf -y -C install tiny');
    const broken = [SYSTEM_RELEASE, { name: 'tiny', version: '2.0', release: '1\nRequires: nowhere-to-be-found' }];
    await writeTinyRepository(root, 'night2', broken);
    await execa('cp', ['-a', `${join(root, 'night2-latest')}/.`, join(root, 'base9-latest')]);
    await guest.run('dnf clean all; rm -f /srv/saltern/snapshot/base9/Packages/tiny-1*');

    const result = await guest.connection.exec(argvOf(syncStep(snapshot)));

    expect(result.code).not.toBe(0);
    expect(result.stdout + result.stderr).toContain('nowhere-to-be-found');
  });

  it('says what is missing when the packages of the snapshot bring no Salt', async () => {
    await writeTinyRepository(root, 'base9', [SYSTEM_RELEASE, { name: 'salt-minion' }]);

    const starting = startSaltInstance('el9', '3007.15', {
      salt: { from: 'snapshot', packages: ['salt-minion'] },
      snapshot: snapshotUse(),
    });

    await expect(starting).rejects.toMatchObject({
      code: 'PREPARE_FAILED',
      details: expect.arrayContaining([expect.stringContaining("no 'salt-call'")]),
    });
  });

  it('unpacks a onedir and converges with its Python', async () => {
    const location = join(root, 'onedir.tar');
    {
      // The official onedir is not reachable everywhere: this has its layout, around what pip brought.
      await using source = await startSaltInstance('el9', '3007.15');
      const call =
        '#!/opt/saltstack/salt/bin/python3 -E\nimport sys\nfrom salt.scripts import salt_call\nsys.exit(salt_call())\n';
      await source.run(
        'cd /opt/saltern/salt/lib/python3*/site-packages && rm -rf libcloud pip pygments setuptools virtualenv pydantic* && find . -name __pycache__ -prune -exec rm -rf {} +',
      );
      await source.connection.exec(
        ['sh', '-c', 'cat > /opt/saltern/salt/salt-call; chmod 755 /opt/saltern/salt/salt-call'],
        { stdin: call },
      );
      await pipeline(await source.connection.get('/opt/saltern/salt'), createWriteStream(location));
    }
    const digest = createHash('sha256');
    await pipeline(createReadStream(location), digest);
    const salt = { from: 'onedir', version: '3007.15', location, sha256: digest.digest('hex') } as const;
    await using guest = await startSaltInstance('el9', '3007.15', { salt });
    await guest.write({ 'demo/init.sls': 'fine:\n  test.nop: []\n' });

    const { result } = await guest.apply();

    expect(result).toMatchObject({ outcome: 'pass', saltVersion: '3007.15' });
    const shown = 'salt-call --version 2>/dev/null; sed -n 2p /usr/bin/salt-call; ls /opt/saltern';
    expect(await guest.run(shown)).toBe('salt-call 3007.15 (Chlorine)\n# saltern: /opt/saltstack/salt/salt-call');
  });

  it('says so when an image holds no Salt', async () => {
    await using guest = await startSaltInstance('el9', '3007.15', { salt: { from: 'image' } });

    await guest.write({ 'demo/init.sls': 'fine:\n  test.nop: []\n' });
    const opening = guest.apply();

    await expect(opening).rejects.toMatchObject({ code: 'SALT_MISSING', hint: expect.stringContaining('salt') });
  });

  it('tells a guest that vanished from Salt that failed', async () => {
    const guest = await startSaltInstance('el9', '3007.15');
    await guest.write({ 'demo/init.sls': 'slow:\n  cmd.run:\n    - name: sleep 60\n' });
    const { session, pass } = await guest.open();
    const applying = pass();
    applying.catch(() => {});

    await guest[Symbol.asyncDispose]();

    await expect(applying).rejects.toMatchObject({ code: 'GUEST_GONE' });
    await session[Symbol.asyncDispose]();
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPackageFacts } from '../packages/package-facts.ts';
import { makeRpmRepositories } from '../support/rpm-repositories.ts';
import { type Guest, bootStandIn } from '../testbed/boot.ts';
import { type Testbed, setupTestbed } from '../testbed/setup.ts';

let testbed: Testbed;
let mirror: string;

beforeAll(async () => {
  testbed = await setupTestbed({ quiet: true });
  mirror = await mkdtemp(join(tmpdir(), 'saltern-rpm-'));
  await makeRpmRepositories(mirror);
});
afterAll(() => rm(mirror, { recursive: true, force: true }));

const PROJECT = `formula: none
formula-name: demo
driver: fake
platforms: { here: { image: example/none, fake: { exec: host } } }
suites: { default: { checks: { command: { 'true': { exit-status: 0 } } } } }
`;
/** What others write, copies of the files with users, of whom rpm removes none, and folders that CentOS has in `filesystem`. */
const NOT_OURS = [
  '(proc|sys|dev|run|tmp|mirror|root)(/|$)',
  'var/(log|tmp|cache/(dnf|ldconfig)|lib/(rpm|dnf))(/|$)',
  'etc/(passwd|shadow|group|gshadow)-$',
  'usr/share/(licenses|man/man1)$',
].join('|');

/** One story for each, in this order. */
describe.for(['el8', 'el9'] as const)('the RPM on the stand-in for %s', (el) => {
  const { version } = readPackageFacts();
  let guest: Guest;
  let before: readonly string[];

  beforeAll(async () => {
    guest = await bootStandIn({ image: testbed.images[el], mirror });
    const repositories = ['first', 'second', 'userland'].map(
      (name) => `[${name}]\nname=${name}\nbaseurl=file:///mirror/${name}\ngpgcheck=0\nenabled=0\n`,
    );
    await guest.sh(`rm /etc/yum.repos.d/*.repo; cat > /etc/yum.repos.d/saltern.repo <<'E'\n${repositories.join('')}E`);
    before = await listFiles();
  });
  afterAll(() => guest?.[Symbol.asyncDispose]());

  async function listFiles(): Promise<readonly string[]> {
    return (await guest.sh(`find / | grep -Ev '^/(${NOT_OURS})' | sort`)).stdout.split('\n');
  }

  function dnf(words: string, ...repositories: readonly string[]) {
    const enabled = repositories.map((name) => `--enablerepo=${name}`).join(' ');
    return guest.sh(`dnf -q -y ${enabled} ${words} 2>&1`);
  }

  it('is refused where the C library is too old for Node, as on EL 7, with its name', async () => {
    const { exitCode, stdout } = await dnf('install saltern', 'first');

    expect(exitCode).not.toBe(0);
    expect(stdout).toContain('libc.so.6(GLIBC_2.28)(64bit)');
  });

  it('is installed by dnf', async () => {
    const { exitCode, stdout } = await dnf('install saltern', 'first', 'userland');

    expect(exitCode, stdout).toBe(0);
    expect((await guest.sh('rpm -V saltern')).stdout).toBe('');
  });

  it('runs with the Node that came along', async () => {
    const told = await guest.sh('saltern --version; saltern --help');

    expect(told.stdout, told.stderr).toMatch(new RegExp(`^${version}\nUsage: saltern `));
    expect((await guest.sh('command -v node')).stdout).toBe('');
  });

  it('says whether the machine will do, and tests a project', async () => {
    const files = `mkdir /tmp/demo; cd /tmp/demo; cat > saltern.yml <<'E'\n${PROJECT}E`;

    await guest.sh(files);
    const doctor = await guest.sh('cd /tmp/demo; saltern doctor');
    const test = await guest.sh('cd /tmp/demo; saltern test');

    expect(doctor.stdout, doctor.stderr).toContain(`version ${readPackageFacts().node}`);
    expect(doctor.exitCode, doctor.stdout).toBe(0);
    expect(test.exitCode, test.stdout + test.stderr).toBe(0);
  });

  it('brings a man page, and completion for bash that answers', async () => {
    const page = await guest.sh('gzip -dc /usr/share/man/man1/saltern.1.gz');
    const completion = 'COMP_WORDS=(saltern prom); COMP_CWORD=1; _saltern saltern; echo "${COMPREPLY[@]}"';
    const answer = await guest.sh(`bash -c '. /usr/share/bash-completion/completions/saltern; ${completion}'`);
    const others = await guest.sh(
      'head -n 1 /usr/share/zsh/site-functions/_saltern /usr/share/fish/vendor_completions.d/saltern.fish',
    );

    expect(page.stdout).toContain('.SS "saltern nightly [options]"');
    expect(answer.stdout, answer.stderr).toBe('promote');
    expect(others.stdout).toContain('#compdef saltern');
    expect(others.stdout).toContain('function __saltern_complete');
  });

  it('has a timer for the nightly that is off until somebody switches it on', async () => {
    const asked = await guest.sh('systemctl is-enabled saltern-nightly.timer saltern-nightly.service');
    const next = await guest.sh('systemctl list-timers --all --no-legend');

    expect(asked.stdout).toBe('disabled\nstatic');
    expect(next.stdout).not.toContain('saltern');
  });

  it('has a service that does a night as a user of its own, with what stands in its file', async () => {
    const settings = 'PROJECT=/tmp/demo/saltern.yml\\nOPTIONS=--status\\n';
    await guest.sh(`printf '${settings}' > /etc/sysconfig/saltern-nightly; chown -R saltern: /tmp/demo`);

    const start = await guest.sh('systemctl start saltern-nightly.service');

    const said = await guest.sh(
      'journalctl --sync; journalctl -u saltern-nightly; stat -c %U /var/cache/saltern/saltern',
    );
    // It ended with 1, which is an answer and no trouble.
    expect(said.stdout).toMatch(/saltern\[\d+\]: LATE +no night ended/);
    expect(said.stdout.split('\n').at(-1)).toBe('saltern');
    expect(start.exitCode, start.stderr).toBe(0);
  });

  it('is brought up to date: the timer stays on, and what was written stays', async () => {
    await guest.sh('systemctl enable saltern-nightly.timer');

    const { exitCode, stdout } = await dnf('upgrade', 'second');

    expect(exitCode, stdout).toBe(0);
    expect((await guest.sh('rpm -q saltern')).stdout).toMatch(new RegExp(`^saltern-${version}-2\\.`));
    expect((await guest.sh('systemctl is-enabled saltern-nightly.timer')).stdout).toBe('enabled');
    expect((await guest.sh('cat /etc/sysconfig/saltern-nightly')).stdout).toContain('OPTIONS=--status');
    expect((await guest.sh('saltern --version')).stdout).toBe(version);
  });

  it('leaves nothing behind but a file that somebody changed, and its user', async () => {
    const { exitCode, stdout } = await dnf('remove saltern userland');

    expect(exitCode, stdout).toBe(0);
    const left = new Set(before);
    expect((await listFiles()).filter((file) => !left.has(file))).toEqual(['/etc/sysconfig/saltern-nightly.rpmsave']);
    expect((await guest.sh('getent passwd saltern')).stdout).toContain(':/var/lib/saltern:');
  });
});

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type E2eProject, e2eProject } from '../support/e2e-project.ts';

/** Nothing of Salt and no formula: what is asked is where packages can come from. */
const files = {
  'saltern.yml': `formula: none
formula-name: repos
platforms: [centos-7, centos-stream-9]
suites: { default: { checks: { package: { standin-release: { installed: true } } } } }
`,
};
const PLATFORMS = ['centos-7', 'centos-stream-9'] as const;

let project: E2eProject;
let snapshot: string;

beforeAll(async () => {
  project = await e2eProject({ files, night: 1 });
  await project.saltern(['snapshot', 'create']);
  snapshot = ((await project.json(['snapshot', 'show'])) as { manifest: { id: string } }).manifest.id;
});

afterAll(async () => {
  await project?.[Symbol.asyncDispose]();
});

/** stdout of a shell line in an instance. */
async function run(platform: string, line: string): Promise<string> {
  const { code, stdout, stderr } = await project.saltern(['exec', `repos-default-${platform}`, '--', 'sh', '-c', line]);
  expect(code, stdout + stderr).toBe(0);
  return stdout.trim();
}

describe('D16: an instance on a snapshot', () => {
  beforeAll(async () => {
    const { code, stdout, stderr } = await project.saltern(['create', ...PLATFORMS.map((name) => `*-${name}`)]);
    expect(code, stdout + stderr).toBe(0);
  });

  it.each(PLATFORMS)(
    'has no repository but the snapshot’s on %s; the image’s dead one stays gone',
    async (platform) => {
      const member = `base${platform.split('-').at(-1)}`;

      const listed = await run(platform, 'dnf --quiet repolist --all --disableplugin=local');
      const kept = await run(platform, 'cd /etc/yum.repos.d && ls -A');
      const image = await run(platform, 'rpm -q --list standin-release | grep repos.d');
      const url = await run(platform, 'cat /etc/yum.repos.d/saltern.repo');

      expect(
        listed
          .split('\n')
          .slice(1)
          .map((line) => line.split(/ +/)[0]),
      ).toEqual([member]);
      expect(kept).toBe('saltern.repo');
      // The upgraded package would have brought it back.
      expect(image).toBe('/etc/yum.repos.d/CentOS-Base.repo');
      expect(url).toMatch(new RegExp(`^baseurl=file:///\\S+/${member}$`, 'm'));
    },
  );

  it.each(PLATFORMS)('has the image’s own packages as the snapshot has them on %s', async (platform) => {
    const el = platform.split('-').at(-1);
    const installed = await run(platform, "rpm -q --qf '%{RELEASE}' standin-release");
    const { stdout: pool } = await execa('find', [
      join(project.mirror, 'snapshots', snapshot, `base${el}`),
      '-name',
      'standin-release-*',
    ]);
    const pending = await run(platform, 'dnf --quiet --disableplugin=local check-update; echo $?');

    expect(pool).toContain(`-${installed}.noarch.rpm`);
    expect(installed).toMatch(/^2\.el/);
    expect(pending).toBe('0');
  });

  it.each(PLATFORMS)('cannot write into the snapshot on %s', async (platform) => {
    const denied = await run(
      platform,
      'touch "$(sed -n s,^baseurl=file://,,p /etc/yum.repos.d/saltern.repo)/x" 2>&1; true',
    );

    expect(denied).toMatch(/Read-only file system/);
  });
});

describe('a snapshot that is served', () => {
  it('reaches the guest by its immutable URL, while the image is prepared and afterwards', async () => {
    await using server = await serve(project.mirror);
    const one = 'repos-default-centos-stream-9';
    await project.write('saltern.local.yml', `snapshots: { url: '${server.url}' }\n`);

    const test = await project.saltern(['test', one, '--destroy', 'never']);
    expect(test.code, test.stdout + test.stderr).toBe(0);
    const url = await run('centos-stream-9', 'cat /etc/yum.repos.d/saltern.repo');
    const before = server.asked.length;
    const install = await run(
      'centos-stream-9',
      'dnf --quiet --disableplugin=local install -y tree >&2 && rpm -q --qf "%{NAME}" tree',
    );
    const mounts = await run('centos-stream-9', 'grep -c saltern/snapshot /proc/mounts || true');
    const image = await project.read(`.saltern/instances/${one}.json`);
    await project.saltern(['destroy']);
    await removePrepared((JSON.parse(image) as { prepared: { reference: string } }).prepared.reference);

    expect(url).toMatch(new RegExp(`^baseurl=${server.url}/snapshots/${snapshot}/base9$`, 'm'));
    expect(install).toBe('tree');
    expect(mounts).toBe('0');
    expect(before).toBeGreaterThan(0);
    expect(server.asked.slice(before)).toEqual([expect.stringMatching(/\/base9\/Packages\/tree-[^/]+\.rpm$/)]);
    expect(server.asked.every((path) => path.startsWith(`/snapshots/${snapshot}/`))).toBe(true);
  });
});

/** The port is another one each time, so nobody will ask for this image again. */
async function removePrepared(reference: string): Promise<void> {
  const format = '{{index .Config.Labels "saltern.prepared"}} {{index .Config.Labels "saltern.parent"}}';
  const shown = await execa('docker', ['image', 'inspect', '--format', format, reference], { reject: false });
  if (shown.exitCode === 0 && !shown.stdout.startsWith(' '))
    await execa('docker', ['image', 'rm', '--no-prune', reference]);
}

interface Served extends AsyncDisposable {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
}

/** Any static server would do; this one is on the bridge, where guests reach it. */
async function serve(root: string): Promise<Served> {
  const host = await findBridge();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://here').pathname));
    asked.push(path);
    void stat(join(root, path)).then(
      (found) => {
        if (!found.isFile()) return response.writeHead(404).end();
        response.writeHead(200, { 'content-length': found.size });
        return createReadStream(join(root, path)).pipe(response);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://${host}:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The engine names the gateway only where it was configured; else it is the first address. */
async function findBridge(): Promise<string> {
  const { stdout } = await execa('docker', ['network', 'inspect', 'bridge', '--format', '{{json .IPAM.Config}}']);
  const [{ Gateway: gateway, Subnet: subnet } = { Subnet: '' }] = JSON.parse(stdout) as {
    Gateway?: string;
    Subnet: string;
  }[];
  return gateway ?? subnet.replace(/0\/\d+$/, '1');
}

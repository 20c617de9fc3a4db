import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSalternContainer } from '../packages/build-container.ts';
import { gatherParts } from '../packages/gather-parts.ts';
import { readPackageFacts } from '../packages/package-facts.ts';
import { type E2eProject, ROOT, e2eProject } from '../support/e2e-project.ts';
import { findCacheDirectory } from '../testbed/host/cache.ts';
import { ensureContainerBase } from '../testbed/image/container-base.ts';

const TAG = `saltern/test-container:${process.pid}`;
const SCRIPT = join(ROOT, 'examples/container/saltern-in-container.sh');
/** Nothing of Salt: what is asked is whether guests see what saltern shows them. */
const files = {
  'saltern.yml': `formula: none
formula-name: inside
platforms: [centos-stream-9]
suites: { default: { checks: { package: { standin-release: { installed: true } } } } }
`,
};

/** saltern in its image, against the engine of this machine. */
describe('the container image', () => {
  let project: E2eProject;

  beforeAll(async () => {
    project = await e2eProject({ files, night: 1 });
    const { code, stdout, stderr } = await project.saltern(['snapshot', 'create']);
    expect(code, stdout + stderr).toBe(0);
    const folder = await mkdtemp(join(tmpdir(), 'saltern-container-'));
    const base = await ensureContainerBase(findCacheDirectory(process.env), process.env);
    await buildSalternContainer({ parts: await gatherParts(folder), folder: join(folder, 'context'), tag: TAG, base });
    await rm(folder, { recursive: true });
  });
  afterAll(async () => {
    await project?.[Symbol.asyncDispose]();
    await execa('docker', ['image', 'rm', '--force', TAG], { reject: false });
  });

  function inContainer(argv: readonly string[]) {
    const overlay = join(project.directory, 'testbed.yml');
    const env = { SALTERN_IMAGE: TAG, SALTERN_OVERLAY: overlay };
    // Starts sh: the script for people.
    return execa(SCRIPT, argv, { cwd: project.directory, env, reject: false, stdin: 'ignore' });
  }

  it('tells its version, also to a user without a name', async () => {
    const { stdout, stderr } = await execa('docker', ['run', '--rm', '--user', '54321', TAG, '--version'], {
      reject: false,
    });

    expect(stdout, stderr).toBe(readPackageFacts().version);
  });

  it('tests an instance on a snapshot of this machine', async () => {
    const doctor = await inContainer(['doctor']);
    const test = await inContainer(['test', '--driver', 'docker']);
    const list = await project.saltern(['list']);

    expect(doctor.stdout, doctor.stderr).toMatch(/Saltern in a container: the engine sees '\S+' under the same path/);
    expect(test.exitCode, test.stdout + test.stderr).toBe(0);
    expect(list.stdout).toMatch(/inside-default-centos-stream-9 .* pass /);
  });

  it('does not test on folders that the engine would look for elsewhere', async () => {
    const socket = '/var/run/docker.sock';
    const mounts = [socket, project.directory].flatMap((path) => ['--volume', `${path}:${path}`]);
    const overlay = ['--env', `SALTERN_OVERLAY=${join(project.directory, 'testbed.yml')}`];
    const bare = ['run', '--rm', ...mounts, ...overlay, '--workdir', project.directory, TAG];

    const test = await execa('docker', [...bare, 'test'], { reject: false });
    const doctor = await execa('docker', [...bare, 'doctor'], { reject: false });

    expect(test.exitCode, test.stdout + test.stderr).toBe(3);
    expect(test.stdout + test.stderr).toMatch(
      /does not see '\/root\/\.cache\/saltern\/docker\/empty': saltern runs in a container, which has it to itself/,
    );
    expect(doctor.stdout).toMatch(/Saltern in a container: the engine does not see '\/root\/.cache\/saltern'/);
  });
});

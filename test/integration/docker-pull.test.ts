import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dockerDriver } from '../../drivers/docker/docker-driver.ts';
import { driverContext } from '../support/driver-context.ts';
import { examplePlan } from '../support/example-plan.ts';
import { startRegistry, type Registry } from '../testbed/registry.ts';

const USER = { user: 'tester', password: 'pass:word with colon' };
const plan = examplePlan({ name: 'pull-default-el9' });
let registry: Registry;
let home = '';
let repository = '';
let digest = '';

beforeAll(async () => {
  registry = await startRegistry(USER);
  home = await mkdtemp(join(tmpdir(), 'saltern-pull-'));
  repository = `${registry.address}/tests/tiny`;
  await writeDockerConfig('push', { auths: { [registry.address]: { auth: encode(USER) } } });
  await execa('docker', ['import', '-', `${repository}:v1`], { input: await tinyRoot() });
  const pushed = await execa('docker', ['--config', join(home, 'push'), 'push', `${repository}:v1`]);
  digest = /sha256:[0-9a-f]{64}/.exec(pushed.stdout)?.[0] ?? '';
});
beforeEach(async () => {
  await execa('docker', ['image', 'rm', '-f', `${repository}:v1`, `${repository}@${digest}`], { reject: false });
});
afterAll(async () => {
  await execa('docker', ['image', 'rm', '-f', `${repository}:v1`], { reject: false });
  await registry[Symbol.asyncDispose]();
});

const encode = ({ user, password }: typeof USER): string => Buffer.from(`${user}:${password}`).toString('base64');

async function tinyRoot(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'saltern-root-'));
  await writeFile(join(folder, 'hello'), 'hello');
  return (await execa('tar', ['-c', '-C', folder, 'hello'], { encoding: 'buffer' })).stdout;
}

async function writeDockerConfig(name: string, content: unknown): Promise<string> {
  const folder = join(home, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), JSON.stringify(content));
  return folder;
}

async function pull(
  image: string,
  dockerConfig: string,
  settings: Record<string, unknown> = {},
  path = process.env['PATH'],
) {
  const driver = dockerDriver();
  const context = driverContext({ environment: { ...process.env, DOCKER_CONFIG: dockerConfig, PATH: path } });
  const prepared = await driver.prepare(plan, driver.configSchema.parse({ image, ...settings }), [], context);
  return { prepared, shown: context.shown };
}

describe('pulling', () => {
  it('by tag records the digest and shows how far it is', async () => {
    const config = await writeDockerConfig('auths', { auths: { [registry.address]: { auth: encode(USER) } } });

    const { prepared, shown } = await pull(`${repository}:v1`, config);

    expect(prepared.image).toEqual({ reference: `${repository}:v1`, digest });
    expect(shown[0]).toBe(`pulling ${repository}:v1`);
    expect(shown.at(-1)).toMatch(/layer 1 of 1$/);
  });

  it('by digest', async () => {
    const config = await writeDockerConfig('auths', { auths: { [registry.address]: { auth: encode(USER) } } });

    const { prepared } = await pull(`${repository}@${digest}`, config);

    expect(prepared.image.digest).toBe(digest);
  });

  it('asks the credential helper of the registry', async () => {
    const config = await writeDockerConfig('helper', { credHelpers: { [registry.address]: 'saltern-test' } });
    const helper = join(config, 'docker-credential-saltern-test');
    const answer = JSON.stringify({ Username: USER.user, Secret: USER.password });
    await writeFile(
      helper,
      `#!/bin/sh\nread -r asked\n[ "$1 $asked" = "get ${registry.address}" ] && echo '${answer}'\n`,
    );
    await chmod(helper, 0o755);

    const { prepared } = await pull(`${repository}:v1`, config, {}, `${config}:${process.env['PATH'] ?? ''}`);

    expect(prepared.image.digest).toBe(digest);
  });

  it('without credentials is refused with a hint to log in', async () => {
    const config = await writeDockerConfig('empty', {});

    await expect(pull(`${repository}:v1`, config)).rejects.toMatchObject({
      code: 'IMAGE_PULL',
      hint: expect.stringContaining('docker login'),
      isTransient: false,
    });
  });

  it('with wrong credentials is refused', async () => {
    const config = await writeDockerConfig('wrong', {
      auths: { [registry.address]: { auth: encode({ ...USER, password: 'no' }) } },
    });

    await expect(pull(`${repository}:v1`, config)).rejects.toMatchObject({ code: 'IMAGE_PULL', isTransient: false });
  });

  it('a tag that does not exist says so', async () => {
    const config = await writeDockerConfig('auths', { auths: { [registry.address]: { auth: encode(USER) } } });

    await expect(pull(`${repository}:v2`, config)).rejects.toMatchObject({
      code: 'IMAGE_MISSING',
      message: expect.stringContaining(`${repository}:v2`),
    });
  });

  it('from a registry that is down is worth another try', async () => {
    const config = await writeDockerConfig('empty', {});

    await expect(pull('127.0.0.1:9/tests/tiny:v1', config)).rejects.toMatchObject({
      code: 'IMAGE_PULL',
      isTransient: true,
    });
  });

  it('never happens with the policy never', async () => {
    const config = await writeDockerConfig('auths', { auths: { [registry.address]: { auth: encode(USER) } } });

    const refused = pull(`${repository}:v1`, config, { pull: 'never' });

    await expect(refused).rejects.toMatchObject({
      code: 'IMAGE_MISSING',
      hint: expect.stringContaining('docker pull'),
    });
  });

  it('happens once more with the policy always, and not with missing', async () => {
    const config = await writeDockerConfig('auths', { auths: { [registry.address]: { auth: encode(USER) } } });
    await pull(`${repository}:v1`, config);

    const missing = await pull(`${repository}:v1`, config);
    const always = await pull(`${repository}:v1`, config, { pull: 'always' });

    expect(missing.shown).toEqual([]);
    expect(always.shown[0]).toBe(`pulling ${repository}:v1`);
  });
});

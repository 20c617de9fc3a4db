import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dockerDriver } from '../../drivers/docker/docker-driver.ts';
import { driverContext } from '../support/driver-context.ts';
import { examplePlan } from '../support/example-plan.ts';
import { setupTestbed } from '../testbed/setup.ts';

const plan = examplePlan({ name: 'engine-default-el9' });

describe('an engine', () => {
  it('that is missing is named, with what to do', async () => {
    const driver = dockerDriver();
    const context = driverContext({ environment: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } });

    const preparing = driver.prepare(plan, driver.configSchema.parse({ image: 'x' }), [], context);

    await expect(preparing).rejects.toMatchObject({
      code: 'ENGINE_MISSING',
      message: "Docker did not answer on '/nowhere/docker.sock'",
      hint: expect.stringContaining('saltern doctor'),
      isTransient: false,
    });
  });

  it('that is missing is a finding of the doctor, with a remedy', async () => {
    const context = driverContext({ environment: { DOCKER_HOST: 'tcp://127.0.0.1:9' } });

    const findings = await dockerDriver().doctor(context);

    expect(findings).toEqual([
      expect.objectContaining({
        outcome: 'fail',
        remedy: 'Start it, or change DOCKER_HOST in the environment, which names it.',
      }),
    ]);
  });

  it('that answers is described by the doctor', async () => {
    const findings = await dockerDriver().doctor(driverContext());

    expect(findings.map(({ title }) => title)).toEqual([
      'Docker engine',
      'systemd in containers',
      'Snapshots in containers',
      'Clock',
      'inotify instances',
      'inotify watches',
      'Disk space for images',
    ]);
    expect(findings[1]).toMatchObject({ outcome: 'pass' });
  });

  it('is asked by the doctor for the images of a project, and asks their registries; nothing is pulled', async () => {
    const config = '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}';
    const digest = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
    const type = 'application/vnd.docker.distribution.manifest.v2+json';
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: type,
      config: {
        mediaType: 'application/vnd.docker.container.image.v1+json',
        size: config.length,
        digest: digest(config),
      },
      layers: [],
    });
    await using server = createServer(({ url = '' }, response) => {
      if (url.includes('/held/')) return;
      if (url === '/v2/') response.end('{}');
      else if (url.includes('/there/manifests/')) response.setHeader('content-type', type).end(manifest);
      else if (url.includes(digest(config))) response.end(config);
      else
        response.writeHead(404, { 'content-type': 'application/json' }).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const registry = `127.0.0.1:${String(Object(server.address()).port)}`;
    const driver = dockerDriver();
    const { images } = await setupTestbed({ quiet: true });
    const names = [images.el9, `${registry}/there`, `${registry}/gone`, `${registry}/held`, '127.0.0.1:9/x'];
    const configs = [...names.map((image) => ({ image })), { image: 'no.example/x', pull: 'never' }];

    const findings = await driver.doctor(driverContext(), {
      platforms: configs.map((one) => ({ name: one.image, config: driver.configSchema.parse(one) })),
      instances: 6,
    });
    server.closeAllConnections();

    const told = findings.filter(({ title }) => title.startsWith('Image'));
    expect(told.map(({ outcome, title, message }) => [outcome, title, message.replaceAll(registry, 'R')])).toEqual([
      ['pass', 'Images', `'${images.el9}' is here, 'R/there' can be pulled`],
      ['fail', `Image '${registry}/gone'`, expect.stringMatching(/^there is none in its registry/)],
      ['warn', `Image '${registry}/held'`, 'no answer within 4 s'],
      ['warn', "Image '127.0.0.1:9/x'", expect.stringMatching(/^is not here, and its registry does not answer: /)],
      ['fail', "Image 'no.example/x'", "is not on the engine, and 'pull: never' forbids fetching it"],
    ]);
    expect(findings.find(({ title }) => title === 'inotify instances')?.message).toContain('the project has 6');
  });

  it.each([
    ['hangs up', (socket: { destroy(): void }) => socket.destroy(), true],
    ['answers 500', undefined, true],
  ])('that %s is worth another try', async (_what, hangUp, isTransient) => {
    const path = join(await mkdtemp(join(tmpdir(), 'saltern-engine-')), 'docker.sock');
    await using server = createServer((request, response) => {
      if (hangUp) hangUp(request.socket);
      else
        response.writeHead(500, { 'content-type': 'application/json' }).end('{"message":"containerd is restarting"}');
    });
    server.listen(path);
    const driver = dockerDriver();
    const context = driverContext({ environment: { DOCKER_HOST: `unix://${path}` } });

    const preparing = driver.prepare(plan, driver.configSchema.parse({ image: 'x' }), [], context);

    await expect(preparing).rejects.toMatchObject({ code: 'ENGINE_FAILED', isTransient });
  });
});

import { createServer } from 'node:http';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dockerDriver } from '../../drivers/docker/docker-driver.ts';
import { driverContext } from '../support/driver-context.ts';
import { examplePlan } from '../support/example-plan.ts';

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

    expect(findings).toEqual([expect.objectContaining({ outcome: 'fail', remedy: expect.any(String) })]);
  });

  it('that answers is described by the doctor', async () => {
    const findings = await dockerDriver().doctor(driverContext());

    expect(findings.map(({ title }) => title)).toEqual([
      'Docker engine',
      'systemd in containers',
      'Snapshots in containers',
      'inotify instances',
      'Disk space for images',
    ]);
    expect(findings[1]).toMatchObject({ outcome: 'pass' });
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
